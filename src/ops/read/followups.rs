//! Bad ratings and what was done about each; nothing here says who gave one (rule R6).

use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::close_lock::Whom;
use crate::domain::followup::Clock;
use crate::domain::followup::Count;
use crate::domain::followup::Followup;
use crate::domain::followup::FollowupEnd;
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
    /// Which of the three ends.
    pub end: Option<FollowupEnd>,
    /// How it was closed: the word of an ending.
    pub ending: Option<&'static str>,
    /// Whether it left the score after an appeal (复核排除).
    pub excluded: bool,
    /// Whether an appeal waits to be decided.
    pub appeal_waits: bool,
    /// What is missing before it can be closed.
    pub lacks: Vec<&'static str>,
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

    fn line_of(&self, order: &Followup, names: &Names, today: NaiveDate) -> FollowupLine {
        let clocks = order.clocks(self.calendar());
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
            overdue: clocks.iter().any(|clock| clock.due < today),
            clocks,
            end: order.end,
            ending: order.lock.ending().map(|ending| ending.word()),
            excluded: order.is_excluded(),
            appeal_waits: order.appeal_waits(),
            lacks,
        }
    }
}
