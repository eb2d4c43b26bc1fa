//! Which key goes where: to the dialog, to the page, or to the board.

use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::desk::Phase;
use crate::ui::post::desk::beep;
use crate::ui::post::problems::Action;
use crate::ui::post::problems::Over;
use crate::ui::post::problems::ProblemsPost;
use crate::ui::post::problems::TABS;
use crate::ui::post::problems::keys;
use crate::ui::post::window::ask::Answer;

impl ProblemsPost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key) -> Vec<Effect> {
        match (&mut self.over, self.board.is_some()) {
            (Over::Ask(ask, _), _) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => beep(),
                Answer::Drop => self.drop_ask(),
                Answer::Give => self.answer(),
            },
            (Over::Page(_, first), _) => match key {
                Key::Down | Key::PageDown => {
                    *first = first.saturating_add(1);
                    Vec::new()
                }
                Key::Up | Key::PageUp if *first > 0 => {
                    *first -= 1;
                    Vec::new()
                }
                Key::Enter | Key::Esc | Key::F(9) => self.close(),
                _ => beep(),
            },
            (Over::Nothing, _) => match self.phase() {
                Phase::Loading => beep(),
                Phase::SignIn => self.sign_in_key(key),
                Phase::Board => match key::find(keys::KEYS, key) {
                    Some(action) => self.act(action),
                    None => self.board_key(key),
                },
            },
        }
    }

    fn sign_in_key(&mut self, key: Key) -> Vec<Effect> {
        let board = self.board.as_ref();
        let known = |no| board.is_some_and(|board| board.staff.iter().any(|s| s.no == no));
        let effects = self.desk.sign_in_key(key, known);
        match self.phase() {
            // Who reads decides whose name is shown.
            Phase::Board => vec![Effect::Look(Want::Problems(self.desk.me))],
            _ => effects,
        }
    }

    pub(super) fn close(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    fn board_key(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::Enter {
            return self.act(Action::Deed);
        }
        let lines = self.lines().len();
        self.desk.list_key(key, TABS, lines)
    }
}
