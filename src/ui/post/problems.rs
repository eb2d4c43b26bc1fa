//! The post `problems`: problems and criticism are registered while somebody tells them, and each is led
//! to its end by a digit. What is missing before one is closed is said by the rule itself.

use ratatui::Frame;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ProblemId;
use crate::domain::problem::ProblemClass;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::ProblemLine;
use crate::ops::read::ProblemPage;
use crate::ops::read::Problems;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::desk::Desk;
use crate::ui::post::desk::Phase;
use crate::ui::post::desk::beep_unless;
use crate::ui::post::foot::Note;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Typed;
use crate::ui::theme::Look;

mod act;
mod ask;
mod keys;
mod press;
mod view;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::KEYS;

use ask::Topic;

/// What the board shows: all, one tab for each class, whoever is at the post, and what is late.
const TABS: usize = 7;

/// What lies over the board.
#[derive(Debug, Clone)]
enum Over {
    Nothing,
    /// A dialog, about a problem or to register one.
    Ask(Ask<Topic>, Option<ProblemId>),
    /// A problem with all that was done about it, and its first row in sight.
    Page(Box<ProblemPage>, u16),
}

/// What was being typed, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sheet {
    topic: Topic,
    problem: Option<ProblemId>,
    #[serde(flatten)]
    typed: Typed,
}

/// The post.
pub struct ProblemsPost {
    desk: Desk,
    board: Option<Problems>,
    over: Over,
    /// The registration that was begun and left for a while.
    begun: Option<Ask<Topic>>,
}

impl ProblemsPost {
    /// Makes the post.
    pub fn new(setting: Setting) -> ProblemsPost {
        ProblemsPost {
            desk: Desk::new(setting),
            board: None,
            over: Over::Nothing,
            begun: None,
        }
    }

    fn phase(&self) -> Phase {
        let board = self.board.as_ref();
        let known = board.map(|board| |me| board.staff.iter().any(|staff| staff.no == me));
        self.desk.phase(known)
    }

    /// Returns the problems of a tab.
    fn lines_of(&self, tab: usize) -> Vec<&ProblemLine> {
        let all = self.board.as_ref().map_or(&[][..], |b| b.lines.as_slice());
        let of_class = tab
            .checked_sub(1)
            .and_then(|at| ProblemClass::ALL.get(at).copied());
        let belongs = |line: &&ProblemLine| match (tab, of_class) {
            (_, Some(class)) => line.class == class,
            (0, _) => true,
            (5, _) => line.mine,
            _ => line.overdue,
        };
        all.iter().filter(belongs).collect()
    }

    fn lines(&self) -> Vec<&ProblemLine> {
        self.lines_of(self.desk.tab)
    }

    /// Returns the chosen problem.
    fn chosen(&self) -> Option<&ProblemLine> {
        self.lines().get(self.desk.at).copied()
    }

    /// Returns a problem of the board.
    fn line(&self, problem: ProblemId) -> Option<&ProblemLine> {
        let lines = self.board.as_ref()?.lines.iter();
        lines.into_iter().find(|line| line.problem == problem)
    }

    /// Returns the name of whoever is at the post.
    fn my_name(&self) -> &str {
        let staff = self.board.as_ref().map_or(&[][..], |b| b.staff.as_slice());
        let me = staff.iter().find(|staff| Some(staff.no) == self.desk.me);
        me.map_or("", |staff| staff.name.as_str())
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => keys::ASK_KEYS,
            (Over::Page(..), _) => keys::PAGE_KEYS,
            (Over::Nothing, Phase::Board) => KEYS,
            (Over::Nothing, _) => keys::SIGN_IN_KEYS,
        }
    }
}

impl Post for ProblemsPost {
    fn name(&self) -> PostName {
        PostName::Problems
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Problems(self.desk.me)]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Problems(board) => self.board_read(*board),
            News::Problem(page) => self.over = Over::Page(page, 0),
            News::Failed(words) => self.desk.note = Note::wrong(Said::Plain(words)),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, _now: UtcMs) -> Vec<Effect> {
        self.desk.note = None;
        self.take_key(key)
    }

    fn paste(&mut self, text: &str, _now: UtcMs) -> Vec<Effect> {
        self.desk.note = None;
        beep_unless(match &mut self.over {
            Over::Ask(ask, _) => ask.paste(text) != Answer::Beep,
            _ => false,
        })
    }

    fn outcome(&mut self, _call: &Call, result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => {
                self.done(done);
                Vec::new()
            }
            // What was typed stays, and so does the dialog.
            Err(error) => self.desk.beep(Said::from_error(&error)),
        }
    }

    fn hints(&self) -> Vec<HintRow> {
        HintRow::all(self.table(), |action| self.why_not(action))
    }

    fn takes_text(&self) -> bool {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => true,
            (Over::Nothing, phase) => phase == Phase::SignIn,
            (Over::Page(..), _) => false,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        let (ask, problem) = match (&self.over, &self.begun) {
            (Over::Ask(ask, problem), _) => (ask, *problem),
            (_, Some(begun)) => (begun, None),
            _ => return None,
        };
        let sheet = Sheet {
            topic: ask.topic,
            problem,
            typed: ask.typed()?,
        };
        serde_json::to_string(&sheet).ok()
    }

    fn restore(&mut self, draft: &str) {
        if let Ok(sheet) = serde_json::from_str::<Sheet>(draft) {
            let ask = sheet.topic.ask().retype(&sheet.typed);
            self.over = Over::Ask(ask, sheet.problem);
        }
    }
}
