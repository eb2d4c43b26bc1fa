//! Which key goes where: to the dialog, to the door list, to the form, or to the board.

use crate::domain::time::UtcMs;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::desk::Phase;
use crate::ui::post::desk::beep;
use crate::ui::post::hotline::Action;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::TABS;
use crate::ui::post::hotline::form::Filled;
use crate::ui::post::hotline::keys;
use crate::ui::post::window::ask::Answer;

impl HotlinePost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if !matches!(self.over, Over::Nothing) {
            return self.over_key(key);
        }
        match self.phase() {
            Phase::Loading => beep(),
            Phase::SignIn => self.desk.posting_key(key),
            Phase::Board if self.writing => match key::find(keys::FORM_KEYS, key) {
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
        let lines = self.lines().len();
        self.desk.list_key(key, TABS, lines)
    }

    /// Does what a key in the form led to.
    pub(super) fn filled(&mut self, filled: Option<Filled>) -> Vec<Effect> {
        if let (Some(form), Some(board)) = (&mut self.form, &self.board) {
            form.fit(board);
        }
        match filled {
            Some(Filled::Done) => Vec::new(),
            None | Some(Filled::Beep(None)) => beep(),
            Some(Filled::Beep(Some(said))) => self.desk.beep(said),
            Some(Filled::Leave) => {
                self.writing = false;
                Vec::new()
            }
            Some(Filled::Keep) => self.keep(),
        }
    }
}
