//! Instants, local days and spans. The only place that turns an instant into a local day.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::misuse::Misuse;

/// An instant: milliseconds since the Unix epoch, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct UtcMs(pub i64);

impl UtcMs {
    /// Returns the seconds from `earlier` to this instant, never below 0.
    pub fn seconds_since(self, earlier: UtcMs) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0).max(0) / 1000)
    }

    /// Returns the instant `span` later.
    pub fn plus(self, span: Seconds) -> UtcMs {
        UtcMs(self.0.saturating_add(span.0.saturating_mul(1000)))
    }
}

/// A span in whole seconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Seconds(pub i64);

impl Seconds {
    /// Returns the span of so many minutes.
    pub const fn minutes(minutes: i64) -> Seconds {
        Seconds(minutes * 60)
    }

    /// Returns the whole minutes, rounded down.
    pub fn whole_minutes(self) -> i64 {
        self.0 / 60
    }
}

/// The hall's distance from UTC. China keeps one zone and no summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(FixedOffset);

impl Zone {
    /// The zone of every hall in China: UTC+8.
    pub fn china() -> Zone {
        Zone::east_minutes(8 * 60).expect("480 minutes lie within a day")
    }

    /// Returns the zone so many minutes east of UTC, or `None` beyond a day.
    pub fn east_minutes(minutes: i32) -> Option<Zone> {
        FixedOffset::east_opt(minutes.checked_mul(60)?).map(Zone)
    }

    /// Returns the local date and time of an instant; far-off instants end at the calendar's edge.
    pub fn local(self, at: UtcMs) -> NaiveDateTime {
        let utc = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or({
            if at.0 < 0 {
                DateTime::<Utc>::MIN_UTC + chrono::Duration::days(2)
            } else {
                DateTime::<Utc>::MAX_UTC - chrono::Duration::days(2)
            }
        });
        utc.with_timezone(&self.0).naive_local()
    }

    /// Returns the local day of an instant: the day changes at local midnight, nowhere else.
    pub fn day(self, at: UtcMs) -> NaiveDate {
        self.local(at).date()
    }

    /// Returns `HH:MM` of an instant.
    pub fn clock(self, at: UtcMs) -> String {
        self.local(at).format("%H:%M").to_string()
    }

    /// Returns the instant of a local date and time.
    pub fn instant(self, local: NaiveDateTime) -> UtcMs {
        match self.0.from_local_datetime(&local).single() {
            Some(at) => UtcMs(at.timestamp_millis()),
            None => UtcMs(local.and_utc().timestamp_millis()),
        }
    }

    /// Returns the first instant of a local day.
    pub fn midnight(self, day: NaiveDate) -> UtcMs {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// Reads `2026-03-12T09:42:00`, `2026-03-12 09:42`, RFC 3339 with an offset, or `09:42` on `today`.
    ///
    /// # Errors
    /// [`Misuse::TimeBad`].
    pub fn parse_instant(self, text: &str, today: Option<NaiveDate>) -> Result<UtcMs, Misuse> {
        let text = text.trim();
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(UtcMs(at.timestamp_millis()));
        }
        for form in [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
        ] {
            if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
                return Ok(self.instant(local));
            }
        }
        if let (Some(day), Ok(time)) = (today, NaiveTime::parse_from_str(text, "%H:%M")) {
            return Ok(self.instant(day.and_time(time)));
        }
        Err(Misuse::TimeBad {
            given: text.to_owned(),
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A time of day, `HH:MM`, as the hall writes its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(pub NaiveTime);

impl FromStr for ClockTime {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveTime::parse_from_str(text.trim(), "%H:%M")
            .map(ClockTime)
            .map_err(|_| format!("{text:?} is not a time of day such as 17:00"))
    }
}

impl Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0.format("%H:%M"))
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_day_changes_at_local_midnight_in_every_zone() {
        for minutes in [-720, -300, 0, 330, 480, 840] {
            let zone = Zone::east_minutes(minutes).unwrap();
            let day = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
            let midnight = zone.midnight(day);
            assert_eq!(zone.day(midnight), day);
            assert_eq!(zone.day(UtcMs(midnight.0 - 1)), day.pred_opt().unwrap());
        }
    }

    #[test]
    fn an_instant_off_the_calendar_does_not_panic() {
        Zone::china().day(UtcMs(i64::MAX));
        Zone::china().day(UtcMs(i64::MIN));
    }

    #[test]
    fn times_are_read_in_the_forms_people_write() {
        let zone = Zone::china();
        let want = zone
            .parse_instant("2026-03-12T09:42:00+08:00", None)
            .unwrap();
        assert_eq!(zone.parse_instant("2026-03-12 09:42", None).unwrap(), want);
        let day = NaiveDate::from_ymd_opt(2026, 3, 12);
        assert_eq!(zone.parse_instant("09:42", day).unwrap(), want);
        assert!(zone.parse_instant("tomorrow", day).is_err());
    }
}
