//! The county's figures of a span of days, one line for each organisation.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::county::CaseFigure;
use crate::domain::county::DayFigure;
use crate::domain::county::End;
use crate::domain::county::Figures;
use crate::domain::site::Org;

/// What an organisation did in a span of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Numbers, visits and ratings.
    pub days: DayFigure,
    /// Cases accepted in the span.
    pub accepted: i64,
    /// Cases done in the span.
    pub done: i64,
    /// Those of them done by the promised day.
    pub on_time: i64,
    /// Cases refused in the span.
    pub refused: i64,
    /// Cases withdrawn in the span.
    pub withdrawn: i64,
    /// Cases lapsed in the span.
    pub lapsed: i64,
    /// Cases accepted by its last day and not ended by then.
    pub open: i64,
    /// Those of them whose promised day is before its last day.
    pub late: i64,
}

impl Summary {
    /// Adds another organisation's, for the line of the whole county.
    pub fn add(&mut self, other: &Summary) {
        self.days.add(&other.days);
        for (mine, theirs) in [
            (&mut self.accepted, other.accepted),
            (&mut self.done, other.done),
            (&mut self.on_time, other.on_time),
            (&mut self.refused, other.refused),
            (&mut self.withdrawn, other.withdrawn),
            (&mut self.lapsed, other.lapsed),
            (&mut self.open, other.open),
            (&mut self.late, other.late),
        ] {
            *mine += theirs;
        }
    }

    fn case(&mut self, case: &CaseFigure, from: NaiveDate, to: NaiveDate) {
        let within = |day: NaiveDate| from <= day && day <= to;
        self.accepted += i64::from(case.accepted.is_some_and(within));
        match case.ended.filter(|(_, day, _)| *day <= to) {
            Some((_, day, end)) if within(day) => {
                let count = match end {
                    End::Done => &mut self.done,
                    End::Refused => &mut self.refused,
                    End::Withdrawn => &mut self.withdrawn,
                    End::Lapsed => &mut self.lapsed,
                };
                *count += 1;
                self.on_time += i64::from(case.on_time() == Some(true));
            }
            Some(_) => {}
            None if case.accepted.is_some_and(|day| day <= to) => {
                self.open += 1;
                let due = case.due.and_then(|(_, due)| due);
                self.late += i64::from(due.is_some_and(|due| due < to));
            }
            None => {}
        }
    }
}

/// Returns the figures of each organisation from one day to another, both inclusive. A case counts
/// for the organisation that tells of it, wherever it lies meanwhile: who gave a promise answers for
/// it, and nobody gets rid of a late case by handing it on.
pub fn summarise(
    county: &BTreeMap<Org, Figures>,
    (from, to): (NaiveDate, NaiveDate),
) -> BTreeMap<Org, Summary> {
    let of = |figures: &Figures| {
        let mut sum = Summary::default();
        for (_, day) in figures.days.range(from..=to.max(from)) {
            sum.days.add(day);
        }
        for case in figures.cases.values() {
            sum.case(case, from, to);
        }
        sum
    };
    county
        .iter()
        .map(|(org, figures)| (*org, of(figures)))
        .collect()
}
