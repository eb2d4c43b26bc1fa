//! A visit: one coming of one resident, from the number to the door.
//!
//! ```text
//!            slip          call            start          end
//!  Issuing ───────▶ Waiting ─────▶ Called ───────▶ Serving ─────▶ Ended
//!     │               ▲  ▲           │ │ miss         │ │
//!     │ void          │  │ put back  │ ▼              │ │ transfer
//!     ▼               │  └───────────┘ Missed         │ └──────▶ Waiting
//!   Ended             │ rejoin           │            │ park
//!                     └──────────────────┘            ▼
//!                     ▲            resume           Parked
//!                     └───────────────────────────────┘
//! ```
//! Every state but `Issuing` and `Ended` is one open *period*; a change closes it and opens the
//! next, so waits, calls, services and holds always add up to the whole visit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// The number is taken, the slip is not yet in the resident's hand; it cannot be called.
    Issuing,
    /// In the line.
    Waiting,
    /// Called to a window, not yet there.
    Called,
    /// At a window.
    Serving,
    /// Put aside with a timer.
    Parked,
    /// Called and did not come; may rejoin until the night close.
    Missed,
    /// Over.
    Ended,
}

impl VisitState {
    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            VisitState::Issuing => "issuing",
            VisitState::Waiting => "waiting",
            VisitState::Called => "called",
            VisitState::Serving => "serving",
            VisitState::Parked => "parked",
            VisitState::Missed => "missed",
            VisitState::Ended => "ended",
        }
    }

    /// Returns the state a word names.
    pub fn from_word(word: &str) -> Option<VisitState> {
        [
            VisitState::Issuing,
            VisitState::Waiting,
            VisitState::Called,
            VisitState::Serving,
            VisitState::Parked,
            VisitState::Missed,
            VisitState::Ended,
        ]
        .into_iter()
        .find(|state| state.word() == word)
    }
}

/// How a visit ended. Every visit ends in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitEnd {
    /// Served at a window.
    Served,
    /// Went away before being served.
    Left,
    /// Called and never came.
    NoShow,
    /// Sent on to another office or hall.
    Moved,
}

impl VisitEnd {
    /// All ends.
    pub const ALL: [VisitEnd; 4] = [
        VisitEnd::Served,
        VisitEnd::Left,
        VisitEnd::NoShow,
        VisitEnd::Moved,
    ];

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            VisitEnd::Served => "served",
            VisitEnd::Left => "left",
            VisitEnd::NoShow => "no_show",
            VisitEnd::Moved => "moved",
        }
    }

    /// Returns the end a word names.
    pub fn from_word(word: &str) -> Option<VisitEnd> {
        VisitEnd::ALL.into_iter().find(|end| end.word() == word)
    }
}

impl std::str::FromStr for VisitEnd {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        VisitEnd::from_word(&text.trim().to_ascii_lowercase().replace('-', "_"))
            .ok_or_else(|| format!("{text:?} is not an end: served, left, no_show or moved"))
    }
}

/// Whether a recorded span can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Accuracy {
    /// Ended by the person who did it.
    #[default]
    Exact,
    /// Closed at night or by somebody else; left out of averages.
    Inaccurate,
}

/// How the resident came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Entrance {
    /// Took a number at the kiosk.
    WalkIn,
    /// Came for a booked time.
    Appointment {
        /// The booked time.
        at: UtcMs,
    },
    /// Served at a window without a number.
    Quick,
}

/// Why a resident goes ahead in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorityKind {
    /// 75 years or older, or frail.
    Elder,
    /// Disabled.
    Disabled,
    /// Pregnant, or with an infant.
    Infant,
    /// Soldier, veteran or their family.
    Veteran,
    /// Urgent (急事急办); the words say what.
    Urgent,
}

impl PriorityKind {
    /// All kinds in the order of the kiosk's menu.
    pub const ALL: [PriorityKind; 5] = [
        PriorityKind::Elder,
        PriorityKind::Disabled,
        PriorityKind::Infant,
        PriorityKind::Veteran,
        PriorityKind::Urgent,
    ];

    /// Returns the word used in files, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            PriorityKind::Elder => "elder",
            PriorityKind::Disabled => "disabled",
            PriorityKind::Infant => "infant",
            PriorityKind::Veteran => "veteran",
            PriorityKind::Urgent => "urgent",
        }
    }
}

impl std::str::FromStr for PriorityKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim().to_ascii_lowercase();
        PriorityKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| {
                format!("{text:?} is not a priority: elder, disabled, infant, veteran or urgent")
            })
    }
}

/// Which line a visit stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Any window of the centre.
    Centre(Centre),
    /// One window only.
    Window(WindowNo),
}

/// A place in the line: smaller is nearer the front. A property of the visit, never a list order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Place(pub i64);

impl Place {
    /// Steps between two arrivals one millisecond apart, so that a rejoin fits between any two.
    const STEPS_PER_MS: i64 = 1024;

    /// Returns the place of somebody who comes at `at`.
    pub fn of_arrival(at: UtcMs) -> Place {
        Place(at.0.saturating_mul(Place::STEPS_PER_MS))
    }

    /// Returns the place right behind this one.
    pub fn behind(self) -> Place {
        Place(self.0.saturating_add(1))
    }
}

/// A visit that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// The visit.
    pub id: VisitId,
    /// The number; `None` when served without one.
    pub no: Option<TicketNo>,
    /// The local day on which it began.
    pub day: NaiveDate,
    /// How the resident came.
    pub entrance: Entrance,
    /// The centre chosen at the kiosk or given by a transfer.
    pub centre: Centre,
    /// The line it stands in.
    pub target: Target,
    /// The code of the matter chosen at the kiosk, if any.
    pub matter: Option<String>,
    /// Where it stands.
    pub state: VisitState,
    /// Since when it stands there.
    pub since: UtcMs,
    /// When the number was taken.
    pub issued_at: UtcMs,
    /// Its place in the line.
    pub place: Place,
    /// Why it goes ahead, if it does.
    pub priority: Option<PriorityKind>,
    /// How often it was called to the present window, the first call included.
    pub calls: u8,
    /// When it was last called.
    pub last_called: Option<UtcMs>,
    /// The window that called or serves it, or parked it.
    pub window: Option<WindowNo>,
    /// Who called or serves it.
    pub staff: Option<StaffNo>,
    /// When a parked visit is due back.
    pub parked_until: Option<UtcMs>,
    /// The window to which it returns when the present one is done.
    pub come_back: Option<WindowNo>,
    /// Whether it stands in line as a return to the target window.
    pub returned: bool,
    /// Whether it rejoined after having been missed.
    pub rejoined: bool,
}

/// What somebody wants to do with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Hand out the slip.
    Issue,
    /// Call to a window.
    Call,
    /// Call again to the same window.
    Recall,
    /// Note that nobody came.
    Miss,
    /// Stand in line again.
    Rejoin,
    /// Begin to serve.
    Start,
    /// Put aside.
    Park,
    /// Bring a parked visit back into the line.
    Resume,
    /// Send to another window or centre.
    Transfer,
    /// Take a call back.
    PutBack,
    /// Give or take a priority.
    Prioritise,
    /// End it.
    End(VisitEnd),
}

impl Step {
    /// All steps, an end as the resident leaving.
    pub const ALL: [Step; 12] = [
        Step::Issue,
        Step::Call,
        Step::Recall,
        Step::Miss,
        Step::Rejoin,
        Step::Start,
        Step::Park,
        Step::Resume,
        Step::Transfer,
        Step::PutBack,
        Step::Prioritise,
        Step::End(VisitEnd::Left),
    ];

    /// Returns the word used in sentences about what was refused.
    pub fn word(self) -> &'static str {
        match self {
            Step::Issue => "issue",
            Step::Call => "call",
            Step::Recall => "recall",
            Step::Miss => "miss",
            Step::Rejoin => "rejoin",
            Step::Start => "start",
            Step::Park => "park",
            Step::Resume => "resume",
            Step::Transfer => "transfer",
            Step::PutBack => "put_back",
            Step::Prioritise => "prioritise",
            Step::End(_) => "end",
        }
    }
}

/// Returns the state after a step, or `None` when the step is not allowed from there.
pub fn next_state(state: VisitState, step: Step) -> Option<VisitState> {
    use VisitState::{Called, Ended, Issuing, Missed, Parked, Serving, Waiting};
    match (state, step) {
        (Issuing, Step::Issue) => Some(Waiting),
        (Waiting | Parked, Step::Call) => Some(Called),
        (Called, Step::Recall) => Some(Called),
        (Called, Step::Miss) => Some(Missed),
        (Missed, Step::Rejoin) => Some(Waiting),
        (Called, Step::Start) => Some(Serving),
        (Called | Serving, Step::Park) => Some(Parked),
        (Parked, Step::Resume) => Some(Waiting),
        (Waiting | Called | Serving | Parked, Step::Transfer) => Some(Waiting),
        (Called, Step::PutBack) => Some(Waiting),
        (Waiting, Step::Prioritise) => Some(Waiting),
        (Serving, Step::End(VisitEnd::Served)) => Some(Ended),
        (Issuing | Waiting | Called | Parked | Missed, Step::End(VisitEnd::Left)) => Some(Ended),
        (Called | Missed, Step::End(VisitEnd::NoShow)) => Some(Ended),
        (Waiting | Called | Serving | Parked, Step::End(VisitEnd::Moved)) => Some(Ended),
        _ => None,
    }
}

impl Visit {
    /// Returns the state after a step.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] when the visit stands where the step makes no sense.
    pub fn check(&self, step: Step) -> Result<VisitState, Refusal> {
        next_state(self.state, step).ok_or_else(|| Refusal::WrongState {
            ticket: self.label(),
            state: self.state,
            step: step.word(),
        })
    }

    /// Returns the number as people say it; `-` for a visit without one.
    pub fn label(&self) -> String {
        self.no.map_or_else(|| "-".to_owned(), |no| no.to_string())
    }

    /// Checks one more call to the same window.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] unless called, [`Refusal::RecallLimit`] after `limit` recalls.
    pub fn check_recall(&self, limit: u8) -> Result<(), Refusal> {
        self.check(Step::Recall)?;
        if self.calls > limit {
            return Err(Refusal::RecallLimit {
                ticket: self.label(),
                limit,
            });
        }
        Ok(())
    }

    /// Returns the end the night gives a visit nobody closed, and how far its last span counts.
    pub fn night_end(&self) -> (VisitEnd, Accuracy) {
        match self.state {
            VisitState::Serving => (VisitEnd::Served, Accuracy::Inaccurate),
            VisitState::Called | VisitState::Missed => (VisitEnd::NoShow, Accuracy::Inaccurate),
            _ => (VisitEnd::Left, Accuracy::Inaccurate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [VisitState; 7] = [
        VisitState::Issuing,
        VisitState::Waiting,
        VisitState::Called,
        VisitState::Serving,
        VisitState::Parked,
        VisitState::Missed,
        VisitState::Ended,
    ];

    #[test]
    fn nothing_happens_to_a_visit_that_is_over() {
        for step in Step::ALL {
            assert_eq!(next_state(VisitState::Ended, step), None, "{step:?}");
        }
    }

    #[test]
    fn every_state_has_a_way_to_an_end() {
        for state in STATES {
            if state == VisitState::Ended {
                continue;
            }
            assert!(
                VisitEnd::ALL
                    .iter()
                    .any(|&end| next_state(state, Step::End(end)).is_some()),
                "{state:?}"
            );
        }
    }

    #[test]
    fn a_missed_number_cannot_be_called_before_it_rejoins() {
        assert_eq!(next_state(VisitState::Missed, Step::Call), None);
        assert_eq!(
            next_state(VisitState::Missed, Step::Rejoin),
            Some(VisitState::Waiting)
        );
    }

    #[test]
    fn a_number_whose_slip_is_not_out_cannot_be_called() {
        assert_eq!(next_state(VisitState::Issuing, Step::Call), None);
    }

    #[test]
    fn words_of_states_and_ends_read_back() {
        for state in STATES {
            assert_eq!(VisitState::from_word(state.word()), Some(state));
        }
        for end in VisitEnd::ALL {
            assert_eq!(VisitEnd::from_word(end.word()), Some(end));
        }
    }
}
