//! The board: who is called where. Numbers only, nothing of any person.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::event::StaffRole;
use crate::domain::head_code::HeadCode;
use crate::domain::ids::Centre;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CentreChoice;
use crate::ops::read::kiosk::choices;
use crate::store::Audience;
use crate::store::StoreError;
use crate::store::far;
use crate::store::ledger;
use crate::store::view;

/// How many calls the board remembers.
const CALLS: usize = 8;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// The number as people say it.
    pub ticket: String,
    /// The window.
    pub window: WindowNo,
    /// When it was last called.
    pub at: UtcMs,
    /// Whether it is still waited for.
    pub waiting: bool,
}

/// A window as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardWindow {
    /// The number on its sign.
    pub no: WindowNo,
    /// Its centres.
    pub centres: Vec<Centre>,
    /// What it is doing.
    pub state: WindowState,
    /// The number it has.
    pub ticket: Option<String>,
}

/// The head of the ledger as the public may note it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardHead {
    /// The code by which `verify --head` finds it again.
    pub code: String,
    /// When it was noted, by the wall clock.
    pub at: UtcMs,
}

/// What the board shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// The hall's name.
    pub hall: String,
    /// The local day.
    pub day: NaiveDate,
    /// The last calls, the latest first.
    pub calls: Vec<CallRow>,
    /// The windows by number.
    pub windows: Vec<BoardWindow>,
    /// The lines.
    pub centres: Vec<CentreChoice>,
    /// The names of the leaders posted today.
    pub leaders: Vec<String>,
    /// Whether numbers are still given.
    pub doors_open: bool,
    /// The ledger's head when the logs last noted each other; `None` before the first time.
    pub head: Option<BoardHead>,
}

impl Hall {
    /// Returns what the board shows.
    ///
    /// # Errors
    /// The store's own error.
    pub fn board(&self, now: UtcMs) -> Result<Board, Error> {
        let live = self.live(now)?;
        let db = self.store().db();
        let calls = view::visits::last_calls(db, live.day, CALLS)?
            .into_iter()
            // Put back or missed and in the line again: nobody is asked to come now.
            .filter(|(_, _, _, state)| *state != Some(VisitState::Waiting))
            .map(|(ticket, window, at, state)| CallRow {
                ticket,
                window,
                at,
                waiting: state == Some(VisitState::Called),
            })
            .collect();
        let windows = live
            .windows
            .iter()
            .map(|window| BoardWindow {
                no: window.no,
                centres: window.centres.clone(),
                state: window.state.clone(),
                ticket: live.at_window(window.no).map(|visit| visit.label()),
            })
            .collect();
        let leaders = live
            .staff
            .iter()
            .filter(|s| s.role == StaffRole::Leader && s.posted == Some(live.day))
            .map(|s| s.name.clone())
            .collect();
        Ok(Board {
            hall: self.config().hall.name.clone(),
            day: live.day,
            calls,
            windows,
            centres: choices(db, &live, now)?,
            leaders,
            doors_open: live.doors_open,
            head: head(db)?,
        })
    }
}

/// Returns the head that is shown: the entry of the site's own log that last noted the pads' log. It
/// may lie in a log that ended since, or in one that came back.
fn head(db: &Connection) -> Result<Option<BoardHead>, StoreError> {
    let all = view::anchors::last(db)?;
    let Some(anchor) = all.iter().find(|a| a.audience == Audience::Pad.word()) else {
        return Ok(None);
    };
    let heads = ledger::heads(db)?;
    for head in heads
        .iter()
        .rev()
        .filter(|h| h.audience == Audience::Up.word())
    {
        let mut found = ledger::entry(db, head.lno, anchor.by_seq)?.map(|entry| entry.hash);
        if found != Some(anchor.by_hash) {
            found = far::returned_hash(db, head.log, anchor.by_seq)?;
        }
        if found == Some(anchor.by_hash) {
            let code = HeadCode::of(head.log, anchor.by_seq, &anchor.by_hash).to_string();
            let at = anchor.at;
            return Ok(Some(BoardHead { code, at }));
        }
    }
    Ok(None)
}
