//! Who holds what: the papers that are out, the overdue first, and one errand of them whole. Village,
//! window and duty post show the same list.

use crate::ops::read::ErrandLine;
use crate::ops::read::HeldPaper;
use crate::ops::read::Holds;
use crate::ui::key::Key;

pub(super) mod view;

/// How many lines a page key moves by.
const PAGE: usize = 10;

/// The list, the chosen paper, and whether its errand lies open.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    pub(super) holds: Holds,
    pub(super) at: usize,
    pub(super) open: bool,
}

/// What came of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was taken.
    Stay,
    /// It means nothing here.
    Beep,
    /// The list is left.
    Leave,
}

impl Holding {
    /// Returns the list as it opens.
    pub(super) fn new(holds: Holds) -> Holding {
        Holding {
            holds,
            at: 0,
            open: false,
        }
    }

    /// Takes the list as it is now; the choice stays with its paper.
    pub(super) fn refresh(&mut self, holds: Holds) {
        let chosen = self.chosen().map(|held| (held.case, held.paper.no));
        self.holds = holds;
        let mut papers = self.holds.papers.iter();
        match papers.position(|held| Some((held.case, held.paper.no)) == chosen) {
            Some(at) => self.at = at,
            // The last paper of an errand that lies open is settled.
            None => self.open = false,
        }
        self.at = self.at.min(self.holds.papers.len().saturating_sub(1));
    }

    /// Opens an errand by its number; returns whether a paper of it is out.
    pub(super) fn open_errand(&mut self, number: &str) -> bool {
        let mut papers = self.holds.papers.iter();
        let at = papers.position(|held| held.number == number);
        self.at = at.unwrap_or(self.at);
        self.open = at.is_some();
        self.open
    }

    /// Returns the chosen paper.
    pub(super) fn chosen(&self) -> Option<&HeldPaper> {
        self.holds.papers.get(self.at)
    }

    /// Returns the errand that lies open.
    pub(super) fn errand(&self) -> Option<&ErrandLine> {
        let case = self.chosen().filter(|_| self.open)?.case;
        self.holds.errands.iter().find(|line| line.case == case)
    }

    /// Returns the papers of the errand that lies open, as far as they are out.
    pub(super) fn of_errand(&self) -> impl Iterator<Item = &HeldPaper> {
        let case = self.errand().map(|line| line.case);
        let papers = self.holds.papers.iter();
        papers.filter(move |held| Some(held.case) == case)
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: Key) -> Outcome {
        let last = self.holds.papers.len().saturating_sub(1);
        let at = match key {
            Key::Esc if self.open => {
                self.open = false;
                return Outcome::Stay;
            }
            Key::Esc => return Outcome::Leave,
            Key::Enter if self.open || self.chosen().is_none() => return Outcome::Beep,
            Key::Enter => {
                self.open = true;
                return Outcome::Stay;
            }
            Key::Down => self.at.saturating_add(1),
            Key::PageDown => self.at.saturating_add(PAGE).min(last),
            Key::PageUp => self.at.saturating_sub(PAGE),
            Key::Up => match self.at.checked_sub(1) {
                Some(at) => at,
                None => return Outcome::Beep,
            },
            _ => return Outcome::Beep,
        };
        match at > last || self.open {
            true => Outcome::Beep,
            false => {
                self.at = at;
                Outcome::Stay
            }
        }
    }
}
