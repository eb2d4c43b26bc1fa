//! The post `scores`: people with their totals and what is still to key; a paper is keyed by two people
//! who do not see each other's figures, and a third settles where they differ.

use std::collections::VecDeque;

use ratatui::Frame;

use crate::domain::ids::StaffNo;
use crate::domain::score::State;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::ScoreLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;
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
use crate::ui::theme::Look;

mod act;
mod ask;
mod form;
mod keys;
mod view;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::KEYS;

use ask::Topic;
use form::Form;

/// What the board shows: all, what is to key, what is to settle, and appeals that wait.
const TABS: usize = 4;

/// What a sheet that was asked for is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be read line by line.
    Read,
    /// To settle where two people differ.
    Settle,
}

/// What lies over the list.
#[derive(Debug, Clone)]
enum Over {
    Nothing,
    /// A dialog about a sheet, by its number; none for a new one.
    Ask(Ask<Topic>, String),
    /// A paper being keyed, or settled.
    Form(Form),
    /// A sheet line by line, from this line on.
    Page(Box<ScorePage>, usize),
}

/// The post.
pub struct ScoresPost {
    desk: Desk,
    board: Option<Scores>,
    over: Over,
    /// What is still to be kept of the paper that is keyed or settled.
    calls: VecDeque<Call>,
    wanted: Purpose,
}

impl ScoresPost {
    /// Makes the post.
    pub fn new(setting: Setting) -> ScoresPost {
        ScoresPost {
            desk: Desk::new(setting),
            board: None,
            over: Over::Nothing,
            calls: VecDeque::new(),
            wanted: Purpose::Read,
        }
    }

    fn phase(&self) -> Phase {
        let known = self.board.as_ref().map(|_| |me| self.name_of(me).is_some());
        self.desk.phase(known)
    }

    /// Returns the name of a member of staff; none for a badge nobody has.
    fn name_of(&self, staff: StaffNo) -> Option<&str> {
        let known = self.board.as_ref()?.staff.iter();
        let found = known.into_iter().find(|named| named.staff == staff);
        found.map(|named| named.name.as_str())
    }

    /// Returns the sheets of a tab.
    fn lines_of(&self, tab: usize) -> Vec<&ScoreLine> {
        let all = self.board.iter().flat_map(|board| &board.lines);
        let belongs = |line: &&ScoreLine| match tab {
            0 => true,
            1 => !line.to_key.is_empty() || !line.keyed_once.is_empty(),
            2 => !line.to_settle.is_empty(),
            _ => line.state == State::Appealed,
        };
        all.filter(belongs).collect()
    }

    fn lines(&self) -> Vec<&ScoreLine> {
        self.lines_of(self.desk.tab)
    }

    /// Returns the chosen sheet.
    fn chosen(&self) -> Option<&ScoreLine> {
        self.lines().get(self.desk.at).copied()
    }

    /// Returns a sheet of the board.
    fn line(&self, number: &str) -> Option<&ScoreLine> {
        let mut lines = self.board.as_ref()?.lines.iter();
        lines.find(|line| line.number == number)
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => keys::ASK_KEYS,
            (Over::Form(_), _) => keys::FORM_KEYS,
            (Over::Page(..), _) => keys::PAGE_KEYS,
            (Over::Nothing, Phase::Board) => KEYS,
            (Over::Nothing, _) => keys::SIGN_IN_KEYS,
        }
    }
}

impl Post for ScoresPost {
    fn name(&self) -> PostName {
        PostName::Scores
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Scores]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Scores(board) => self.board_read(*board),
            News::Score(page) => return self.page_read(page),
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
            Over::Form(form) => form.paste(text),
            Over::Nothing | Over::Page(..) => false,
        })
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => {
                if let (Call::SettleScores(kept), Over::Form(form)) = (call, &mut self.over) {
                    form.is_kept(&kept.line);
                }
                match self.next_call() {
                    Some(effect) => vec![effect],
                    None => {
                        self.done(done);
                        Vec::new()
                    }
                }
            }
            // What was typed stays, and so does the dialog.
            Err(error) => {
                self.calls.clear();
                self.desk.beep(Said::from_error(&error))
            }
        }
    }

    fn hints(&self) -> Vec<HintRow> {
        HintRow::all(self.table(), |action| self.why_not(action))
    }

    fn takes_text(&self) -> bool {
        match (&self.over, self.phase()) {
            (Over::Ask(..) | Over::Form(_), _) => true,
            (Over::Nothing, phase) => phase == Phase::SignIn,
            (Over::Page(..), _) => false,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }
}
