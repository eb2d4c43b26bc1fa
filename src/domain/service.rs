//! Service days: on which days of the week an assistant is planned to be in the village, on which
//! they were, and whether that is enough.
//!
//! What counts is who checked in, never what was planned. A day counts for the village once, whoever
//! was there: the one whose day it is, or a substitute who checked in under their own number.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::DateTime;
use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::calendar::DayKind;
use crate::domain::entry::Hlc;
use crate::domain::event::Event;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::site::Org;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;

pub mod week;

#[cfg(test)]
mod tests;

/// The most days a week a plan names.
pub const MOST_DAYS: usize = 7;
/// So many days back a missed day may still be given its reason: the week it is in and the one before.
pub const LATEST_REASON: Days = Days::new(14);
/// So many days ahead somebody may say that they will not come.
pub const EARLIEST_REASON: Days = Days::new(60);

/// So long a village that says nothing may be without a line; what is older counts as it is known.
///
/// Source: rule D3 of the hall: nothing takes more than a week from a village to its hall.
pub const SILENCE: Days = Days::new(7);

/// Returns since when all that was said is needed to know what happened from a day's week on: somebody
/// may have said long before that they will not come.
pub fn said_since(day: NaiveDate, zone: Zone) -> UtcMs {
    let monday = week::monday(day);
    let early = monday.checked_sub_days(EARLIEST_REASON);
    let early = early.and_then(|early| early.checked_sub_days(LATEST_REASON));
    let early = early.unwrap_or(monday);
    zone.instant(early.and_time(NaiveTime::MIN))
}

/// A day of the week on which an assistant is in the village, and from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ServiceDay {
    /// The day of the week, 1 for Monday to 7 for Sunday.
    pub weekday: u8,
    /// From when, local time.
    pub begins: NaiveTime,
    /// Until when, local time.
    pub ends: NaiveTime,
}

impl ServiceDay {
    /// Reads the days of a plan as people write them: `1 09:00-11:30, 4 14:00-17:00`; the day of the
    /// week as a digit or as 周一. An empty text is a plan without days.
    ///
    /// Returns `None` for a day that is none, for hours that end before they begin, and for a day named
    /// twice.
    pub fn read_all(text: &str) -> Option<Vec<ServiceDay>> {
        let parts = text.split([',', '，', '、', ';', '；']).map(str::trim);
        let mut days: Vec<ServiceDay> = parts
            .filter(|part| !part.is_empty())
            .map(ServiceDay::read)
            .collect::<Option<_>>()?;
        days.sort();
        let twice = days.windows(2).any(|two| two[0].weekday == two[1].weekday);
        (!twice && days.len() <= MOST_DAYS).then_some(days)
    }

    fn read(text: &str) -> Option<ServiceDay> {
        let text = plain::digits(text);
        let text = text.strip_prefix('周').unwrap_or(&text);
        let mut rest = text.chars();
        let day = rest.next()?;
        let weekday = match day {
            '一' | '1' => 1,
            '二' | '2' => 2,
            '三' | '3' => 3,
            '四' | '4' => 4,
            '五' | '5' => 5,
            '六' | '6' => 6,
            '日' | '天' | '7' => 7,
            _ => return None,
        };
        let (begins, ends) = rest.as_str().split_once(['-', '~'])?;
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        let (begins, ends) = (time(begins)?, time(ends)?);
        (begins < ends).then_some(ServiceDay {
            weekday,
            begins,
            ends,
        })
    }

    /// Returns whether a date is such a day of the week.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        day.weekday().number_from_monday() == u32::from(self.weekday)
    }
}

/// Somebody who works at a village: the badge number counts within the village's own register.
pub type Assistant = (Org, StaffNo);

/// One entry about service days, as its log vouches for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Whose log it is in.
    pub org: Org,
    /// The logical time.
    pub hlc: Hlc,
    /// The wall clock.
    pub wall: UtcMs,
    /// What happened.
    pub event: Event,
}

/// When somebody came and went on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stay {
    /// When they came.
    pub came: BTreeSet<UtcMs>,
    /// When they went.
    pub went: BTreeSet<UtcMs>,
}

impl Stay {
    /// Returns since when they are there; `None` when they went.
    pub fn since(&self) -> Option<UtcMs> {
        let last = self.went.last().copied();
        let open = self.came.iter().filter(|came| Some(**came) > last);
        open.min().copied()
    }

    /// Returns for how long they were there: from each coming to the next going. A coming without a
    /// going counts for nothing, as nobody knows how long it was.
    pub fn counted(&self) -> Seconds {
        let (mut open, mut sum) = (None, 0);
        let came = self.came.iter().map(|at| (*at, true));
        let mut marks: Vec<(UtcMs, bool)> = came
            .chain(self.went.iter().map(|at| (*at, false)))
            .collect();
        marks.sort();
        for (at, comes) in marks {
            match comes {
                true => open = open.or(Some(at)),
                false => sum += open.take().map_or(0, |from| at.seconds_since(from).0),
            }
        }
        Seconds(sum)
    }
}

/// Why somebody did not come, and who came instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missed {
    /// Why.
    pub reason: String,
    /// Who was to come instead; empty for nobody.
    pub substitute: String,
}

/// Everything that was said about service days, of however many villages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Names as they were last given.
    names: BTreeMap<Assistant, (Hlc, String)>,
    /// Plans by the day from which they hold.
    plans: BTreeMap<Assistant, BTreeMap<NaiveDate, (Hlc, Vec<ServiceDay>)>>,
    stays: BTreeMap<(Org, NaiveDate), BTreeMap<StaffNo, Stay>>,
    missed: BTreeMap<(Org, NaiveDate), BTreeMap<StaffNo, (Hlc, Missed)>>,
    /// Who was posted as on duty, by site and day.
    posted: BTreeMap<(Org, NaiveDate), BTreeSet<StaffNo>>,
}

impl Service {
    /// Folds what was said: in whatever order and however often each entry is given.
    pub fn fold(told: impl IntoIterator<Item = Told>) -> Service {
        let mut service = Service::default();
        for one in told {
            service.take(one);
        }
        service
    }

    fn take(&mut self, told: Told) {
        let (org, hlc) = (told.org, told.hlc);
        match told.event {
            Event::ServicePlanned(e) => {
                self.named((org, e.staff), hlc, e.name);
                let plans = self.plans.entry((org, e.staff)).or_default();
                later(plans, e.from, (hlc, e.days));
            }
            // Of another day than the entry's own nobody can know that somebody was there then.
            Event::PresenceBegun(e) if !is_about(e.day, told.wall) => {}
            Event::PresenceEnded(e) if !is_about(e.day, told.wall) => {}
            Event::PresenceBegun(e) => {
                self.named((org, e.staff), hlc, e.name);
                self.stay(org, e.day, e.staff).came.insert(told.wall);
            }
            Event::PresenceEnded(e) => {
                self.stay(org, e.day, e.staff).went.insert(told.wall);
            }
            Event::ServiceMissed(e) => {
                self.named((org, e.staff), hlc, e.name);
                let missed = Missed {
                    reason: e.reason,
                    substitute: e.substitute,
                };
                let day = self.missed.entry((org, e.day)).or_default();
                later(day, e.staff, (hlc, missed));
            }
            Event::StaffPosted(e) => {
                self.posted.entry((org, e.day)).or_default().insert(e.staff);
            }
            _ => {}
        }
    }

    fn named(&mut self, who: Assistant, hlc: Hlc, name: String) {
        later(&mut self.names, who, (hlc, name));
    }

    fn stay(&mut self, org: Org, day: NaiveDate, staff: StaffNo) -> &mut Stay {
        let day = self.stays.entry((org, day)).or_default();
        day.entry(staff).or_default()
    }

    /// Returns the name of somebody who works at a village.
    pub fn name(&self, who: Assistant) -> &str {
        self.names.get(&who).map_or("", |(_, name)| name.as_str())
    }

    /// Returns everybody of a village who was ever planned, there, or excused.
    pub fn staff(&self, org: Org) -> impl Iterator<Item = StaffNo> + '_ {
        let all = self.names.keys().filter(move |(of, _)| *of == org);
        all.map(|(_, staff)| *staff)
    }

    /// Returns the plan of somebody that holds on a day.
    pub fn plan(&self, who: Assistant, day: NaiveDate) -> &[ServiceDay] {
        let plans = self.plans.get(&who);
        let held = plans.and_then(|plans| plans.range(..=day).next_back());
        held.map_or(&[], |(_, (_, days))| days.as_slice())
    }

    /// Returns on how many days of a week somebody is planned to be in a village, as of a day.
    pub fn planned_days(&self, org: Org, day: NaiveDate) -> u32 {
        let plans = self.plans.keys().filter(|(of, _)| *of == org);
        let days = plans.flat_map(|who| self.plan(*who, day));
        let days: BTreeSet<u8> = days.map(|planned| planned.weekday).collect();
        u32::try_from(days.len()).unwrap_or(u32::MAX)
    }

    /// Returns the hours for which somebody is planned on a day: none on a day off.
    pub fn planned(
        &self,
        who: Assistant,
        day: NaiveDate,
        calendar: &Calendar,
    ) -> Option<ServiceDay> {
        let mut days = self.plan(who, day).iter();
        days.find(|planned| planned.is_on(day))
            .filter(|_| calendar.kind_of(day) != Some(DayKind::Off))
            .copied()
    }

    /// Returns when somebody came and went on a day; `None` when they did not come.
    pub fn stay_of(&self, who: Assistant, day: NaiveDate) -> Option<&Stay> {
        let stay = self.stays.get(&(who.0, day))?.get(&who.1)?;
        (!stay.came.is_empty()).then_some(stay)
    }

    /// Returns who was in the village on a day.
    pub fn present(&self, org: Org, day: NaiveDate) -> impl Iterator<Item = StaffNo> + '_ {
        let stays = self.stays.get(&(org, day)).into_iter().flatten();
        stays
            .filter(|(_, stay)| !stay.came.is_empty())
            .map(|(staff, _)| *staff)
    }

    /// Returns why somebody did not come on a day, if they said so. Who came all the same did come.
    pub fn missed_of(&self, who: Assistant, day: NaiveDate) -> Option<&Missed> {
        let missed = self.missed.get(&(who.0, day))?.get(&who.1);
        missed
            .filter(|_| self.stay_of(who, day).is_none())
            .map(|(_, missed)| missed)
    }

    /// Returns how many were posted at a site on a day.
    pub fn posted(&self, org: Org, day: NaiveDate) -> u32 {
        let posted = self.posted.get(&(org, day)).map_or(0, BTreeSet::len);
        u32::try_from(posted).unwrap_or(u32::MAX)
    }

    /// Returns since when a village is asked for its days: since it first said anything about them, or
    /// was given its first errand.
    pub fn began(&self, org: Org, errand: Option<NaiveDate>) -> Option<NaiveDate> {
        self.first_day(org).into_iter().chain(errand).min()
    }

    /// Returns the first day about which a village said anything.
    fn first_day(&self, org: Org) -> Option<NaiveDate> {
        let of = |day: &(Org, NaiveDate)| (day.0 == org).then_some(day.1);
        let plans = self.plans.iter().filter(|((of, _), _)| *of == org);
        let plans = plans.filter_map(|(_, plans)| plans.keys().next().copied());
        let stays = self.stays.keys().filter_map(of);
        plans
            .chain(stays)
            .chain(self.missed.keys().filter_map(of))
            .min()
    }
}

/// Whether an instant is on a day somewhere on earth.
fn is_about(day: NaiveDate, at: UtcMs) -> bool {
    let of = DateTime::from_timestamp_millis(at.0).map(|at| at.date_naive());
    of.is_some_and(|of| day.signed_duration_since(of).num_days().abs() <= 1)
}

/// Keeps the value that was told last; of two told at the same instant the greater, so that the order
/// in which they come does not matter.
fn later<K: Ord, V: Ord>(map: &mut BTreeMap<K, (Hlc, V)>, key: K, new: (Hlc, V)) {
    match map.get_mut(&key) {
        Some(known) if *known >= new => {}
        Some(known) => *known = new,
        None => {
            map.insert(key, new);
        }
    }
}
