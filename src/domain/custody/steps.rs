//! What each entry does to the case, one after the other.

use crate::domain::case_file::Stage;
use crate::domain::custody::Mark;
use crate::domain::custody::Step;
use crate::domain::custody::Told;
use crate::domain::custody::Verdict;
use crate::domain::custody::chain::Chain;
use crate::domain::custody::line::Line;
use crate::domain::custody::may_move;
use crate::domain::event::Event;
use crate::domain::event::SharedKey;

/// An entry that says where the case stands.
pub(super) struct Claim {
    /// Its place.
    pub(super) at: usize,
    /// The stage it claims.
    pub(super) stage: Stage,
    /// Whether it was taken on when its turn came.
    pub(super) counted: bool,
}

/// The case while its entries are walked.
pub(super) struct Steps {
    pub(super) stage: Stage,
    pub(super) papers: Vec<Mark>,
    pub(super) notes: Vec<Mark>,
    /// Phone and address as they were given, by place.
    pub(super) values: Vec<(SharedKey, usize, String)>,
    pub(super) claims: Vec<Claim>,
    /// Moves that came too late, with the change of custody they came too late for.
    pub(super) late: Vec<(Claim, usize)>,
    /// Moves that were not possible, with what had brought the case where they were not: their
    /// authors knew of that only through what was built on it.
    pub(super) blind: Vec<(Claim, usize)>,
    /// Leaders' decisions, by place.
    pub(super) decisions: Vec<usize>,
    /// One step for each entry that can be read, by place.
    pub(super) history: Vec<(usize, Step)>,
    pub(super) newer: bool,
    pub(super) crowded: bool,
}

impl Steps {
    /// Walks all entries.
    pub(super) fn walk(line: &Line<'_>, chain: &Chain<'_>) -> Steps {
        let mut steps = Steps {
            stage: Stage::Received,
            papers: Vec::new(),
            notes: Vec::new(),
            values: Vec::new(),
            claims: Vec::new(),
            late: Vec::new(),
            blind: Vec::new(),
            decisions: Vec::new(),
            history: Vec::new(),
            newer: false,
            crowded: false,
        };
        for (i, told) in line.iter() {
            let Some(event) = &told.event else {
                steps.newer = true;
                continue;
            };
            let verdict = match chain.is_party(told.org) {
                true => steps.take(line, chain, i, event),
                false => Verdict::Stranger,
            };
            steps.history.push((i, step(told, event, verdict)));
        }
        steps
    }

    fn take(&mut self, line: &Line<'_>, chain: &Chain<'_>, i: usize, event: &Event) -> Verdict {
        let told = line.at(i);
        match event {
            Event::CaseShared(e) if i == chain.share => {
                if !e.phone.is_empty() {
                    self.values.push((SharedKey::Phone, i, e.phone.clone()));
                }
                Verdict::Held
            }
            Event::SharedNoted(e) => {
                if !e.paper.is_empty() && !self.papers.iter().any(|p| p.text == e.paper) {
                    self.papers.push(mark(told, &e.paper));
                }
                if !e.note.is_empty() {
                    self.notes.push(mark(told, &e.note));
                }
                Verdict::Held
            }
            Event::MandateGiven(_) | Event::MandateDone(_) | Event::OriginalMoved(_) => {
                Verdict::Held
            }
            Event::SharedField(e) => {
                self.values.push((e.key, i, e.value.clone()));
                Verdict::Held
            }
            Event::CustodyHanded(_) | Event::CustodyTaken(_) if chain.is_change(i) => Verdict::Held,
            Event::CustodyHanded(_) | Event::CustodyTaken(_) => Verdict::NotCustodian,
            Event::SharedMoved(e) if chain.holder(e.custody) != Some(told.org) => {
                Verdict::NotCustodian
            }
            Event::SharedMoved(e) => self.claim(line, chain, i, e.custody, e.to, false),
            Event::SharedResolved(e) if decides(line, i) => {
                self.claim(line, chain, i, e.custody, e.stage, true)
            }
            _ => Verdict::OutOfPlace,
        }
    }

    /// Takes in what an entry says about the stage.
    fn claim(
        &mut self,
        line: &Line<'_>,
        chain: &Chain<'_>,
        at: usize,
        custody: u32,
        stage: Stage,
        decided: bool,
    ) -> Verdict {
        if !chain.knew(line, at, custody) {
            return Verdict::NotCustodian;
        }
        let mut claim = Claim {
            at,
            stage,
            counted: true,
        };
        // Also where its author knew of the change: perhaps only through what was built on it.
        if let Some(fence) = chain.fence(line, at, custody) {
            self.late.push((claim, fence));
            return Verdict::Late;
        }
        if decided {
            self.decisions.push(at);
        } else if !may_move(self.stage, stage) {
            // It was possible where its author stood if somebody else's entry is in its way.
            if self.claims.iter().any(|other| line.apart(at, other.at)) {
                claim.counted = false;
                self.claims.push(claim);
                return Verdict::Lost;
            }
            let last = self.claims.iter().rfind(|other| other.counted);
            self.blind
                .push((claim, last.map_or(chain.share, |last| last.at)));
            return Verdict::Lost;
        }
        self.stage = stage;
        self.claims.push(claim);
        Verdict::Held
    }
}

/// Whether an entry names the two it decides between.
fn decides(line: &Line<'_>, i: usize) -> bool {
    let base = &line.at(i).base;
    let known = |n: usize| {
        let place = base.get(n).and_then(|at| line.place(*at));
        place.filter(|place| line.knew(i, *place))
    };
    matches!((known(0), known(1)), (Some(a), Some(b)) if a != b)
}

/// Notes who said something.
pub(crate) fn mark(told: &Told, text: &str) -> Mark {
    Mark {
        at: told.at,
        org: told.org,
        actor: told.actor,
        wall: told.wall,
        text: text.to_owned(),
    }
}

fn step(told: &Told, event: &Event, verdict: Verdict) -> Step {
    let (text, stage) = match event {
        Event::CaseShared(e) => (e.what.as_str(), Some(Stage::Received)),
        Event::SharedMoved(e) => (e.note.as_str(), Some(e.to)),
        Event::SharedNoted(e) if e.note.is_empty() => (e.paper.as_str(), None),
        Event::SharedNoted(e) => (e.note.as_str(), None),
        Event::SharedField(e) => (e.value.as_str(), None),
        Event::CustodyHanded(e) => (e.note.as_str(), None),
        Event::CustodyTaken(e) => (e.reason.as_str(), None),
        Event::SharedResolved(e) => (e.reason.as_str(), Some(e.stage)),
        Event::MandateDone(e) => (e.note.as_str(), None),
        Event::OriginalMoved(e) => (e.note.as_str(), None),
        _ => ("", None),
    };
    Step {
        mark: mark(told, text),
        kind: event.kind().name().to_owned(),
        stage,
        verdict,
    }
}
