//! The only place that reads the wall clock.

use crate::domain::time::UtcMs;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Wall,
    /// The machine's clock moved by so many milliseconds: a trial hall on another day.
    Moved(i64),
    /// One instant for ever.
    Fixed(UtcMs),
}

impl Clock {
    /// Returns the present instant.
    pub fn now(self) -> UtcMs {
        match self {
            Clock::Wall => wall(),
            Clock::Moved(by) => UtcMs(wall().0.saturating_add(by)),
            Clock::Fixed(at) => at,
        }
    }

    /// Returns a clock that shows `at` now and runs on from there.
    pub fn starting_at(at: UtcMs) -> Clock {
        Clock::Moved(at.0.saturating_sub(wall().0))
    }
}

fn wall() -> UtcMs {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    UtcMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
