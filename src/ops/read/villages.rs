//! The figures of villages and their assistants over a month: errands, service days, and how duty is
//! split between hall and villages. A village counts itself, a hall all villages below it, each from the
//! entries it has; where they have the same, they count the same.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::Datelike;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::ids::StaffNo;
use crate::domain::mandate::Step;
use crate::domain::measure::Errands;
use crate::domain::measure::Share;
use crate::domain::measure::Span;
use crate::domain::service::Service;
use crate::domain::service::ServiceDay;
use crate::domain::service::week;
use crate::domain::service::week::Enough;
use crate::domain::service::week::Week;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::far;
use crate::store::ledger;
use crate::store::view;

/// A month, as 2026-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Month(NaiveDate);

impl Month {
    /// Returns the month a day is in.
    pub fn of(day: NaiveDate) -> Month {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Returns the first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Returns the last day.
    pub fn last(self) -> NaiveDate {
        let next = self.0.checked_add_months(chrono::Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.0)
    }

    /// Returns the month before.
    pub fn before(self) -> Month {
        self.0.pred_opt().map_or(self, Month::of)
    }

    /// Returns the month after.
    pub fn after(self) -> Month {
        self.last().succ_opt().map_or(self, Month::of)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl FromStr for Month {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Month, Self::Err> {
        let day = format!("{}-01", text.trim());
        NaiveDate::parse_from_str(&day, "%Y-%m-%d").map(Month)
    }
}

/// The figures of somebody who runs errands for a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssistantFigures {
    /// The badge number, in the village's own register.
    pub staff: StaffNo,
    /// The name.
    pub name: String,
    /// The errands this assistant took.
    pub errands: Errands,
    /// On how many days of the month they were in the village.
    pub days: u32,
    /// Weeks on which they alone came often enough, of those that are over.
    pub weeks: Share,
    /// For how long they were there, minutes: from checking in to checking out.
    pub minutes: i64,
    /// Days on which they checked in and never out; these count as days and not as minutes.
    pub open: u32,
    /// Their plan as it holds at the end of the month.
    pub plan: Vec<ServiceDay>,
}

/// The figures of a village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageFigures {
    /// The village.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// The day up to which this store knows it: that of the last exchange, or today.
    pub known: Option<NaiveDate>,
    /// Its errands.
    pub errands: Errands,
    /// Weeks in which somebody was there often enough, of those that are over.
    pub kept: Share,
    /// The weeks of the month that have begun and are known, in order.
    pub weeks: Vec<Week>,
    /// Days of duty in the month: each assistant on each day.
    pub duty: u32,
    /// Its assistants.
    pub assistants: Vec<AssistantFigures>,
}

/// How duty is split between the hall and the villages, in days of duty: one person on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SplitFigures {
    /// Those of the month spent in villages, of all.
    pub month: Share,
    /// Those of today.
    pub today: Share,
    /// People of the hall's register.
    pub hall_staff: u32,
    /// People who are planned for a village or were in one in the month.
    pub village_staff: u32,
}

/// The figures of villages over a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Villages {
    /// The month.
    pub month: Month,
    /// The local day on which this was counted.
    pub today: NaiveDate,
    /// The villages, by code.
    pub villages: Vec<VillageFigures>,
    /// How duty is split; only at the hall, which alone knows who was on duty there.
    pub split: Option<SplitFigures>,
    /// Fewer than this show no percentage.
    pub min_for_percent: u64,
}

/// What everything is counted from.
struct Books<'h> {
    hall: &'h Hall,
    service: Service,
    errands: Vec<SharedCase>,
    span: Span,
}

impl Hall {
    /// Returns the figures of the villages this store knows over a month: of its own at a village, of
    /// those below it at a hall; or of one of them.
    ///
    /// # Errors
    /// The store's own error.
    pub fn villages(&self, month: Month, only: Option<Org>, now: UtcMs) -> Result<Villages, Error> {
        let db = self.store().db();
        let today = self.day_of(now);
        let mut figures = Villages {
            month,
            today,
            villages: Vec::new(),
            split: None,
            min_for_percent: self.config().rating.min_for_percent,
        };
        let Some(own) = view::sites::own(db)? else {
            return Ok(figures);
        };
        let zone = self.config().zone();
        let span = Span {
            from: month.first(),
            to: month.last(),
            today,
            zone,
        };
        // All of it: the first thing a village said tells since when it is asked for its days.
        let books = Books {
            hall: self,
            service: ledger::service(db, own.org)?,
            errands: view::shared::all_mandates(db)?,
            span,
        };
        let mut sites: BTreeMap<Org, (String, Option<NaiveDate>)> = BTreeMap::new();
        if own.kind == SiteKind::Village {
            sites.insert(own.org, (own.name.clone(), Some(today)));
        }
        for peer in view::sites::peers(db)? {
            if peer.relation == Relation::Child && peer.card.kind == SiteKind::Village {
                let heard = far::last_heard(db, peer.card.org)?;
                let known = heard.map(|at| zone.day(at).min(today));
                sites.insert(peer.card.org, (peer.card.name, known));
            }
        }
        for (org, (name, known)) in &sites {
            let line = books.village(*org, name, *known);
            figures.villages.push(line);
        }
        if own.kind == SiteKind::Hall {
            let staff = view::staff::load(db)?.len();
            figures.split = Some(books.split(own.org, staff, &figures.villages));
        }
        figures
            .villages
            .retain(|line| only.is_none_or(|only| line.org == only));
        Ok(figures)
    }
}

impl Books<'_> {
    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.span.to.min(self.span.today);
        self.span
            .from
            .iter_days()
            .take_while(move |day| *day <= last)
    }

    fn village(&self, org: Org, name: &str, known: Option<NaiveDate>) -> VillageFigures {
        let mut errands = Errands::default();
        let mut by: BTreeMap<StaffNo, (String, Errands)> = BTreeMap::new();
        let mut first = self.service.first_day(org);
        for shared in self.errands.iter().filter(|shared| shared.giver == org) {
            errands.count(shared, &self.span);
            let Some(mandate) = shared.mandate.as_deref() else {
                continue;
            };
            first = Some(first.map_or(mandate.day, |first| first.min(mandate.day)));
            if let Some(given) = mandate.steps.get(Step::Given as usize) {
                let line = by.entry(StaffNo(given.actor)).or_default();
                line.0.clone_from(&mandate.assistant);
                line.1.count(shared, &self.span);
            }
        }
        let weeks = self.weeks(org, first, known);
        let mut kept = Share::default();
        for week in weeks
            .iter()
            .filter(|week| known.is_some_and(|day| week::is_over(week.monday, day)))
        {
            kept.count(week.enough == Enough::Kept);
        }
        let staff: BTreeSet<StaffNo> = self.service.staff(org).chain(by.keys().copied()).collect();
        let assistants: Vec<AssistantFigures> = staff
            .into_iter()
            .map(|staff| {
                let (name, errands) = by.remove(&staff).unwrap_or_default();
                self.assistant((org, staff), &weeks, known, (name, errands))
            })
            .collect();
        VillageFigures {
            org,
            name: name.to_owned(),
            known,
            errands,
            kept,
            duty: assistants.iter().map(|line| line.days).sum(),
            weeks,
            assistants,
        }
    }

    /// Returns the weeks of the month in which a village that began on a day may be judged.
    fn weeks(&self, org: Org, began: Option<NaiveDate>, known: Option<NaiveDate>) -> Vec<Week> {
        let (Some(began), Some(known)) = (began, known) else {
            return Vec::new();
        };
        let calendar = self.hall.calendar();
        let begun = |monday: &NaiveDate| *monday <= known && week::monday(began) <= *monday;
        week::weeks_within(self.span.from, self.span.to)
            .filter(begun)
            .map(|monday| self.service.week((org, began), monday, calendar, known))
            .collect()
    }

    fn assistant(
        &self,
        who: (Org, StaffNo),
        weeks: &[Week],
        known: Option<NaiveDate>,
        (name, errands): (String, Errands),
    ) -> AssistantFigures {
        let mut own = Share::default();
        for week in weeks
            .iter()
            .filter(|week| known.is_some_and(|day| week::is_over(week.monday, day)))
        {
            let days = self.service.days_there(who, week::days_of(week.monday));
            own.count(days >= week.needed);
        }
        let stays = || self.days().filter_map(|day| self.service.stay_of(who, day));
        let open = stays().filter(|stay| stay.since().is_some()).count();
        let named = self.service.name(who);
        AssistantFigures {
            staff: who.1,
            name: if named.is_empty() {
                name
            } else {
                named.to_owned()
            },
            errands,
            days: u32::try_from(stays().count()).unwrap_or(u32::MAX),
            weeks: own,
            minutes: stays().map(|stay| stay.counted().whole_minutes()).sum(),
            open: u32::try_from(open).unwrap_or(u32::MAX),
            plan: self.service.plan(who, self.span.to).to_vec(),
        }
    }

    fn split(&self, hall: Org, hall_staff: usize, villages: &[VillageFigures]) -> SplitFigures {
        let count = |day: NaiveDate| {
            let there = |line: &VillageFigures| self.service.present(line.org, day).count();
            let there: usize = villages.iter().map(there).sum();
            let there = u32::try_from(there).unwrap_or(u32::MAX);
            Share {
                n: there,
                of: there.saturating_add(self.service.posted(hall, day)),
            }
        };
        let mut month = Share::default();
        self.days().for_each(|day| month.add(count(day)));
        let serves = |line: &&AssistantFigures| line.days > 0 || !line.plan.is_empty();
        let serving = villages.iter().flat_map(|line| line.assistants.iter());
        SplitFigures {
            month,
            today: count(self.span.today),
            hall_staff: u32::try_from(hall_staff).unwrap_or(u32::MAX),
            village_staff: u32::try_from(serving.filter(serves).count()).unwrap_or(u32::MAX),
        }
    }
}
