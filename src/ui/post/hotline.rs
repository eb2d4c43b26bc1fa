//! The post `hotline`: a call is written down while the caller speaks, sent to the nearest station,
//! and followed until the caller was told.
//!
//! The same post stands at the hall and at a village: each sees what it is to do next, and a home
//! visit ends in the door list, which must be whole.

use ratatui::Frame;

use crate::domain::ids::JobId;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::read::Hotline;
use crate::ops::read::JobLine;
use crate::ops::read::JobNext;
use crate::ui::field::Field;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
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

/// What the post is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was read yet.
    Loading,
    /// Nobody said who they are.
    SignIn,
    /// The board.
    Board,
    /// A call is being taken.
    Form,
}

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
    setting: Setting,
    /// Who is at it.
    me: Option<StaffNo>,
    /// The badge number typed before anything else.
    badge: Field,
    board: Option<Hotline>,
    tab: usize,
    /// The chosen job of the tab.
    at: usize,
    form: Option<Form>,
    /// Whether the form is on the screen; left for a while it keeps what was typed.
    writing: bool,
    over: Over,
    note: Option<Note>,
}

impl HotlinePost {
    /// Makes the post.
    pub fn new(setting: Setting) -> HotlinePost {
        let me = match setting.who {
            Who::Staff(no) => Some(no),
            Who::System | Who::Resident => None,
        };
        HotlinePost {
            setting,
            me,
            badge: Field::code(10),
            board: None,
            tab: 0,
            at: 0,
            form: None,
            writing: false,
            over: Over::Nothing,
            note: None,
        }
    }

    fn phase(&self) -> Phase {
        let Some(board) = &self.board else {
            return Phase::Loading;
        };
        let known = |no: StaffNo| board.staff.iter().any(|staff| staff.no == no);
        match self.me {
            None => Phase::SignIn,
            Some(me) if !known(me) => Phase::SignIn,
            _ if self.writing => Phase::Form,
            _ => Phase::Board,
        }
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
        self.lines_of(self.tab)
    }

    /// Returns the chosen job.
    fn chosen(&self) -> Option<&JobLine> {
        self.lines().get(self.at).copied()
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
        let me = staff.iter().find(|staff| Some(staff.no) == self.me);
        me.map_or("", |staff| staff.name.as_str())
    }

    /// Returns the language of what is recorded: the hall's, not this screen's.
    fn hall_lang(&self) -> Lang {
        Lang::from_tag(&self.setting.config.screen.language).unwrap_or_default()
    }

    fn say(&mut self, said: Said) {
        self.note = Note::done(said);
    }

    fn beep(&mut self, said: Said) -> Vec<Effect> {
        self.note = Note::wrong(said);
        vec![Effect::Beep]
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => keys::ASK_KEYS,
            (Over::Door(_), _) => keys::DOOR_KEYS,
            (Over::Found(..), _) => keys::FOUND_KEYS,
            (Over::Rates, _) => keys::LIST_KEYS,
            (Over::Nothing, Phase::Form) => keys::FORM_KEYS,
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
        vec![Want::Hotline(self.me)]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Hotline(board) => self.board_read(*board),
            News::Jobs(lines) => self.over = Over::Found(lines, 0),
            News::Failed(words) => {
                let said = Said::Plain(words);
                self.note = Note::wrong(said);
            }
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.note = None;
        self.take_key(key, now)
    }

    fn paste(&mut self, text: &str, _now: UtcMs) -> Vec<Effect> {
        self.note = None;
        let taken = match (&mut self.over, self.writing) {
            (Over::Ask(ask, _), _) => ask.paste(text) != Answer::Beep,
            (Over::Door(door), _) => door.paste(text),
            (Over::Nothing, true) => self.form.as_mut().is_some_and(|form| form.paste(text)),
            _ => false,
        };
        match taken {
            true => Vec::new(),
            false => vec![Effect::Beep],
        }
    }

    fn tick(&mut self, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => {
                self.done(call, done);
                Vec::new()
            }
            // What was typed stays, and so does the dialog.
            Err(error) => self.beep(Said::from_error(&error)),
        }
    }

    fn hints(&self) -> Vec<HintRow> {
        self.table()
            .iter()
            .map(|row| HintRow {
                key: row.key,
                label: row.label,
                help: row.help,
                why_not: self.why_not(row.action),
            })
            .collect()
    }

    fn takes_text(&self) -> bool {
        match (&self.over, self.phase()) {
            (Over::Ask(..) | Over::Door(_), _) => true,
            (Over::Nothing, Phase::SignIn) => true,
            (Over::Nothing, Phase::Form) => self.form.as_ref().is_some_and(Form::takes_text),
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
