//! What the launcher does with a key.

use crate::ui::post::Effect;
use crate::ui::post::PostName;
use crate::ui::post::Relook;
use crate::ui::post::launcher::Action;
use crate::ui::post::launcher::Doing;
use crate::ui::post::launcher::Goal;
use crate::ui::post::launcher::Kind;
use crate::ui::post::launcher::Launcher;
use crate::ui::post::launcher::PER_PAGE;

fn beep() -> Vec<Effect> {
    vec![Effect::Beep]
}

impl Launcher {
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Enter => self.enter(),
            Action::Up => self.point(-1),
            Action::Down => self.point(1),
            Action::Next => self.turn(1),
            Action::Previous => self.turn(-1),
            Action::Language => vec![Effect::Relook(Relook::Language)],
            Action::Theme => vec![Effect::Relook(Relook::Theme)],
            Action::Glyphs => vec![Effect::Relook(Relook::Glyphs)],
            Action::Back => self.back(),
        }
    }

    /// Chooses the line with a digit, which also becomes the one with the pointer.
    pub(super) fn pick(&mut self, digit: u8) -> Vec<Effect> {
        let Some(line) = usize::from(digit).checked_sub(1) else {
            return beep();
        };
        match self.doing {
            Doing::Post { .. } if line < Kind::ALL.len() => {
                self.doing = Doing::Post { at: line };
            }
            Doing::Window { goal, at } => {
                let at = at / PER_PAGE * PER_PAGE + line;
                if at >= self.windows.len() {
                    return beep();
                }
                self.doing = Doing::Window { goal, at };
            }
            Doing::Post { .. } => return beep(),
        }
        self.enter()
    }

    fn enter(&mut self) -> Vec<Effect> {
        match self.doing {
            Doing::Post { at } => match Kind::ALL.get(at) {
                Some(Kind::Window) => self.choose_window(Goal::Window),
                Some(Kind::Pad) => self.choose_window(Goal::Pad),
                Some(Kind::Kiosk) => vec![Effect::Open(PostName::Kiosk)],
                Some(Kind::Board) => vec![Effect::Open(PostName::Board)],
                Some(Kind::Duty) => vec![Effect::Open(PostName::Duty)],
                Some(Kind::Hotline) => vec![Effect::Open(PostName::Hotline)],
                Some(Kind::Ratings) => vec![Effect::Open(PostName::Ratings)],
                Some(Kind::Scores) => vec![Effect::Open(PostName::Scores)],
                Some(Kind::Problems) => vec![Effect::Open(PostName::Problems)],
                Some(Kind::Meeting) => vec![Effect::Open(PostName::Meeting)],
                Some(Kind::Ballot) => vec![Effect::Open(PostName::Ballot)],
                Some(Kind::Village) => vec![Effect::Open(PostName::Village)],
                None => beep(),
            },
            Doing::Window { goal, at } => match self.windows.get(at) {
                Some(window) => vec![Effect::Open(goal.post(window.no))],
                None => beep(),
            },
        }
    }

    fn choose_window(&mut self, goal: Goal) -> Vec<Effect> {
        if self.windows.is_empty() {
            return beep();
        }
        self.doing = Doing::Window { goal, at: 0 };
        Vec::new()
    }

    fn point(&mut self, by: isize) -> Vec<Effect> {
        let (at, count) = match &mut self.doing {
            Doing::Post { at } => (at, Kind::ALL.len()),
            Doing::Window { at, .. } => (at, self.windows.len()),
        };
        match at.checked_add_signed(by) {
            Some(next) if next < count => {
                *at = next;
                Vec::new()
            }
            _ => beep(),
        }
    }

    fn turn(&mut self, by: isize) -> Vec<Effect> {
        let page = self.page().checked_add_signed(by);
        let last = self.pages();
        match (&mut self.doing, page) {
            (Doing::Window { at, .. }, Some(page)) if page < last => {
                *at = page * PER_PAGE;
                Vec::new()
            }
            _ => beep(),
        }
    }

    fn back(&mut self) -> Vec<Effect> {
        let Doing::Window { goal, .. } = self.doing else {
            return vec![Effect::Leave];
        };
        let kind = match goal {
            Goal::Window => Kind::Window,
            Goal::Pad => Kind::Pad,
        };
        let at = Kind::ALL.iter().position(|k| *k == kind);
        self.doing = Doing::Post {
            at: at.unwrap_or_default(),
        };
        Vec::new()
    }

    /// Keeps the pointer on a window that is still there.
    pub(super) fn keep_pointer(&mut self) {
        if let Doing::Window { at, .. } = &mut self.doing {
            match self.windows.len().checked_sub(1) {
                Some(last) => *at = (*at).min(last),
                None => self.doing = Doing::Post { at: 0 },
            }
        }
    }
}
