//! Tells the leader at once that a resident was paid back for a rating (打击报复).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::followup::Followup;
use crate::domain::task::TaskKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::following::FollowupNow;
use crate::ops::night::tasks;

/// Tells the leader at once that a resident was paid back for a rating (打击报复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRetaliation {
    /// The number of the bad rating.
    pub followup: String,
    /// What happened.
    pub what: String,
}

impl Verb for FlagRetaliation {
    type Done = FollowupNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<FollowupNow, Error> {
        // A resident says so in person, too; that the rating is closed changes nothing.
        if act.who() != Who::Resident {
            act.staff(&act.live()?)?;
        }
        let order = following::order(act, &self.followup)?;
        flag(act, &order, reason(&self.what)?)
    }
}

/// Tells the leader, and keeps it with the order.
pub(super) fn flag(
    act: &mut Act<'_, '_>,
    order: &Followup,
    what: String,
) -> Result<FollowupNow, Error> {
    let number = order.terms.number.clone();
    tell(act, number, order.flags.saturating_add(1), &what)?;
    let (errand, day) = (order.errand, act.today());
    following::keep(act, order, event::FollowupFlagged { errand, what, day })
}

/// Raises the leader's task.
///
/// Source: rule B7 of the hall: straight to the leader, not with the night.
pub(super) fn tell(
    act: &mut Act<'_, '_>,
    about: String,
    nth: u32,
    what: &str,
) -> Result<(), Error> {
    let task = tasks::Wanted {
        kind: TaskKind::Retaliation,
        about,
        words: format!("{nth} {} {what}", act.today()),
    };
    let now = act.now;
    tasks::raise_new(act.writer(), &[&task], now)
}
