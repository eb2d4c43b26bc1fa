//! Which key goes where: to the dialog, to the form, or to the desk.

use crate::domain::time::UtcMs;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Post;
use crate::ui::post::Want;
use crate::ui::post::window::Action;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::fill::Filled;

impl WindowPost {
    pub(super) fn over_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        match &mut self.over {
            Over::Ask(ask) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => vec![Effect::Beep],
                Answer::Drop => {
                    self.drop_ask();
                    Vec::new()
                }
                Answer::Give => self.give(now),
            },
            Over::Aside(at) => {
                let last = self
                    .desk
                    .as_ref()
                    .map_or(0, |desk| desk.aside.len().saturating_sub(1));
                match key {
                    Key::Down => *at = (*at + 1).min(last),
                    Key::Up => *at = at.saturating_sub(1),
                    Key::Enter => {
                        let at = *at;
                        return self.bring_back(at, false);
                    }
                    Key::F(2) => {
                        let at = *at;
                        return self.bring_back(at, true);
                    }
                    Key::Digit(n @ 1..=9) => return self.bring_back(usize::from(n) - 1, false),
                    Key::Esc => self.over = Over::Nothing,
                    _ => return vec![Effect::Beep],
                }
                Vec::new()
            }
            Over::Mine(filter, at) => {
                let (filter, at) = (*filter, *at);
                self.mine_key(key, (filter, at), now)
            }
            Over::Own(_) => self.own_key(key),
            Over::Case(..) => self.case_key(key),
            Over::Bundles(_) => self.bundle_key(key),
            Over::Holds(_) => self.holds_key(key),
            Over::Papers(_) => self.paper_ask_key(key),
            Over::Notice(_) => {
                self.over = Over::Nothing;
                match key {
                    Key::Enter | Key::Esc => Vec::new(),
                    // What the clerk goes on with is not lost on the way.
                    _ => self.key(key, now),
                }
            }
            Over::Why | Over::Nothing => {
                self.over = Over::Nothing;
                Vec::new()
            }
        }
    }

    pub(super) fn desk_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        match self.phase() {
            Phase::Loading => vec![Effect::Beep],
            Phase::Closed => match key {
                Key::Enter | Key::F(2) => self.act(Action::Open, now),
                _ => match self.badge.key(key) {
                    Outcome::Changed | Outcome::Moved => Vec::new(),
                    _ => vec![Effect::Beep],
                },
            },
            Phase::Paused if key == Key::Enter => self.act(Action::Back, now),
            Phase::Called if key == Key::Enter => self.act(Action::Start, now),
            Phase::Called if key.typed().is_some() => {
                self.ahead.push(key);
                self.act(Action::Start, now)
            }
            Phase::Between => match key {
                Key::Digit(1) => self.act(Action::CallNext, now),
                Key::Digit(2) => self.act(Action::More, now),
                Key::Digit(3) => self.act(Action::End, now),
                Key::Digit(4) => self.act(Action::Print, now),
                _ => vec![Effect::Beep],
            },
            Phase::Intake => {
                let filled = self.with_form(|form, from| form.key(key, from));
                self.filled(filled)
            }
            Phase::Paused | Phase::Idle | Phase::Called => vec![Effect::Beep],
        }
    }

    /// Does what a key in the form led to.
    pub(super) fn filled(&mut self, filled: Option<Filled>) -> Vec<Effect> {
        match filled {
            None | Some(Filled::Done) => Vec::new(),
            Some(Filled::Beep(None)) => vec![Effect::Beep],
            Some(Filled::Beep(Some(said))) => self.beep(said),
            Some(Filled::Find(key)) => vec![Effect::Look(Want::People(key))],
            Some(Filled::Load(id)) => vec![Effect::Look(Want::Person(id))],
            Some(Filled::Accept) => self.accept(),
        }
    }
}
