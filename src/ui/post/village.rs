//! The post `village`: an assistant takes neighbours' errands and sees to it that every paper comes
//! home.
//!
//! The board is the post: each errand says what comes next, and one key does it. It needs no line to
//! the hall: what is done here goes there whenever somebody carries it.

use ratatui::Frame;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::catalogue::Catalogue;
use crate::domain::ids::StaffNo;
use crate::domain::matter::Matter;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::give_mandate::MandateTaken;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandPlace;
use crate::ops::read::Holds;
use crate::ops::read::RaisedLine;
use crate::ops::read::Village;
use crate::ops::read::Walk;
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
use crate::ui::post::desk::beep_unless;
use crate::ui::post::foot::Note;
use crate::ui::post::holds::Holding;
use crate::ui::post::pad::Pad;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;
use crate::ui::theme::Look;

mod act;
mod ask;
mod days;
mod extra;
mod form;
mod keys;
mod press;
mod rating;
pub(in crate::ui::post) mod view;
mod walk;

#[cfg(test)]
pub(in crate::ui::post) mod tests;

pub use keys::Action;
pub use keys::KEYS;

pub(in crate::ui::post) use ask::fen;
pub(super) use ask::papers_of;

use ask::Topic;
use days::Days;
use form::Form;
use form::Sheet;
use rating::KeptRating;

/// The tabs of the board: all, one for each place, and those something is wrong with.
const TABS: usize = ErrandPlace::ALL.len() + 2;

/// What the post is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was read yet.
    Loading,
    /// This is no village station.
    NoVillage,
    /// Nobody said who they are.
    SignIn,
    /// The board.
    Board,
    /// A mandate is being filled in.
    Form,
}

/// What lies over the board.
#[derive(Debug)]
enum Over {
    Nothing,
    /// A dialog about an errand by its number; about none when empty.
    Ask(Ask<Topic>, String),
    /// The errands a number means, and the chosen one.
    Found(Vec<ErrandLine>, usize),
    /// Where to go today, from a stop on.
    Walk(usize),
    /// Who gets something back on the next market day, from a line on.
    PickUp(usize),
    /// Who holds which paper.
    Held(Holding),
    /// Matters that residents brought up, and the chosen one.
    Raised(usize),
    /// Service days and figures of a month.
    Days(Days),
    /// The mandate just given.
    Given(MandateTaken),
    /// A resident rates an errand, by its number: the post is a pad for that long.
    Rating(Box<Pad>, String),
    /// The resident is done and gives the screen back.
    GiveBack,
}

/// What is kept of a post: a mandate being filled in, an errand being rated.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form: Option<Sheet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rating: Option<KeptRating>,
}

/// The post.
pub struct VillagePost {
    desk: Desk,
    board: Option<Village>,
    catalogue: Option<Catalogue>,
    /// The walk list, once it was looked at.
    walk: Option<Walk>,
    form: Option<Form>,
    /// Whether the form is on the screen; left for a while it keeps what was typed.
    writing: bool,
    over: Over,
    /// An errand that was being rated, until the board is read.
    kept: Option<KeptRating>,
}

impl VillagePost {
    /// Makes the post.
    pub fn new(setting: Setting) -> VillagePost {
        VillagePost {
            desk: Desk::new(setting),
            board: None,
            catalogue: None,
            walk: None,
            form: None,
            writing: false,
            over: Over::Nothing,
            kept: None,
        }
    }

    fn phase(&self) -> Phase {
        let Some(board) = &self.board else {
            return Phase::Loading;
        };
        let known = |no: StaffNo| board.staff.iter().any(|staff| staff.no == no);
        match self.desk.me {
            _ if board.hall.is_none() => Phase::NoVillage,
            None => Phase::SignIn,
            Some(me) if !known(me) => Phase::SignIn,
            _ if self.writing => Phase::Form,
            _ => Phase::Board,
        }
    }

    /// Returns the errands of a tab.
    fn lines_of(&self, tab: usize) -> Vec<&ErrandLine> {
        let all = self
            .board
            .as_ref()
            .map_or(&[][..], |board| board.lines.as_slice());
        let place = tab.checked_sub(1).and_then(|at| ErrandPlace::ALL.get(at));
        let belongs = |line: &&ErrandLine| match place {
            _ if tab == 0 => true,
            Some(place) => line.place == Some(*place),
            None => !line.troubles.is_empty(),
        };
        all.iter().filter(belongs).collect()
    }

    fn lines(&self) -> Vec<&ErrandLine> {
        self.lines_of(self.desk.tab)
    }

    /// Returns who holds which paper of the board's errands.
    fn holds(&self) -> Option<Holds> {
        self.board.as_ref().map(|board| Holds {
            day: board.day,
            papers: board.held.clone(),
            errands: board.lines.clone(),
        })
    }

    /// Returns the chosen errand.
    fn chosen(&self) -> Option<&ErrandLine> {
        self.lines().get(self.desk.at).copied()
    }

    /// Returns an errand of the board by its number.
    fn line(&self, number: &str) -> Option<&ErrandLine> {
        let lines = self.board.as_ref()?.lines.iter();
        lines.into_iter().find(|line| line.number == number)
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

    /// Returns the matter of the form.
    fn matter(&self) -> Option<&Matter> {
        let code = self.form.as_ref()?.matter.as_deref()?;
        self.catalogue.as_ref()?.by_code(code)
    }

    /// Returns the language of what is recorded: the hall's, not this screen's.
    fn hall_lang(&self) -> Lang {
        self.desk.setting.hall_lang()
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(..), _) => keys::ASK_KEYS,
            (Over::Found(..), _) => keys::FOUND_KEYS,
            (Over::Held(holding), _) if holding.open => keys::LIST_KEYS,
            (Over::Held(_), _) => keys::HELD_KEYS,
            (Over::Raised(_), _) => keys::RAISED_KEYS,
            (Over::Walk(_) | Over::PickUp(_), _) => keys::PRINT_KEYS,
            (Over::Days(_), _) => keys::DAYS_KEYS,
            (Over::Given(_), _) => keys::GIVEN_KEYS,
            (Over::Rating(..), _) => keys::RATING_KEYS,
            (Over::GiveBack, _) => keys::GIVE_BACK_KEYS,
            (Over::Nothing, Phase::Form) => keys::FORM_KEYS,
            (Over::Nothing, Phase::Board) => KEYS,
            (Over::Nothing, _) => keys::SIGN_IN_KEYS,
        }
    }

    /// Returns the matters that were raised here and are not over.
    fn raised(&self) -> &[RaisedLine] {
        let board = self.board.as_ref();
        board.map_or(&[][..], |board| board.raised.as_slice())
    }

    /// Keeps the choice on an errand that is still there.
    fn keep_choice(&mut self) {
        self.desk.at = self.desk.at.min(self.lines().len().saturating_sub(1));
    }
}

impl Post for VillagePost {
    fn name(&self) -> PostName {
        PostName::Village
    }

    fn wants(&self) -> Vec<Want> {
        let mut wants = vec![Want::Catalogue, Want::Village];
        if matches!(self.over, Over::Walk(_)) {
            wants.push(Want::Walk);
        }
        wants
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        match news {
            News::Catalogue(matters) => {
                self.catalogue = Some(Catalogue::new(matters));
                self.fit_form();
            }
            News::Village(board) => {
                self.board_read(*board);
                self.rate_on(now);
            }
            News::Walk(walk) => self.walk = Some(*walk),
            News::Villages(read) => self.figures_read(read),
            News::Errands(lines) => self.over = Over::Found(lines, 0),
            News::Failed(words) => self.desk.note = Note::wrong(Said::Plain(words)),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if self.is_public() {
            return self.resident_key(key, now);
        }
        self.desk.note = None;
        self.take_key(key, now)
    }

    fn paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        if self.is_public() {
            return self.at_the_pad(|pad| pad.paste(text, now));
        }
        self.desk.note = None;
        match (&mut self.over, self.writing) {
            (Over::Ask(ask, _), _) => beep_unless(ask.paste(text) != Answer::Beep),
            (Over::Nothing, true) => self.paste_into_form(text),
            _ => vec![Effect::Beep],
        }
    }

    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        match self.over {
            Over::Rating(..) => self.at_the_pad(|pad| pad.tick(now)),
            _ => Vec::new(),
        }
    }

    fn paper_out(&mut self, out: PaperOut, _now: UtcMs) -> Vec<Effect> {
        self.list_came(&out)
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect> {
        if self.rated(call, &result, now) {
            return Vec::new();
        }
        match result {
            Ok(done) => {
                let asked = self.handed_over();
                self.done(call, done);
                self.ask_at_once(asked, now);
                Vec::new()
            }
            // What was typed stays, and so does the dialog.
            Err(error) => self.desk.beep(Said::from_error(&error)),
        }
    }

    fn hints(&self) -> Vec<HintRow> {
        if let Over::Rating(pad, _) = &self.over {
            return pad.hints();
        }
        HintRow::all(self.table(), |action| self.why_not(action))
    }

    fn takes_text(&self) -> bool {
        match (&self.over, self.phase()) {
            (Over::Rating(pad, _), _) => pad.takes_text(),
            (Over::Ask(..), _) => true,
            (Over::Nothing, Phase::SignIn) => true,
            (Over::Nothing, Phase::Form) => self.form.as_ref().is_some_and(Form::takes_text),
            _ => false,
        }
    }

    fn is_public(&self) -> bool {
        matches!(self.over, Over::Rating(..) | Over::GiveBack)
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        match &self.over {
            // A sign apart, so that neither is taken for the other.
            Over::Rating(pad, _) => -1 - pad.pulse(now),
            _ => now.0 / 60_000,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        match &self.over {
            Over::Rating(pad, _) => pad.view(frame, look, now),
            Over::GiveBack => view::give_back(self, frame, look),
            _ => view::draw(self, frame, look, now),
        }
    }

    fn draft(&self) -> Option<String> {
        let form = self.form.as_ref().filter(|form| form.touched);
        let kept = Kept {
            form: form.map(Form::sheet),
            rating: self.kept_rating(),
        };
        let any = kept.form.is_some() || kept.rating.is_some();
        any.then(|| serde_json::to_string(&kept).ok()).flatten()
    }

    fn restore(&mut self, draft: &str) {
        // A version before kept the form alone.
        let alone = || serde_json::from_str(draft).ok();
        let kept: Kept = serde_json::from_str(draft).unwrap_or_default();
        self.kept = kept.rating;
        if let Some(sheet) = kept.form.or_else(alone) {
            let usual = self.usual_conditions();
            self.form = Some(Form::of_sheet(sheet, usual));
            self.writing = true;
        }
    }
}
