//! The walk list of a village assistant for today, and who comes on the next market day.

use chrono::Days;
use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::event::Applicant;
use crate::domain::event::SharedKey;
use crate::domain::hotline::Stand;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Step;
use crate::domain::number as numbers;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::walk;
use crate::domain::walk::Door;
use crate::domain::walk::Errand;
use crate::domain::walk::Stop;
use crate::domain::walk::Thing;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandNext;
use crate::ops::read::mandates::Now;
use crate::ops::register;
use crate::store::StoreError;
use crate::store::view;

/// What is to be done at residents' doors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// The local day.
    pub day: NaiveDate,
    /// The village station.
    pub village: String,
    /// The stops, in the order in which they are walked.
    pub stops: Vec<Stop>,
}

impl Walk {
    /// Returns who gets something back on the next market day, by the same order.
    pub fn pick_up(&self) -> Vec<Stop> {
        self.stops.iter().filter_map(Stop::picked_up).collect()
    }
}

impl Hall {
    /// Returns the walk list of a village station for today; an empty one anywhere else.
    ///
    /// # Errors
    /// The store's own error.
    pub fn walk(&self, now: UtcMs) -> Result<Walk, Error> {
        let db = self.store().db();
        let day = self.day_of(now);
        let mut walk = Walk {
            day,
            village: self.config().hall.name.clone(),
            stops: Vec::new(),
        };
        let (Some(at), Some(own)) = (self.at(db, now)?, view::sites::own(db)?) else {
            return Ok(walk);
        };
        walk.village = own.name;
        let mut all = Vec::new();
        for shared in view::shared::mandates(db)? {
            if let Some(mandate) = shared
                .mandate
                .as_deref()
                .filter(|_| shared.giver == own.org)
            {
                let things = of_errand(&shared, mandate, &at);
                if !things.is_empty() {
                    let door = door(db, &shared, &mandate.applicant)?;
                    all.extend(things.into_iter().map(|thing| (door.clone(), thing)));
                }
            }
        }
        for shared in view::shared::open(db)? {
            if let Some(thing) = to_tell(&shared).filter(|_| shared.giver == own.org) {
                let applicant = Applicant {
                    name: shared.applicant.clone(),
                    ..Applicant::default()
                };
                all.push((door(db, &shared, &applicant)?, thing));
            }
        }
        all.extend(self.booked(db, day)?);
        all.extend(self.called(db, own.org, day)?);
        walk.stops = walk::arrange(all);
        Ok(walk)
    }

    fn booked(&self, db: &Connection, day: NaiveDate) -> Result<Vec<(Door, Thing)>, Error> {
        let zone = self.config().zone();
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let booked = view::bookings::between(db, zone.midnight(day), zone.midnight(next))?;
        let mut all = Vec::new();
        for booking in booked.into_iter().filter(|booking| booking.end.is_none()) {
            let applicant = Applicant {
                name: booking.name,
                phone: booking.phone,
                ..Applicant::default()
            };
            let door = Door {
                place: register_place(db, &applicant)?,
                phone: numbers::mask_phone(&applicant.phone),
                name: applicant.name,
            };
            let matter = view::matters::find(db, &booking.matter)?;
            let thing = Thing {
                about: matter.map_or(booking.matter, |matter| matter.name),
                number: booking.number,
                at: Some(zone.clock(booking.at)),
                ..thing(Errand::Booked)
            };
            all.push((door, thing));
        }
        Ok(all)
    }

    /// Returns the visits of the hotline that somebody of a site is to make on a day.
    fn called(
        &self,
        db: &Connection,
        own: Org,
        day: NaiveDate,
    ) -> Result<Vec<(Door, Thing)>, Error> {
        let zone = self.config().zone();
        let mut all = Vec::new();
        for job in view::jobs::open(db)? {
            let ours = job.stand() == Stand::Sent && job.holder() == own;
            let when = job.now().map(|sending| sending.when).filter(|_| ours);
            let Some(when) = when.filter(|when| zone.day(*when) == day) else {
                continue;
            };
            let call = job.call;
            let elsewhere = call.village.parse() != Ok(own);
            let village = match elsewhere {
                true => register::place(&call.village),
                false => String::new(),
            };
            let door = Door {
                place: format!("{village} {}", call.place).trim().to_owned(),
                phone: numbers::mask_phone(&call.phone),
                name: call.name,
            };
            let thing = Thing {
                about: call.what,
                number: call.number,
                at: Some(zone.clock(when)),
                ..thing(Errand::Booked)
            };
            all.push((door, thing));
        }
        Ok(all)
    }
}

fn thing(what: Errand) -> Thing {
    Thing {
        what,
        about: String::new(),
        number: String::new(),
        papers: Vec::new(),
        note: String::new(),
        at: None,
        lamp: None,
        day: None,
    }
}

/// Returns what is to be done about an errand at its resident's door.
fn of_errand(shared: &SharedCase, mandate: &Mandate, at: &Now<'_>) -> Vec<Thing> {
    let line = ErrandLine::of(shared, mandate, at);
    let all = || mandate.papers.iter().map(|paper| paper.name.clone());
    let here = || line.here().map(|paper| paper.name.clone());
    let next = match line.next {
        ErrandNext::Accept => Some((Errand::Collect, all().collect())),
        ErrandNext::Renew => Some((Errand::Renew, Vec::new())),
        ErrandNext::Deliver => Some((Errand::Deliver, here().collect())),
        ErrandNext::GiveBack => Some((Errand::GiveBack, here().collect())),
        _ => None,
    };
    let goes_on = mandate.stopped.is_none() && mandate.step() < Step::Handled;
    let wanted =
        (goes_on && !line.wanted.is_empty()).then(|| (Errand::Wanted, line.wanted.clone()));
    let reported = mandate.stopped.is_none() && mandate.step() == Step::Reported;
    let call_back = reported.then(|| (Errand::CallBack, Vec::new()));
    let things = [next, wanted, call_back].into_iter().flatten();
    things
        .map(|(what, papers)| Thing {
            about: line.matter_name.clone(),
            number: line.number.clone(),
            papers,
            lamp: line.lamp,
            day: line.day,
            ..thing(what)
        })
        .collect()
}

/// Returns that a resident is to be told the answer to what they brought up.
///
/// Source: rule A4 of the hall: what was raised comes back down to whoever said it.
fn to_tell(shared: &SharedCase) -> Option<Thing> {
    let answer = shared.answer().filter(|_| shared.told.is_none())?;
    Some(Thing {
        about: shared.what.clone(),
        number: shared.number.clone(),
        note: answer.text.clone(),
        ..thing(Errand::Tell)
    })
}

fn door(db: &Connection, shared: &SharedCase, applicant: &Applicant) -> Result<Door, StoreError> {
    let field = |key: SharedKey| {
        let field = shared.fields.iter().find(|field| field.key == key);
        let value = field.and_then(|field| field.values.first());
        value.map(|mark| mark.text.clone())
    };
    let phone = field(SharedKey::Phone).unwrap_or_else(|| applicant.phone.clone());
    let place = match field(SharedKey::Address) {
        Some(place) => place,
        None => register_place(db, applicant)?,
    };
    Ok(Door {
        name: applicant.name.clone(),
        phone: numbers::mask_phone(&phone),
        place,
    })
}

fn register_place(db: &Connection, applicant: &Applicant) -> Result<String, StoreError> {
    let known = view::people::matching(db, applicant)?;
    Ok(known.map_or_else(String::new, |person| person.place))
}
