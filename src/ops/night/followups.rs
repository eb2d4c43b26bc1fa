//! The tasks that follow from bad ratings: raised when a clock is over or something waits for a leader,
//! and closed when that is seen to. Each is raised once.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::followup::Followup;
use crate::domain::followup::Step;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::store::view;

/// Raises and closes what follows from all bad ratings: days pass.
pub(super) fn raise(hall: &mut Hall, now: UtcMs) -> Result<(), Error> {
    let (db, today) = (hall.store.db(), hall.day_of(now));
    let open = view::tasks::open(db)?;
    let orders = view::followups::waiting(db)?;
    let calendar = hall.calendar();
    let wanted = orders
        .iter()
        .flat_map(|order| wanted(order, calendar, today));
    let wanted: Vec<Wanted> = wanted.collect();
    match tasks::is_settled(&open, TaskKind::Followup, &wanted) {
        true => Ok(()),
        false => hall
            .store
            .write(|writer| tasks::settle(writer, TaskKind::Followup, |_| true, &wanted, now)),
    }
}

/// Raises and closes what follows from one bad rating, in the verb that said something of it.
pub(crate) fn follow(act: &mut Act<'_, '_>, order: &Followup) -> Result<(), Error> {
    let wanted = wanted(order, act.calendar, act.today());
    let (now, number) = (act.now, &order.terms.number);
    let about = |about: &str| about == number;
    tasks::settle(act.writer(), TaskKind::Followup, about, &wanted, now)
}

/// Returns what a leader has to see to. The words are read again by `locale::task_words`.
fn wanted(order: &Followup, calendar: &Calendar, today: NaiveDate) -> Vec<Wanted> {
    let clocks = order.clocks(calendar).into_iter();
    let mut words: Vec<String> = clocks
        .filter(|clock| clock.due < today)
        .map(|clock| format!("{} {}", clock.step.word(), clock.due))
        .collect();
    if let (Some(Step::Sign), Some(fixed)) = (order.step(), &order.lock.round.fixed) {
        words.push(format!("sign {}", fixed.hand.day));
    }
    if let Some(appeal) = &order.appeal {
        match &appeal.verdict {
            None => words.push(format!("appeal {}", appeal.day)),
            Some(verdict) if order.is_telling_owed() => {
                words.push(format!("told {}", verdict.hand.day));
            }
            Some(_) => {}
        }
    }
    let about = || order.terms.number.clone();
    let task = |words| Wanted {
        kind: TaskKind::Followup,
        about: about(),
        words,
    };
    words.into_iter().map(task).collect()
}
