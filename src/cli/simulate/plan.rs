//! Who comes when and what they come for: pure, and the same for the same file every time.

use chrono::DateTime;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::domain::ids::Centre;
use crate::domain::matter_file::CentreRules;
use crate::domain::norms::Hours;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;

/// One coming, planned to the end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Coming {
    /// The local day.
    pub(crate) day: NaiveDate,
    /// When the number is taken.
    pub(crate) at: UtcMs,
    /// The centre.
    pub(crate) centre: Centre,
    /// What the resident does.
    pub(crate) conduct: Conduct,
}

/// What a resident does in the hall.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conduct {
    /// From call to window, seconds.
    pub(crate) walk_s: i64,
    /// Whether the first call is missed, and after how many seconds the number rejoins.
    pub(crate) misses: Option<Option<i64>>,
    /// The services in order.
    pub(crate) stints: Vec<Stint>,
    /// How errands end.
    pub(crate) finish: Finish,
    /// The rating; none when the pad runs out.
    pub(crate) level: Option<u8>,
    /// Which matter and which name, as a draw.
    pub(crate) draw: u64,
}

/// One service at one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stint {
    /// How long it takes, seconds.
    pub(crate) seconds: i64,
    /// How it ends.
    pub(crate) then: Then,
}

/// How a service ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The errand is over.
    Done,
    /// The resident fetches something.
    Park {
        /// For how long.
        minutes: u32,
    },
    /// Another centre is needed.
    Transfer {
        /// Which one.
        to: Centre,
        /// Whether the resident returns afterwards.
        come_back: bool,
    },
}

/// How an errand ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    /// As a case.
    Case,
    /// As a question answered.
    Advice,
    /// Sent home for papers.
    PapersMissing,
}

/// A sequence of draws that depends on nothing but its seed (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Draws(u64);

impl Draws {
    /// Begins the draws of a name (FNV-1a).
    pub(crate) fn of(name: &str) -> Draws {
        Draws(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// Returns the next draw.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a draw from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % width)
    }

    /// Returns true in so many of a hundred draws.
    pub(crate) fn percent(&mut self, share: u64) -> bool {
        self.next() % 100 < share
    }
}

impl Conduct {
    /// Draws what a resident does; services last 3 to 25 minutes.
    pub(crate) fn draw(draws: &mut Draws, centre: Centre) -> Conduct {
        let walk_s = draws.between(15, 60);
        let misses = draws
            .percent(8)
            .then(|| draws.percent(60).then(|| draws.between(300, 900)));
        let stints = stints(draws, centre);
        let finish = match draws.next() % 10 {
            0..6 => Finish::Case,
            6..9 => Finish::Advice,
            _ => Finish::PapersMissing,
        };
        let level = match draws.next() % 100 {
            0..45 => Some(5),
            45..60 => Some(4),
            60..68 => Some(3),
            68..71 => Some(2),
            71..73 => Some(1),
            _ => None,
        };
        Conduct {
            walk_s,
            misses,
            stints,
            finish,
            level,
            draw: draws.next(),
        }
    }
}

/// Draws where the service takes the resident: one in twenty is parked first, about as many again
/// are sent to another centre.
fn stints(draws: &mut Draws, centre: Centre) -> Vec<Stint> {
    let last = |seconds| Stint {
        seconds,
        then: Then::Done,
    };
    let whole = draws.between(180, 1500);
    match draws.next() % 100 {
        0..5 => {
            let then = Then::Park { minutes: 10 };
            vec![Stint { seconds: 120, then }, last(whole)]
        }
        5..11 => {
            let others: Vec<Centre> = Centre::ALL.into_iter().filter(|c| *c != centre).collect();
            let to = if draws.percent(50) {
                others[0]
            } else {
                others[1]
            };
            let come_back = draws.percent(40);
            let then = Then::Transfer { to, come_back };
            let mut stints = vec![Stint { seconds: 180, then }, last(whole)];
            if come_back {
                stints.push(last(120));
            }
            stints
        }
        _ => vec![last(whole)],
    }
}

/// A line of a stream of arrivals that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// The line, from 1.
    pub(crate) line: u64,
    /// The text that is no time, where the rest of the line is in form.
    pub(crate) time: Option<String>,
}

/// A row of a stream of arrivals.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "concept:name")]
    case: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    group: String,
    startdate: String,
}

/// Reads a stream of arrivals and plans every coming, in order of time.
///
/// The local time written in the file counts as the hall's own, whatever its offset: summer time
/// there does not move anybody's morning here. Whoever comes before the doors open waits at the
/// door; whoever comes after closing comes in the day's last minutes. Nobody is left out.
///
/// # Errors
/// The line that cannot be read.
pub(crate) fn read(bytes: &[u8], hours: &Hours, zone: Zone) -> Result<Vec<Coming>, BadLine> {
    let rules = CentreRules::shipped();
    let mut reader = csv::Reader::from_reader(bytes);
    let mut rows: Vec<(NaiveDateTime, Row)> = Vec::new();
    for row in reader.deserialize::<Row>() {
        let at = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
        let row = row.map_err(|error| BadLine {
            line: at(&error),
            time: None,
        })?;
        let start = local(&row.startdate).ok_or_else(|| BadLine {
            line: rows.len() as u64 + 2,
            time: Some(row.startdate.clone()),
        })?;
        rows.push((start, row));
    }
    rows.sort_by(|a, b| (a.0, &a.1.case).cmp(&(b.0, &b.1.case)));
    let mut planned: Vec<Coming> = Vec::with_capacity(rows.len());
    let mut last: Option<UtcMs> = None;
    for (start, row) in rows {
        let day = start.date();
        let (open, close) = (
            zone.instant(day.and_time(hours.open.0)),
            zone.instant(day.and_time(hours.close.0)),
        );
        let wanted = zone
            .instant(start)
            .max(UtcMs(open.0 + 1000))
            .min(UtcMs(close.0 - 60_000));
        // Two numbers are never taken in the same instant; the order of the file's times is kept.
        let at = match last {
            Some(last) if last >= wanted && zone.day(last) == day => UtcMs(last.0 + 1),
            _ => wanted,
        };
        last = Some(at);
        let centre = centre_of(&rules, &row);
        let conduct = Conduct::draw(&mut Draws::of(&row.case), centre);
        planned.push(Coming {
            day,
            at,
            centre,
            conduct,
        });
    }
    Ok(planned)
}

fn local(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(text.trim())
        .ok()
        .map(|at| at.naive_local())
}

/// A department's own keyword decides; without one, department and group always give the same centre.
fn centre_of(rules: &CentreRules, row: &Row) -> Centre {
    rules.of(&row.department).unwrap_or_else(|| {
        let key = format!("{}/{}", row.department, row.group);
        let place = Draws::of(&key).next() % 3;
        Centre::ALL[usize::try_from(place).unwrap_or(0)]
    })
}

/// Returns the centres of each of so many windows: few windows serve all of them, and of many the
/// last one helps everywhere.
pub(crate) fn windows(count: u16) -> Vec<Vec<Centre>> {
    (0..usize::from(count))
        .map(|place| {
            if count < 3 || (count > 3 && place + 1 == usize::from(count)) {
                Centre::ALL.to_vec()
            } else {
                vec![Centre::ALL[place % 3]]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "channel,concept:name,deadline,department,enddate,enddate_planned,group,responsible,startdate\n";

    fn plan(rows: &[(&str, &str, &str)]) -> Vec<Coming> {
        let mut text = HEADER.to_owned();
        for (case, department, start) in rows {
            text.push_str(&format!("Desk,{case},,{department},,,,,{start}\n"));
        }
        read(text.as_bytes(), &Hours::default(), Zone::china()).unwrap()
    }

    fn clock(coming: &Coming) -> String {
        Zone::china()
            .local(coming.at)
            .format("%m-%d %H:%M")
            .to_string()
    }

    #[test]
    fn the_local_time_of_the_file_is_the_halls_in_summer_and_winter() {
        let plan = plan(&[
            ("a", "General", "2011-10-17T14:51:06.416+02:00"),
            ("b", "General", "2011-11-17T14:51:06.416+01:00"),
        ]);
        assert_eq!(
            plan.iter().map(clock).collect::<Vec<_>>(),
            ["10-17 14:51", "11-17 14:51"]
        );
    }

    #[test]
    fn whoever_comes_outside_the_hours_comes_on_the_same_day() {
        let plan = plan(&[
            ("night", "General", "2011-10-06T01:06:40.020+02:00"),
            ("dawn", "General", "2011-10-06T01:06:40.020+02:00"),
            ("late", "General", "2011-10-06T22:00:00.000+02:00"),
            ("later", "General", "2011-10-06T23:59:59.000+02:00"),
        ]);
        assert_eq!(
            plan.iter().map(clock).collect::<Vec<_>>(),
            ["10-06 08:00", "10-06 08:00", "10-06 16:59", "10-06 16:59"]
        );
        assert!(plan.windows(2).all(|pair| pair[0].at < pair[1].at));
    }

    #[test]
    fn the_same_file_gives_the_same_plan_in_any_order_of_rows() {
        let (a, b) = (
            ("a", "General", "2011-10-06T10:00:00+02:00"),
            ("b", "Experts", "2011-10-06T10:00:00+02:00"),
        );
        assert_eq!(plan(&[a, b]), plan(&[b, a]));
    }

    #[test]
    fn every_centre_is_served_however_many_windows_there_are() {
        for count in 1..=9 {
            let all = windows(count);
            assert_eq!(all.len(), usize::from(count));
            for centre in Centre::ALL {
                assert!(all.iter().any(|w| w.contains(&centre)), "{count} {centre}");
            }
        }
    }

    #[test]
    fn shares_of_conduct_are_about_what_they_should_be() {
        let all: Vec<Conduct> = (0..5000)
            .map(|i| Conduct::draw(&mut Draws::of(&format!("case-{i}")), Centre::Social))
            .collect();
        let share = |f: &dyn Fn(&Conduct) -> bool| all.iter().filter(|c| f(c)).count() / 50;
        assert!((6..=10).contains(&share(&|c| c.misses.is_some())));
        assert!((20..=34).contains(&share(&|c| c.level.is_none())));
        assert!((7..=15).contains(&share(&|c| c.stints.len() > 1)));
    }

    #[test]
    fn a_row_without_a_time_is_named() {
        let text = format!("{HEADER}Desk,a,,General,,,,,yesterday\n");
        let error = read(text.as_bytes(), &Hours::default(), Zone::china()).unwrap_err();
        assert_eq!(error.line, 2, "{error:?}");
    }
}
