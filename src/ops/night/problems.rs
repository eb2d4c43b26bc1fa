//! The tasks that follow from registered problems: raised when a clock is over or something waits for a
//! leader, and closed when that is seen to. Each is raised once.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::entry::ActorNo;
use crate::domain::event::Event;
use crate::domain::event::ProblemPassed;
use crate::domain::event::ProblemRegistered;
use crate::domain::event::ProblemTold;
use crate::domain::ids::ProblemId;
use crate::domain::number::mask_name;
use crate::domain::problem::Problem;
use crate::domain::problem::Step;
use crate::domain::site::Relation;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::store::Audience;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::ledger;
use crate::store::ledger::ToPass;
use crate::store::view;

/// Raises and closes what follows from all problems: days pass.
pub(super) fn raise(hall: &mut Hall, now: UtcMs) -> Result<(), Error> {
    let (db, today) = (hall.store.db(), hall.day_of(now));
    let open = view::tasks::open(db)?;
    let problems = view::problems::open(db)?;
    let calendar = hall.calendar();
    let wanted = problems.iter().flat_map(|p| wanted(p, calendar, today));
    let wanted: Vec<Wanted> = wanted.collect();
    match tasks::is_settled(&open, TaskKind::Problem, &wanted) {
        true => Ok(()),
        false => hall
            .store
            .write(|writer| tasks::settle(writer, TaskKind::Problem, |_| true, &wanted, now)),
    }
}

/// So much of what a site below said about problems goes on in a night, of each of its logs; the rest in
/// the next.
///
/// Source: a default of the program; far more than a village writes in a year.
const MOST_PASSED: usize = 5_000;

/// Passes on to the site above what the sites below said about their problems since the last time: their
/// words to the letter, who raised them masked. Nothing where nobody is above.
///
/// Source: rule A12 of the hall: 县里看得到村里的原文.
pub(super) fn pass_on(store: &mut Store, now: UtcMs) -> Result<(), Error> {
    let peers = view::sites::peers(store.db())?;
    if !peers.iter().any(|peer| peer.relation == Relation::Parent) {
        return Ok(());
    }
    for peer in peers.iter().filter(|p| p.relation == Relation::Child) {
        let (org, site) = (peer.card.org, &peer.card.name);
        let ToPass { words, marks } = ledger::to_pass(store.db(), org, MOST_PASSED)?;
        if marks.is_empty() {
            continue;
        }
        store.write(|writer| {
            for (_, entry, event) in words {
                let Some((problem, told)) = masked(event) else {
                    continue;
                };
                let passed = Event::from(ProblemPassed {
                    org,
                    site: site.clone(),
                    entry,
                    told,
                });
                let (up, system) = (Audience::Up, ActorNo::SYSTEM);
                writer.append(up, problem.0, system, now, &passed)?;
            }
            let mut marks = marks.into_iter();
            marks.try_for_each(|mark| writer.mark_passed(mark))?;
            Ok::<(), StoreError>(())
        })?;
    }
    Ok(())
}

/// Returns what was said without who raised it.
fn masked(event: Event) -> Option<(ProblemId, ProblemTold)> {
    match event {
        Event::ProblemRegistered(said) => Some((
            said.problem,
            ProblemTold::Registered(ProblemRegistered {
                name: mask_name(&said.name),
                phone: String::new(),
                ..said
            }),
        )),
        Event::ProblemDone(done) => Some((done.problem, ProblemTold::Done(done))),
        _ => None,
    }
}

/// Raises and closes what follows from one problem, in the verb that said something of it.
pub(crate) fn follow(act: &mut Act<'_, '_>, problem: &Problem) -> Result<(), Error> {
    let wanted = wanted(problem, act.calendar, act.today());
    let (now, number) = (act.now, problem.number());
    let about = |about: &str| about == number;
    tasks::settle(act.writer(), TaskKind::Problem, about, &wanted, now)
}

/// Returns what a leader has to see to. The words are read again by `locale::task_words`.
fn wanted(problem: &Problem, calendar: &Calendar, today: NaiveDate) -> Vec<Wanted> {
    let clocks = problem.clocks(calendar).into_iter();
    let mut words: Vec<String> = clocks
        .filter(|clock| clock.due < today)
        .map(|clock| format!("{} {}", clock.step.word(), clock.due))
        .collect();
    match (problem.step(), &problem.lock.round.fixed) {
        (Some(Step::Lead), _) => words.push(format!("lead {}", problem.said.hand.day)),
        (Some(Step::Sign), Some(fixed)) => words.push(format!("sign {}", fixed.hand.day)),
        _ => {}
    }
    let task = |words| Wanted {
        kind: TaskKind::Problem,
        about: problem.number().to_owned(),
        words,
    };
    words.into_iter().map(task).collect()
}
