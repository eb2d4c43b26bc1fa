//! A night's work as one page: what went, what came, what clashed, what waits and since when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::event::RenewReason;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// Why a carrier could not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It is not there: the stick is not in, the line is down.
    Away,
    /// There is no room left.
    Full,
    /// It takes nothing: write-protected, or not ours to write.
    ReadOnly,
    /// Anything else.
    Other,
}

/// A step of the night, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The day is closed.
    Close,
    /// The store is copied.
    Backup,
    /// Everything goes out and comes in.
    Exchange,
    /// A county's own work: its checkpoint goes to all children, and its tables are filled.
    County,
    /// The ledger is walked from end to end.
    Verify,
}

impl StepKind {
    /// Returns the word in locales.
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Close => "close",
            StepKind::Backup => "backup",
            StepKind::Exchange => "exchange",
            StepKind::County => "county",
            StepKind::Verify => "verify",
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepEnd {
    /// It was done: entries closed, bytes copied, sites exchanged with or entries walked.
    Done(u64),
    /// There was nothing to do.
    Nothing,
    /// It failed, in the failing part's own words.
    Failed(String),
}

/// One step as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// How it ended.
    pub end: StepEnd,
}

/// One site on one carrier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegNight {
    /// The carrier, as the settings name it, without a password.
    pub carrier: String,
    /// Entries laid out now.
    pub sent: u64,
    /// The bytes they took, sealed.
    pub bytes: u64,
    /// Entries that came in.
    pub received: u64,
    /// Segments that lay there damaged and were laid again: how many.
    #[serde(default)]
    pub again: u64,
    /// Segments that were refused: the log's first characters, the entries, and why, in English.
    pub damaged: Vec<String>,
    /// Segments of a later form, which wait for an upgrade of this program: how many.
    #[serde(default)]
    pub later: u64,
    /// Logs that wait for an entry that did not come: how many.
    pub gaps: u64,
    /// Why the carrier was left alone, if it was.
    pub stopped: Option<(Trouble, String)>,
}

/// One site, over all carriers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteNight {
    /// The site.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// What it is to this one.
    pub relation: Relation,
    /// Each carrier.
    pub legs: Vec<LegNight>,
    /// Entries of this site that it has not acknowledged.
    pub waiting: u64,
    /// When the first of them was written.
    pub since: Option<UtcMs>,
    /// When entries or acknowledgements of it last came in.
    pub heard: Option<UtcMs>,
    /// How far its clock was ahead of ours then, where that is too far to be believed. Its entries are
    /// taken all the same, and no time here follows theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Seconds>,
}

/// Something that must not be, or that two people must see to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Clash {
    /// A log of a site went on in two ways.
    Fork {
        /// The site.
        org: Org,
        /// The log, hexadecimal.
        log: String,
        /// The first entry that differs.
        seq: u64,
    },
    /// A site began anew, and no key known here says so: it must be enrolled again.
    Unvouched {
        /// The site.
        org: Org,
    },
    /// A hub signed two different checkpoints under one number.
    TwoCheckpoints {
        /// The hub.
        org: Org,
        /// The number.
        no: u64,
    },
    /// A hub's checkpoint leaves out what the hub had acknowledged.
    LeftOut {
        /// The hub.
        org: Org,
        /// The checkpoint's number.
        no: u64,
    },
    /// A site acknowledges less of this one's entries than it once did. It may honestly have been put
    /// back from a backup.
    SaysLess {
        /// The site.
        org: Org,
        /// The number of the note that says so.
        no: u64,
        /// So many entries less.
        entries: u64,
    },
    /// A site's card names a log that is this site's, or that another site named before.
    NamesAnothers {
        /// The site.
        org: Org,
        /// The number of the note with that card.
        no: u64,
    },
    /// A child says that it has more or other of the log down to it than is here. This site may have
    /// been put back or copied, or that word is untrue.
    KnowsOther {
        /// The child.
        org: Org,
        /// The last entry of that log that is here.
        seq: u64,
    },
}

/// Returns a long number of a note as people say it over the phone: its last six figures and two that
/// prove them.
///
/// Source: the two figures are those of ISO 7064, MOD 97-10.
pub fn spoken(no: u64) -> String {
    let last = no % 1_000_000;
    format!("{last:06}-{:02}", 98 - last * 100 % 97)
}

/// How a night went, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All of it was done.
    Done,
    /// Some of it was done; the next time does the rest.
    Partly,
    /// Nothing got through, or this site's own store failed.
    Failed,
}

impl Verdict {
    /// Returns the word in locales.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Done => "done",
            Verdict::Partly => "partly",
            Verdict::Failed => "failed",
        }
    }
}

/// A night's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Night {
    /// The local day it closes.
    pub day: NaiveDate,
    /// When it began.
    pub began: UtcMs,
    /// When it ended.
    pub ended: UtcMs,
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// The other sites.
    pub sites: Vec<SiteNight>,
    /// Why this site began anew, if it did.
    pub renewed: Option<RenewReason>,
    /// Entries of this site's own that came back.
    pub returned: u64,
    /// Entries that were told again in a new log.
    pub rehomed: u64,
    /// The county's last word on the ends of all logs that is kept here, to be compared over the
    /// phone: its number and ten characters.
    #[serde(default)]
    pub checkpoint: Option<(u64, String)>,
    /// Whether somebody asked for what was lost, began anew or contradicted another: the answer can be
    /// had in the same night, by another try.
    #[serde(default)]
    pub unsettled: bool,
    /// What must not be.
    pub clashes: Vec<Clash>,
    /// What waits for a duty leader because of it: how many tasks are open.
    pub tasks: u64,
}

impl Night {
    /// Returns how it went: failed where a step of this site's own failed or no carrier got
    /// through to anybody; partly where a carrier failed, something was refused or is missing, or the
    /// sites have not settled yet which of them has what.
    pub fn verdict(&self) -> Verdict {
        let failed = |kind| {
            let mut steps = self.steps.iter();
            steps.any(|s| s.kind == kind && matches!(s.end, StepEnd::Failed(_)))
        };
        if failed(StepKind::Verify) || failed(StepKind::Exchange) {
            return Verdict::Failed;
        }
        let legs = || self.sites.iter().flat_map(|site| &site.legs);
        let unreached = |site: &SiteNight| site.legs.iter().all(|leg| leg.stopped.is_some());
        if !self.sites.is_empty() && self.sites.iter().all(unreached) {
            return Verdict::Failed;
        }
        let whole = legs().all(|leg| {
            leg.stopped.is_none() && leg.damaged.is_empty() && leg.gaps + leg.later == 0
        });
        let own = [StepKind::Close, StepKind::Backup, StepKind::County]
            .into_iter()
            .any(failed);
        match whole && !own && !self.unsettled && self.clashes.is_empty() {
            true => Verdict::Done,
            false => Verdict::Partly,
        }
    }
}

/// What is known of the nights so far, between two starts of the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Nights {
    /// The last day whose night was done, or given up.
    pub done: Option<NaiveDate>,
    /// The day whose night is being tried.
    pub trying: Option<NaiveDate>,
    /// How often it was tried.
    pub tries: u32,
    /// When it was last tried.
    pub tried: Option<UtcMs>,
    /// Whether that left something unsettled between the sites.
    pub unsettled: bool,
}

/// The first pause after a night that did not get through; each further one is twice as long.
pub const FIRST_PAUSE: Seconds = Seconds::minutes(15);
/// A night is tried so often: with the pauses doubling, that is until the next morning.
pub const MOST_TRIES: u32 = 6;

/// When the next night's work is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Now: the night of this day.
    Now(NaiveDate),
    /// Not before this instant.
    At(UtcMs),
}

impl Nights {
    /// Returns when work is due: `latest` is the last day whose hour is over, `next` when the hour
    /// of the day after comes. A night that was missed altogether is due at once, and so is one where
    /// the clock was set back since the last: what was done by the wrong clock, or is done each time a
    /// clock without a battery begins again, says nothing of this day.
    pub fn due(&self, latest: NaiveDate, next: UtcMs, now: UtcMs) -> Due {
        if self.tried.is_some_and(|tried| now < tried) {
            return Due::Now(latest);
        }
        if self.done.is_some_and(|done| done >= latest) {
            return Due::At(next);
        }
        match (self.trying, self.tried) {
            (Some(day), Some(tried)) if day == latest && self.tries > 0 => {
                let doubled = FIRST_PAUSE.0 << (self.tries - 1).min(8);
                let again = UtcMs(tried.0.saturating_add(doubled * 1_000));
                match now >= again {
                    true => Due::Now(latest),
                    false => Due::At(again.min(next)),
                }
            }
            _ => Due::Now(latest),
        }
    }

    /// Notes how the night of a day went. One try that went well is enough, but where one left something
    /// unsettled two: what the others answer to that may come only after the first. A later day that was
    /// done before it was so by a wrong clock.
    pub fn note(&mut self, night: &Night) {
        let (day, verdict, at) = (night.day, night.verdict(), night.ended);
        let open = self.trying == Some(day) && self.unsettled;
        self.tries = match self.trying == Some(day) {
            true => self.tries.saturating_add(1),
            false => 1,
        };
        (self.trying, self.tried) = (Some(day), Some(at));
        // A try that did not get through answers nothing.
        self.unsettled = night.unsettled || (open && verdict != Verdict::Done);
        self.done = self.done.filter(|done| *done <= day);
        if verdict == Verdict::Done && !open || self.tries >= MOST_TRIES {
            self.done = Some(day);
        }
    }
}

#[cfg(test)]
mod tests;
