//! The post `hotline`: a call is written down while the caller speaks, sent to the nearest station,
//! and followed until the caller was told.
//!
//! The same post stands at the hall and at a village: each sees what it is to do next, and a home
//! visit ends in the door list, which must be whole.

use ratatui::Frame;

use crate::domain::ids::JobId;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::Hotline;
use crate::ops::read::JobLine;
use crate::ops::read::JobNext;
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
mod door;
mod form;
mod keys;
mod press;
mod view;

#[cfg(test)]
mod tests;

pub(in crate::ui::post) use act::was_sent;
pub use keys::Action;
pub use keys::KEYS;

use ask::Topic;
use door::Door;
use form::Form;
use form::Sheet;

/// What the board shows: all, one for each thing to do here, and what is late.
const TABS: usize = 5;

/// What lies over the board.
#[derive(Debug, Clone)]
enum Over {
    Nothing,
    /// A dialog about a job.
    Ask(Ask<Topic>, Option<JobId>),
    /// The door list of a visit.
    Door(Door),
    /// The jobs that were looked up, and the chosen one.
    Found(Vec<JobLine>, usize),
    /// The figures of the month.
    Rates,
}

/// The post.
pub struct HotlinePost {
    desk: Desk,
    board: Option<Hotline>,
    form: Option<Form>,
    /// Whether the form is on the screen; left for a while it keeps what was typed.
    writing: bool,
    over: Over,
}

impl HotlinePost {
    /// Makes the post.
    pub fn new(setting: Setting) -> HotlinePost {
        HotlinePost {
            desk: Desk::new(setting),
            board: None,
            form: None,
            writing: false,
            over: Over::Nothing,
        }
    }

    fn phase(&self) -> Phase {
        let board = self.board.as_ref();
        let known = board.map(|board| |me| board.staff.iter().any(|staff| staff.no == me));
        self.desk.phase(known)
    }

    /// Returns the jobs of a tab.
    fn lines_of(&self, tab: usize) -> Vec<&JobLine> {
        let all = self
            .board
            .as_ref()
            .map_or(&[][..], |board| board.lines.as_slice());
        let belongs = |line: &&JobLine| match tab {
            0 => true,
            1 => line.next == JobNext::Send,
            2 => line.next == JobNext::Go,
            3 => line.next == JobNext::Tell,
            _ => line.late,
        };
        all.iter().filter(belongs).collect()
    }

    fn lines(&self) -> Vec<&JobLine> {
        self.lines_of(self.desk.tab)
    }

    /// Returns the chosen job.
    fn chosen(&self) -> Option<&JobLine> {
        self.lines().get(self.desk.at).copied()
    }

    /// Returns a job of the board.
    fn line(&self, job: JobId) -> Option<&JobLine> {
        let lines = self.board.as_ref()?.lines.iter();
        lines.into_iter().find(|line| line.job == job)
    }

    /// Returns the name of whoever is at the post.
    fn my_name(&self) -> &str {
        let staff = self
            .board
            .as_ref()
            .map_or(&[][..], |board| board.staff.as_slice());
        let me = staff.iter().find(|staff| Some(staff.no) == self.desk.me);
        me.map_or("", |staff| staff.name.as_str())
    }

    /// Returns the language of what is recorded: the hall's, not this screen's.
    fn hall_lang(&self) -> Lang {
        self.desk.setting.hall_lang()
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => keys::ASK_KEYS,
            (Over::Door(_), _) => keys::DOOR_KEYS,
            (Over::Found(..), _) => keys::FOUND_KEYS,
            (Over::Rates, _) => keys::LIST_KEYS,
            (Over::Nothing, Phase::Board) if self.writing => keys::FORM_KEYS,
            (Over::Nothing, Phase::Board) => KEYS,
            (Over::Nothing, _) => keys::SIGN_IN_KEYS,
        }
    }
}

impl Post for HotlinePost {
    fn name(&self) -> PostName {
        PostName::Hotline
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Hotline(self.desk.me)]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Hotline(board) => self.board_read(*board),
            News::Jobs(lines) => self.over = Over::Found(lines, 0),
            News::Failed(words) => self.desk.note = Note::wrong(Said::Plain(words)),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.desk.note = None;
        self.take_key(key, now)
    }

    fn paste(&mut self, text: &str, _now: UtcMs) -> Vec<Effect> {
        self.desk.note = None;
        beep_unless(match (&mut self.over, self.writing) {
            (Over::Ask(ask, _), _) => ask.paste(text) != Answer::Beep,
            (Over::Door(door), _) => door.paste(text),
            (Over::Nothing, true) => self.form.as_mut().is_some_and(|form| form.paste(text)),
            _ => false,
        })
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => {
                self.done(call, done);
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
            (Over::Ask(..) | Over::Door(_), _) => true,
            (Over::Nothing, Phase::SignIn) => true,
            (Over::Nothing, Phase::Board) if self.writing => {
                self.form.as_ref().is_some_and(Form::takes_text)
            }
            _ => false,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        let form = self.form.as_ref().filter(|form| form.touched)?;
        serde_json::to_string(&form.sheet()).ok()
    }

    fn restore(&mut self, draft: &str) {
        if let Ok(sheet) = serde_json::from_str::<Sheet>(draft) {
            self.form = Some(Form::of_sheet(sheet));
            self.writing = true;
        }
    }
}
