//! One number and everything that became of it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::LineRow;
use crate::store::view;

/// A number of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketCard {
    /// The visit; not told, as the code on its slip follows from it.
    #[serde(skip)]
    pub visit: VisitId,
    /// Its row.
    pub row: LineRow,
    /// How many stand before it, while it waits.
    pub ahead: Option<usize>,
    /// How it ended, if it is over.
    pub end: Option<VisitEnd>,
    /// Its spans so far: state, window, seconds, whether they count.
    pub spans: Vec<(String, Option<u16>, Seconds, bool)>,
}

impl Hall {
    /// Finds a number of a day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn ticket(
        &self,
        day: NaiveDate,
        no: TicketNo,
        now: UtcMs,
    ) -> Result<Option<TicketCard>, Error> {
        let db = self.store().db();
        let Some(found) = view::visits::find_ticket(db, day, no)? else {
            return Ok(None);
        };
        let ahead = match found.visit.state {
            VisitState::Waiting => Some(queue::ahead(&self.live(now)?, &found.visit, now)),
            _ => None,
        };
        let spans = view::periods::of_visit(db, found.visit.day, found.visit.id)?
            .into_iter()
            .map(|p| {
                let length = p.end.seconds_since(p.start);
                (p.state, p.window, length, p.exact)
            })
            .collect();
        Ok(Some(TicketCard {
            visit: found.visit.id,
            row: LineRow::of(&found.visit, now),
            ahead,
            end: found.end,
            spans,
        }))
    }
}
