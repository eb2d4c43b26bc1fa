//! The kiosk: three centres, how many wait, how long it will take.

use rusqlite::Connection;
use serde::Serialize;

use crate::domain::estimate;
use crate::domain::estimate::Estimate;
use crate::domain::ids::Centre;
use crate::domain::live::Live;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::pace_of;
use crate::store::StoreError;
use crate::store::view;

/// A centre as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CentreChoice {
    /// The centre.
    pub centre: Centre,
    /// How many wait.
    pub waiting: usize,
    /// How long the first of them has waited.
    pub longest: Seconds,
    /// How many windows serve it now.
    pub windows: usize,
    /// How long somebody who comes now will wait.
    pub estimate: Estimate,
}

/// What the kiosk shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kiosk {
    /// The hall's name.
    pub hall: String,
    /// The centres in the order of their signs.
    pub centres: Vec<CentreChoice>,
    /// Whether numbers are still given.
    pub doors_open: bool,
    /// A number whose slip nobody has accounted for, after a power cut.
    pub unaccounted: Option<crate::domain::ids::TicketNo>,
}

pub(super) fn choices(
    db: &Connection,
    live: &Live,
    now: UtcMs,
) -> Result<Vec<CentreChoice>, StoreError> {
    let sums = view::periods::sums_of_day(db, live.day)?;
    Ok(Centre::ALL
        .into_iter()
        .map(|centre| {
            let line = queue::centre_line(live, centre, now);
            CentreChoice {
                centre,
                waiting: line.len(),
                longest: line
                    .iter()
                    .map(|v| now.seconds_since(v.since))
                    .max()
                    .unwrap_or_default(),
                windows: live
                    .windows
                    .iter()
                    .filter(|w| w.is_open() && w.serves(centre))
                    .count(),
                estimate: estimate::wait(live, centre, line.len(), pace_of(&sums, centre)),
            }
        })
        .collect())
}

impl Hall {
    /// Returns what the kiosk shows.
    ///
    /// # Errors
    /// The store's own error.
    pub fn kiosk(&self, now: UtcMs) -> Result<Kiosk, Error> {
        let live = self.live(now)?;
        Ok(Kiosk {
            hall: self.config().hall.name.clone(),
            centres: choices(self.store().db(), &live, now)?,
            doors_open: live.doors_open,
            unaccounted: live
                .visits
                .iter()
                .filter(|v| v.state == crate::domain::visit::VisitState::Issuing)
                .find_map(|v| v.no),
        })
    }
}
