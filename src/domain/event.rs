//! What can happen in a hall: the kinds of entries and their bodies.
//!
//! Bodies are JSON and additive only: a field may be added with a default, none is ever removed
//! or given another meaning. A kind this version does not know is kept and passed on, not refused.

use crate::domain::ids::CaseId;

mod answer;
mod booking;
mod case;
mod channel;
mod followup;
mod hall;
mod hard;
mod hotline;
mod mandate;
mod meeting;
mod parts;
mod path;
mod person;
mod problem;
mod queue;
mod rating;
mod results;
mod score;
mod service;
mod shared;
mod site;

pub use answer::*;
pub use booking::*;
pub use case::*;
pub use channel::*;
pub use followup::*;
pub use hall::*;
pub use hard::*;
pub use hotline::*;
pub use mandate::*;
pub use meeting::*;
pub use parts::Applicant;
pub use parts::BookingEnd;
pub use parts::Outcome;
pub use parts::Promise;
pub use parts::SlipResult;
pub use parts::StaffRole;
pub use path::*;
pub use person::*;
pub use problem::*;
pub use queue::*;
pub use rating::*;
pub use results::*;
pub use score::*;
pub use service::*;
pub use shared::*;
pub use site::*;

/// The number of a kind of entry, frozen for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(pub u16);

/// Which reader this version is. It grows whenever entries are written that a version before would
/// fold into something wrong.
pub const READER: u32 = 1;

/// Returns the least reader that may fold an entry: what its body says under `min_reader`, else 0.
/// Any kind may say so, also one that is known here.
pub fn least_reader(body: &[u8]) -> u32 {
    #[derive(serde::Deserialize)]
    struct Asks {
        #[serde(default)]
        min_reader: u32,
    }
    const NAME: &[u8] = b"\"min_reader\"";
    // Nearly no body has the name in it, and only such a one is read twice.
    match body.windows(NAME.len()).any(|part| part == NAME) {
        true => serde_json::from_slice(body).map_or(0, |asks: Asks| asks.min_reader),
        false => 0,
    }
}

macro_rules! events {
    ($($code:literal $name:literal $variant:ident;)*) => {
        $(impl From<$variant> for Event {
            fn from(event: $variant) -> Event {
                Event::$variant(event)
            }
        })*

        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $(#[doc = concat!("The kind `", $name, "`.")] $variant($variant)),*
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

            /// Reads an event; `None` for a kind this version does not know, and for one that
            /// asks for a later reader.
            ///
            /// # Errors
            /// serde's error when the body is not one of this kind.
            pub fn decode(kind: Kind, body: &[u8]) -> Result<Option<Event>, serde_json::Error> {
                if least_reader(body) > READER {
                    return Ok(None);
                }
                match kind.0 {
                    $($code => serde_json::from_slice(body).map(|body| Some(Event::$variant(body))),)*
                    _ => Ok(None),
                }
            }
        }
    };
}

impl Event {
    /// Returns the case whose file the event changes, if it changes one.
    pub fn case(&self) -> Option<CaseId> {
        Some(match self {
            Event::CaseAccepted(e) => e.case,
            Event::CaseDone(e) => e.case,
            Event::CaseReceived(e) => e.case,
            Event::NoticeGiven(e) => return e.case,
            Event::CaseDeemed(e) => e.case,
            Event::CaseTaken(e) => e.case,
            Event::CaseSentBack(e) => e.case,
            Event::CasePassed(e) => e.case,
            Event::CaseStepDone(e) => e.case,
            Event::CaseSigned(e) => e.case,
            Event::CasePaused(e) => e.case,
            Event::CaseResumed(e) => e.case,
            Event::CaseExtended(e) => e.case,
            Event::CaseReturned(e) => e.case,
            Event::CaseSupplied(e) => e.case,
            Event::CaseRefused(e) => e.case,
            Event::CaseWithdrawn(e) => e.case,
            Event::CaseLapsed(e) => e.case,
            Event::CaseJoined(e) => e.case,
            Event::PartDone(e) => e.case,
            Event::CaseUrged(e) => e.case,
            Event::CaseFollowed(e) => e.case,
            Event::CaseDelivered(e) => e.case,
            Event::CaseRedated(e) => e.case,
            _ => return None,
        })
    }
}

impl Kind {
    /// The kinds that say something about a shared case, those of later versions included.
    pub const SHARED: std::ops::RangeInclusive<u16> = 180..=189;

    /// The kinds that say something about a job of the hotline, those of later versions included.
    pub const JOBS: std::ops::RangeInclusive<u16> = 192..=199;

    /// Returns whether an entry of the kind says something about what two sites may share, its entity:
    /// a case, or a job of the hotline.
    pub fn is_shared(self) -> bool {
        Kind::SHARED.contains(&self.0) || Kind::JOBS.contains(&self.0)
    }

    /// The kinds that say something about the service days of a village.
    pub const SERVICE: std::ops::RangeInclusive<u16> = 200..=209;

    /// The kinds that say something about a registered problem, those of later versions included.
    pub const PROBLEMS: std::ops::RangeInclusive<u16> = 240..=249;

    /// Returns the name, as `ticket.issued`; `unknown` for a kind of a later version.
    pub fn name(self) -> &'static str {
        Event::KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("unknown", |(_, name)| name)
    }
}

events! {
    1 "site.opened" SiteOpened;
    2 "log.opened" LogOpened;
    3 "site.placed" SitePlaced;
    4 "site.keyed" SiteKeyed;
    5 "site.enrolled" SiteEnrolled;
    6 "key.revoked" KeyRevoked;
    7 "site.renewed" SiteRenewed;
    8 "entry.rehomed" EntryRehomed;
    9 "log.anchored" LogAnchored;
    10 "staff.saved" StaffSaved;
    11 "staff.posted" StaffPosted;
    12 "staff.unposted" StaffUnposted;
    13 "staff.away" StaffAway;
    14 "staff.back" StaffBack;
    15 "window.saved" WindowSaved;
    16 "window.opened" WindowOpened;
    17 "window.paused" WindowPaused;
    18 "window.resumed" WindowResumed;
    19 "window.closed" WindowClosed;
    20 "matter.saved" MatterSaved;
    30 "ticket.issued" TicketIssued;
    31 "ticket.slip" TicketSlip;
    32 "ticket.called" TicketCalled;
    33 "ticket.recalled" TicketRecalled;
    34 "ticket.missed" TicketMissed;
    35 "ticket.rejoined" TicketRejoined;
    36 "service.started" ServiceStarted;
    37 "ticket.parked" TicketParked;
    38 "ticket.resumed" TicketResumed;
    39 "ticket.transferred" TicketTransferred;
    40 "ticket.put_back" TicketPutBack;
    41 "ticket.prioritised" TicketPrioritised;
    42 "visit.ended" VisitEnded;
    50 "errand.started" ErrandStarted;
    51 "errand.ended" ErrandEnded;
    60 "case.accepted" CaseAccepted;
    61 "case.done" CaseDone;
    62 "person.saved" PersonSaved;
    63 "person.merged" PersonMerged;
    64 "person.revealed" PersonRevealed;
    65 "person.credit" PersonCredit;
    70 "rating.invited" RatingInvited;
    71 "rating.given" RatingGiven;
    72 "rating.timeout" RatingTimeout;
    80 "emergency.raised" EmergencyRaised;
    81 "emergency.ended" EmergencyEnded;
    90 "doors.closed" DoorsClosed;
    91 "day.closed" DayClosed;
    92 "clock.correction" ClockCorrection;
    100 "case.received" CaseReceived;
    101 "notice.given" NoticeGiven;
    102 "case.deemed" CaseDeemed;
    103 "case.taken" CaseTaken;
    104 "case.sent_back" CaseSentBack;
    105 "case.passed" CasePassed;
    106 "case.step_done" CaseStepDone;
    107 "case.signed" CaseSigned;
    108 "case.paused" CasePaused;
    109 "case.resumed" CaseResumed;
    110 "case.extended" CaseExtended;
    111 "case.returned" CaseReturned;
    112 "case.supplied" CaseSupplied;
    113 "case.refused" CaseRefused;
    114 "case.withdrawn" CaseWithdrawn;
    115 "case.lapsed" CaseLapsed;
    116 "case.joined" CaseJoined;
    117 "part.done" PartDone;
    118 "case.urged" CaseUrged;
    119 "case.followed" CaseFollowed;
    120 "case.delivered" CaseDelivered;
    121 "case.redated" CaseRedated;
    130 "no.given" NoGiven;
    131 "no.seen" NoSeen;
    132 "place.told" PlaceTold;
    140 "hard.raised" HardRaised;
    141 "hard.called" HardCalled;
    142 "hard.sized" HardSized;
    143 "hard.closed" HardClosed;
    150 "booking.made" BookingMade;
    151 "booking.ended" BookingEnded;
    160 "paper.printed" PaperPrinted;
    170 "day.judged" DayJudged;
    180 "case.shared" CaseShared;
    181 "shared.moved" SharedMoved;
    182 "shared.noted" SharedNoted;
    183 "shared.field" SharedField;
    184 "custody.handed" CustodyHanded;
    185 "custody.taken" CustodyTaken;
    186 "shared.resolved" SharedResolved;
    187 "mandate.given" MandateGiven;
    188 "mandate.done" MandateDone;
    189 "original.moved" OriginalMoved;
    190 "task.raised" TaskRaised;
    191 "task.closed" TaskClosed;
    200 "service.planned" ServicePlanned;
    201 "presence.begun" PresenceBegun;
    202 "presence.ended" PresenceEnded;
    203 "service.missed" ServiceMissed;
    192 "job.opened" JobOpened;
    193 "job.sent" JobSent;
    194 "job.missed" JobMissed;
    195 "job.done" JobDone;
    196 "job.told" JobTold;
    197 "job.charged" JobCharged;
    220 "followup.contacted" FollowupContacted;
    221 "followup.ledgered" FollowupLedgered;
    222 "followup.fixed" FollowupFixed;
    223 "followup.called" FollowupCalled;
    224 "followup.signed" FollowupSigned;
    225 "followup.closed" FollowupClosed;
    226 "rating.appealed" RatingAppealed;
    227 "appeal.decided" AppealDecided;
    228 "appeal.told" AppealTold;
    229 "followup.flagged" FollowupFlagged;
    270 "results.posted" ResultsPosted;
    250 "score.opened" ScoreOpened;
    251 "score.acted" ScoreActed;
    252 "score.keyed" ScoreKeyed;
    253 "score.settled" ScoreSettled;
    254 "score.corrected" ScoreCorrected;
    255 "score.closed" ScoreClosed;
    256 "score.appealed" ScoreAppealed;
    257 "score.decided" ScoreDecided;
    240 "problem.registered" ProblemRegistered;
    241 "problem.done" ProblemDone;
    242 "problem.passed" ProblemPassed;
    260 "rating.called" RatingCalled;
    261 "rating.keyed" RatingKeyed;
    262 "rating.settled" RatingSettled;
    230 "meeting.called" MeetingCalled;
    231 "meeting.called_off" MeetingCalledOff;
    232 "meeting.opened" MeetingOpened;
    233 "rater.signed_in" RaterSignedIn;
    234 "voting.opened" VotingOpened;
    235 "meeting.counted" MeetingCounted;
    236 "meeting.signed" MeetingSigned;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ErrandId;
    use crate::domain::rating::Channel;

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
            late: None,
            channel: Channel::Pad,
            paper: String::new(),
            followup: None,
        });
        let body = event.body().unwrap();
        assert_eq!(Event::decode(event.kind(), &body).unwrap(), Some(event));
        assert_eq!(Event::decode(Kind(60_000), b"{}").unwrap(), None);
        assert!(Event::decode(Kind(71), b"{}").is_err());
    }

    #[test]
    fn an_entry_that_asks_for_a_later_reader_is_not_read_here() {
        let body = |more: &str| {
            let errand = uuid::Uuid::from_u128(7);
            format!(r#"{{"errand":"{errand}","level":2,"remark":"\"min_reader\":9"{more}}}"#)
        };
        let read = |more| Event::decode(Kind(71), body(more).as_bytes()).unwrap();
        assert!(read("").is_some(), "what a resident wrote asks for nothing");
        assert!(read(r#","min_reader":1"#).is_some());
        assert_eq!(read(r#","min_reader":2"#), None);
        assert_eq!(least_reader(body(r#", "min_reader" : 7 "#).as_bytes()), 7);
        assert_eq!(least_reader(b"no JSON \"min_reader\""), 0);
    }
}
