//! What a problem waits for, and by when: every day explained by the deadline engine.

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::matter::Limit;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;

/// The time within which a criticism is replied to, from the day it is registered; or, when whoever
/// raised it was not satisfied, from that day.
///
/// Source: rules A11 and S1 of the hall, the practice of Yingshan (15日内答复); natural days.
pub const REPLY_LIMIT: Limit = Limit::NaturalDays(15);

/// The time from the consultation on after which whoever raised it is asked again (回访).
///
/// Source: rules A11 and S1 of the hall, the practice of Yingshan (一个月后回访评价); the month's end is
/// clamped.
pub const VISIT_LIMIT: Limit = Limit::Months(1);

/// The day of the month on which the township consults, unless the hall sets another.
///
/// Source: rule A11 of the hall names one fixed day in the middle of the month, and no number: a
/// default of the program.
pub const CONSULT_DAY: u32 = 15;

/// The most natural days a consultation gives whoever answers for a problem, unless the hall sets another.
///
/// Source: rule A11 of the hall wants a limit and names no number: a default of the program, a quarter,
/// at whose end progress is posted (rule A14).
pub const CONSULT_DAYS: u16 = 90;

/// The problem register's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemRules {
    /// The day of the month on which the township consults, 1 to 31; the last of a month without it.
    pub consult_day: u32,
    /// The most natural days it may give for a problem, 1 to 366.
    pub consult_days: u16,
}

impl ProblemRules {
    /// Returns the last day a consultation on a day may set.
    pub fn latest(&self, today: NaiveDate) -> NaiveDate {
        let latest = today.checked_add_days(Days::new(self.consult_days.into()));
        latest.unwrap_or(today)
    }
}

impl Default for ProblemRules {
    fn default() -> Self {
        ProblemRules {
            consult_day: CONSULT_DAY,
            consult_days: CONSULT_DAYS,
        }
    }
}

/// What a problem waits for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody takes it (首办责任制).
    Take,
    /// A leader takes it as their own (包案).
    Lead,
    /// The township consults (会诊).
    Consult,
    /// Somebody puts it right.
    Fix,
    /// Whoever raised it is replied to.
    Reply,
    /// A leader signs.
    Sign,
    /// Another person asks whoever raised it (回访).
    Visit,
    /// The one that it repeats is closed.
    First,
    /// It is closed.
    Close,
}

impl Step {
    /// Returns the word used in tables, tasks and locales.
    pub fn word(self) -> &'static str {
        match self {
            Step::Take => "take",
            Step::Lead => "lead",
            Step::Consult => "consult",
            Step::Fix => "fix",
            Step::Reply => "reply",
            Step::Sign => "sign",
            Step::Visit => "visit",
            Step::First => "first",
            Step::Close => "close",
        }
    }
}

/// What a last day is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// The day it was registered.
    Registered,
    /// The day it was opened anew.
    Reopened,
    /// The day of the consultation.
    Meeting,
    /// The day of the reply, as there was no consultation.
    Reply,
    /// The day it was seen to, as a month from the consultation or the reply was over before that, or
    /// there was neither.
    Fixed,
    /// The day that was set at the consultation.
    Set,
}

impl Since {
    /// Returns the word used in locales.
    pub fn word(self) -> &'static str {
        match self {
            Since::Registered => "registered",
            Since::Reopened => "reopened",
            Since::Meeting => "meeting",
            Since::Reply => "reply",
            Since::Fixed => "fixed",
            Since::Set => "set",
        }
    }
}

/// The last day of a step, and what it is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What has to be done.
    pub step: Step,
    /// What is counted.
    pub from: Since,
    /// The day it is counted from.
    pub since: NaiveDate,
    /// By when.
    pub due: NaiveDate,
    /// Whether the count touches a year whose days off are not known yet.
    pub provisional: bool,
    /// Why it is that day, in order of days.
    pub why: Vec<deadline::Step>,
}

impl Problem {
    /// Returns what it waits for next; none when it is closed.
    pub fn step(&self) -> Option<Step> {
        let round = &self.lock.round;
        let fixed = round.fixed.is_some();
        let criticism = self.said.class == ProblemClass::Criticism;
        Some(match () {
            () if !self.is_open() => return None,
            () if self.repeat_of.is_some() && self.is_reply_owed() => Step::Reply,
            () if self.repeat_of.is_some() => Step::First,
            () if self.owner.is_none() => Step::Take,
            () if self.said.class.wants_leader() && self.leader.is_none() => Step::Lead,
            () if !fixed && criticism && self.consulted.is_none() => Step::Consult,
            () if !fixed => Step::Fix,
            () if self.is_reply_owed() => Step::Reply,
            () if self.lock.wants_signature() && round.signed.is_none() => Step::Sign,
            () if self.is_named() && round.called.is_none() => Step::Visit,
            () => Step::Close,
        })
    }

    /// Returns the clocks that run, each with its last day and why it is that day. A month from the
    /// 31st ends with the month; an end on a day off moves to the next working day.
    pub fn clocks(&self, calendar: &Calendar) -> Vec<Clock> {
        if !self.is_open() {
            return Vec::new();
        }
        let mut clocks = Vec::new();
        let begun = match self.lock.round_no() {
            1 => Since::Registered,
            _ => Since::Reopened,
        };
        let (since, open) = (self.lock.round.since, self.lock.round.fixed.is_none());
        if self.is_reply_owed() {
            clocks.extend(run(calendar, Step::Reply, (begun, since), REPLY_LIMIT));
        }
        if self.repeat_of.is_some() {
            return clocks;
        }
        match self.consulted {
            Some(consulted) if open => clocks.push(Clock {
                step: Step::Fix,
                from: Since::Set,
                since: consulted.hand.day,
                due: consulted.until,
                provisional: false,
                why: Vec::new(),
            }),
            // What is not seen to by the next consultation is consulted about, whatever it is: nothing
            // that is registered lies without a day.
            None if open => clocks.extend(self.consultation(calendar, (begun, since))),
            _ => {}
        }
        clocks.extend(self.visit(calendar));
        clocks
    }

    /// Returns by when the township consults about it: on the next of its days.
    fn consultation(&self, calendar: &Calendar, begun: (Since, NaiveDate)) -> Option<Clock> {
        let day = consult_day(begun.1, self.said.consult_day)?;
        let days = u16::try_from((day - begun.1).num_days()).ok()?;
        run(calendar, Step::Consult, begun, Limit::NaturalDays(days))
    }

    /// Returns by when whoever raised it is asked again: a month from the consultation, else from the
    /// reply; from the day it was seen to where that was later than that, as nobody can be asked before.
    fn visit(&self, calendar: &Calendar) -> Option<Clock> {
        let fixed = self.lock.round.fixed.as_ref()?.hand.day;
        if !self.is_named() || self.lock.round.called.is_some() {
            return None;
        }
        let meeting = self.consulted.map(|c| (Since::Meeting, c.hand.day));
        let reply = || self.replied.map(|hand| (Since::Reply, hand.day));
        let from = meeting.or_else(reply);
        let clock = from.and_then(|from| run(calendar, Step::Visit, from, VISIT_LIMIT));
        match clock {
            Some(clock) if clock.due >= fixed => Some(clock),
            _ => run(calendar, Step::Visit, (Since::Fixed, fixed), VISIT_LIMIT),
        }
    }
}

/// Counts a limit; none where the count leaves the calendar.
fn run(
    calendar: &Calendar,
    step: Step,
    (from, since): (Since, NaiveDate),
    limit: Limit,
) -> Option<Clock> {
    let due = deadline::due(calendar, since, limit)?;
    Some(Clock {
        step,
        from,
        since,
        due: due.date,
        provisional: due.provisional,
        why: due.steps,
    })
}

/// Returns the first day on or after one that is a certain day of its month, or the last of a month that
/// has no such day.
fn consult_day(since: NaiveDate, of_month: u32) -> Option<NaiveDate> {
    let of_month = match of_month {
        1..=31 => of_month,
        _ => CONSULT_DAY,
    };
    let in_month = |first: NaiveDate| {
        let mut days = (1..=of_month).rev();
        days.find_map(|day| first.with_day(day))
    };
    let first = since.with_day(1)?;
    match in_month(first) {
        Some(day) if day >= since => Some(day),
        _ => in_month(first.checked_add_months(Months::new(1))?),
    }
}
