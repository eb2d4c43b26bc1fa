//! The task for a duty leader when nobody was in a village often enough.

use chrono::Days;
use chrono::NaiveDate;

use crate::domain::ids::TaskId;
use crate::domain::measure::Month;
use crate::domain::measure::VillageFigures;
use crate::domain::service::week::Enough;
use crate::domain::service::week::Week;
use crate::domain::service::week::monday;
use crate::domain::site::SiteKind;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::store::view;

/// So many weeks back a task is raised: what an exchange brings later is seen on the page of its month.
const WEEKS: u64 = 2;

/// Raises at a hall a task for each week that is over in which nobody was in a village often enough, of
/// the villages that have planned their days; and closes what a later exchange has put right.
///
/// Source: rule A10 of the hall.
pub(super) fn raise(hall: &mut Hall, now: UtcMs) -> Result<(), Error> {
    let own = view::sites::own(hall.store().db())?;
    if own.is_none_or(|own| own.kind != SiteKind::Hall) {
        return Ok(());
    }
    let (mut wanted, mut healed) = (Vec::new(), Vec::new());
    let open = view::tasks::open(hall.store().db())?;
    let open = open
        .into_iter()
        .filter(|task| task.kind == TaskKind::VillageDays);
    let open: Vec<(TaskId, String, String)> =
        open.map(|task| (task.id, task.about, task.words)).collect();
    for (village, week) in lately(hall, now)? {
        let (about, words) = (village.org.to_string(), week.monday.to_string());
        if week.enough == Enough::Short {
            wanted.push(Wanted {
                kind: TaskKind::VillageDays,
                about,
                words,
            });
        } else {
            let same = open.iter().filter(|(_, a, w)| (a, w) == (&about, &words));
            healed.extend(same.map(|(id, ..)| *id));
        }
    }
    tasks::settle_these(hall.store_mut(), &wanted, &healed, now)
}

/// Returns the last weeks of the villages that had planned their days when these began.
fn lately(hall: &Hall, now: UtcMs) -> Result<Vec<(VillageFigures, Week)>, Error> {
    let today = hall.day_of(now);
    let back = |weeks: u64| -> NaiveDate {
        let first = monday(today);
        first
            .checked_sub_days(Days::new(7 * weeks))
            .unwrap_or(first)
    };
    let thursday = |monday: NaiveDate| monday.checked_add_days(Days::new(3)).unwrap_or(monday);
    let mut found = Vec::new();
    for weeks in 1..=WEEKS {
        let monday = back(weeks);
        for village in hall
            .villages(Month::of(thursday(monday)), None, now)?
            .villages
        {
            let week = village.weeks.iter().find(|week| week.monday == monday);
            if let Some(week) = week.filter(|week| week.planned).cloned() {
                found.push((village, week));
            }
        }
    }
    Ok(found)
}
