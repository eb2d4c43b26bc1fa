//! The file of a case: where it stands, who holds it, and what has happened to it.
//!
//! Folded from the entries about the case by [`CaseFile::begin`] and [`CaseFile::apply`]; the
//! verbs ask [`CaseFile::check`] before they write. The same entries give the same file anywhere.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::deadline::Clock;
use crate::domain::deadline::Extension;
use crate::domain::deadline::Pause;
use crate::domain::event::CaseAccepted;
use crate::domain::event::CaseReceived;
use crate::domain::event::Event;
use crate::domain::event::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::NoticeId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::matter::MatterStep;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;

mod parts;

pub use parts::Deed;
pub use parts::Deferred;
pub use parts::Delivered;
pub use parts::Happened;
pub use parts::Holder;
pub use parts::Judged;
pub use parts::Part;
pub use parts::Stage;
pub use parts::Step;

/// Most things kept in a case's history; more are counted, not kept.
pub const MAX_HISTORY: usize = 400;

/// The file of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFile {
    /// The case.
    pub case: CaseId,
    /// Where it stands.
    pub stage: Stage,
    /// Who holds it now.
    pub holder: Holder,
    /// Who was asked first, and answers for it until somebody takes it by name.
    #[serde(default)]
    pub first: Option<StaffNo>,
    /// Who has taken it by name, if anybody has.
    #[serde(default)]
    pub taken: Option<StaffNo>,
    /// The centre that does the work.
    pub centre: Centre,
    /// The clock; none before acceptance.
    #[serde(default)]
    pub clock: Option<Clock>,
    /// The promise as it stands.
    #[serde(default)]
    pub promise: Option<Promise>,
    /// The first promise, as the applicant was told it.
    #[serde(default)]
    pub first_promise: Option<Promise>,
    /// The last day for the one-time notice, while the case is only received.
    #[serde(default)]
    pub notice_due: Option<NaiveDate>,
    /// The one-time notices given for it.
    #[serde(default)]
    pub notices: Vec<NoticeId>,
    /// The papers that are in.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The papers the applicant is to bring: lacking before acceptance, sent back after it.
    #[serde(default)]
    pub wanted: Vec<String>,
    /// The papers that may come later.
    #[serde(default)]
    pub deferred: Option<Deferred>,
    /// The steps.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The departments' parts of joint handling.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Whether it was sent back as wrongly routed: once is all.
    #[serde(default)]
    pub sent_back: bool,
    /// Why it is urgent; empty when it is not.
    #[serde(default)]
    pub urgent: String,
    /// Who follows it up.
    #[serde(default)]
    pub follow_up: Option<StaffNo>,
    /// Visits it took before it was received or accepted.
    #[serde(default)]
    pub trips_before: u32,
    /// The visits of the applicant since then.
    #[serde(default)]
    pub visits: Vec<VisitId>,
    /// How long the last stop of the clock was expected to take, natural days.
    #[serde(default)]
    pub pause_days: Option<u16>,
    /// By when the result is handed over; none before the decision.
    #[serde(default)]
    pub deliver: Option<Promise>,
    /// The result, once it is handed over.
    #[serde(default)]
    pub delivered: Option<Delivered>,
    /// Who brought it for the applicant; empty when the applicant came.
    #[serde(default)]
    pub proxy: String,
    /// The last day of what is over.
    #[serde(default)]
    pub ended: Option<NaiveDate>,
    /// What happened.
    #[serde(default)]
    pub history: Vec<Happened>,
}

impl CaseFile {
    /// Begins the file of a case that was accepted at once.
    pub fn begin(e: &CaseAccepted, at: UtcMs, by: u32) -> CaseFile {
        let mut file = CaseFile {
            case: e.case,
            stage: Stage::Working,
            holder: Holder::Centre(e.centre),
            first: e.first,
            taken: None,
            centre: e.centre,
            clock: None,
            promise: None,
            first_promise: None,
            notice_due: None,
            notices: e.notices.clone(),
            papers: Vec::new(),
            wanted: Vec::new(),
            deferred: None,
            steps: Vec::new(),
            parts: Vec::new(),
            sent_back: false,
            urgent: e.urgent.clone(),
            follow_up: None,
            trips_before: e.trips_before,
            visits: Vec::new(),
            pause_days: None,
            deliver: None,
            delivered: None,
            proxy: e.proxy.clone(),
            ended: None,
            history: Vec::new(),
        };
        file.accept(e);
        file.note(at, by, "case.accepted", String::new());
        file
    }

    /// Begins the file of a case whose papers were only taken in.
    pub fn receive(e: &CaseReceived, at: UtcMs, by: u32) -> CaseFile {
        let mut file = CaseFile {
            case: e.case,
            stage: Stage::Received,
            holder: Holder::Staff(e.first),
            first: Some(e.first),
            taken: None,
            centre: e.centre,
            clock: None,
            promise: None,
            first_promise: None,
            notice_due: Some(e.notice_due),
            notices: e.notices.clone(),
            papers: e.papers.clone(),
            wanted: e.lacking.clone(),
            deferred: None,
            steps: Vec::new(),
            parts: Vec::new(),
            sent_back: false,
            urgent: String::new(),
            follow_up: None,
            trips_before: e.trips_before,
            visits: vec![e.visit],
            pause_days: None,
            deliver: None,
            delivered: None,
            proxy: e.proxy.clone(),
            ended: None,
            history: Vec::new(),
        };
        file.note(at, by, "case.received", e.lacking.join("、"));
        file
    }

    fn accept(&mut self, e: &CaseAccepted) {
        self.stage = Stage::Working;
        self.holder = Holder::Centre(e.centre);
        self.notice_due = None;
        self.papers.clone_from(&e.papers);
        self.wanted.clear();
        self.plan(&e.steps);
        let until = e.deferred_until.or(e.promise.as_ref().map(|p| p.due));
        if let Some(until) = until.filter(|_| !e.missing.is_empty()) {
            self.deferred = Some(Deferred {
                papers: e.missing.clone(),
                until,
            });
        }
        if let Some(promise) = &e.promise {
            self.start_clock(e.day, promise);
        } else {
            self.end(Stage::Done, e.day);
        }
        self.visited(e.visit);
    }

    fn plan(&mut self, steps: &[MatterStep]) {
        let todo = |plan: &MatterStep| Step {
            plan: plan.clone(),
            done: None,
        };
        self.steps = steps.iter().map(todo).collect();
    }

    fn start_clock(&mut self, day: NaiveDate, promise: &Promise) {
        self.clock = Some(Clock {
            start: day,
            limit: promise.limit,
            pauses: Vec::new(),
            extension: None,
        });
        self.first_promise = Some(promise.clone());
        self.promise = Some(promise.clone());
    }

    fn visited(&mut self, visit: Option<VisitId>) {
        if let Some(visit) = visit
            && !self.visits.contains(&visit)
        {
            self.visits.push(visit);
        }
    }

    fn end(&mut self, stage: Stage, day: NaiveDate) {
        self.stage = stage;
        self.holder = Holder::Nobody;
        self.ended = Some(day);
    }

    fn note(&mut self, at: UtcMs, by: u32, kind: &str, note: String) {
        if self.history.len() < MAX_HISTORY {
            self.history.push(Happened {
                at,
                by,
                kind: kind.to_owned(),
                note,
            });
        }
    }

    /// Returns how often the applicant had to come.
    pub fn trips(&self) -> u32 {
        let since = u32::try_from(self.visits.len()).unwrap_or(u32::MAX);
        self.trips_before.saturating_add(since)
    }

    /// Returns who answers for the case: whoever took it, else whoever was asked first.
    pub fn answers(&self) -> Option<StaffNo> {
        self.taken.or(self.first)
    }

    /// Returns the papers still to come: wanted now, or deferred.
    pub fn still_missing(&self) -> Vec<String> {
        let deferred = self.deferred.iter().flat_map(|d| d.papers.iter());
        self.wanted.iter().chain(deferred).cloned().collect()
    }

    /// Returns the first step that is not done.
    pub fn next_step(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.done.is_none())
    }

    /// Returns the departments whose part is not done.
    pub fn parts_open(&self) -> Vec<&str> {
        self.parts
            .iter()
            .filter(|part| part.done.is_none())
            .map(|part| part.office.as_str())
            .collect()
    }

    /// Folds something that happened to the case; what is not about cases changes nothing.
    pub fn apply(&mut self, at: UtcMs, by: u32, event: &Event) {
        let note = self.fold(event);
        if let Some(note) = note {
            self.note(at, by, event.kind().name(), note);
        }
    }

    /// Folds an event; returns what the history says about it.
    fn fold(&mut self, event: &Event) -> Option<String> {
        Some(match event {
            Event::CaseAccepted(e) => {
                self.accept(e);
                String::new()
            }
            Event::NoticeGiven(e) => {
                self.notices.push(e.notice);
                self.notice_due = None;
                self.wanted.clone_from(&e.lacking);
                self.holder = Holder::Resident;
                self.visited(e.visit);
                e.lacking.join("、")
            }
            Event::CaseDeemed(e) => {
                self.stage = Stage::Working;
                self.holder = Holder::Centre(self.centre);
                self.notice_due = None;
                self.plan(&e.steps);
                self.start_clock(e.received, &e.promise);
                e.promise.due.to_string()
            }
            Event::CaseTaken(e) => {
                self.taken = Some(e.staff);
                self.holder = Holder::Staff(e.staff);
                String::new()
            }
            Event::CaseSentBack(e) => {
                self.sent_back = true;
                self.taken = None;
                self.holder = match self.first {
                    Some(first) => Holder::Staff(first),
                    None => Holder::Centre(self.centre),
                };
                e.reason.clone()
            }
            Event::CasePassed(e) => {
                if let Holder::Centre(centre) = e.to {
                    self.centre = centre;
                }
                self.holder = e.to.clone();
                e.reason.clone()
            }
            Event::CaseStepDone(e) => {
                if let Some(step) = self
                    .steps
                    .iter_mut()
                    .find(|step| step.plan.name == e.step && step.done.is_none())
                {
                    step.done = Some((e.day, e.staff));
                }
                join(&e.step, &e.note)
            }
            Event::CaseSigned(e) => {
                self.holder = match self.answers() {
                    Some(staff) => Holder::Staff(staff),
                    None => Holder::Centre(self.centre),
                };
                e.reason.clone()
            }
            Event::CasePaused(e) => {
                self.stage = Stage::Paused;
                self.pause_days = Some(e.days);
                if let Some(clock) = &mut self.clock {
                    clock.pauses.push(Pause {
                        ground: e.ground,
                        from: e.day,
                        to: None,
                    });
                }
                e.note.clone()
            }
            Event::CaseResumed(e) => {
                self.stage = Stage::Working;
                if let Some(clock) = &mut self.clock {
                    clock.resume(e.day);
                }
                self.promise = Some(e.promise.clone());
                e.promise.due.to_string()
            }
            Event::CaseExtended(e) => {
                if let Some(clock) = &mut self.clock {
                    clock.extension = Some(Extension { limit: e.by });
                }
                self.promise = Some(e.promise.clone());
                join(&e.promise.due.to_string(), &e.reason)
            }
            Event::CaseReturned(e) => {
                self.stage = Stage::Returned;
                // A case that counts as accepted may still want papers: asking for one forgets none.
                let more = e.papers.iter().filter(|p| !self.wanted.contains(p));
                let more: Vec<String> = more.cloned().collect();
                self.wanted.extend(more);
                self.holder = Holder::Resident;
                join(&e.papers.join("、"), &e.reason)
            }
            Event::CaseSupplied(e) => self.supply(&e.papers, e.visit),
            Event::CaseRefused(e) => {
                self.end(Stage::Refused, e.day);
                join(&e.reason, &e.clause)
            }
            Event::CaseWithdrawn(e) => {
                self.end(Stage::Withdrawn, e.day);
                e.reason.clone()
            }
            Event::CaseLapsed(e) => {
                self.end(Stage::Lapsed, e.day);
                e.papers.join("、")
            }
            Event::CaseJoined(e) => {
                self.parts = e
                    .offices
                    .iter()
                    .map(|office| Part {
                        office: office.clone(),
                        done: None,
                        note: String::new(),
                    })
                    .collect();
                if let Some(clock) = &mut self.clock {
                    clock.limit = e.promise.limit;
                }
                self.promise = Some(e.promise.clone());
                e.offices.join("、")
            }
            Event::PartDone(e) => {
                if let Some(part) = self.parts.iter_mut().find(|p| p.office == e.office) {
                    part.done = Some(e.day);
                    part.note.clone_from(&e.note);
                }
                join(&e.office, &e.note)
            }
            Event::CaseUrged(e) => {
                self.urgent.clone_from(&e.reason);
                e.reason.clone()
            }
            Event::CaseFollowed(e) => {
                self.follow_up = Some(e.staff);
                e.staff.to_string()
            }
            Event::CaseDelivered(e) => {
                self.visited(e.visit);
                self.delivered = Some(Delivered {
                    result: e.result.clone(),
                    to: e.to.clone(),
                    day: e.day,
                });
                join(&e.result, &e.to)
            }
            Event::CaseRedated(e) => {
                let date = match self.stage {
                    Stage::Done => &mut self.deliver,
                    _ => &mut self.promise,
                };
                *date = Some(e.promise.clone());
                e.promise.due.to_string()
            }
            Event::CaseDone(e) => {
                self.end(Stage::Done, e.day);
                self.deliver.clone_from(&e.deliver);
                String::new()
            }
            _ => return None,
        })
    }

    /// Takes papers in: what was wanted and what was deferred is no longer.
    fn supply(&mut self, papers: &[String], visit: Option<VisitId>) -> String {
        self.visited(visit);
        self.wanted.retain(|paper| !papers.contains(paper));
        if let Some(deferred) = &mut self.deferred {
            deferred.papers.retain(|paper| !papers.contains(paper));
            if deferred.papers.is_empty() {
                self.deferred = None;
            }
        }
        for paper in papers {
            if !self.papers.contains(paper) {
                self.papers.push(paper.clone());
            }
        }
        if self.wanted.is_empty() && self.holder == Holder::Resident {
            self.holder = match self.answers() {
                Some(staff) => Holder::Staff(staff),
                None => Holder::Centre(self.centre),
            };
            if self.stage == Stage::Returned {
                self.stage = Stage::Working;
            }
        }
        papers.join("、")
    }

    /// Checks that something may be done with the case as it stands.
    ///
    /// # Errors
    /// [`Refusal::CaseOver`], [`Refusal::CaseNotAccepted`], [`Refusal::CaseStands`],
    /// [`Refusal::SentBackOnce`], [`Refusal::ExtendedOnce`], [`Refusal::AlreadyDelivered`].
    pub fn check(&self, number: &str, deed: Deed) -> Result<(), Refusal> {
        let case = number.to_owned();
        let stands = || Refusal::CaseStands {
            case: number.to_owned(),
            stage: self.stage,
        };
        if self.stage.is_over() {
            return match deed {
                Deed::Deliver if self.delivered.is_some() => {
                    Err(Refusal::AlreadyDelivered { case })
                }
                Deed::Deliver if self.stage == Stage::Done => Ok(()),
                Deed::Deliver => Err(stands()),
                _ if self.stage == Stage::Done => Err(Refusal::CaseDone { case }),
                _ => Err(Refusal::CaseOver {
                    case,
                    stage: self.stage,
                }),
            };
        }
        match deed {
            Deed::Supply | Deed::End | Deed::Mark => Ok(()),
            Deed::Accept if self.stage == Stage::Received => Ok(()),
            Deed::Accept => Err(stands()),
            _ if self.stage == Stage::Received => Err(Refusal::CaseNotAccepted { case }),
            Deed::Resume if self.stage == Stage::Paused => Ok(()),
            Deed::Resume | Deed::Deliver => Err(stands()),
            Deed::Take => match self.holder {
                Holder::Resident | Holder::Leader => Err(stands()),
                _ => Ok(()),
            },
            // Who is to bring papers or to sign was not routed to wrongly.
            Deed::SendBack if matches!(self.holder, Holder::Resident | Holder::Leader) => {
                Err(stands())
            }
            Deed::SendBack if self.sent_back => Err(Refusal::SentBackOnce { case }),
            Deed::Sign if self.holder != Holder::Leader => Err(stands()),
            Deed::Extend if self.is_extended() => Err(Refusal::ExtendedOnce { case }),
            Deed::Finish if self.holder == Holder::Leader => Err(stands()),
            Deed::Pause | Deed::Finish | Deed::Return if self.stage != Stage::Working => {
                Err(stands())
            }
            Deed::Pass | Deed::Work if self.holder == Holder::Resident => Err(stands()),
            _ => Ok(()),
        }
    }

    /// Returns by when the result is still to be handed over.
    pub fn to_deliver(&self) -> Option<&Promise> {
        self.deliver
            .as_ref()
            .filter(|_| self.delivered.is_none() && self.stage == Stage::Done)
    }

    fn is_extended(&self) -> bool {
        self.clock.as_ref().is_some_and(|c| c.extension.is_some())
    }
}

fn join(one: &str, other: &str) -> String {
    match (one.is_empty(), other.is_empty()) {
        (_, true) => one.to_owned(),
        (true, _) => other.to_owned(),
        _ => format!("{one}：{other}"),
    }
}
