//! The tasks that follow from registered problems: raised when a clock is over or something waits for a
//! leader, and closed when that is seen to. Each is raised once.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::problem::Problem;
use crate::domain::problem::Step;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
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
