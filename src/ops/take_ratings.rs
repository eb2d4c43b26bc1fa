//! What residents said in their villages about errands by proxy comes into the hall's books: the same
//! rating, one per errand, of the day on which the result was handed over.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::event;
use crate::domain::event::Event;
use crate::domain::event::MandateDeed;
use crate::domain::mandate::Step;
use crate::domain::rating::Channel;
use crate::domain::refusal::Refusal;
use crate::domain::task::TaskKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::ops::rate::Said;
use crate::ops::rate::Way;
use crate::store::view;
use crate::store::view::shared::AskedBelow;
use crate::store::view::shared::Kept;

/// Takes what residents said in their villages into the hall's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeRatings {}

/// Ratings of villages that were taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingsTaken {
    /// Errands whose residents rated.
    pub rated: usize,
    /// Errands whose residents were not asked in the village, or did not answer.
    pub unrated: usize,
}

impl Verb for TakeRatings {
    type Done = RatingsTaken;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<RatingsTaken, Error> {
        if act.who() == Who::Resident {
            return Err(Refusal::StaffOnly.into());
        }
        let mut taken = RatingsTaken {
            rated: 0,
            unrated: 0,
        };
        let Some(own) = view::sites::own(act.db())? else {
            return Ok(taken);
        };
        for (shared, errand) in view::shared::asked_below(act.db(), own.org)? {
            match take(act, &shared, &errand)? {
                Some(true) => taken.rated += 1,
                Some(false) => taken.unrated += 1,
                None => {}
            }
        }
        Ok(taken)
    }
}

/// Takes over what is known of one errand; returns whether it is rated, `None` where nothing was taken.
fn take(
    act: &mut Act<'_, '_>,
    shared: &SharedCase,
    errand: &AskedBelow,
) -> Result<Option<bool>, Error> {
    let noted = match errand.kept {
        Kept::Otherwise => {
            said_too_late(act, errand)?;
            return Ok(None);
        }
        Kept::Unrated(done) => act.zone().day(done),
        Kept::Nothing => match asked_for(act, shared) {
            Some(day) => note(act, errand, day)?,
            None => return Ok(None),
        },
    };
    let mandate = shared.mandate.as_deref();
    let asked = mandate.and_then(|mandate| mandate.asked.as_ref());
    let Some(asked) = asked.filter(|asked| asked.answered) else {
        return Ok(Some(false));
    };
    let said = match view::shared::said(act.db(), shared.case, asked.by.at)? {
        Some(Event::MandateDone(done)) => match done.deed {
            MandateDeed::Rated { said } => said,
            _ => None,
        },
        _ => None,
    };
    let Some(said) = said else {
        return Ok(Some(false));
    };
    let way = Way {
        on: vec![asked.by.at],
        ..Way::later(Channel::Village, noted)
    };
    Said::from_village(said).keep(act, errand.errand, way)?;
    Ok(Some(true))
}

/// Returns the day for which it is booked that the resident was asked; `None` while the village may
/// still ask.
fn asked_for(act: &Act<'_, '_>, shared: &SharedCase) -> Option<NaiveDate> {
    let (mandate, today) = (shared.mandate.as_deref()?, act.today());
    let asked = mandate.asked_for(shared.giver, act.calendar, act.zone(), today);
    // A case that ended without a decision has no result to hand over.
    let ended = shared.stage.is_over() && mandate.step() < Step::Handled;
    asked.or_else(|| ended.then_some(today))
}

/// Notes that the resident was asked and has not rated here; returns the day on which that is noted. The
/// village's clock says when, but never before the case nor after today.
fn note(act: &mut Act<'_, '_>, errand: &AskedBelow, day: NaiveDate) -> Result<NaiveDate, Error> {
    let (id, today) = (errand.errand, act.today());
    let invited = event::RatingInvited {
        errand: id,
        window: errand.window,
        staff: errand.staff,
        centre: errand.centre,
        matter_name: errand.matter_name.clone(),
        day: day.max(errand.day).min(today),
    };
    act.emit(id.0, invited)?;
    act.emit_pad(id.0, event::RatingTimeout { errand: id })?;
    Ok(today)
}

/// A rating of the village came in when the errand was rated already: it counts no more, and a leader
/// hears of it once.
fn said_too_late(act: &mut Act<'_, '_>, errand: &AskedBelow) -> Result<(), Error> {
    let wanted = Wanted {
        kind: TaskKind::MissingRating,
        about: errand.number.clone(),
        words: "village".to_owned(),
    };
    let now = act.now;
    tasks::raise_new(act.writer(), &[&wanted], now)
}
