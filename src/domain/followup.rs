//! The follow-up of a bad rating (差评整改): a work order that the rating itself opens.
//!
//! The order is not written beside the rating but folded from it, so that none is missing and none
//! is there twice. Its limits are those of the profile that held when the rating was given; its
//! dates are counted from them by the deadline engine, so that each can be explained.
//!
//! Source: rules B1 to B7 of the hall.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::close_lock::Answer;
use crate::domain::close_lock::Called;
use crate::domain::close_lock::CloseLock;
use crate::domain::close_lock::Ending;
use crate::domain::close_lock::Fixed;
use crate::domain::close_lock::Hand;
use crate::domain::close_lock::Lack;
use crate::domain::close_lock::Way;
use crate::domain::close_lock::Whom;
use crate::domain::deadline;
use crate::domain::deadline::Lamp;
use crate::domain::event::Event;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;

mod count;
mod profile;

pub use count::Count;
pub use profile::DEFAULT;
pub use profile::Profile;
pub use profile::named;
pub use profile::shipped;

/// Under which number and limits an order was opened; kept in the rating that opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Its number for people.
    pub number: String,
    /// The local day the rating was given.
    pub day: NaiveDate,
    /// The limits that held that day.
    pub profile: Profile,
}

/// The three ends, one of which is noted with evidence (rule B4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowupEnd {
    /// Put right at once (立行立改).
    AtOnce,
    /// Put on the ledger with a day, and put right by then (建台账限期).
    Ledger,
    /// The complaint has no basis, and that was explained (缺依据解释).
    Explained,
}

impl FollowupEnd {
    /// Returns the word used in tables, commands and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            FollowupEnd::AtOnce => "at_once",
            FollowupEnd::Ledger => "ledger",
            FollowupEnd::Explained => "explained",
        }
    }

    /// Returns how the close lock takes it.
    pub fn way(self) -> Way {
        match self {
            FollowupEnd::AtOnce | FollowupEnd::Ledger => Way::Solved,
            FollowupEnd::Explained => Way::Explained,
        }
    }
}

/// What an appeal came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the rating leaves the score (复核排除); it stays visible.
    pub excluded: bool,
    /// Who decided, and when.
    pub hand: Hand,
    /// Why.
    pub reason: String,
}

/// The rated person's appeal (申诉复核), of which there is one at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Since which local day.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
    /// What it came to.
    pub verdict: Option<Verdict>,
    /// When the resident was told that the rating left the score.
    pub told: Option<Hand>,
}

/// What an order waits for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody calls the resident (rule B1).
    Contact,
    /// Somebody puts it right (rule B2).
    Fix,
    /// Another person calls back (rules B3 and B6).
    CallBack,
    /// A leader signs.
    Sign,
    /// It is closed.
    Close,
}

impl Step {
    /// Returns the word used in tables, tasks and locales.
    pub fn word(self) -> &'static str {
        match self {
            Step::Contact => "contact",
            Step::Fix => "fix",
            Step::CallBack => "call_back",
            Step::Sign => "sign",
            Step::Close => "close",
        }
    }
}

/// The last day of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What has to be done.
    pub step: Step,
    /// Since when.
    pub from: NaiveDate,
    /// By when.
    pub due: NaiveDate,
    /// Whether the count touches a year whose days off are not known yet.
    pub provisional: bool,
}

/// A bad rating and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followup {
    /// The errand that was rated.
    pub errand: ErrandId,
    /// Under which number and limits.
    pub terms: Terms,
    /// The window.
    pub window: WindowNo,
    /// Who was rated.
    pub staff: StaffNo,
    /// What for.
    pub matter_name: String,
    /// 2 or 1.
    pub level: u8,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// What the resident wrote.
    pub remark: String,
    /// The resident, as a case or a notice of the same visit names them; none where none does.
    pub person: Option<PersonId>,
    /// The first call that reached the resident.
    pub contacted: Option<Hand>,
    /// Calls that reached nobody.
    pub tries: u32,
    /// By when it is put right, once it is on the ledger; of this round.
    pub until: Option<NaiveDate>,
    /// How it ended or is to end, of this round.
    pub end: Option<FollowupEnd>,
    /// Rounds, and what each needs to be closed.
    pub lock: CloseLock,
    /// The appeal.
    pub appeal: Option<Appeal>,
    /// How often somebody said that the resident was paid back for the rating.
    pub flags: u32,
}

impl Followup {
    /// Returns whether the rating left the score.
    pub fn is_excluded(&self) -> bool {
        let verdict = self.appeal.as_ref().and_then(|a| a.verdict.as_ref());
        verdict.is_some_and(|verdict| verdict.excluded)
    }

    /// Returns whether an appeal waits to be decided.
    pub fn appeal_waits(&self) -> bool {
        matches!(&self.appeal, Some(appeal) if appeal.verdict.is_none())
    }

    /// Returns whether the resident is still to be told that the rating left the score.
    pub fn is_telling_owed(&self) -> bool {
        let told = self.appeal.as_ref().and_then(|a| a.told);
        self.is_excluded() && told.is_none() && self.lock.whom == Whom::Named
    }

    /// Returns whether it goes on, or is closed while an appeal or the resident waits.
    pub fn waits(&self) -> bool {
        self.lock.ending().is_none() || self.appeal_waits() || self.is_telling_owed()
    }

    /// Returns whether somebody has ever been called back about it.
    pub fn was_called_back(&self) -> bool {
        let rounds = self.lock.before.iter().chain([&self.lock.round]);
        rounds.into_iter().any(|round| round.called.is_some())
    }

    /// Returns the last day on which it can be put right once it is on the ledger; none where the
    /// count leaves the calendar.
    pub fn ledger_most(&self, calendar: &Calendar) -> Option<NaiveDate> {
        let since = self.lock.round.since;
        deadline::due(calendar, since, self.terms.profile.complex).map(|due| due.date)
    }

    /// Returns what it waits for; none when it is closed.
    pub fn step(&self) -> Option<Step> {
        let round = &self.lock.round;
        let named = self.lock.whom == Whom::Named;
        Some(match () {
            () if round.ending.is_some() => return None,
            () if named && self.contacted.is_none() && round.fixed.is_none() => Step::Contact,
            () if round.fixed.is_none() => Step::Fix,
            () if self.lock.wants_signature() && round.signed.is_none() => Step::Sign,
            () if named && round.called.is_none() => Step::CallBack,
            () => Step::Close,
        })
    }

    /// Returns the clocks that run: each with its last day.
    pub fn clocks(&self, calendar: &Calendar) -> Vec<Clock> {
        let (round, profile) = (&self.lock.round, &self.terms.profile);
        let named = self.lock.whom == Whom::Named;
        let mut clocks = Vec::new();
        if round.ending.is_some() {
            return clocks;
        }
        let mut run = |step, from, limit| {
            if let Some(due) = deadline::due(calendar, from, limit) {
                clocks.push(Clock {
                    step,
                    from,
                    due: due.date,
                    provisional: due.provisional,
                });
            }
        };
        if named && self.contacted.is_none() {
            run(Step::Contact, self.terms.day, profile.contact);
        }
        match (&round.fixed, self.until) {
            (Some(fixed), _) if named && round.called.is_none() => {
                run(Step::CallBack, fixed.hand.day, profile.callback);
            }
            (Some(_), _) => {}
            (None, None) => run(Step::Fix, round.since, profile.simple),
            (None, Some(due)) => clocks.push(Clock {
                step: Step::Fix,
                from: round.since,
                due,
                provisional: false,
            }),
        }
        clocks
    }

    /// Returns the lamp: that of the clock which is nearest to its end, and amber at least while a
    /// leader is waited for.
    ///
    /// Source: rule W7 of the hall, as for cases.
    pub fn lamp(&self, calendar: &Calendar, today: NaiveDate) -> Lamp {
        let clocks = self.clocks(calendar).into_iter();
        let worst = clocks.map(|clock| deadline::lamp(calendar, clock.from, clock.due, today));
        let waits =
            self.step() == Some(Step::Sign) || self.appeal_waits() || self.is_telling_owed();
        let leader = match waits {
            true => Lamp::Amber,
            false => Lamp::Green,
        };
        worst.max().unwrap_or(leader).max(leader)
    }

    /// Returns how it may be closed now.
    ///
    /// # Errors
    /// The words of everything that is missing; `refusal.lack_<word>` says each.
    pub fn check_close(&self) -> Result<Ending, Vec<&'static str>> {
        let (ending, mut lacks) = match self.lock.check() {
            Ok(ending) => (Some(ending), Vec::new()),
            Err(lacks) => (None, lacks.into_iter().map(Lack::word).collect()),
        };
        if self.appeal_waits() {
            lacks.push("appeal");
        }
        if self.is_telling_owed() {
            lacks.push("told");
        }
        ending.filter(|_| lacks.is_empty()).ok_or(lacks)
    }

    /// Folds what happened into it; what is about something else changes nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::FollowupContacted(e) => match e.reached {
                true => self.contacted = self.contacted.or(Some(e.hand)),
                false => self.tries = self.tries.saturating_add(1),
            },
            Event::FollowupLedgered(e) => self.until = Some(e.until),
            Event::FollowupFixed(e) => {
                self.end = Some(e.end);
                self.lock.fix(Fixed {
                    hand: e.hand,
                    way: e.end.way(),
                    evidence: e.evidence.clone(),
                });
            }
            Event::FollowupCalled(e) => match e.answer {
                Some(answer) => self.called(e.hand, answer),
                None => self.tries = self.tries.saturating_add(1),
            },
            Event::FollowupSigned(e) if e.agreed => self.lock.sign(e.hand),
            Event::FollowupSigned(e) => {
                self.lock.reopen(e.hand.day);
                self.begin_anew();
            }
            Event::FollowupClosed(e) => self.lock.close(e.ending),
            Event::RatingAppealed(e) if self.appeal.is_none() => {
                self.appeal = Some(Appeal {
                    day: e.hand.day,
                    reason: e.reason.clone(),
                    verdict: None,
                    told: None,
                });
            }
            Event::AppealDecided(e) => {
                if let Some(appeal) = self.appeal.as_mut().filter(|a| a.verdict.is_none()) {
                    appeal.verdict = Some(Verdict {
                        excluded: e.excluded,
                        hand: e.hand,
                        reason: e.reason.clone(),
                    });
                }
            }
            Event::AppealTold(e) => {
                if let Some(appeal) = &mut self.appeal {
                    appeal.told = appeal.told.or(Some(e.hand));
                }
            }
            Event::FollowupFlagged(_) => self.flags = self.flags.saturating_add(1),
            _ => {}
        }
    }

    fn called(&mut self, hand: Hand, answer: Answer) {
        let before = self.lock.round_no();
        // Whoever calls back has reached the resident, too.
        self.contacted = self.contacted.or(Some(hand));
        self.lock.call_back(Called { hand, answer });
        if self.lock.round_no() > before {
            self.begin_anew();
        }
    }

    fn begin_anew(&mut self) {
        (self.until, self.end) = (None, None);
    }
}
