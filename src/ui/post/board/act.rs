//! Which call the board shows large, and when it rings.

use std::collections::BTreeSet;

use crate::domain::time::UtcMs;
use crate::ops::read;
use crate::ops::read::CallRow;
use crate::ui::post::Effect;
use crate::ui::post::board::Board;
use crate::ui::post::board::FRESH;
use crate::ui::post::board::HOLD;
use crate::ui::post::board::Known;
use crate::ui::post::board::MOST_WAITING;
use crate::ui::post::board::Showing;
use crate::ui::post::board::key_of;

impl Board {
    /// Takes what was read: new calls stand in line for the large line, the latest last.
    pub(super) fn hear(&mut self, board: read::Board, now: UtcMs) -> Vec<Effect> {
        let news = self.learn(&board);
        self.board = Some(board);
        for call in news {
            // Called again before its first turn came: one turn is enough.
            self.waiting.retain(|waiting| waiting.ticket != call.ticket);
            self.waiting.push_back(call);
        }
        let most = self.waiting.len().saturating_sub(MOST_WAITING);
        self.waiting.drain(..most);
        self.pass(now)
    }

    /// Returns the calls not known so far, the oldest first. A board that was just switched on
    /// takes all there are as known: nobody wants to hear the morning's calls again.
    fn learn(&mut self, board: &read::Board) -> Vec<CallRow> {
        let another_day = self.known.as_ref().map(|known| known.day != board.day);
        if another_day != Some(false) {
            let oldest = board.calls.iter().map(|call| call.at).min();
            let first = another_day.is_none();
            self.known = Some(Known {
                day: board.day,
                calls: if first {
                    board.calls.iter().map(key_of).collect()
                } else {
                    BTreeSet::new()
                },
                from: oldest.filter(|_| first).unwrap_or(UtcMs(i64::MIN)),
            });
            self.showing = Showing::Calm;
            self.waiting.clear();
        }
        let Some(known) = &mut self.known else {
            return Vec::new();
        };
        let mut news = Vec::new();
        for call in board.calls.iter().rev() {
            if call.at >= known.from && known.calls.insert(key_of(call)) {
                news.push(call.clone());
            }
        }
        news
    }

    /// Gives the large line to the next call when the present one has been there long enough.
    pub(super) fn pass(&mut self, now: UtcMs) -> Vec<Effect> {
        if let Showing::New { since, .. } = &mut self.showing {
            // A clock that was put back must not hold a call for an hour.
            *since = (*since).min(now);
            if now < since.plus(HOLD) {
                return Vec::new();
            }
        }
        while let Some(call) = self.waiting.pop_front() {
            if self.stands(&call) {
                self.showing = Showing::New { call, since: now };
                return vec![Effect::Ring];
            }
        }
        Vec::new()
    }

    /// Says whether a call was not taken back in the meantime.
    pub(super) fn stands(&self, call: &CallRow) -> bool {
        self.board.as_ref().is_some_and(|board| {
            let key = key_of(call);
            board.calls.iter().any(|row| key_of(row) == key)
        })
    }

    /// Returns the call for the large line: the new one; later the latest whose resident is
    /// still on the way; else simply the latest.
    pub(super) fn large(&self, now: UtcMs) -> Option<&CallRow> {
        if let Showing::New { call, since } = &self.showing
            && now < since.plus(FRESH)
            && self.stands(call)
        {
            return Some(call);
        }
        let calls = &self.board.as_ref()?.calls;
        calls
            .iter()
            .find(|call| call.waiting)
            .or_else(|| calls.first())
    }
}
