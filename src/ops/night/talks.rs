//! The tasks of talks that are due (约谈): whoever was last of two months running, once nothing of the
//! later month can be rated any more.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::ids::TaskId;
use crate::domain::measure::Month;
use crate::domain::rating::rank::Ranked;
use crate::domain::site::SiteKind;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::ops::rating_down;
use crate::store::view;
use crate::store::view::tasks::Task;

/// So many months back the last one is looked for in which nothing can be rated any more.
const MONTHS: usize = 3;

/// Raises at a hall what is due of the last month that is settled, and closes what an appeal has put
/// right since, of that month and of those whose talk still waits.
///
/// Source: rule R7 of the hall.
pub(super) fn raise(hall: &mut Hall, now: UtcMs) -> Result<(), Error> {
    let db = hall.store.db();
    let own = view::sites::own(db)?;
    if own.is_some_and(|own| own.kind != SiteKind::Hall) {
        return Ok(());
    }
    let open: Vec<Task> = view::tasks::open(db)?
        .into_iter()
        .filter(|task| task.kind == TaskKind::Talk)
        .collect();
    let mut months: Vec<Month> = open
        .iter()
        .filter_map(|task| month_of(&task.words))
        .collect();
    months.extend(last_settled(hall.calendar(), hall.day_of(now)));
    months.sort_unstable();
    months.dedup();
    let mut wanted = Vec::new();
    for month in months {
        let due = due(hall, month, now)?.into_iter();
        wanted.extend(due.map(|who| task_of(who, month)));
    }
    let still: Vec<TaskId> = wanted.iter().map(tasks::id_of).collect();
    let healed = open.iter().map(|task| task.id);
    let healed: Vec<TaskId> = healed.filter(|id| !still.contains(id)).collect();
    tasks::settle_these(hall.store_mut(), &wanted, &healed, now)
}

/// Returns the task of a talk. The words are read again by `locale::task_words`.
pub(crate) fn task_of(who: Ranked, month: Month) -> Wanted {
    Wanted {
        kind: TaskKind::Talk,
        about: who.to_string(),
        words: format!("{} {month}", month.before()),
    }
}

/// Returns whether errands of a month can still be rated on a day; so it is where the calendar does not
/// say.
pub(crate) fn is_provisional(calendar: &Calendar, month: Month, today: NaiveDate) -> bool {
    rating_down::last_day(calendar, month.last()).is_none_or(|last| today <= last)
}

fn month_of(words: &str) -> Option<Month> {
    words.split_once(' ')?.1.parse().ok()
}

fn last_settled(calendar: &Calendar, today: NaiveDate) -> Option<Month> {
    let back = |month: &Month| Some(month.before());
    std::iter::successors(Some(Month::of(today).before()), back)
        .take(MONTHS)
        .find(|month| !is_provisional(calendar, *month, today))
}

fn due(hall: &Hall, month: Month, now: UtcMs) -> Result<Vec<Ranked>, Error> {
    let ranks = hall.ranks(month, now)?;
    let windows = ranks.windows.iter().filter(|line| line.last_twice);
    let staff = ranks.staff.iter().filter(|line| line.last_twice);
    let windows = windows.map(|line| Ranked::Window(line.who));
    Ok(windows
        .chain(staff.map(|line| Ranked::Staff(line.who.staff)))
        .collect())
}
