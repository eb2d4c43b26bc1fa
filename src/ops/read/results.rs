//! The results of a month, a quarter or a year, and whether a page of them still says what the ledger
//! says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::ids::Centre;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::refusal::ResultsRefusal;
use crate::domain::results::CENTRE_INDICATORS;
use crate::domain::results::CentreFigures;
use crate::domain::results::FORM;
use crate::domain::results::Mark;
use crate::domain::results::Point;
use crate::domain::results::PostedMark;
use crate::domain::results::PostedProblem;
use crate::domain::results::Results;
use crate::domain::results::SilentFair;
use crate::domain::results::WindowRatings;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::ops::read::indicators;
use crate::ops::read::indicators::Days;
use crate::store::view;
use crate::store::view::as_of;

/// What counting results again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// The ledger, folded up to the same entries, gives these.
    Found(Box<Results>),
    /// It has not got an entry they were counted up to, or another one in its place.
    OtherLedger(Mark),
    /// They leave out entries that were there when they were counted: this log stood here by then.
    LeftOut(Mark),
    /// They are of another form than this program's.
    OtherForm(u32),
}

/// Up to where the ledger is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// As it stands now, on a local day.
    Now(NaiveDate),
    /// Up to some entries, as of a local day; the views given are folded up to them.
    Marks(NaiveDate, Vec<Mark>),
}

/// A posting as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostingLine {
    /// The span.
    pub period: Period,
    /// The local day it was posted.
    pub day: NaiveDate,
    /// Who posted it.
    pub staff: Named,
}

impl Hall {
    /// Returns the results of a span as they stand now or, with `day`, as of the end of that local day:
    /// then the ledger is folded anew up to it, so that nothing written later is in them.
    ///
    /// # Errors
    /// [`ResultsRefusal::ResultsAhead`] for a span that has not begun by then, or the store's own error.
    pub fn results(
        &self,
        period: Period,
        day: Option<NaiveDate>,
        now: UtcMs,
    ) -> Result<Results, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let hall = (self.config(), self.calendar());
        let day = day.filter(|day| *day < today);
        if period.first() > day.unwrap_or(today) {
            return Err(ResultsRefusal::ResultsAhead {
                period: period.to_string(),
                from: period.first().to_string(),
            }
            .into());
        }
        match day {
            None => count(db, hall, period, Until::Now(today)),
            Some(day) => {
                let marks = as_of::marks_of(db, day, self.config().zone())?;
                let then = as_of::fold(db, &marks)?;
                count(&then, hall, period, Until::Marks(day, marks))
            }
        }
    }

    /// Returns what was last posted about a span.
    ///
    /// # Errors
    /// [`ResultsRefusal::ResultsNotPosted`], or the store's own error.
    pub fn posted(&self, period: Period) -> Result<Results, Error> {
        let found = view::posted::last_of(self.store().db(), period)?;
        found.ok_or_else(|| {
            let period = period.to_string();
            ResultsRefusal::ResultsNotPosted { period }.into()
        })
    }

    /// Returns what hangs out: what was posted last of each length.
    ///
    /// # Errors
    /// The store's own error.
    pub fn hanging(&self) -> Result<Vec<Results>, Error> {
        Ok(view::posted::hanging(self.store().db())?)
    }

    /// Returns a number that changes with each posting; 0 before the first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn posting_mark(&self) -> Result<i64, Error> {
        Ok(view::posted::mark(self.store().db())?)
    }

    /// Returns the postings, the latest first, at most so many.
    ///
    /// # Errors
    /// The store's own error.
    pub fn postings(&self, limit: usize) -> Result<Vec<PostingLine>, Error> {
        let names = Names::load(self)?;
        let all = view::posted::list(self.store().db(), limit)?.into_iter();
        Ok(all
            .map(|posting| PostingLine {
                period: posting.period,
                day: posting.day,
                staff: names.of(posting.staff),
            })
            .collect())
    }

    /// Counts results again from this ledger, up to the entries they name. Of what is told only the span,
    /// the day, the marks, and the settings of the day are read: how the hall is called, whether the span
    /// was over, from how many on shares are shown, and after how many days what is unrated is told apart. Working days are those of the calendar of now.
    ///
    /// # Errors
    /// The store's own error.
    pub fn count_again(&self, told: &Results) -> Result<Again, Error> {
        if told.form != FORM {
            return Ok(Again::OtherForm(told.form));
        }
        let db = self.store().db();
        if let Some(mark) = as_of::missing(db, &told.marks)? {
            return Ok(Again::OtherLedger(mark.clone()));
        }
        let day = (told.as_of, self.config().zone());
        if let Some(mark) = as_of::left_out(db, &told.marks, day)? {
            return Ok(Again::LeftOut(mark));
        }
        let then = as_of::fold(db, &told.marks)?;
        let until = Until::Marks(told.as_of, told.marks.clone());
        let hall = (self.config(), self.calendar());
        let span = (told.period.first(), told.period.last());
        let mut found = count(&then, hall, told.period, until)?;
        found.hall.clone_from(&told.hall);
        found.code.clone_from(&told.code);
        found.min_for_percent = told.min_for_percent;
        let days = told.silent_fair.map_or(0, |silent| silent.days);
        found.silent_fair = silent_fair(&then, days, span, told.as_of)?;
        found.whole &= told.whole;
        Ok(Again::Found(Box::new(found)))
    }
}

/// Counts the results of a span from the views of a database.
pub(crate) fn count(
    db: &Connection,
    (config, calendar): (&Config, &Calendar),
    period: Period,
    until: Until,
) -> Result<Results, Error> {
    // The day that goes on is not over, a day that is looked back on is.
    let (as_of, marks, whole) = match until {
        Until::Now(day) => (day, as_of::marks(db)?, period.last() < day),
        Until::Marks(day, marks) => (day, marks, period.last() <= day),
    };
    let days = (period.first(), period.last(), as_of);
    let before = period.before();
    let windows = view::ratings::tallies(db, days.0, days.1)?
        .windows
        .into_iter();
    Ok(Results {
        form: FORM,
        hall: config.hall.name.clone(),
        code: config.hall.code.clone(),
        period,
        as_of,
        whole,
        marks,
        min_for_percent: config.rating.min_for_percent,
        figures: indicators::figures(db, calendar, days)?,
        before: indicators::figures(db, calendar, (before.first(), before.last(), as_of))?,
        ratings: view::ratings::tally_of(db, (days.0, days.1))?,
        centres: centres(db, calendar, days)?,
        windows: windows
            .map(|(window, ratings)| WindowRatings { window, ratings })
            .collect(),
        series: series(db, calendar, period, as_of)?,
        problems: problems(db, period, as_of)?,
        judged: view::meetings::between(db, days.0, days.1)?
            .iter()
            .flat_map(PostedMark::of)
            .collect(),
        silent_fair: silent_fair(db, config.rating.silent_fair_days, (days.0, days.1), as_of)?,
    })
}

/// Counts what a trial would have counted as 基本满意 after so many natural days; none where the hall
/// has that counted by nobody.
pub(crate) fn silent_fair(
    db: &Connection,
    days: u16,
    (from, to): (NaiveDate, NaiveDate),
    as_of: NaiveDate,
) -> Result<Option<SilentFair>, Error> {
    if days == 0 {
        return Ok(None);
    }
    let n = match SilentFair::until(days, as_of) {
        Some(until) => view::ratings::tally_of(db, (from, to.min(until)))?.unrated,
        None => 0,
    };
    Ok(Some(SilentFair { days, n }))
}

/// Loads the problems that are posted about a span.
fn problems(
    db: &Connection,
    period: Period,
    as_of: NaiveDate,
) -> Result<Vec<PostedProblem>, Error> {
    let (from, to) = (period.first(), period.last().min(as_of));
    let inside = |day: NaiveDate| from <= day && day <= to;
    let known = view::problems::open_since(db, from, to)?;
    let shown = known.iter().filter(|problem| match period {
        Period::Month(_) => problem.is_open() || inside(problem.said.hand.day),
        Period::Quarter(_) => true,
        Period::Year(_) => problem.closed_on().is_none_or(inside),
    });
    Ok(shown
        .map(|problem| PostedProblem::of(problem, (from, to)))
        .collect())
}

fn centres(db: &Connection, calendar: &Calendar, days: Days) -> Result<Vec<CentreFigures>, Error> {
    let mut by_centre: BTreeMap<Centre, Vec<Figure>> = BTreeMap::new();
    for indicator in CENTRE_INDICATORS {
        let items = indicators::items(db, calendar, indicator, days)?;
        for centre in Centre::ALL {
            let own = items.iter().filter(|item| item.centre == centre.word());
            let figure = Figure::of(indicator, own.map(|item| item.measured));
            by_centre.entry(centre).or_default().push(figure);
        }
    }
    let line = |(centre, figures)| CentreFigures { centre, figures };
    Ok(by_centre.into_iter().map(line).collect())
}

fn series(
    db: &Connection,
    calendar: &Calendar,
    period: Period,
    as_of: NaiveDate,
) -> Result<Vec<Point>, Error> {
    let days = (period.first(), period.last(), as_of);
    let of = |indicator| indicators::items(db, calendar, indicator, days);
    let (visits, accepted) = (of(Indicator::Visits)?, of(Indicator::Accepted)?);
    let wait = of(Indicator::Wait)?;
    let parts = period
        .parts()
        .into_iter()
        .filter(|(from, _)| *from <= as_of);
    parts
        .map(|(from, to)| {
            let own = |items: &[view::measured::Item], indicator| {
                let inside = items
                    .iter()
                    .filter(|item| from <= item.day && item.day <= to);
                Figure::of(indicator, inside.map(|item| item.measured))
            };
            Ok(Point {
                from,
                to,
                visits: own(&visits, Indicator::Visits).n,
                accepted: own(&accepted, Indicator::Accepted).n,
                wait: own(&wait, Indicator::Wait),
                ratings: view::ratings::tally_of(db, (from, to))?,
            })
        })
        .collect()
}
