//! Which key goes where: to the dialog, to a list, to the form, or to the board.

use crate::domain::catalogue::Catalogue;
use crate::domain::time::UtcMs;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::desk::beep;
use crate::ui::post::holds;
use crate::ui::post::paging::PER_PAGE;
use crate::ui::post::village::Action;
use crate::ui::post::village::Over;
use crate::ui::post::village::Phase;
use crate::ui::post::village::TABS;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::form::Filled;
use crate::ui::post::village::form::Form;
use crate::ui::post::village::keys;
use crate::ui::post::window::ask::Answer;

impl VillagePost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if !matches!(self.over, Over::Nothing) {
            return self.over_key(key);
        }
        match self.phase() {
            Phase::Loading | Phase::NoVillage => beep(),
            Phase::SignIn => self.desk.posting_key(key),
            Phase::Form => match key::find(keys::FORM_KEYS, key) {
                Some(action) => self.act(action, now),
                None => {
                    let filled = self.with_form(|form, catalogue| form.key(key, catalogue));
                    self.filled(filled)
                }
            },
            Phase::Board => match key::find(keys::KEYS, key) {
                Some(action) => self.act(action, now),
                None => self.board_key(key, now),
            },
        }
    }

    pub(super) fn over_key(&mut self, key: Key) -> Vec<Effect> {
        if matches!(self.over, Over::Days(_)) {
            return self.days_key(key);
        }
        if let Some(effects) = self.print_key(key) {
            return effects;
        }
        let stops = self.stops();
        let picked = self.board.as_ref().map_or(0, |board| {
            let picked = board.lines.iter().filter(|line| line.is_picked_up());
            picked.count()
        });
        match &mut self.over {
            Over::Nothing | Over::Days(_) | Over::Rating(..) | Over::GiveBack => Vec::new(),
            Over::Walk(from) => scroll(key, from, stops).unwrap_or_else(|| self.close()),
            Over::Ask(ask, _) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => beep(),
                Answer::Drop => self.close(),
                Answer::Give => self.answer(),
            },
            Over::Found(lines, at) => match key {
                Key::Down => {
                    *at = (*at + 1).min(lines.len().saturating_sub(1));
                    Vec::new()
                }
                Key::Up => {
                    *at = at.saturating_sub(1);
                    Vec::new()
                }
                Key::Enter => self.open_found(),
                Key::Esc => self.close(),
                _ => beep(),
            },
            Over::PickUp(from) => scroll(key, from, picked).unwrap_or_else(|| self.close()),
            Over::Held(holding) => match holding.key(key) {
                holds::Outcome::Stay => Vec::new(),
                holds::Outcome::Beep => beep(),
                holds::Outcome::Leave => self.close(),
            },
            Over::Raised(at) => {
                let at = *at;
                self.raised_key(key, at)
            }
            Over::Given(_) => match key {
                Key::Enter | Key::Esc => self.close(),
                _ => beep(),
            },
        }
    }

    fn raised_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let last = self.raised().len().saturating_sub(1);
        let to = match key {
            Key::Esc => return self.close(),
            Key::F(2) => return self.raise(),
            Key::Enter => return self.tell(),
            Key::Down => at.saturating_add(1),
            Key::Up if at > 0 => at - 1,
            _ => return beep(),
        };
        if to > last {
            return beep();
        }
        self.over = Over::Raised(to);
        Vec::new()
    }

    pub(super) fn close(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    fn board_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if key == Key::Enter {
            return self.act(Action::Next, now);
        }
        let lines = self.lines().len();
        self.desk.list_key(key, TABS, lines)
    }

    /// Does something with the form and the catalogue it searches in.
    pub(super) fn with_form<T>(
        &mut self,
        what: impl FnOnce(&mut Form, &Catalogue) -> T,
    ) -> Option<T> {
        let form = self.form.as_mut()?;
        Some(what(form, self.catalogue.as_ref()?))
    }

    /// Does what a key in the form led to.
    pub(super) fn filled(&mut self, filled: Option<Filled>) -> Vec<Effect> {
        match filled {
            Some(Filled::Done) => Vec::new(),
            None | Some(Filled::Beep(None)) => beep(),
            Some(Filled::Beep(Some(said))) => self.desk.beep(said),
            Some(Filled::Leave) => {
                self.writing = false;
                Vec::new()
            }
            Some(Filled::Take) => self.take(),
        }
    }

    pub(super) fn paste_into_form(&mut self, text: &str) -> Vec<Effect> {
        let filled = self.with_form(|form, catalogue| form.paste(text, catalogue));
        self.filled(filled)
    }
}

/// Moves a list that is only read; `None` for the key that leaves it.
fn scroll(key: Key, from: &mut usize, count: usize) -> Option<Vec<Effect>> {
    let last = count.saturating_sub(1);
    *from = match key {
        Key::Down => (*from + 1).min(last),
        Key::Up => from.saturating_sub(1),
        Key::PageDown => (*from + PER_PAGE).min(last),
        Key::PageUp => from.saturating_sub(PER_PAGE),
        Key::Esc | Key::Enter => return None,
        _ => return Some(beep()),
    };
    Some(Vec::new())
}
