//! The launcher: where a post is chosen. The first thing a newcomer sees.

use ratatui::Frame;

use crate::domain::ids::WindowNo;
use crate::domain::live::Window;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::theme::Look;

mod act;
mod view;

#[cfg(test)]
mod tests;

/// The windows on one page: one for each digit.
const PER_PAGE: usize = 9;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Go to what the pointer is at.
    Enter,
    /// The pointer up.
    Up,
    /// The pointer down.
    Down,
    /// The next windows.
    Next,
    /// The windows before.
    Previous,
    /// The other language.
    Language,
    /// The next theme.
    Theme,
    /// The other glyphs.
    Glyphs,
    /// Back, or away.
    Back,
}

macro_rules! row {
    ($key:expr, $action:ident, $word:literal) => {
        row(
            $key,
            Action::$action,
            concat!("launcher.key_", $word),
            concat!("launcher.help_", $word),
        )
    };
}

/// The keys; digits choose the line they stand before.
pub const KEYS: &[KeyRow<Action>] = &[
    row!(Key::Enter, Enter, "enter"),
    row!(Key::Up, Up, "up"),
    row!(Key::Down, Down, "down"),
    row!(Key::PageDown, Next, "next"),
    row!(Key::PageUp, Previous, "previous"),
    row!(Key::F(2), Language, "language"),
    row!(Key::F(3), Theme, "theme"),
    row!(Key::F(4), Glyphs, "glyphs"),
    row!(Key::Esc, Back, "back"),
];

/// The posts in the order of their digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Window,
    Kiosk,
    Pad,
    Board,
    Duty,
    Village,
    Hotline,
    Scores,
    Problems,
    Meeting,
    Ballot,
    Ratings,
}

impl Kind {
    const ALL: [Kind; 12] = [
        Kind::Window,
        Kind::Kiosk,
        Kind::Pad,
        Kind::Board,
        Kind::Duty,
        Kind::Village,
        Kind::Hotline,
        Kind::Scores,
        Kind::Problems,
        Kind::Meeting,
        Kind::Ballot,
        Kind::Ratings,
    ];
}

/// What a chosen window leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Window,
    Pad,
}

impl Goal {
    fn post(self, no: WindowNo) -> PostName {
        match self {
            Goal::Window => PostName::Window(no),
            Goal::Pad => PostName::Pad(no),
        }
    }
}

/// What is being chosen, and where the pointer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Post { at: usize },
    Window { goal: Goal, at: usize },
}

/// The post.
#[derive(Debug)]
pub struct Launcher {
    setting: Setting,
    windows: Vec<Window>,
    failed: Option<String>,
    doing: Doing,
}

impl Launcher {
    /// Makes the post.
    pub fn new(setting: Setting) -> Launcher {
        Launcher {
            setting,
            windows: Vec::new(),
            failed: None,
            doing: Doing::Post { at: 0 },
        }
    }

    fn pages(&self) -> usize {
        self.windows.len().div_ceil(PER_PAGE).max(1)
    }

    /// Returns the page of windows in sight.
    fn page(&self) -> usize {
        match self.doing {
            Doing::Post { .. } => 0,
            Doing::Window { at, .. } => at / PER_PAGE,
        }
    }

    fn why_not(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Next | Action::Previous if self.pages() == 1 => Some("launcher.why_one_page"),
            _ => None,
        }
    }
}

impl Post for Launcher {
    fn name(&self) -> PostName {
        PostName::Launcher
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Windows]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Windows(windows) => {
                self.windows = windows;
                self.failed = None;
                self.keep_pointer();
            }
            News::Failed(why) => self.failed = Some(why),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, _now: UtcMs) -> Vec<Effect> {
        match (key::find(KEYS, key), key) {
            (Some(action), _) => self.act(action),
            (None, Key::Digit(n)) => self.pick(n),
            _ => vec![Effect::Beep],
        }
    }

    fn paste(&mut self, _text: &str, _now: UtcMs) -> Vec<Effect> {
        vec![Effect::Beep]
    }

    fn outcome(&mut self, _call: &Call, _result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn hints(&self) -> Vec<HintRow> {
        let leaves = matches!(self.doing, Doing::Post { .. });
        let pages = !leaves && self.pages() > 1;
        KEYS.iter()
            .filter(|row| match row.action {
                // The screen itself says what the arrows do.
                Action::Up | Action::Down => false,
                Action::Next | Action::Previous => pages,
                _ => true,
            })
            .map(|row| {
                let hint = HintRow::of(row, self.why_not(row.action));
                match row.action {
                    Action::Back if leaves => HintRow {
                        label: "launcher.key_leave",
                        ..hint
                    },
                    _ => hint,
                }
            })
            .collect()
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }
}
