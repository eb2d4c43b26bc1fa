//! What the verbs of a bad rating's follow-up have in common: finding it, and who may.

use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::close_lock::Whom;
use crate::domain::event::Event;
use crate::domain::followup::Followup;
use crate::domain::followup::FollowupEnd;
use crate::domain::plain;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::ops::night::followups;
use crate::store::view;

/// A bad rating as it stands after a verb; nothing here says who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowupNow {
    /// Its number.
    pub number: String,
    /// The round, from 1.
    pub round: usize,
    /// What it waits for: the word of a step; none when it is closed.
    pub step: Option<&'static str>,
    /// Which of the three ends.
    pub end: Option<FollowupEnd>,
    /// How it was closed: the word of an ending.
    pub ending: Option<&'static str>,
    /// Whether it left the score.
    pub excluded: bool,
}

/// Finds a bad rating that goes on, and who acts by name.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`RatingRefusal::FollowupUnknown`], [`RatingRefusal::FollowupOver`].
pub(crate) fn open(act: &Act<'_, '_>, number: &str) -> Result<(Followup, Hand), Error> {
    let (order, hand) = find(act, number)?;
    match order.lock.ending() {
        Some(_) => Err(over(&order)),
        None => Ok((order, hand)),
    }
}

/// Finds a bad rating, closed or not, and who acts by name.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`RatingRefusal::FollowupUnknown`].
pub(crate) fn find(act: &Act<'_, '_>, number: &str) -> Result<(Followup, Hand), Error> {
    let by = intake::by_name(act, &act.live()?)?;
    let day = act.today();
    Ok((order(act, number)?, Hand { by, day }))
}

/// Finds a bad rating by its number.
///
/// # Errors
/// [`RatingRefusal::FollowupUnknown`].
pub(crate) fn order(act: &Act<'_, '_>, number: &str) -> Result<Followup, Error> {
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let found = view::followups::find(act.db(), &number)?;
    found.ok_or_else(|| RatingRefusal::FollowupUnknown { number }.into())
}

/// Finds a bad rating, and the leader who acts by name.
///
/// # Errors
/// [`Refusal::NotLeader`], and those of [`find`] and [`not_rated`].
pub(crate) fn by_leader(act: &Act<'_, '_>, number: &str) -> Result<(Followup, Hand), Error> {
    act.leader(&act.live()?)?;
    let (order, hand) = find(act, number)?;
    not_rated(&order, hand)?;
    Ok((order, hand))
}

/// Says that it is closed.
pub(crate) fn over(order: &Followup) -> Error {
    let number = order.terms.number.clone();
    RatingRefusal::FollowupOver { number }.into()
}

/// Checks that somebody is named who can be called, and that it is not the rated person who calls.
///
/// # Errors
/// [`RatingRefusal::NobodyToCall`], and that of [`not_rated`].
pub(crate) fn may_call(order: &Followup, hand: Hand) -> Result<(), Refusal> {
    not_rated(order, hand)?;
    match order.lock.whom {
        Whom::Named => Ok(()),
        Whom::Nobody => {
            let number = order.terms.number.clone();
            Err(RatingRefusal::NobodyToCall { number }.into())
        }
    }
}

/// Checks that it is not the rated person who does something.
///
/// Source: rules B5 and R6 of the hall.
///
/// # Errors
/// [`RatingRefusal::RatedPerson`].
pub(crate) fn not_rated(order: &Followup, hand: Hand) -> Result<(), Refusal> {
    match order.staff == hand.by {
        true => Err(RatingRefusal::RatedPerson { staff: hand.by }.into()),
        false => Ok(()),
    }
}

/// Checks that what was done in this round is not noted yet.
///
/// # Errors
/// [`RatingRefusal::FollowupFixed`].
pub(crate) fn not_fixed(order: &Followup) -> Result<(), Refusal> {
    match order.lock.round.fixed {
        None => Ok(()),
        Some(_) => {
            let number = order.terms.number.clone();
            Err(RatingRefusal::FollowupFixed { number }.into())
        }
    }
}

/// Checks that it is not whoever saw to it who checks it.
///
/// Source: rule B6 of the hall.
///
/// # Errors
/// [`RatingRefusal::FixerChecks`].
pub(crate) fn not_fixer(order: &Followup, hand: Hand) -> Result<(), Refusal> {
    match order.lock.is_fixer(hand.by) {
        true => Err(RatingRefusal::FixerChecks { staff: hand.by }.into()),
        false => Ok(()),
    }
}

/// Keeps what happened, has the leader's tasks follow, and returns how it stands then.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep(
    act: &mut Act<'_, '_>,
    order: &Followup,
    event: impl Into<Event>,
) -> Result<FollowupNow, Error> {
    act.emit(order.errand.0, event)?;
    let number = || order.terms.number.clone();
    let now = view::followups::load(act.db(), order.errand)?
        .ok_or_else(|| RatingRefusal::FollowupUnknown { number: number() })?;
    followups::follow(act, &now)?;
    Ok(FollowupNow {
        number: number(),
        round: now.lock.round_no(),
        step: now.step().map(|step| step.word()),
        end: now.end,
        ending: now.lock.ending().map(|ending| ending.word()),
        excluded: now.is_excluded(),
    })
}
