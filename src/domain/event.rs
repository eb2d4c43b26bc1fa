//! What can happen in a hall: the kinds of entries and their bodies.
//!
//! Bodies are JSON and additive only: a field may be added with a default, none is ever removed
//! or given another meaning. A kind this version does not know is kept and passed on, not refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ids::*;
use crate::domain::matter::Matter;
use crate::domain::time::UtcMs;
use crate::domain::visit::Accuracy;
use crate::domain::visit::Entrance;
use crate::domain::visit::Place;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::VisitEnd;

mod parts;

pub use parts::Applicant;
pub use parts::Outcome;
pub use parts::Promise;
pub use parts::SlipResult;
pub use parts::StaffRole;

/// The number of a kind of entry, frozen for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(pub u16);

macro_rules! events {
    ($($code:literal $name:literal $(#[$doc:meta])* $variant:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $variant { $($(#[$fdoc])* pub $field: $ty),* }

            impl From<$variant> for Event {
                fn from(event: $variant) -> Event {
                    Event::$variant(event)
                }
            }
        )*

        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant($variant)),*
        }

        impl Event {
            /// All kinds this version knows, with their names.
            pub const KINDS: &'static [(Kind, &'static str)] = &[$((Kind($code), $name)),*];

            /// Returns the kind.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Event::$variant(_) => Kind($code)),*
                }
            }

            /// Writes the body as JSON bytes, which are what is hashed.
            ///
            /// # Errors
            /// Never for the types here; the error is serde's.
            pub fn body(&self) -> Result<Vec<u8>, serde_json::Error> {
                match self {
                    $(Event::$variant(body) => serde_json::to_vec(body)),*
                }
            }

            /// Reads an event; `None` for a kind this version does not know.
            ///
            /// # Errors
            /// serde's error when the body is not one of this kind.
            pub fn decode(kind: Kind, body: &[u8]) -> Result<Option<Event>, serde_json::Error> {
                match kind.0 {
                    $($code => serde_json::from_slice(body).map(|body| Some(Event::$variant(body))),)*
                    _ => Ok(None),
                }
            }
        }
    };
}

impl Kind {
    /// Returns the name, as `ticket.issued`; `unknown` for a kind of a later version.
    pub fn name(self) -> &'static str {
        Event::KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("unknown", |(_, name)| name)
    }
}

events! {
    1 "site.opened"
    /// The genesis of the site's ledger.
    SiteOpened {
        /// The hall's name.
        name: String,
        /// The short code in case numbers.
        code: String,
        /// Whether times may be given by hand (a trial or a demo).
        trial: bool,
    }
    2 "log.opened"
    /// The genesis of a further log of the site.
    LogOpened {
        /// The log's audience.
        audience: String,
    }
    10 "staff.saved"
    /// A member of staff is added or changed.
    StaffSaved {
        /// The badge number.
        staff: StaffNo,
        /// The name shown at the window and on the pad.
        name: String,
        /// What they may do.
        role: StaffRole,
    }
    11 "staff.posted"
    /// A member of staff is posted as on duty for the day.
    StaffPosted {
        /// The person.
        staff: StaffNo,
        /// The local day.
        day: NaiveDate,
    }
    12 "staff.unposted"
    /// A member of staff goes off duty.
    StaffUnposted {
        /// The person.
        staff: StaffNo,
    }
    13 "staff.away"
    /// A member of staff is away, with where and until when (去向).
    StaffAway {
        /// The person.
        staff: StaffNo,
        /// Where they are.
        place: String,
        /// Until when.
        until: UtcMs,
    }
    14 "staff.back"
    /// A member of staff is back.
    StaffBack {
        /// The person.
        staff: StaffNo,
    }
    15 "window.saved"
    /// A window is added or changed.
    WindowSaved {
        /// The number on its sign.
        window: WindowNo,
        /// The centres it serves, the first one first.
        centres: Vec<Centre>,
        /// Who sits there as a rule (A).
        #[serde(default)]
        regular: Option<StaffNo>,
        /// Who stands in (B).
        #[serde(default)]
        stand_in: Option<StaffNo>,
    }
    16 "window.opened"
    /// A window opens.
    WindowOpened {
        /// The window.
        window: WindowNo,
        /// Who sits there.
        staff: StaffNo,
        /// Whether that is not its regular.
        #[serde(default)]
        stands_in: bool,
    }
    17 "window.paused"
    /// A window pauses.
    WindowPaused {
        /// The window.
        window: WindowNo,
        /// Why.
        reason: String,
        /// Until when, if known.
        #[serde(default)]
        until: Option<UtcMs>,
    }
    18 "window.resumed"
    /// A paused window works again.
    WindowResumed {
        /// The window.
        window: WindowNo,
    }
    19 "window.closed"
    /// A window closes.
    WindowClosed {
        /// The window.
        window: WindowNo,
    }
    20 "matter.saved"
    /// A matter is added to the catalogue or changed.
    MatterSaved {
        /// The matter, whole.
        matter: Matter,
    }
    30 "ticket.issued"
    /// A number is taken, or a resident served without one.
    TicketIssued {
        /// The visit that begins.
        visit: VisitId,
        /// The number; none when served without one.
        #[serde(default)]
        no: Option<TicketNo>,
        /// The local day.
        day: NaiveDate,
        /// How the resident came.
        entrance: Entrance,
        /// The centre.
        centre: Centre,
        /// The matter chosen, if any.
        #[serde(default)]
        matter: Option<String>,
        /// Why it goes ahead, if it does.
        #[serde(default)]
        priority: Option<PriorityKind>,
        /// The reason in words.
        #[serde(default)]
        reason: String,
    }
    31 "ticket.slip"
    /// The slip came out, failed, or was expressly not wanted.
    TicketSlip {
        /// The visit.
        visit: VisitId,
        /// What became of it.
        result: SlipResult,
    }
    32 "ticket.called"
    /// A number is called to a window.
    TicketCalled {
        /// The visit.
        visit: VisitId,
        /// The window.
        window: WindowNo,
        /// Who called.
        staff: StaffNo,
    }
    33 "ticket.recalled"
    /// A number is called again.
    TicketRecalled {
        /// The visit.
        visit: VisitId,
        /// The window.
        window: WindowNo,
    }
    34 "ticket.missed"
    /// Nobody came (过号).
    TicketMissed {
        /// The visit.
        visit: VisitId,
    }
    35 "ticket.rejoined"
    /// A missed number stands in line again.
    TicketRejoined {
        /// The visit.
        visit: VisitId,
        /// Its new place.
        place: Place,
    }
    36 "service.started"
    /// The resident sits at the window.
    ServiceStarted {
        /// The visit.
        visit: VisitId,
        /// The window.
        window: WindowNo,
        /// Who serves.
        staff: StaffNo,
    }
    37 "ticket.parked"
    /// The visit is put aside with a timer.
    TicketParked {
        /// The visit.
        visit: VisitId,
        /// When it is due back.
        until: UtcMs,
        /// Why.
        reason: String,
    }
    38 "ticket.resumed"
    /// A parked visit stands in line again, for the window that parked it.
    TicketResumed {
        /// The visit.
        visit: VisitId,
    }
    39 "ticket.transferred"
    /// The visit goes to another line.
    TicketTransferred {
        /// The visit.
        visit: VisitId,
        /// The line.
        target: Target,
        /// The centre that is to serve it.
        centre: Centre,
        /// Its place there.
        place: Place,
        /// The window it returns to afterwards.
        #[serde(default)]
        come_back: Option<WindowNo>,
        /// Whether this is that return.
        #[serde(default)]
        returned: bool,
        /// Why.
        #[serde(default)]
        reason: String,
    }
    40 "ticket.put_back"
    /// A call is taken back; the number keeps its place.
    TicketPutBack {
        /// The visit.
        visit: VisitId,
        /// Why.
        reason: String,
    }
    41 "ticket.prioritised"
    /// A priority is given or taken.
    TicketPrioritised {
        /// The visit.
        visit: VisitId,
        /// The priority; none takes it away.
        #[serde(default)]
        priority: Option<PriorityKind>,
        /// Why.
        reason: String,
    }
    42 "visit.ended"
    /// The visit is over.
    VisitEnded {
        /// The visit.
        visit: VisitId,
        /// How.
        end: VisitEnd,
        /// Whether its last span counts.
        #[serde(default)]
        accuracy: Accuracy,
        /// Why, where somebody else ended it.
        #[serde(default)]
        reason: String,
    }
    50 "errand.started"
    /// One matter of the visit is begun.
    ErrandStarted {
        /// The errand.
        errand: ErrandId,
        /// The visit.
        visit: VisitId,
        /// The matter's code; none while it is not known.
        #[serde(default)]
        matter: Option<String>,
        /// The window.
        window: WindowNo,
        /// Who serves.
        staff: StaffNo,
    }
    51 "errand.ended"
    /// One matter of the visit is over.
    ErrandEnded {
        /// The errand.
        errand: ErrandId,
        /// How.
        outcome: Outcome,
        /// The matter's code as it turned out to be.
        #[serde(default)]
        matter: Option<String>,
        /// Whether the span counts.
        #[serde(default)]
        accuracy: Accuracy,
    }
    60 "case.accepted"
    /// An application is accepted, or done on the spot.
    CaseAccepted {
        /// The case.
        case: CaseId,
        /// Its number for people.
        number: String,
        /// The errand that led to it.
        errand: ErrandId,
        /// The matter's code.
        matter: String,
        /// The matter's name when it was accepted.
        matter_name: String,
        /// The centre that does the work.
        centre: Centre,
        /// The person in the register.
        person: PersonId,
        /// The applicant as written.
        applicant: Applicant,
        /// Warnings about the number or phone the clerk went past.
        #[serde(default)]
        warnings: Vec<String>,
        /// The papers handed in.
        #[serde(default)]
        papers: Vec<String>,
        /// The deferrable papers still missing.
        #[serde(default)]
        missing: Vec<String>,
        /// The local day of acceptance.
        day: NaiveDate,
        /// The promise; none when done on the spot.
        #[serde(default)]
        promise: Option<Promise>,
    }
    61 "case.done"
    /// A promised case is done.
    CaseDone {
        /// The case.
        case: CaseId,
        /// The local day.
        day: NaiveDate,
    }
    62 "person.saved"
    /// A person is added to the register or changed.
    PersonSaved {
        /// The person.
        person: PersonId,
        /// What is known of them.
        applicant: Applicant,
        /// Pinyin initials of the name, all readings.
        #[serde(default)]
        initials: Vec<String>,
        /// The name spelled in full, all readings.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pinyin: Vec<String>,
        /// The village as it is called; empty when not known.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        place: String,
    }
    63 "person.merged"
    /// Two records turn out to be of one person: all of one is listed under the other.
    PersonMerged {
        /// The record that stays.
        keep: PersonId,
        /// The record that leads to it from now on.
        drop: PersonId,
        /// Why.
        reason: String,
    }
    64 "person.revealed"
    /// Somebody had a masked person shown in full.
    PersonRevealed {
        /// The person.
        person: PersonId,
        /// The case it was for, if it was for one.
        #[serde(default)]
        case: Option<CaseId>,
        /// Why.
        reason: String,
        /// What was shown.
        #[serde(default)]
        fields: Vec<String>,
        /// The local day.
        day: NaiveDate,
    }
    65 "person.credit"
    /// A bad credit record is noted, or that it was repaired.
    PersonCredit {
        /// The person.
        person: PersonId,
        /// Whether it is not repaired.
        unrepaired: bool,
        /// Why.
        reason: String,
        /// Where that is known from.
        #[serde(default)]
        source: String,
    }
    70 "rating.invited"
    /// A resident is asked to rate an errand. Always paired with `given` or `timeout`.
    RatingInvited {
        /// The errand.
        errand: ErrandId,
        /// The window whose pad asks.
        window: WindowNo,
        /// Who served.
        staff: StaffNo,
        /// The centre.
        centre: Centre,
        /// What for, as the pad shows it.
        matter_name: String,
        /// The local day.
        day: NaiveDate,
    }
    71 "rating.given"
    /// A resident rated. Written in the pad's own log.
    RatingGiven {
        /// The errand.
        errand: ErrandId,
        /// 5 to 1.
        level: u8,
        /// Codes of the reasons.
        #[serde(default)]
        reasons: Vec<String>,
        /// What the resident wrote.
        #[serde(default)]
        remark: String,
    }
    72 "rating.timeout"
    /// The resident did not rate in time: unrated, not good and not bad.
    RatingTimeout {
        /// The errand.
        errand: ErrandId,
    }
    80 "emergency.raised"
    /// A member of staff calls for help.
    EmergencyRaised {
        /// The call.
        emergency: EmergencyId,
        /// The window it comes from.
        window: WindowNo,
    }
    81 "emergency.ended"
    /// The call for help is over, with a reason.
    EmergencyEnded {
        /// The call.
        emergency: EmergencyId,
        /// How it ended.
        reason: String,
    }
    90 "doors.closed"
    /// Closing time: no more numbers; those given are served.
    DoorsClosed {
        /// The local day.
        day: NaiveDate,
    }
    91 "day.closed"
    /// The night close of a local day.
    DayClosed {
        /// The local day.
        day: NaiveDate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_names_are_unique() {
        let mut codes: Vec<_> = Event::KINDS.iter().map(|(kind, _)| *kind).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), Event::KINDS.len());
        let mut names: Vec<_> = Event::KINDS.iter().map(|(_, name)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Event::KINDS.len());
    }

    #[test]
    fn an_event_reads_back_and_an_unknown_kind_is_kept_apart() {
        let event = Event::from(RatingGiven {
            errand: ErrandId(uuid::Uuid::from_u128(7)),
            level: 2,
            reasons: vec!["wait".into()],
            remark: String::new(),
        });
        let body = event.body().unwrap();
        assert_eq!(Event::decode(event.kind(), &body).unwrap(), Some(event));
        assert_eq!(Event::decode(Kind(60_000), b"{}").unwrap(), None);
        assert!(Event::decode(Kind(71), b"{}").is_err());
    }
}
