//! The figures of the world, counted again from the entries alone: each fact by one naive walk over the
//! bodies as JSON, with nothing of what folds them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::Datelike;
use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::measure::Month;
use yizhan::domain::measure::VillageFigures;
use yizhan::domain::measure::Villages;

use super::HALL;
use super::VILLAGES;
use super::World;
use crate::support::LEADER;

/// An entry: its kind, what it is about, the local day of its clock, and its body.
struct Line {
    kind: u16,
    entity: String,
    day: NaiveDate,
    actor: u32,
    body: Value,
}

/// Counts of a village in a month; a pair is how many of how many.
#[derive(Debug, Default, PartialEq)]
struct Counted {
    given: u32,
    handed_in: (u32, u32),
    done: (u32, u32),
    trips: u32,
    sent_back: u32,
    content: (u32, u32),
    stopped: u32,
}

fn date(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

/// Two assistants of the south come on most days, one of the north now and then.
fn comes(at: usize, day: u32) -> Vec<u32> {
    match at {
        0 => [(11, day.is_multiple_of(3)), (12, day.is_multiple_of(4))]
            .into_iter()
            .filter_map(|(staff, comes)| comes.then_some(staff))
            .collect(),
        _ if day.is_multiple_of(5) => vec![13],
        _ => Vec::new(),
    }
}

impl World {
    /// The assistants come, or say that they do not.
    pub(super) fn serve(&mut self) {
        for at in 0..2 {
            let today = self.sites[at].t.zone.day(self.sites[at].t.now);
            for staff in comes(at, self.day) {
                let who = crate::support::staff(staff);
                let t = &mut self.sites[at].t;
                t.must_by("check_in", json!({}), who);
                if !self.day.is_multiple_of(2) {
                    t.now.0 += 3_600_000;
                    t.must_by("check_out", json!({}), who);
                }
            }
            if self.day % 7 == 1 {
                let missed = json!({"day": today, "staff": 11, "reason": "开会", "substitute": 12});
                let who = crate::support::staff(LEADER);
                // Who came has nothing to give a reason for.
                let done = self.sites[at].t.perform("miss_day", missed, who);
                assert_eq!(done.is_ok(), !comes(at, self.day).contains(&11), "{today}");
            }
        }
    }

    /// The hall and the villages count the same, and what a naive walk over the entries counts.
    pub(super) fn figures(&self) {
        let first = self.sites[HALL].t.zone.day(self.sites[HALL].t.now);
        let last = Month::of(first);
        let mut month = Month::of(NaiveDate::from_ymd_opt(2026, 3, 12).unwrap());
        let mut sum = Counted::default();
        let mut weeks = BTreeSet::new();
        loop {
            let hall = self.counted(HALL, month);
            assert_eq!(hall.villages.len(), 2);
            for at in 0..2 {
                let own = self.counted(at, month);
                assert_eq!(own.villages.len(), 1);
                let (own, there) = (&own.villages[0], &hall.villages[at]);
                assert_eq!(own, there, "{month}: the village and the hall");
                let by_hand = self.by_hand(at, month);
                assert_eq!(told(&own.errands), by_hand, "{month} of {at}");
                let mut of_all = Counted::default();
                for line in &own.assistants {
                    add(&mut of_all, &told(&line.errands));
                }
                assert_eq!(of_all, by_hand, "{month} of {at}: by assistant");
                self.days_by_hand(at, month, own, &mut weeks);
                add(&mut sum, &by_hand);
            }
            self.split_by_hand(month, &hall);
            if month == last {
                break;
            }
            month = month.after();
        }
        assert_eq!(sum.given, self.given, "each is of one month");
        assert!(
            sum.trips > self.given,
            "most were brought and fetched: {sum:?}"
        );
        assert!(sum.sent_back > 0 && sum.stopped > 0, "{sum:?}");
        // Nothing was brought late in this world; a scenario of D3 has that.
        assert!(sum.handed_in.1 > self.given / 2, "{sum:?}");
        for (n, of) in [sum.done, sum.content] {
            assert!(0 < n && n < of, "both kept and not: {sum:?}");
        }
        assert!(
            weeks.contains("short") && weeks.contains("kept"),
            "{weeks:?}"
        );
    }

    fn counted(&self, at: usize, month: Month) -> Villages {
        let t = &self.sites[at].t;
        t.hall.villages(month, None, t.now).unwrap()
    }

    /// All entries of a site's own logs.
    fn lines(&self, at: usize) -> Vec<Line> {
        let rows = self.sites[at].rows(
            "SELECT kind, lower(hex(entity)), date(wall_ms / 1000 + 8 * 3600, 'unixepoch'), actor,
                 CAST(body AS TEXT) FROM entries ORDER BY lno, seq",
        );
        let lines = rows.into_iter().map(|row| {
            let mut row = row.into_iter().map(Option::unwrap);
            let mut next = || row.next().unwrap();
            Line {
                kind: next().parse().unwrap(),
                entity: next(),
                day: next().parse().unwrap(),
                actor: next().parse().unwrap(),
                body: serde_json::from_str(&next()).unwrap(),
            }
        });
        lines.collect()
    }

    fn by_hand(&self, at: usize, month: Month) -> Counted {
        let (village, hall) = (self.lines(at), self.lines(HALL));
        let (from, to) = (month.first(), month.last());
        let within = |day: NaiveDate| from <= day && day <= to;
        let mut counted = Counted::default();
        for given in village.iter().filter(|line| line.kind == 187) {
            let of = |line: &&Line| line.entity == given.entity;
            let here: Vec<&Line> = village.iter().filter(of).collect();
            let there: Vec<&Line> = hall.iter().filter(of).collect();
            let deeds = |lines: &[&Line], what: &str| -> Vec<(NaiveDate, Value)> {
                let deed = |line: &&&Line| line.kind == 188 && line.body["deed"]["what"] == what;
                let lines = lines.iter().filter(deed);
                lines
                    .map(|line| (line.day, line.body["deed"].clone()))
                    .collect()
            };
            let step = |lines: &[&Line], step: &str| {
                let steps = deeds(lines, "stepped").into_iter();
                steps.into_iter().find(|(_, deed)| deed["step"] == step)
            };
            counted.given += u32::from(within(date(&given.body["day"]).unwrap()));

            let stops = here.iter().rev().find(|line| {
                let what = line.body["deed"]["what"].as_str();
                line.kind == 188 && matches!(what, Some("stopped" | "renewed"))
            });
            let stopped = stops
                .filter(|line| line.body["deed"]["what"] == "stopped")
                .map(|line| line.day);
            counted.stopped += u32::from(stopped.is_some_and(within));
            let moved = |to: &'static str| {
                let moves = there.iter();
                moves.filter(move |line| line.kind == 181 && line.body["to"] == to)
            };
            let withdrawn = moved("withdrawn").next().map(|line| line.day);
            let ended = stopped.into_iter().chain(withdrawn).min();

            let handed = here.iter().find(|line| line.kind == 184);
            let handed = handed.map(|line| line.day);
            let wanted = date(&given.body["hand_in"]).unwrap();
            due(&mut counted.handed_in, (wanted, handed, ended), (from, to));
            let promised = deeds(&there, "told").last().and_then(|d| date(&d.1["due"]));
            if let Some(promised) = promised {
                let decided = step(&there, "handled").map(|done| done.0);
                due(&mut counted.done, (promised, decided, ended), (from, to));
            }
            counted.sent_back += moved("returned").filter(|line| within(line.day)).count() as u32;

            let mut ways: BTreeSet<NaiveDate> = BTreeSet::new();
            ways.extend(here.iter().filter(|line| line.kind == 184).map(|l| l.day));
            ways.extend(here.iter().filter(|line| brings(line)).map(|l| l.day));
            counted.trips += ways.iter().filter(|day| within(**day)).count() as u32;
            if promised.is_some() && step(&here, "delivered").is_some_and(|d| within(d.0)) {
                counted.trips += 1;
            }
            if let Some((day, deed)) = step(&there, "called_back").filter(|d| within(d.0)) {
                counted.content.1 += 1;
                counted.content.0 += u32::from(deed["content"] == json!(true));
                assert!(day >= from);
            }
        }
        counted
    }

    fn days_by_hand(
        &self,
        at: usize,
        month: Month,
        own: &VillageFigures,
        met: &mut BTreeSet<&'static str>,
    ) {
        let mut weeks: BTreeMap<(i32, u32), BTreeSet<NaiveDate>> = BTreeMap::new();
        let mut duty: BTreeSet<(u32, NaiveDate)> = BTreeSet::new();
        for line in self.lines(at).iter().filter(|line| line.kind == 201) {
            assert_eq!(date(&line.body["day"]), Some(line.day));
            let week = line.day.iso_week();
            let days = weeks.entry((week.year(), week.week())).or_default();
            days.insert(line.day);
            if Month::of(line.day) == month {
                duty.insert((line.actor, line.day));
            }
        }
        assert_eq!(own.duty as usize, duty.len(), "{month} of {at}");
        assert!(own.weeks.len() >= 3 || month != Month::of(own.weeks[0].monday));
        for week in &own.weeks {
            let iso = week.monday.iso_week();
            let days = weeks
                .get(&(iso.year(), iso.week()))
                .map_or(0, BTreeSet::len);
            assert_eq!(week.days as usize, days, "{} of {at}", week.monday);
            met.insert(week.enough.word());
        }
    }

    fn split_by_hand(&self, month: Month, hall: &Villages) {
        let split = hall.split.unwrap();
        let lines = self.lines(HALL);
        let posted: BTreeSet<(u64, NaiveDate)> = lines
            .iter()
            .filter(|line| line.kind == 11 && Month::of(line.day) == month)
            .map(|line| (line.body["staff"].as_u64().unwrap(), line.day))
            .collect();
        let duty: u32 = hall.villages.iter().map(|line| line.duty).sum();
        assert_eq!(split.month.n, duty);
        assert_eq!(split.month.of, duty + posted.len() as u32);
        assert_eq!(hall.villages[0].org.code(), VILLAGES[0]);
    }
}

fn brings(line: &Line) -> bool {
    let deed = &line.body["deed"];
    let to_hall = deed["from"] == "village" && deed["to"] == "hall";
    line.kind == 189 && deed["what"] == "handed" && to_hall
}

/// Everything is past when the world is counted.
fn due(
    pair: &mut (u32, u32),
    (due, met, ended): (NaiveDate, Option<NaiveDate>, Option<NaiveDate>),
    (from, to): (NaiveDate, NaiveDate),
) {
    let over = met.is_none() && ended.is_some_and(|day| day <= due);
    if from <= due && due <= to && !over {
        pair.1 += 1;
        pair.0 += u32::from(met.is_some_and(|day| day <= due));
    }
}

fn told(errands: &yizhan::domain::measure::Errands) -> Counted {
    let pair = |share: yizhan::domain::measure::Share| (share.n, share.of);
    Counted {
        given: errands.given,
        handed_in: pair(errands.handed_in),
        done: pair(errands.done),
        trips: errands.trips,
        sent_back: errands.sent_back,
        content: pair(errands.content),
        stopped: errands.stopped,
    }
}

fn add(sum: &mut Counted, other: &Counted) {
    sum.given += other.given;
    sum.trips += other.trips;
    sum.sent_back += other.sent_back;
    sum.stopped += other.stopped;
    for (mine, theirs) in [
        (&mut sum.handed_in, other.handed_in),
        (&mut sum.done, other.done),
        (&mut sum.content, other.content),
    ] {
        mine.0 += theirs.0;
        mine.1 += theirs.1;
    }
}
