//! The service hotline (服务热线): one number, and what is done at the caller's door.
//!
//! A job is folded from the entries of the site that took the call and of those it was sent to. A home
//! visit counts as done only with every line of the door list ticked: an entry that lacks one changes
//! nothing, whoever wrote it.

use serde::{Deserialize, Serialize};

use crate::domain::site::Org;

pub mod door;
pub mod job;
pub mod rates;
pub mod station;
#[cfg(test)]
mod tests;

pub use door::DoorLine;
pub use job::Job;
pub use job::Stand;
pub use station::HotlineRules;
pub use station::ListedStation;
pub use station::Nearness;
pub use station::Station;

/// What kind of call it is.
///
/// Source: rule A6 of the hall, the four kinds of the hotline 濮阳老李, and the home visit that is
/// booked for who cannot come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Something is to be mended (报修).
    Repair,
    /// Somebody asks for advice (咨询).
    Question,
    /// Somebody complains (投诉).
    Complaint,
    /// Somebody asks how something stands (查询).
    Lookup,
    /// Somebody who cannot come is visited for an errand (上门).
    Visit,
}

impl JobKind {
    /// All kinds, in the order of their digits.
    pub const ALL: [JobKind; 5] = [
        JobKind::Repair,
        JobKind::Question,
        JobKind::Complaint,
        JobKind::Lookup,
        JobKind::Visit,
    ];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            JobKind::Repair => "repair",
            JobKind::Question => "question",
            JobKind::Complaint => "complaint",
            JobKind::Lookup => "lookup",
            JobKind::Visit => "visit",
        }
    }

    /// Returns whether it can be answered on the phone; anything else is seen to by somebody who goes.
    pub fn is_asked(self) -> bool {
        matches!(self, JobKind::Question | JobKind::Lookup)
    }
}

/// Where a job came in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The hotline.
    #[default]
    Phone,
    /// A window of the hall.
    Window,
    /// A village station.
    Village,
}

impl Channel {
    /// All channels.
    pub const ALL: [Channel; 3] = [Channel::Phone, Channel::Window, Channel::Village];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::Window => "window",
            Channel::Village => "village",
        }
    }
}

/// Where the work is done.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// In the caller's home: the door list must be whole.
    #[default]
    Home,
    /// Elsewhere, as at a street lamp: there is no door.
    Outside,
}

impl Spot {
    /// All of them.
    pub const ALL: [Spot; 2] = [Spot::Home, Spot::Outside];

    /// Returns the word used in commands, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Spot::Home => "home",
            Spot::Outside => "outside",
        }
    }

    /// Returns whether there is a door.
    pub fn is_home(self) -> bool {
        self == Spot::Home
    }
}

/// Returns whether a site may ask the caller how it was, of a job that a site took: that one itself, and
/// for a village its hall, since a village has hardly a second pair of hands.
pub fn may_tell(site: Org, opener: Org) -> bool {
    site == opener || (opener.level() == 1 && opener.is_below(site))
}
