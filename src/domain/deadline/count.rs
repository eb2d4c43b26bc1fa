//! The count itself: from a clock to a day, with every reason on the way.

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::calendar::DayKind;
use crate::domain::deadline::Clock;
use crate::domain::deadline::Due;
use crate::domain::deadline::Step;
use crate::domain::deadline::StopGround;
use crate::domain::matter::Limit;

/// Counts a clock to its due date.
///
/// Days of a pause do not count, and a day of several pauses does not count once. A pause still
/// running is taken to end `today`, and the date is then marked [`Due::open`]; a pause without a
/// day in the count changes nothing. An extension is counted on from the end of the limit, before
/// that end is moved off a day off. A matter done on the spot is due on its day whatever else.
/// Returns `None` where no limit is set, or where the count leaves the calendar.
pub fn count(calendar: &Calendar, clock: &Clock, today: NaiveDate) -> Option<Due> {
    let mut walk = Walk {
        calendar,
        stops: stops(clock, today),
        at: clock.start,
        steps: Vec::new(),
    };
    let extension = clock.extension.map(|extension| extension.limit);
    match clock.limit {
        Limit::None => return None,
        Limit::OnTheSpot => {}
        limit => {
            walk.run(clock.start, limit, extension)?;
        }
    }
    let date = walk.at;
    let provisional = walk
        .steps
        .iter()
        .any(|step| matches!(step, Step::YearNotLoaded { .. }));
    let open = clock.limit != Limit::OnTheSpot && clock.running().is_some_and(|p| p.from <= date);
    Some(Due {
        date,
        provisional,
        open,
        limit: clock.limit,
        steps: walk.steps,
    })
}

/// Counts again with a calendar that knows more, and returns the new date if it is another.
///
/// Returns `None` where the date stays and is as sure as before, and for a clock whose pause is
/// running: its date is counted anew on every day that it is looked at.
pub fn recount(calendar: &Calendar, clock: &Clock, old: &Due) -> Option<Due> {
    if clock.running().is_some() {
        return None;
    }
    let new = count(calendar, clock, clock.start)?;
    ((new.date, new.provisional) != (old.date, old.provisional)).then_some(new)
}

/// Days in a row on which the clock stands still, apart from those of every other stop.
#[derive(Debug, Clone, Copy)]
struct Stop {
    ground: StopGround,
    from: NaiveDate,
    to: NaiveDate,
    running: bool,
}

/// Returns the pauses after the start as stops in order of days, none holding a day of another.
fn stops(clock: &Clock, today: NaiveDate) -> Vec<Stop> {
    let mut pauses: Vec<_> = clock
        .pauses
        .iter()
        .map(|pause| (pause.from, pause.to.unwrap_or(today), pause))
        .collect();
    pauses.sort_by_key(|(from, to, pause)| (*from, *to, pause.ground, pause.to.is_none()));
    let mut stops: Vec<Stop> = Vec::new();
    let mut last = clock.start;
    for (from, to, pause) in pauses {
        let Some(free) = last.succ_opt() else { break };
        let from = from.max(free);
        if from <= to {
            last = to;
            stops.push(Stop {
                ground: pause.ground,
                from,
                to,
                running: pause.to.is_none(),
            });
        }
    }
    stops
}

/// A count under way.
struct Walk<'a> {
    calendar: &'a Calendar,
    /// The stops not yet met, in order of days.
    stops: Vec<Stop>,
    /// How far the count has come.
    at: NaiveDate,
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Counts a limit and its extension, and settles the end.
    fn run(&mut self, start: NaiveDate, limit: Limit, extension: Option<Limit>) -> Option<()> {
        if !matches!(limit, Limit::Months(_)) {
            self.steps.push(Step::StartNotCounted { date: start });
        }
        let rest = match (limit, extension) {
            // Two months from the 31st are not twice one month, so both are counted from the start.
            (Limit::Months(first), Some(Limit::Months(more))) => {
                let whole = first.saturating_add(more);
                let (base, _) = months(start, first)?;
                let (end, clamped) = months(start, whole)?;
                self.natural((base - start).num_days())?;
                self.extended(Limit::Months(more));
                self.steps.extend(clamped);
                self.natural((end - base).num_days())?;
                return self.settle();
            }
            (_, Some(Limit::OnTheSpot | Limit::None)) => None,
            (_, rest) => rest,
        };
        self.add(limit)?;
        if let Some(more) = rest {
            self.extended(more);
            self.add(more)?;
        }
        let natural = |limit| matches!(limit, Limit::NaturalDays(_) | Limit::Months(_));
        if natural(limit) || rest.is_some_and(natural) {
            self.settle()?;
        }
        Some(())
    }

    fn extended(&mut self, limit: Limit) {
        self.steps.push(Step::Extended {
            from: self.at,
            limit,
        });
    }

    /// Counts one limit on from where the count stands.
    fn add(&mut self, limit: Limit) -> Option<()> {
        match limit {
            Limit::WorkingDays(days) => self.working(days),
            Limit::NaturalDays(days) => self.natural(i64::from(days)),
            Limit::Months(n) => {
                let (end, clamped) = months(self.at, n)?;
                self.steps.extend(clamped);
                self.natural((end - self.at).num_days())
            }
            Limit::OnTheSpot | Limit::None => Some(()),
        }
    }

    /// Counts so many working days outside the stops.
    fn working(&mut self, days: u16) -> Option<()> {
        let mut day = self.at;
        let mut left = days;
        while left > 0 {
            day = day.succ_opt()?;
            if let Some(stop) = self.stop_on(day) {
                day = stop.to;
                continue;
            }
            self.note_year(day.year());
            if !self.calendar.is_working(day) {
                self.skip(day);
                continue;
            }
            left -= 1;
            self.at = day;
            if self.calendar.kind_of(day) == Some(DayKind::Makeup) {
                let name = self.calendar.name_of(day).unwrap_or_default().to_owned();
                self.steps.push(Step::MakeUp { date: day, name });
            }
        }
        Some(())
    }

    /// Counts so many natural days outside the stops, without a look at each of them.
    fn natural(&mut self, days: i64) -> Option<()> {
        let mut left = u64::try_from(days).ok()?;
        while left > 0 {
            let end = self.at.checked_add_days(Days::new(left))?;
            let next = self.at.succ_opt()?;
            let Some(stop) = self.stops.first().filter(|stop| stop.from <= end).copied() else {
                self.at = end;
                break;
            };
            // The days before the stop count, those of the stop do not; it begins by the end, so
            // at least one day is left for after it.
            left -= u64::try_from((stop.from - next).num_days()).ok()?;
            self.stop_on(stop.from);
            self.at = stop.to;
        }
        Some(())
    }

    /// Takes up the stop that holds a day, if there is one, and notes it.
    fn stop_on(&mut self, day: NaiveDate) -> Option<Stop> {
        let stop = *self.stops.first().filter(|stop| stop.from <= day)?;
        self.stops.remove(0);
        self.steps.push(Step::Paused {
            ground: stop.ground,
            from: stop.from,
            to: stop.to,
            running: stop.running,
        });
        Some(stop)
    }

    /// Adds a day off to the run before it, or begins a run; a holiday gives its name to the weekend beside it.
    fn skip(&mut self, date: NaiveDate) {
        let named = self.calendar.name_of(date);
        if let Some(Step::Skipped { to, name, .. }) = self.steps.last_mut() {
            let same = named.is_none() || name.is_none() || name.as_deref() == named;
            if to.succ_opt() == Some(date) && same {
                *to = date;
                if name.is_none() {
                    *name = named.map(str::to_owned);
                }
                return;
            }
        }
        self.steps.push(Step::Skipped {
            from: date,
            to: date,
            name: named.map(str::to_owned),
        });
    }

    /// Moves an end in natural days to the first working day outside the stops.
    fn settle(&mut self) -> Option<()> {
        let end = self.at;
        let mut name = None;
        let mut day = end;
        loop {
            if let Some(stop) = self.stop_on(day) {
                day = stop.to;
            } else if self.calendar.is_working(day) {
                break;
            } else if name.is_none() {
                name = self.calendar.name_of(day).map(str::to_owned);
            }
            day = day.succ_opt()?;
        }
        if day != end {
            self.steps.push(Step::EndMoved {
                from: end,
                to: day,
                name,
            });
        }
        for year in end.year()..=day.year() {
            self.note_year(year);
        }
        self.at = day;
        Some(())
    }

    /// Notes once that the days off of a year are not known.
    fn note_year(&mut self, year: i32) {
        let noted = Step::YearNotLoaded { year };
        if !self.calendar.is_loaded(year) && !self.steps.contains(&noted) {
            self.steps.push(noted);
        }
    }
}

/// Returns the day so many months on, and the step if its month has no such day.
fn months(from: NaiveDate, n: u16) -> Option<(NaiveDate, Option<Step>)> {
    let end = from.checked_add_months(Months::new(u32::from(n)))?;
    let clamped = (end.day() != from.day()).then(|| Step::Clamped {
        wanted: from.day(),
        to: end,
    });
    Some((end, clamped))
}
