//! Days and times as people type them in a hurry.

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::plain;

/// Reads a time as it is typed in a hurry: `1015`, `10.15` or `10:15`, full-width signs too.
pub(super) fn time_meant(typed: &str) -> Option<String> {
    let typed = plain::digits(typed).replace('.', ":");
    let all_digits = typed.chars().all(|c| c.is_ascii_digit());
    match typed.len() {
        0 => None,
        3 | 4 if all_digits => {
            let (hours, minutes) = typed.split_at(typed.len() - 2);
            Some(format!("{hours:0>2}:{minutes}"))
        }
        _ => Some(typed),
    }
}

/// Reads a day and a time as they are typed in a hurry: `1430` today, `13 0900` on the next 13th.
pub(in crate::ui::post) fn when_meant(typed: &str, today: NaiveDate) -> Option<String> {
    let parts: Vec<&str> = typed.split_whitespace().collect();
    let (day, time) = match parts.as_slice() {
        [time] => (today, *time),
        [day, time] => (day_meant(day, today)?, *time),
        _ => return None,
    };
    Some(format!("{day} {}", time_meant(time)?))
}

/// Reads a day as it is typed in a hurry: `20`, `3-20`, `0320`, `3月20日`, or with the year.
///
/// Without a year it is the next such day, today among them; without a month the next such day too.
pub(in crate::ui::post) fn day_meant(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let typed = plain::digits(typed);
    let parts: Vec<&str> = typed
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 => (Some(all.get(..4)?), Some(all.get(4..6)?), all.get(6..)?),
        [both] if both.len() == 4 => (None, Some(both.get(..2)?), both.get(2..)?),
        [day] => (None, None, *day),
        [month, day] => (None, Some(*month), *day),
        [year, month, day] => (Some(*year), Some(*month), *day),
        _ => return None,
    };
    let day: u32 = day.parse().ok()?;
    let number = |text: Option<&str>| text.map(str::parse::<u32>).transpose().ok();
    let (year, month) = (number(year)?, number(month)?);
    let fits = |date: &NaiveDate| {
        date.day() == day
            && month.is_none_or(|month| date.month() == month)
            && year.is_none_or(|year| date.year_ce().1 == year)
    };
    // A day of February's end is up to eight years away, but no promise is.
    today.iter_days().take(800).find(fits)
}
