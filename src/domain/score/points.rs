//! Points in whole tenths: nothing is ever rounded.

use std::fmt;
use std::iter::Sum;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::refusal::ScoreRefusal;

/// Points in tenths, 0 to 100.0 where people give them; a sum may be more before it is capped.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Points(pub u32);

impl Points {
    /// The most a sheet can come to: 100.
    pub const FULL: Points = Points::whole(100);

    /// Makes points of whole ones.
    pub const fn whole(points: u32) -> Points {
        Points(points.saturating_mul(10))
    }

    /// Reads points as people write them: `18`, `18.5` or full-width, at most 100 and with one decimal.
    ///
    /// # Errors
    /// [`ScoreRefusal::PointsWrong`].
    pub fn read(text: &str) -> Result<Points, ScoreRefusal> {
        let wrong = || ScoreRefusal::PointsWrong {
            given: text.trim().chars().take(20).collect(),
        };
        if text.len() > 100 {
            return Err(wrong());
        }
        let plain: String = text.trim().chars().map(ascii).collect();
        let (whole, tenth) = plain.split_once('.').unwrap_or((&plain, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(tenth) || whole.len() > 3 || tenth.len() != 1 {
            return Err(wrong());
        }
        let tenths = format!("{whole}{tenth}").parse().map_err(|_| wrong())?;
        Some(Points(tenths))
            .filter(|points| *points <= Points::FULL)
            .ok_or_else(wrong)
    }
}

/// Returns a figure or a point as it is on every keyboard; nothing else is read as one.
fn ascii(c: char) -> char {
    match c {
        '０'..='９' | '．' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        other => other,
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(all: I) -> Points {
        Points(all.fold(0, |sum, points| sum.saturating_add(points.0)))
    }
}
