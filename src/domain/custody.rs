//! A case shared between two sites: who may move it, where it stands, and what contradicts.
//!
//! Both sites append what they do to their own logs, each entry naming in its `base` the latest
//! entries its author knew. [`fold`] makes of the same set of entries the same case at any site,
//! in whatever order they came and however often: along the `base` links, and among entries that
//! did not know of each other by custody number, level of the site, logical time and name. Nothing
//! is dropped: an entry that loses stays in the history, and opens a conflict for a leader.
//!
//! Custody has a number. Each change of custody has the next one and fences off what was done
//! under a lower one by somebody who did not know of the change.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case_file::Stage;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Hlc;
use crate::domain::event::Event;
use crate::domain::event::SharedKey;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Mandate;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;

mod chain;
mod clash;
mod line;
mod proxy;
mod steps;
#[cfg(test)]
mod tests;

use steps::Steps;

pub(crate) use line::once;
pub(crate) use steps::mark;

/// How many entries an entry can name as those it builds on.
pub const MOST_BASE: usize = 4;

/// How many entries about one case count: a case has tens, and who knew of what takes the square of
/// their number. Of more than that the case can be read and no more be changed.
pub const MOST_TOLD: usize = 1_000;

/// How many contradictions of one case are told; of more than that it can no more be changed.
pub const MOST_CLASHES: usize = 100;

/// One entry about a shared case, as its log vouches for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Which entry it is.
    pub at: EntryRef,
    /// Whose log it is in.
    pub org: Org,
    /// The logical time.
    pub hlc: Hlc,
    /// The wall clock.
    pub wall: UtcMs,
    /// The badge number of whoever did it, at that site.
    pub actor: u32,
    /// The entries its author knew.
    pub base: Vec<EntryRef>,
    /// What happened; `None` for what a later version wrote and this one cannot read.
    pub event: Option<Event>,
}

/// Something that was said: by whom, when, in which entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The entry.
    pub at: EntryRef,
    /// The site.
    pub org: Org,
    /// The badge number there.
    pub actor: u32,
    /// When.
    pub wall: UtcMs,
    /// What.
    pub text: String,
}

/// What came of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds, or held until the next.
    Held,
    /// Another entry says otherwise and wins for now; neither author knew of the other's, or only by
    /// hearsay.
    Lost,
    /// It came under a custody that had passed to another site meanwhile.
    Late,
    /// It changes nothing: its site is not one of the two.
    Stranger,
    /// It changes nothing: its site had no custody under the number it names.
    NotCustodian,
    /// It changes nothing: it decides between entries that its author did not know.
    OutOfPlace,
}

/// One entry of the case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who said it; the text is the note, the reason or the value.
    #[serde(flatten)]
    pub mark: Mark,
    /// The kind's name, as `shared.moved`.
    pub kind: String,
    /// Where the case stood after it, had it held.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// What came of it.
    pub verdict: Verdict,
}

/// What two entries that did not know of each other disagree about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClashKind {
    /// Where the case stands.
    Stage,
    /// A move under a custody that was taken meanwhile.
    Late,
    /// The phone.
    Phone,
    /// The address.
    Address,
}

impl ClashKind {
    /// Returns the word used in tables and locales.
    pub fn word(self) -> &'static str {
        match self {
            ClashKind::Stage => "stage",
            ClashKind::Late => "late",
            ClashKind::Phone => "phone",
            ClashKind::Address => "address",
        }
    }
}

/// Two entries that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// What about.
    pub kind: ClashKind,
    /// The one that loses for now; its text is the stage or the value.
    pub a: Mark,
    /// The one that wins for now, or the change of custody that came between.
    pub b: Mark,
    /// The leader's decision; `None` while nobody has decided.
    pub closed: Option<Mark>,
}

/// A phone or an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Which.
    pub key: SharedKey,
    /// The values whose authors did not know of each other; the first counts for now.
    pub values: Vec<Mark>,
}

/// A shared case as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCase {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The matter's code where it was accepted.
    pub matter: String,
    /// Its name.
    pub matter_name: String,
    /// The applicant.
    pub applicant: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub until: Option<NaiveDate>,
    /// The site that shared it.
    pub giver: Org,
    /// The other site.
    pub taker: Org,
    /// Which of the two moves it.
    pub custodian: Org,
    /// The custody number.
    pub custody: u32,
    /// Where it stands.
    pub stage: Stage,
    /// The papers that came in, each once.
    pub papers: Vec<Mark>,
    /// What is to be known.
    pub notes: Vec<Mark>,
    /// Phone and address, as far as they are known.
    pub fields: Vec<Field>,
    /// Everything that was said, in the order it counts.
    pub history: Vec<Step>,
    /// What contradicts.
    pub clashes: Vec<Clash>,
    /// Whether it is a matter that a resident brought up and the giver raised to the higher site.
    #[serde(default)]
    pub raised: bool,
    /// The matter of the level below that it was raised on from.
    #[serde(default)]
    pub of: Option<CaseId>,
    /// The resident was told the answer; the text says how.
    #[serde(default)]
    pub told: Option<Mark>,
    /// The errand by proxy that it is, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Box<Mandate>>,
    /// Whether a later version wrote about it: this one may read the case and not change it.
    pub newer: bool,
    /// Whether more was said about it than counts ([`MOST_TOLD`], [`MOST_CLASHES`]): it may be read as
    /// far as that goes, and not changed.
    #[serde(default)]
    pub crowded: bool,
    /// The latest entries, which the next one builds on; at most [`MOST_BASE`].
    pub heads: Vec<EntryRef>,
}

impl SharedCase {
    /// Returns whether nothing more is to be done: a matter that was raised is not over before the
    /// resident was told.
    ///
    /// Source: rule A4 of the hall: what was raised comes back down every level it went up.
    pub fn is_over(&self) -> bool {
        self.stage.is_over() && (!self.raised || self.told.is_some())
    }

    /// Returns the answer to a matter that was raised.
    pub fn answer(&self) -> Option<&Mark> {
        let held = |step: &&Step| step.verdict == Verdict::Held && step.stage == Some(self.stage);
        let last = self.history.iter().rev().find(held);
        last.filter(|_| self.raised && self.stage.is_over())
            .map(|step| &step.mark)
    }

    /// Returns the other of the two sites.
    pub fn other(&self, org: Org) -> Org {
        if org == self.giver {
            self.taker
        } else {
            self.giver
        }
    }

    /// Returns whether a site may take custody without being given it: the higher of the two from
    /// the lower.
    pub fn may_take(&self, org: Org) -> bool {
        org != self.custodian
            && (org == self.giver || org == self.taker)
            && org.level() > self.custodian.level()
    }

    /// Returns whether the case may only be read here.
    pub fn is_only_read(&self) -> bool {
        self.newer || self.crowded
    }

    /// Returns the contradictions nobody has decided.
    pub fn open(&self) -> impl Iterator<Item = &Clash> {
        self.clashes.iter().filter(|clash| clash.closed.is_none())
    }

    /// Returns what the entry that decides the first contradiction about the stage builds on.
    pub fn base_to_resolve(&self) -> Option<Vec<EntryRef>> {
        let by_leader = |kind| matches!(kind, ClashKind::Stage | ClashKind::Late);
        let clash = self.open().find(|clash| by_leader(clash.kind))?;
        let mut base = vec![clash.a.at, clash.b.at];
        for head in self.heads.iter().rev() {
            if base.len() < MOST_BASE && !base.contains(head) {
                base.push(*head);
            }
        }
        Some(base)
    }
}

/// Returns whether a case that stands at one stage may be moved to another.
pub fn may_move(from: Stage, to: Stage) -> bool {
    use Stage::*;
    match from {
        Received => matches!(to, Working | Returned | Refused | Withdrawn),
        Working => matches!(to, Returned | Paused | Done | Refused | Withdrawn),
        Returned => matches!(to, Working | Withdrawn | Lapsed),
        Paused => matches!(to, Working | Withdrawn),
        Done | Refused | Withdrawn | Lapsed => false,
    }
}

/// Folds everything that was said about one case; `None` when it was never shared.
///
/// The same set gives the same case, in whatever order and however often its entries are given.
pub fn fold(told: &[Told]) -> Option<SharedCase> {
    let parties: BTreeSet<Org> = told.iter().filter_map(shares).flatten().collect();
    if parties.is_empty() {
        return None;
    }
    let mut once = line::once(told);
    let crowded = once.len() > MOST_TOLD;
    if crowded {
        // Strangers displace nobody, and nothing what makes it a case.
        once.sort_by_key(|told| {
            (
                shares(told).is_none(),
                !parties.contains(&told.org),
                told.at,
            )
        });
        once.truncate(MOST_TOLD);
        once.sort_by_key(|told| told.at);
    }
    let line = line::Line::of(once);
    let chain = chain::Chain::of(&line)?;
    let mut steps = Steps::walk(&line, &chain);
    steps.crowded = crowded;
    Some(clash::finish(&line, &chain, steps))
}

/// Returns the two sites between which an entry shares the case.
fn shares(told: &Told) -> Option<[Org; 2]> {
    match &told.event {
        Some(Event::CaseShared(e)) => Some([told.org, e.with]),
        _ => None,
    }
}
