//! Bad ratings and what was done about each; nothing here says who gave one (rule R6).

use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::close_lock::Whom;
use crate::domain::deadline::Lamp;
use crate::domain::followup::Clock;
use crate::domain::followup::Count;
use crate::domain::followup::Followup;
use crate::domain::followup::FollowupEnd;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::store::view;

/// So many days of ratings are counted beside those that go on.
const COUNTED: Days = Days::new(90);

/// A bad rating as staff may see it: the reason, not the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowupLine {
    /// Its number.
    pub number: String,
    /// The local day it was given.
    pub day: NaiveDate,
    /// The window.
    pub window: WindowNo,
    /// Who was rated.
    pub staff: Named,
    /// What for.
    pub matter_name: String,
    /// 2 or 1.
    pub level: u8,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// What the resident wrote.
    pub remark: String,
    /// Whether somebody is named who can be called.
    pub named: bool,
    /// The profile whose limits hold.
    pub profile: String,
    /// The round, from 1.
    pub round: usize,
    /// What it waits for: the word of a step; none when it is closed.
    pub step: Option<&'static str>,
    /// The clocks that run.
    pub clocks: Vec<Clock>,
    /// Whether one of them is over.
    pub overdue: bool,
    /// How near the first of them is to its end.
    pub lamp: Lamp,
    /// Which of the three ends.
    pub end: Option<FollowupEnd>,
    /// How it was closed: the word of an ending.
    pub ending: Option<&'static str>,
    /// Whether it left the score after an appeal (复核排除).
    pub excluded: bool,
    /// Whether an appeal waits to be decided.
    pub appeal_waits: bool,
    /// The rated person's words, while an appeal waits.
    pub appeal: String,
    /// Whether the resident is still to be told that it left the score.
    pub telling_owed: bool,
    /// Whether somebody has reached the resident.
    pub contacted: bool,
    /// Calls that reached nobody.
    pub tries: u32,
    /// By when it is put right, once it is on the ledger.
    pub until: Option<NaiveDate>,
    /// The last day on which it can be put right once it is on the ledger.
    pub latest: Option<NaiveDate>,
    /// What was done in this round, and what shows it; empty before.
    pub evidence: String,
    /// Who saw to it in this round.
    pub fixed_by: Option<Named>,
    /// How often somebody said that the resident was paid back for it.
    pub flags: u32,
    /// What is missing before it can be closed.
    pub lacks: Vec<&'static str>,
}

impl FollowupLine {
    /// Returns the day of the clock that ends first; none where no clock runs.
    pub fn due(&self) -> Option<NaiveDate> {
        self.clocks.iter().map(|clock| clock.due).min()
    }
}

/// A bad rating as the rated person sees it: why, and what came of an appeal. Neither who gave it nor
/// what for nor at what time, as each would often tell the first (rule R6); the number, which an appeal
/// names, bears the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnRating {
    /// Its number.
    pub number: String,
    /// 2 or 1.
    pub level: u8,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// What the resident wrote.
    pub remark: String,
    /// The appeal.
    pub appeal: OwnAppeal,
}

/// What became of the rated person's appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum OwnAppeal {
    /// There was none; it can be made once.
    None,
    /// It waits to be decided.
    Waits,
    /// The rating stays in the score.
    Stands {
        /// Why.
        why: String,
    },
    /// The rating left the score.
    Excluded {
        /// Why.
        why: String,
    },
}

/// The bad ratings of a hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Followups {
    /// The first day that is counted.
    pub from: NaiveDate,
    /// Those given since then, counted.
    pub count: Count,
    /// Called back / named in tenths of a percent (回访率); none below the number from which shares
    /// are shown.
    pub called_back_permille: Option<u64>,
    /// Those that wait for somebody, the oldest first; all that are counted when asked for.
    pub lines: Vec<FollowupLine>,
}

impl Hall {
    /// Returns the bad ratings that wait for somebody, and the last ninety days counted; with `all`,
    /// each of those, too.
    ///
    /// # Errors
    /// The store's own error.
    pub fn followups(&self, now: UtcMs, all: bool) -> Result<Followups, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let names = Names::load(self)?;
        let from = today - COUNTED;
        let counted = view::followups::between(db, from, today)?;
        let mut count = Count::default();
        for order in &counted {
            count.add(order, self.calendar(), today);
        }
        let shown = match all {
            true => counted,
            false => view::followups::waiting(db)?,
        };
        let lines = shown.iter().map(|order| self.line_of(order, &names, today));
        Ok(Followups {
            from,
            count,
            called_back_permille: count.called_back_permille(self.config().rating.min_for_percent),
            lines: lines.collect(),
        })
    }

    /// Returns the bad ratings that wait for somebody, those first whose day is over or comes next.
    ///
    /// # Errors
    /// The store's own error.
    pub fn waiting_followups(&self, now: UtcMs) -> Result<Vec<FollowupLine>, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let names = Names::load(self)?;
        let waiting = view::followups::waiting(db)?;
        let lines = waiting
            .iter()
            .map(|order| self.line_of(order, &names, today));
        let mut lines: Vec<FollowupLine> = lines.collect();
        lines.sort_by_key(|line| {
            let due = line.due().unwrap_or(NaiveDate::MAX);
            (line.flags == 0, std::cmp::Reverse(line.lamp), due)
        });
        Ok(lines)
    }

    /// Returns the bad ratings of a clerk of the last ninety days, the latest first. One of today is
    /// not among them yet: whoever has just left the pad would be known by it.
    ///
    /// # Errors
    /// The store's own error.
    pub fn own_ratings(&self, staff: StaffNo, now: UtcMs) -> Result<Vec<OwnRating>, Error> {
        let today = self.day_of(now);
        let orders = view::followups::between(self.store().db(), today - COUNTED, today)?;
        let own = orders.into_iter().rev();
        let own = own.filter(|order| order.staff == staff && order.terms.day < today);
        Ok(own.map(own_rating).collect())
    }

    fn line_of(&self, order: &Followup, names: &Names, today: NaiveDate) -> FollowupLine {
        let clocks = order.clocks(self.calendar());
        let fixed = order.lock.round.fixed.as_ref();
        let lacks = match order.lock.ending() {
            Some(_) => Vec::new(),
            None => order.check_close().err().unwrap_or_default(),
        };
        FollowupLine {
            number: order.terms.number.clone(),
            day: order.terms.day,
            window: order.window,
            staff: names.of(order.staff),
            matter_name: order.matter_name.clone(),
            level: order.level,
            reasons: order.reasons.clone(),
            remark: order.remark.clone(),
            named: order.lock.whom == Whom::Named,
            profile: order.terms.profile.name.clone(),
            round: order.lock.round_no(),
            step: order.step().map(|step| step.word()),
            lamp: order.lamp(self.calendar(), today),
            overdue: clocks.iter().any(|clock| clock.due < today),
            clocks,
            end: order.end,
            ending: order.lock.ending().map(|ending| ending.word()),
            excluded: order.is_excluded(),
            appeal_waits: order.appeal_waits(),
            appeal: match &order.appeal {
                Some(appeal) if appeal.verdict.is_none() => appeal.reason.clone(),
                _ => String::new(),
            },
            telling_owed: order.is_telling_owed(),
            contacted: order.contacted.is_some(),
            tries: order.tries,
            until: order.until,
            latest: order.ledger_most(self.calendar()),
            evidence: fixed.map_or_else(String::new, |fixed| fixed.evidence.clone()),
            fixed_by: fixed.map(|fixed| names.of(fixed.hand.by)),
            flags: order.flags,
            lacks,
        }
    }
}

fn own_rating(order: Followup) -> OwnRating {
    let appeal = match order.appeal {
        None => OwnAppeal::None,
        Some(appeal) => match appeal.verdict {
            None => OwnAppeal::Waits,
            Some(verdict) if verdict.excluded => OwnAppeal::Excluded {
                why: verdict.reason,
            },
            Some(verdict) => OwnAppeal::Stands {
                why: verdict.reason,
            },
        },
    };
    OwnRating {
        number: order.terms.number,
        level: order.level,
        reasons: order.reasons,
        remark: order.remark,
        appeal,
    }
}
