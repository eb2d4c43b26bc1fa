//! A village assistant's walk of a day: at whose door, for what, and in which order.
//!
//! Everything for one door is one stop. Booked times come first, in their order; then the doors with
//! something overdue, then those with something that is due soon, then the others; among these by
//! address and name, so that neighbours come one after the other.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::deadline::Lamp;
use crate::domain::mandate::number;
use crate::domain::plain;

/// What is to be done at a door, in the order in which it is done there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// A visit was booked for a time.
    Booked,
    /// Papers are looked through and taken over.
    Collect,
    /// The hall wants papers that are missing.
    Wanted,
    /// The mandate ran out and is signed again.
    Renew,
    /// The result is brought, with the papers that are here.
    Deliver,
    /// Papers are given back.
    GiveBack,
    /// The answer to a matter that was raised is told.
    Tell,
    /// The hall has not called back yet: the resident is told to expect it.
    CallBack,
}

impl Errand {
    /// All of them.
    pub const ALL: [Errand; 8] = [
        Errand::Booked,
        Errand::Collect,
        Errand::Wanted,
        Errand::Renew,
        Errand::Deliver,
        Errand::GiveBack,
        Errand::Tell,
        Errand::CallBack,
    ];

    /// Returns the word used in locales.
    pub fn word(self) -> &'static str {
        match self {
            Errand::Booked => "booked",
            Errand::Collect => "collect",
            Errand::Wanted => "wanted",
            Errand::Renew => "renew",
            Errand::Deliver => "deliver",
            Errand::GiveBack => "give_back",
            Errand::Tell => "tell",
            Errand::CallBack => "call_back",
        }
    }

    /// Returns whether the resident may as well come for it on the next market day.
    pub fn is_picked_up(self) -> bool {
        matches!(self, Errand::Deliver | Errand::GiveBack)
    }
}

/// Whose door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Door {
    /// The resident's name.
    pub name: String,
    /// The phone, masked.
    pub phone: String,
    /// House or group, as the errand or the register has it; empty where neither does.
    pub place: String,
}

/// One thing to be done at a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// What.
    pub what: Errand,
    /// The matter, or what was raised.
    pub about: String,
    /// The errand's number, or that of the booking or of the matter that was raised.
    pub number: String,
    /// The papers to collect or to return.
    pub papers: Vec<String>,
    /// What is to be said.
    pub note: String,
    /// The booked time, local.
    pub at: Option<String>,
    /// The lamp of its day.
    pub lamp: Option<Lamp>,
    /// By when.
    pub day: Option<NaiveDate>,
}

impl Thing {
    /// Returns its number as people say it: the last digits of an errand's, any other whole.
    pub fn short(&self) -> &str {
        match self.what {
            Errand::Booked | Errand::Tell => &self.number,
            _ => number::end(&self.number),
        }
    }
}

/// Everything for one door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// Whose door.
    pub door: Door,
    /// What is to be done there.
    pub things: Vec<Thing>,
}

impl Stop {
    /// Returns the first booked time.
    pub fn at(&self) -> Option<&str> {
        let times = self.things.iter().filter_map(|thing| thing.at.as_deref());
        times.min()
    }

    /// Returns the worst lamp.
    pub fn lamp(&self) -> Option<Lamp> {
        self.things.iter().filter_map(|thing| thing.lamp).max()
    }

    /// Returns whether there is something for the next market day, and only that of it.
    pub fn picked_up(&self) -> Option<Stop> {
        let things = self.things.iter().filter(|thing| thing.what.is_picked_up());
        let things: Vec<Thing> = things.cloned().collect();
        (!things.is_empty()).then(|| Stop {
            door: self.door.clone(),
            things,
        })
    }
}

/// Makes stops of things to be done and puts them in order; the order they are given in plays no part.
pub fn arrange(all: impl IntoIterator<Item = (Door, Thing)>) -> Vec<Stop> {
    // Two of one name and phone at one place are one person.
    let mut doors: BTreeMap<(String, String, String), Stop> = BTreeMap::new();
    for (door, thing) in all {
        let key = (
            door.place.clone(),
            plain::name_key(&door.name),
            door.phone.clone(),
        );
        let things = Vec::new();
        let stop = doors.entry(key).or_insert(Stop { door, things });
        stop.things.push(thing);
    }
    let mut stops: Vec<((String, String, String), Stop)> = doors.into_iter().collect();
    for (_, stop) in &mut stops {
        stop.things.sort_by(|a, b| {
            let key = |thing: &Thing| (thing.at.is_none(), thing.at.clone(), thing.what);
            (key(a), &a.number).cmp(&(key(b), &b.number))
        });
    }
    stops.sort_by(|(a_key, a), (b_key, b)| {
        let rank = |stop: &Stop| {
            let at = stop.at().map(ToOwned::to_owned);
            // What is booked has its time, whatever else is pressing there.
            let lamp = match at {
                Some(_) => None,
                None => stop.lamp().filter(|lamp| *lamp != Lamp::Green),
            };
            (at.is_none(), at, std::cmp::Reverse(lamp))
        };
        (rank(a), a_key).cmp(&(rank(b), b_key))
    });
    stops.into_iter().map(|(_, stop)| stop).collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn one(name: &str, place: &str, what: Errand, lamp: Option<Lamp>) -> (Door, Thing) {
        let door = Door {
            name: name.to_owned(),
            phone: String::new(),
            place: place.to_owned(),
        };
        let thing = Thing {
            what,
            about: String::new(),
            number: format!("{name}{place}{}", what.word()),
            papers: Vec::new(),
            note: String::new(),
            at: None,
            lamp,
            day: None,
        };
        (door, thing)
    }

    fn booked(name: &str, at: &str) -> (Door, Thing) {
        let (door, thing) = one(name, "九组", Errand::Booked, None);
        let at = Some(at.to_owned());
        (door, Thing { at, ..thing })
    }

    #[test]
    fn booked_times_come_first_then_what_is_late_then_neighbours() {
        let stops = arrange([
            one("丁", "二组", Errand::Collect, Some(Lamp::Green)),
            one("丙", "一组", Errand::CallBack, None),
            one("乙", "五组", Errand::Deliver, Some(Lamp::Amber)),
            one("甲", "七组", Errand::Collect, Some(Lamp::Red)),
            booked("己", "14:00"),
            booked("戊", "09:30"),
            one("丙", "一组", Errand::GiveBack, None),
        ]);
        let names: Vec<&str> = stops.iter().map(|stop| stop.door.name.as_str()).collect();
        assert_eq!(names, ["戊", "己", "甲", "乙", "丙", "丁"]);
        let at_c: Vec<Errand> = stops[4].things.iter().map(|thing| thing.what).collect();
        assert_eq!(
            at_c,
            [Errand::GiveBack, Errand::CallBack],
            "one door, one stop"
        );
        let fetched: Vec<Stop> = stops.iter().filter_map(Stop::picked_up).collect();
        assert_eq!(fetched.len(), 2);
        assert_eq!(fetched[1].things.len(), 1);
    }

    fn anything() -> impl Strategy<Value = (Door, Thing)> {
        let lamp = prop_oneof![
            Just(None),
            Just(Some(Lamp::Green)),
            Just(Some(Lamp::Amber)),
            Just(Some(Lamp::Red)),
        ];
        (
            0..4_usize,
            0..3_usize,
            0..8_usize,
            lamp,
            0..6_u8,
            any::<u16>(),
        )
            .prop_map(|(name, place, what, lamp, hour, number)| {
                let (name, place) = (
                    ["王芳", "李四", "单三", "\u{1b}[2J"][name],
                    ["", "一组", "二组"][place],
                );
                let (door, thing) = one(name, place, Errand::ALL[what], lamp);
                let at = (hour < 2).then(|| format!("0{}:00", 8 + hour));
                let number = number.to_string();
                (
                    door,
                    Thing {
                        at,
                        number,
                        ..thing
                    },
                )
            })
    }

    proptest! {
        /// Every thing stands once, whatever order it came in.
        #[test]
        fn nothing_is_lost_and_the_order_is_one(all in vec(anything(), 0..30), turn in 0..30_usize) {
            let stops = arrange(all.clone());
            prop_assert_eq!(stops.iter().map(|stop| stop.things.len()).sum::<usize>(), all.len());
            let mut turned = all.clone();
            turned.rotate_left(turn.min(all.len()));
            turned.reverse();
            let names = |stops: &[Stop]| -> Vec<(String, String, usize)> {
                stops.iter().map(|s| (s.door.place.clone(), s.door.name.clone(), s.things.len())).collect()
            };
            prop_assert_eq!(names(&arrange(turned)), names(&stops));
            let booked: Vec<bool> = stops.iter().map(|stop| stop.at().is_some()).collect();
            prop_assert!(booked.is_sorted_by(|a, b| a >= b), "booked ones first");
        }
    }
}
