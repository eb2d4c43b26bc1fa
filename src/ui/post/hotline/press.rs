//! Which key goes where: to the dialog, to the door list, to the form, or to the board.

use crate::domain::time::UtcMs;
use crate::ui::field::Outcome;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::hotline::Action;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::Phase;
use crate::ui::post::hotline::TABS;
use crate::ui::post::hotline::form::Filled;
use crate::ui::post::hotline::keys;
use crate::ui::post::paging;
use crate::ui::post::window::ask::Answer;

fn beep() -> Vec<Effect> {
    vec![Effect::Beep]
}

impl HotlinePost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if !matches!(self.over, Over::Nothing) {
            return self.over_key(key);
        }
        match self.phase() {
            Phase::Loading => beep(),
            Phase::SignIn => match key {
                Key::Enter => self.sign_in(),
                _ => match self.badge.key(key) {
                    Outcome::Changed | Outcome::Moved => Vec::new(),
                    _ => beep(),
                },
            },
            Phase::Form => match key::find(keys::FORM_KEYS, key) {
                Some(action) => self.act(action, now),
                None => {
                    let filled = self.form.as_mut().map(|form| form.key(key));
                    self.filled(filled)
                }
            },
            Phase::Board => match key::find(keys::KEYS, key) {
                Some(action) => self.act(action, now),
                None => self.board_key(key, now),
            },
        }
    }

    fn over_key(&mut self, key: Key) -> Vec<Effect> {
        match &mut self.over {
            Over::Nothing => Vec::new(),
            Over::Ask(ask, _) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => beep(),
                Answer::Drop => self.close(),
                Answer::Give => self.answer(),
            },
            Over::Door(door) => match key {
                Key::Esc => self.close(),
                Key::F(8) => self.finish(),
                Key::Enter if door.enter() => self.finish(),
                Key::Enter => Vec::new(),
                _ if door.key(key) => Vec::new(),
                _ => beep(),
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
            Over::Rates => match key {
                Key::Enter | Key::Esc | Key::F(9) => self.close(),
                _ => beep(),
            },
        }
    }

    pub(super) fn close(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    fn board_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if key == Key::Enter {
            return self.act(Action::Next, now);
        }
        if let Some(tab) = paging::turned(key, self.tab, TABS) {
            (self.tab, self.at) = (tab, 0);
            return Vec::new();
        }
        match paging::chosen(key, self.at, self.lines().len()) {
            Some(at) => self.at = at,
            None => return beep(),
        }
        Vec::new()
    }

    /// Does what a key in the form led to.
    pub(super) fn filled(&mut self, filled: Option<Filled>) -> Vec<Effect> {
        if let (Some(form), Some(board)) = (&mut self.form, &self.board) {
            form.fit(board);
        }
        match filled {
            Some(Filled::Done) => Vec::new(),
            None | Some(Filled::Beep(None)) => beep(),
            Some(Filled::Beep(Some(said))) => self.beep(said),
            Some(Filled::Leave) => {
                self.writing = false;
                Vec::new()
            }
            Some(Filled::Keep) => self.keep(),
        }
    }
}
