//! The registrar's post of meetings that judge: calls one, signs raters in by kind, opens the voting,
//! keys papers, counts, prints.
//!
//! While ballots are cast it tells how many are in, and nothing of what they say.

use ratatui::Frame;

use crate::domain::live::Staff;
use crate::domain::meeting::State;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::MeetingLine;
use crate::ops::read::MeetingPage;
use crate::ui::app::press::PaperOut;
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
mod keys;
#[cfg(test)]
mod tests;
mod view;

pub use keys::Action;
pub use keys::KEYS;

use ask::Topic;

/// The post.
pub struct MeetingPost {
    desk: Desk,
    staff: Option<Vec<Staff>>,
    lines: Vec<MeetingLine>,
    /// The chosen meeting in full.
    page: Option<MeetingPage>,
    ask: Option<Ask<Topic>>,
    /// From which line on the chosen meeting is shown on the whole screen.
    whole: Option<usize>,
    /// When the last key was pressed.
    now: UtcMs,
}

impl MeetingPost {
    /// Makes the post.
    pub fn new(setting: Setting) -> MeetingPost {
        MeetingPost {
            desk: Desk::new(setting),
            staff: None,
            lines: Vec::new(),
            page: None,
            ask: None,
            whole: None,
            now: UtcMs(0),
        }
    }

    fn phase(&self) -> Phase {
        let staff = self.staff.as_ref();
        let known = staff.map(|staff| |me| staff.iter().any(|one| one.no == me));
        self.desk.phase(known)
    }

    /// Returns the chosen meeting of the list.
    fn chosen(&self) -> Option<&MeetingLine> {
        self.lines.get(self.desk.at)
    }

    /// Returns the chosen meeting in full, once it was read.
    fn page(&self) -> Option<&MeetingPage> {
        let number = &self.chosen()?.number;
        self.page
            .as_ref()
            .filter(|page| page.line.number == *number)
    }

    fn state(&self) -> Option<State> {
        self.page().map(|page| page.line.state)
    }

    fn my_name(&self) -> &str {
        let staff = self.staff.iter().flatten();
        let mut me = staff.filter(|staff| Some(staff.no) == self.desk.me);
        me.next().map_or("", |staff| staff.name.as_str())
    }

    /// Returns the language of this screen.
    fn lang(&self) -> Lang {
        self.desk.setting.hall_lang()
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.ask, self.phase()) {
            (Some(_), _) => keys::ASK_KEYS,
            (None, Phase::Board) if self.whole.is_some() => keys::SHOW_KEYS,
            (None, Phase::Board) => KEYS,
            (None, _) => keys::SIGN_IN_KEYS,
        }
    }
}

impl Post for MeetingPost {
    fn name(&self) -> PostName {
        PostName::Meeting
    }

    fn wants(&self) -> Vec<Want> {
        let page = self.chosen().map(|line| Want::Meeting(line.number.clone()));
        [Want::Staff, Want::Meetings]
            .into_iter()
            .chain(page)
            .collect()
    }

    fn news(&mut self, news: News, _: UtcMs) -> Vec<Effect> {
        match news {
            News::Staff(staff) => self.staff = Some(staff),
            News::Meetings(lines) => return self.read(lines),
            News::Meeting(page) => self.page = Some(*page),
            News::Failed(words) => self.desk.note = Note::wrong(Said::Plain(words)),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        (self.desk.note, self.now) = (None, now);
        self.take_key(key)
    }

    fn paste(&mut self, text: &str, _: UtcMs) -> Vec<Effect> {
        self.desk.note = None;
        let answer = self.ask.as_mut().map(|ask| ask.paste(text));
        beep_unless(answer == Some(Answer::Stay))
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, _: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => self.done(call, done),
            // What was typed stays, and so does the dialog.
            Err(error) => self.desk.beep(Said::from_error(&error)),
        }
    }

    fn paper_out(&mut self, out: PaperOut, _: UtcMs) -> Vec<Effect> {
        self.printed(&out)
    }

    fn hints(&self) -> Vec<HintRow> {
        HintRow::all(self.table(), |action| self.why_not(action))
    }

    fn takes_text(&self) -> bool {
        self.ask.is_some() || self.phase() == Phase::SignIn
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }
}
