//! The rating pad of a window.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::view;

/// What the resident is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PadAsk {
    /// The errand.
    pub errand: ErrandId,
    /// Who served: the badge number.
    pub staff: StaffNo,
    /// Who served: the name.
    pub staff_name: String,
    /// What for; empty for advice.
    pub matter_name: String,
    /// When the clerk invited, or the resident came back.
    pub invited: UtcMs,
    /// Which errand of the resident it is.
    pub of: AskedFor,
}

/// Which errand of a resident a pad asks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedFor {
    /// The one that was served at the pad's window just now.
    Present,
    /// One of the last days, at any window; the resident came back to rate it.
    Earlier {
        /// Where it was.
        window: WindowNo,
        /// The local day.
        day: NaiveDate,
    },
    /// One by proxy, whose result was handed over in the village.
    Village {
        /// The hall's name: it is the hall's errand that is rated.
        hall: String,
    },
}

/// What the pad shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pad {
    /// The hall's name.
    pub hall: String,
    /// The window.
    pub window: WindowNo,
    /// What is asked now; `None` between residents.
    pub ask: Option<PadAsk>,
}

impl Hall {
    /// Returns what the pad of a window shows.
    ///
    /// # Errors
    /// The store's own error.
    pub fn pad(&self, window: WindowNo) -> Result<Pad, Error> {
        let db = self.store().db();
        let ask = match view::ratings::open_at(db, window)? {
            Some(open) => {
                let staff = view::staff::load(db)?;
                Some(PadAsk {
                    errand: open.errand,
                    staff: open.staff,
                    staff_name: staff
                        .into_iter()
                        .find(|s| s.no == open.staff)
                        .map(|s| s.name)
                        .unwrap_or_default(),
                    matter_name: open.matter_name,
                    invited: open.invited,
                    of: AskedFor::Present,
                })
            }
            None => None,
        };
        Ok(Pad {
            hall: self.config().hall.name.clone(),
            window,
            ask,
        })
    }
}
