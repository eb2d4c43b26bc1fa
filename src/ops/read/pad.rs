//! The rating pad of a window.

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
    /// When the clerk invited.
    pub invited: UtcMs,
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
