//! The public board: who is called where. Numbers only, nothing of any person who came.

use std::collections::BTreeSet;
use std::collections::VecDeque;

use chrono::NaiveDate;
use ratatui::Frame;

use crate::domain::ids::WindowNo;
use crate::domain::results::Results;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read;
use crate::ops::read::CallRow;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::theme::Look;

mod act;
mod posted;
#[cfg(test)]
mod tests;
mod view;

/// For how long a call is shown before the next one may take its place.
///
/// Source: a default of the program; long enough to read a number twice.
pub const HOLD: Seconds = Seconds(4);

/// For how long a call is shown inverted.
pub const FRESH: Seconds = Seconds(8);

/// How long a page of windows stays when there are more than fit.
pub const PAGE: Seconds = Seconds(8);

/// Calls that may wait for their turn; more than the board remembers never come at once.
const MOST_WAITING: usize = 8;

/// A call as the board tells it from others: called again, it is another one.
type Seen = (String, WindowNo, UtcMs);

fn key_of(call: &CallRow) -> Seen {
    (call.ticket.clone(), call.window, call.at)
}

/// What the large line shows.
#[derive(Debug)]
enum Showing {
    /// Nothing new: the board was just switched on, or everything has been shown.
    Calm,
    /// A call, since then; others wait for their turn.
    New { call: CallRow, since: UtcMs },
}

/// The calls of a day the board knows.
#[derive(Debug)]
struct Known {
    day: NaiveDate,
    calls: BTreeSet<Seen>,
    /// The oldest call there when the board was switched on: what is older comes back into the
    /// list only because a later one left it.
    from: UtcMs,
}

/// The post.
#[derive(Debug)]
pub struct Board {
    setting: Setting,
    board: Option<read::Board>,
    known: Option<Known>,
    showing: Showing,
    waiting: VecDeque<CallRow>,
    /// Since when nobody waits and nobody is served.
    quiet: Option<UtcMs>,
    /// What hangs out.
    posted: Vec<Results>,
}

impl Board {
    /// Makes the post.
    pub fn new(setting: Setting) -> Board {
        Board {
            setting,
            board: None,
            known: None,
            showing: Showing::Calm,
            waiting: VecDeque::new(),
            quiet: None,
            posted: Vec::new(),
        }
    }

    /// Returns whether the large line is inverted now.
    fn is_fresh(&self, now: UtcMs) -> bool {
        matches!(&self.showing, Showing::New { call, since }
            if now < since.plus(FRESH) && self.stands(call))
    }
}

impl Post for Board {
    fn name(&self) -> PostName {
        PostName::Board
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Board, Want::Posted]
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        match news {
            News::Board(board) => {
                let effects = self.hear(board, now);
                self.listen(now);
                effects
            }
            News::Posted(posted) => {
                self.posted = posted;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Nobody stands at a board: a key does nothing, not even a beep over the hall.
    fn key(&mut self, _key: Key, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn paste(&mut self, _text: &str, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        self.pass(now)
    }

    fn outcome(&mut self, _call: &Call, _result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn hints(&self) -> Vec<HintRow> {
        Vec::new()
    }

    fn is_public(&self) -> bool {
        true
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        let minute = now.0.div_euclid(60_000);
        let page = now.0.div_euclid(PAGE.0 * 1000);
        minute
            .wrapping_mul(1_000_003)
            .wrapping_add(page)
            .wrapping_mul(2)
            .wrapping_add(i64::from(self.is_fresh(now)))
            .wrapping_mul(1_009)
            .wrapping_add(self.turn(now).map_or(0, |turn| turn + 1))
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        self.draw(frame, look, now);
    }
}
