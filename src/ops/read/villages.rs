//! The figures of villages and their assistants over a month: errands, service days, and how duty is
//! split between hall and villages. A village counts itself, a hall all villages below it, each from the
//! entries it has; where they have the same, they count the same.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::custody::SharedCase;
use crate::domain::ids::StaffNo;
use crate::domain::mandate::Step;
use crate::domain::measure::AssistantFigures;
use crate::domain::measure::Errands;
use crate::domain::measure::Month;
use crate::domain::measure::Share;
use crate::domain::measure::Span;
use crate::domain::measure::SplitFigures;
use crate::domain::measure::VillageFigures;
use crate::domain::measure::Villages;
use crate::domain::service::SILENCE;
use crate::domain::service::Service;
use crate::domain::service::said_since;
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
        let books = Books {
            hall: self,
            service: ledger::service(db, own.org, said_since(month.first(), zone))?,
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
                // Who has nothing to tell is not heard either: after a week that counts as an answer.
                let answer = today.checked_sub_days(SILENCE).unwrap_or(today);
                let known = heard.map(|at| zone.day(at).max(answer).min(today));
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
        let mut errand: Option<NaiveDate> = None;
        for shared in self.errands.iter().filter(|shared| shared.giver == org) {
            errands.count(shared, &self.span);
            let Some(mandate) = shared.mandate.as_deref() else {
                continue;
            };
            errand = Some(errand.map_or(mandate.day, |first| first.min(mandate.day)));
            if let Some(given) = mandate.steps.get(Step::Given as usize) {
                let line = by.entry(StaffNo(given.actor)).or_default();
                line.0.clone_from(&mandate.assistant);
                line.1.count(shared, &self.span);
            }
        }
        let weeks = self.weeks(org, self.service.began(org, errand), known);
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
        let past = self.days().filter(|day| *day < self.span.today);
        let open = past
            .filter_map(|day| self.service.stay_of(who, day))
            .filter(|stay| stay.since().is_some())
            .count();
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
