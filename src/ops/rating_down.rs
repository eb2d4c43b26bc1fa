//! What the verbs have in common that give a rating later than at the window: which errand is meant,
//! that it is unrated and not too old, and who may take it down.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::calendar::Calendar;
use crate::domain::close_lock::Hand;
use crate::domain::deadline;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::plain;
use crate::domain::rating;
use crate::domain::refusal::ChannelRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::ops::read::self_query::Figures;
use crate::ops::read::self_query::own_case;
use crate::store::view;
use crate::store::view::ratings::Standing;

/// Returns who acts by name, and the day.
pub(crate) fn hand(act: &Act<'_, '_>) -> Result<Hand, Error> {
    let by = intake::by_name(act, &act.live()?)?;
    let day = act.today();
    Ok(Hand { by, day })
}

/// Finds the errand that is meant: by its id, by the number of its case, or by day and number. Of
/// several errands of one visit the one that is unrated is meant.
///
/// # Errors
/// [`ChannelRefusal::RatedUnknown`], [`ChannelRefusal::RatedSeveral`].
pub(crate) fn meant(act: &Act<'_, '_>, text: &str) -> Result<ErrandId, Error> {
    let given: String = text.trim().chars().take(60).collect();
    let unknown = || ChannelRefusal::RatedUnknown {
        given: given.clone(),
    };
    if let Ok(errand) = given.parse::<ErrandId>() {
        let known = view::ratings::standing(act.db(), errand)?;
        return known.map(|_| errand).ok_or_else(|| unknown().into());
    }
    let written = plain::digits(&given).to_ascii_uppercase();
    let errands = match number(&written, act.today()) {
        Some((day, no)) => {
            let number = (Some(no.band), no.count);
            let found = view::ratings::of_number(act.db(), (day, day), number)?;
            found.into_iter().map(|(_, errand)| errand).collect()
        }
        None => of_cases(act.db(), &written)?,
    };
    let unrated = unrated_of(act.db(), &errands)?;
    match (errands.as_slice(), unrated.as_slice()) {
        ([], _) => Err(unknown().into()),
        ([one], _) | (_, [one]) => Ok(*one),
        _ => Err(ChannelRefusal::RatedSeveral { given }.into()),
    }
}

/// Reads a number of a day, `2026-03-12 B023` without its space; today's without a day.
fn number(text: &str, today: NaiveDate) -> Option<(NaiveDate, TicketNo)> {
    const DAY: usize = "2026-03-12".len();
    let dated = text.split_at_checked(DAY);
    let dated = dated.and_then(|(day, no)| Some((day.parse().ok()?, no)));
    let (day, no) = dated.unwrap_or((today, text));
    Some((day, no.parse().ok()?))
}

fn of_cases(db: &Connection, number: &str) -> Result<Vec<ErrandId>, Error> {
    let mut errands = Vec::new();
    for case in view::cases::meant(db, number)? {
        if let Some(errand) = view::ratings::of_case(db, case.id)?
            && view::ratings::standing(db, errand)?.is_some()
        {
            errands.push(errand);
        }
    }
    Ok(errands)
}

fn unrated_of(db: &Connection, errands: &[ErrandId]) -> Result<Vec<ErrandId>, Error> {
    let mut unrated = Vec::new();
    for errand in errands {
        let standing = view::ratings::standing(db, *errand)?;
        if standing.is_some_and(|standing| standing.state == "timeout") {
            unrated.push(*errand);
        }
    }
    Ok(unrated)
}

/// Finds the errand that somebody means who holds its slip or knows the phone of its case: the first
/// unrated one since a day. Numbers that do not fit, and errands that are rated, are answered alike.
///
/// # Errors
/// The store's own error.
pub(crate) fn held(
    db: &Connection,
    (from, today): (NaiveDate, NaiveDate),
    (number, code): (&str, &str),
) -> Result<Option<ErrandId>, Error> {
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let code = plain::digits(code.trim());
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    if code.len() != 4 || !figures(&code) {
        return Ok(None);
    }
    // A number pad has no letters.
    let bare = || number.parse().ok().map(|count| (None, count));
    let lettered = || {
        let no: TicketNo = number.parse().ok()?;
        Some((Some(no.band), no.count))
    };
    let wanted = match figures(&number) {
        true if number.len() <= 6 => bare(),
        _ => lettered(),
    };
    let errands: Vec<ErrandId> = match wanted {
        Some(wanted) => {
            let found = view::ratings::of_number(db, (from, today), wanted)?.into_iter();
            let fits = |visit: &VisitId| rating::slip_code(*visit) == code;
            found
                .filter(|(visit, _)| fits(visit))
                .map(|(_, errand)| errand)
                .collect()
        }
        None => {
            let case = own_case(db, &number, (Figures::Middle, &code))?;
            let errand = case.map(|case| view::ratings::of_case(db, case.id));
            errand.transpose()?.flatten().into_iter().collect()
        }
    };
    for errand in unrated_of(db, &errands)? {
        // The slip and the phone of an errand by proxy are in the assistant's hands; its resident is asked
        // in the village, on the phone or on a form.
        if view::ratings::is_by_proxy(db, errand)? {
            continue;
        }
        let standing = view::ratings::standing(db, errand)?;
        if standing.is_some_and(|standing| standing.day >= from) {
            return Ok(Some(errand));
        }
    }
    Ok(None)
}

/// An errand that is unrated and not too old to be rated.
#[derive(Debug)]
pub(crate) struct Late {
    /// How it stands.
    pub(crate) standing: Standing,
    /// The local day on which it was noted as unrated.
    pub(crate) noted: NaiveDate,
}

/// Checks that an errand is unrated and was not too old on a day.
///
/// # Errors
/// [`RatingRefusal::RatingNotInvited`], [`RatingRefusal::RatingClosed`],
/// [`RatingRefusal::RatingTooLate`].
pub(crate) fn late(act: &Act<'_, '_>, errand: ErrandId, day: NaiveDate) -> Result<Late, Error> {
    let standing =
        view::ratings::standing(act.db(), errand)?.ok_or(RatingRefusal::RatingNotInvited)?;
    let Some(noted) = standing.done.filter(|_| standing.state == "timeout") else {
        return Err(RatingRefusal::RatingClosed.into());
    };
    if let Some(last) = last_day(act.calendar, standing.day).filter(|last| day > *last) {
        let until = last.to_string();
        return Err(RatingRefusal::RatingTooLate { until }.into());
    }
    let noted = act.zone().day(noted);
    Ok(Late { standing, noted })
}

/// Returns the last day on which an errand can be rated.
///
/// Source: rule R3 of the hall: five working days after the errand, and not the sixth.
pub(crate) fn last_day(calendar: &Calendar, errand: NaiveDate) -> Option<NaiveDate> {
    deadline::due(calendar, errand, deadline::RATE_LATE).map(|last| last.date)
}

/// Checks that it is not who served that takes the rating down.
///
/// Source: rule R2 of the hall: staff is not the rater, and makes no rating of what they did.
///
/// # Errors
/// [`ChannelRefusal::ServedItself`].
pub(crate) fn not_server(served: StaffNo, by: StaffNo) -> Result<(), ChannelRefusal> {
    match served == by {
        true => Err(ChannelRefusal::ServedItself { staff: by }),
        false => Ok(()),
    }
}
