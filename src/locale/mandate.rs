//! Papers of errands by proxy in words: in whose hands they are.

use chrono::NaiveDate;

use crate::domain::mandate::Keeper;
use crate::domain::mandate::Paper;
use crate::locale::Lang;

/// Returns whose hands are meant; an office by its name.
pub fn keeper(lang: Lang, keeper: &Keeper) -> String {
    match keeper {
        Keeper::Resident => lang.tr("village.at_resident").to_owned(),
        Keeper::Village => lang.tr("village.at_village").to_owned(),
        Keeper::Hall => lang.tr("village.at_hall").to_owned(),
        Keeper::Office(name) => name.clone(),
    }
}

/// Returns in whose hands a paper is, and whether that is not in order; `arrow` stands between those
/// who give and take it, `date` says a day.
pub fn hands(
    lang: Lang,
    paper: &Paper,
    arrow: &str,
    date: impl Fn(NaiveDate) -> String,
) -> (String, bool) {
    if let Some(lost) = &paper.lost {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("owner", &lost.owner), ("until", &date(lost.until))];
        return (lang.say("village.is_lost", &values), true);
    }
    let at = keeper(lang, &paper.keeper);
    if !paper.disputed.is_empty() {
        return (lang.say("village.is_disputed", &[("at", &at)]), true);
    }
    match &paper.moving {
        Some(moving) => (format!("{at}{arrow}{}", keeper(lang, &moving.to)), false),
        None => (at, false),
    }
}
