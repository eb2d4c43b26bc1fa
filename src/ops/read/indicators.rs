//! The figures of a hall over some days, and what stands behind each.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::close_lock::Answer;
use crate::domain::close_lock::Ending;
use crate::domain::close_lock::Whom;
use crate::domain::deadline;
use crate::domain::followup::Followup;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Measured;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnding;
use crate::domain::problem::REPLY_LIMIT;
use crate::domain::results::SilentFair;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::results;
use crate::store::ledger;
use crate::store::ledger::Trace;
use crate::store::view;
use crate::store::view::measured::Item;

/// One thing a figure is made of, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BehindLine {
    /// What people call it: a ticket, a case number; empty of a rating, as what for often tells who.
    pub about: String,
    /// The local day it counts for; none of a rating.
    pub day: Option<NaiveDate>,
    /// The centre's word; empty where there is none.
    pub centre: String,
    /// The window, where there is one.
    pub window: Option<u16>,
    /// Whether it holds; of a mean, whether it counts.
    pub holds: bool,
    /// What it amounts to, in the figure's unit.
    pub amount: i64,
    /// The entries it is counted from, each by its name ([`Trace`]).
    pub entries: Vec<String>,
}

impl BehindLine {
    /// Returns whether an entry is told by its hash, as those of ratings are.
    pub fn is_hashed(&self) -> bool {
        self.entries.iter().any(|name| name.starts_with('#'))
    }
}

/// A figure and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Behind {
    /// The figure.
    pub figure: Figure,
    /// The first local day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// How many items there are, also those not listed.
    pub all: usize,
    /// The items, those that do not hold first; of a mean the largest first.
    pub lines: Vec<BehindLine>,
}

/// The figures of the hall over some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiguresRead {
    /// The first local day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Below how many a share is shown as counts only (rule R7).
    pub min_for_percent: u64,
    /// Each figure.
    pub figures: Vec<Figure>,
    /// What a trial would have counted as 基本满意, where the hall has that told; in no figure.
    pub silent_fair: Option<SilentFair>,
}

/// From which to which local day, both included, and as of which it is judged.
pub(crate) type Days = (NaiveDate, NaiveDate, NaiveDate);

/// Loads what a figure is made of, from the views of a database.
pub(crate) fn items(
    db: &Connection,
    calendar: &Calendar,
    indicator: Indicator,
    days: Days,
) -> Result<Vec<Item>, Error> {
    let (from, to, as_of) = days;
    let asked: fn(&Followup, &Calendar, NaiveDate) -> Option<bool> = match indicator {
        Indicator::Contacted => contacted,
        Indicator::CalledBack => {
            |order, _, _| (order.lock.whom == Whom::Named).then(|| order.was_called_back())
        }
        Indicator::Solved => |order, _, _| Some(order.lock.ending() == Some(Ending::Solved)),
        Indicator::Content => |order, _, _| last_answer(order).map(|a| a == Answer::Satisfied),
        Indicator::Reopened => |order, _, _| Some(order.lock.round_no() > 1),
        Indicator::Explained => {
            |order, _, _| (order.lock.ending() == Some(Ending::Explained)).then_some(true)
        }
        Indicator::Problems
        | Indicator::ProblemsSolved
        | Indicator::ProblemsExplained
        | Indicator::ProblemsOpen
        | Indicator::Replied => return problems(db, calendar, indicator, days),
        _ => return Ok(view::measured::items(db, indicator, days)?),
    };
    let orders = view::followups::between(db, from, to)?;
    let item = |order: &Followup| {
        asked(order, calendar, as_of).map(|holds| Item {
            trace: Some(Trace::Followup(order.errand.0)),
            about: order.terms.number.clone(),
            day: order.terms.day,
            centre: String::new(),
            window: Some(order.window.0),
            measured: Measured::asked(holds),
        })
    };
    Ok(orders.iter().filter_map(item).collect())
}

/// Loads what a figure of registered problems is made of.
fn problems(
    db: &Connection,
    calendar: &Calendar,
    indicator: Indicator,
    (from, to, as_of): Days,
) -> Result<Vec<Item>, Error> {
    let known = view::problems::registered(db, from, to)?;
    let item = |problem: &Problem| {
        let holds = match indicator {
            Indicator::ProblemsSolved => problem.ending == Some(ProblemEnding::Solved),
            Indicator::ProblemsOpen => problem.is_open(),
            Indicator::ProblemsExplained => {
                (problem.ending == Some(ProblemEnding::Explained)).then_some(true)?
            }
            Indicator::Replied => replied(problem, calendar, as_of)?,
            _ => true,
        };
        Some(Item {
            trace: Some(Trace::About(problem.said.problem.0)),
            about: problem.number().to_owned(),
            day: problem.said.hand.day,
            centre: String::new(),
            window: None,
            measured: Measured::asked(holds),
        })
    };
    Ok(known.iter().filter_map(item).collect())
}

/// Returns whether a criticism was replied to in time; none while there is time, and of other problems.
fn replied(problem: &Problem, calendar: &Calendar, as_of: NaiveDate) -> Option<bool> {
    if problem.said.class != ProblemClass::Criticism {
        return None;
    }
    let due = deadline::due(calendar, problem.said.hand.day, REPLY_LIMIT)?.date;
    let first = problem.history.iter().find_map(|kept| match kept.deed {
        ProblemDeed::Replied { .. } => Some(kept.hand.day),
        _ => None,
    });
    match first {
        Some(day) => Some(day <= due),
        None => (due < as_of).then_some(false),
    }
}

/// Returns whether the resident was called in time; none while there is time, or nobody to call.
fn contacted(order: &Followup, calendar: &Calendar, as_of: NaiveDate) -> Option<bool> {
    if order.lock.whom == Whom::Nobody {
        return None;
    }
    let due = deadline::due(calendar, order.terms.day, order.terms.profile.contact)?.date;
    match order.contacted {
        Some(hand) => Some(hand.day <= due),
        None => (due < as_of).then_some(false),
    }
}

/// Returns what was said at the last call-back of any round.
fn last_answer(order: &Followup) -> Option<Answer> {
    let rounds = order.lock.before.iter().chain([&order.lock.round]);
    rounds
        .rev()
        .find_map(|round| round.called)
        .map(|called| called.answer)
}

/// Sums one figure.
pub(crate) fn figure(
    db: &Connection,
    calendar: &Calendar,
    indicator: Indicator,
    days: Days,
) -> Result<Figure, Error> {
    let items = items(db, calendar, indicator, days)?;
    Ok(Figure::of(
        indicator,
        items.iter().map(|item| item.measured),
    ))
}

/// Sums all figures.
pub(crate) fn figures(
    db: &Connection,
    calendar: &Calendar,
    days: Days,
) -> Result<Vec<Figure>, Error> {
    let all = Indicator::ALL.iter();
    all.map(|i| figure(db, calendar, *i, days)).collect()
}

/// So many days before a span its entries are looked for: as long as a quarter, and longer than any
/// promise of the shipped matters.
const BEFORE: chrono::Days = chrono::Days::new(92);

impl Hall {
    /// Returns every figure from one local day to another, both included, as it stands now.
    ///
    /// # Errors
    /// The store's own error.
    pub fn figures(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        now: UtcMs,
    ) -> Result<Vec<Figure>, Error> {
        let days = (from, to, self.day_of(now));
        figures(self.store().db(), self.calendar(), days)
    }

    /// Returns the same with what a screen needs beside it.
    ///
    /// # Errors
    /// The store's own error.
    pub fn figures_read(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        now: UtcMs,
    ) -> Result<FiguresRead, Error> {
        Ok(FiguresRead {
            from,
            to,
            min_for_percent: self.config().rating.min_for_percent,
            figures: self.figures(from, to, now)?,
            silent_fair: results::silent_fair(
                self.store().db(),
                self.config().rating.silent_fair_days,
                (from, to),
                self.day_of(now),
            )?,
        })
    }

    /// Returns a figure and what it is made of, at most `limit` items: what does not hold first, as
    /// that is what people look for; of a mean the largest.
    ///
    /// # Errors
    /// The store's own error.
    pub fn behind(
        &self,
        indicator: Indicator,
        (from, to): (NaiveDate, NaiveDate),
        limit: usize,
        now: UtcMs,
    ) -> Result<Behind, Error> {
        let db = self.store().db();
        let mut items = items(db, self.calendar(), indicator, (from, to, self.day_of(now)))?;
        let figure = Figure::of(indicator, items.iter().map(|item| item.measured));
        // What somebody came for, and on which day, would often tell who gave a rating (rule R6).
        let hidden = indicator.is_of_ratings();
        let zone = self.config().zone();
        let end = self.day_of(now).succ_opt().unwrap_or(to);
        // What a figure of these days is made of may have begun a good while before them.
        let begun = from.checked_sub_days(BEFORE).unwrap_or(from);
        let span = (zone.midnight(begun), zone.midnight(end.max(to)));
        let all = items.len();
        let shown = |item: &Item| {
            let day = (!hidden).then_some(item.day);
            (item.measured.holds, -item.measured.amount, day, item.window)
        };
        items.sort_by_key(shown);
        // Ratings are sorted by their entries' names, which say nothing: all are needed for that.
        items.truncate(if hidden { all } else { limit });
        let traces = items.iter().filter_map(|item| item.trace).collect();
        let entries = ledger::entries_of(db, &traces, span)?;
        let lines = items.into_iter().map(|item| BehindLine {
            about: if hidden { String::new() } else { item.about },
            day: (!hidden).then_some(item.day),
            entries: item
                .trace
                .and_then(|trace| entries.get(&trace).cloned())
                .unwrap_or_default(),
            centre: item.centre,
            window: item.window,
            holds: item.measured.holds,
            amount: item.measured.amount,
        });
        let mut lines: Vec<BehindLine> = lines.collect();
        if hidden {
            lines.sort_by(|a, b| {
                (a.holds, a.window, &a.entries).cmp(&(b.holds, b.window, &b.entries))
            });
            lines.truncate(limit);
        }
        Ok(Behind {
            figure,
            from,
            to,
            all,
            lines,
        })
    }
}
