//! Which of two limits is the longer, whatever their units.

use std::cmp::Ordering;

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::matter::Limit;

/// Returns whether limit `a` is longer than limit `b` (rule L7: a promise keeps within the law).
///
/// Limits in one unit are compared as numbers. For others no rate of exchange holds on every day:
/// 20 working days are 28 natural days in June and 34 over 春节. So both are counted from every
/// day of the loaded years, and `a` is longer if it ends later from more than half of them. Asking
/// for all days would let nearly everything pass, and asking for any would refuse catalogues in
/// which a department soundly promises 20 working days where the law gives 30 days; whoever dates
/// a case covers the rare week with the earlier of the two dates. In a calendar with no year
/// loaded the weekdays of one year stand in. `Limit::None` gives false on either side, because
/// there is no date to compare with.
pub fn is_longer(calendar: &Calendar, a: Limit, b: Limit) -> bool {
    match (a, b) {
        (Limit::None, _) | (_, Limit::None) | (Limit::OnTheSpot, _) => false,
        (Limit::WorkingDays(n) | Limit::NaturalDays(n) | Limit::Months(n), Limit::OnTheSpot) => {
            n > 0
        }
        (Limit::WorkingDays(a), Limit::WorkingDays(b))
        | (Limit::NaturalDays(a), Limit::NaturalDays(b))
        | (Limit::Months(a), Limit::Months(b)) => a > b,
        _ => ends_later_mostly(calendar, a, b),
    }
}

fn ends_later_mostly(calendar: &Calendar, a: Limit, b: Limit) -> bool {
    let mut years: Vec<i32> = calendar.loaded_years().collect();
    if years.is_empty() {
        // Any year will do: without holidays they differ by a day.
        years.push(2026);
    }
    let (mut later, mut all) = (0_u32, 0_u32);
    for first in years
        .iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(*year, 1, 1))
    {
        for start in first.iter_days().take_while(|d| d.year() == first.year()) {
            all += 1;
            later += u32::from(compare(calendar, start, a, b) == Some(Ordering::Greater));
        }
    }
    later * 2 > all
}

/// Compares the ends of two limits in different units, from one start.
///
/// Working days are not walked: an end in natural days is held against their number up to it.
fn compare(calendar: &Calendar, start: NaiveDate, a: Limit, b: Limit) -> Option<Ordering> {
    match (a, b) {
        (Limit::WorkingDays(n), other) => {
            let end = natural_end(calendar, start, other)?;
            Some(i64::from(n).cmp(&calendar.working_days_between(start, end)))
        }
        (other, Limit::WorkingDays(_)) => compare(calendar, start, b, other).map(Ordering::reverse),
        _ => {
            let (a, b) = (
                natural_end(calendar, start, a)?,
                natural_end(calendar, start, b)?,
            );
            Some(a.cmp(&b))
        }
    }
}

/// Returns the working day on which natural days or months end.
fn natural_end(calendar: &Calendar, start: NaiveDate, limit: Limit) -> Option<NaiveDate> {
    let end = match limit {
        Limit::NaturalDays(n) => start.checked_add_days(Days::new(u64::from(n))),
        Limit::Months(n) => start.checked_add_months(Months::new(u32::from(n))),
        _ => None,
    };
    calendar.working_on_or_after(end?)
}
