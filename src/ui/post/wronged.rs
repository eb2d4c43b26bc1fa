//! 有人为难我: a resident tells the leader that somebody gives them trouble over a rating, at the pad or at
//! the kiosk. It is asked twice, and only somebody who reads and waits answers: a key pressed too soon
//! after another counts for nothing, so that whoever leans on the keys tells nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ui::key::Key;
use crate::ui::post::centred::Page;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// A key answers only after so long without any.
///
/// Source: a default of the program; about what it takes to read a sentence.
pub(super) const QUIET: Seconds = Seconds(2);

/// What may have happened, by digit.
pub(super) const KINDS: [&str; 4] = [
    "pad.wronged_forced",
    "pad.wronged_hindered",
    "pad.wronged_sought",
    "pad.wronged_other",
];

/// How far a resident has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Asked what happened.
    What,
    /// Asked whether the leader is to be told of it.
    Sure(usize),
    /// Given to the store.
    Sent,
    /// The leader has it, or it could not be kept.
    Over(bool),
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It stays here.
    Stay,
    /// The key means nothing now.
    Beep,
    /// Back; nothing was told.
    Leave,
    /// The leader is told: the locale key of what.
    Tell(&'static str),
}

/// The question and how far it has come.
#[derive(Debug, Clone)]
pub(super) struct Wronged {
    pub(super) step: Step,
    /// When the last key was pressed.
    pub(super) touched: UtcMs,
}

impl Wronged {
    /// Asks.
    pub(super) fn new(now: UtcMs) -> Wronged {
        Wronged {
            step: Step::What,
            touched: now,
        }
    }

    /// Takes a key. Leaving is possible at any time.
    pub(super) fn key(&mut self, key: Key, now: UtcMs) -> Answer {
        let early = now < self.touched.plus(QUIET);
        self.touched = now;
        match (self.step, key) {
            (Step::Sent, _) => Answer::Beep,
            (_, Key::Digit(0) | Key::Esc) => Answer::Leave,
            _ if early => Answer::Beep,
            (Step::Over(_), Key::Enter) => Answer::Leave,
            (Step::What, Key::Digit(n @ 1..=4)) => {
                self.step = Step::Sure(usize::from(n) - 1);
                Answer::Stay
            }
            (Step::Sure(at), Key::Enter) => {
                self.step = Step::Sent;
                Answer::Tell(KINDS.get(at).copied().unwrap_or(KINDS[3]))
            }
            _ => Answer::Beep,
        }
    }

    /// Says what became of it.
    pub(super) fn end(&mut self, kept: bool, now: UtcMs) {
        self.step = Step::Over(kept);
        self.touched = now;
    }

    /// Draws it.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        match self.step {
            Step::What => what(area, buf, look),
            Step::Sure(at) => sure(KINDS.get(at).copied().unwrap_or(KINDS[3]), area, buf, look),
            Step::Sent => said("pad.wronged_sending", Role::Title, area, buf, look),
            Step::Over(true) => said("pad.wronged_told", Role::Title, area, buf, look),
            Step::Over(false) => said("pad.wronged_failed", Role::Warn, area, buf, look),
        }
    }
}

/// Draws what may have happened, each with its digit.
fn what(area: Rect, buf: &mut Buffer, look: &Look) {
    let mut page = Page::new(area, fits(3 + KINDS.len()), 4, look);
    page.line(buf, Role::Title, look.tr("pad.wronged_title"));
    page.gap();
    let longest = KINDS.map(|key| text::width(look.tr(key)));
    let longest = longest.into_iter().max().unwrap_or(0);
    for (digit, key) in (1..).zip(KINDS) {
        let name = text::pad_right(look.tr(key), longest);
        page.line(buf, Role::Text, &format!("{digit}  {name}"));
    }
    page.gap();
    page.line(buf, Role::Hint, look.tr("pad.wronged_slow"));
    page.gap();
    page.line(buf, Role::Muted, look.tr("pad.wronged_who"));
}

/// Draws the second question.
fn sure(kind: &str, area: Rect, buf: &mut Buffer, look: &Look) {
    let mut page = Page::new(area, 4, 4, look);
    page.line(buf, Role::Title, look.tr("pad.wronged_sure"));
    page.gap();
    page.line(buf, Role::Text, look.tr(kind));
    page.gap();
    page.line(buf, Role::Hint, look.tr("pad.wronged_then"));
    page.gap();
    page.line(buf, Role::Muted, look.tr("pad.wronged_who"));
}

/// Draws one sentence.
fn said(key: &str, role: Role, area: Rect, buf: &mut Buffer, look: &Look) {
    let wide = usize::from(area.width.saturating_sub(8)).clamp(20, 68);
    let lines = text::wrap(look.tr(key), wide);
    let mut page = Page::new(area, fits(lines.len()), 1, look);
    for line in lines {
        page.line(buf, role, &line);
    }
}

fn fits(rows: usize) -> u16 {
    u16::try_from(rows).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> UtcMs {
        UtcMs(1_773_279_720_000 + ms)
    }

    #[test]
    fn b7_only_who_reads_and_waits_twice_tells_the_leader() {
        let mut wronged = Wronged::new(at(0));
        assert_eq!(wronged.key(Key::Digit(2), at(1_900)), Answer::Beep);
        assert_eq!(wronged.key(Key::Digit(2), at(3_900)), Answer::Stay);
        assert_eq!(wronged.key(Key::Enter, at(4_000)), Answer::Beep);
        assert_eq!(wronged.key(Key::Digit(1), at(7_000)), Answer::Beep);
        assert_eq!(wronged.key(Key::Enter, at(9_000)), Answer::Tell(KINDS[1]));
        // It is told once.
        assert_eq!(wronged.key(Key::Enter, at(12_000)), Answer::Beep);
    }

    #[test]
    fn b7_mashed_keys_tell_nothing_however_long() {
        let keys = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(Key::Digit);
        let keys: Vec<Key> = keys.into_iter().chain([Key::Enter, Key::Up]).collect();
        let mut wronged = Wronged::new(at(0));
        let (mut now, mut seed) = (0, 7_u64);
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            now += i64::try_from(seed >> 33).unwrap_or(0) % 1_999;
            let key = keys[usize::try_from(seed >> 40).unwrap_or(0) % keys.len()];
            assert_eq!(wronged.key(key, at(now)), Answer::Beep);
        }
        assert_eq!(wronged.step, Step::What);
    }
}
