//! The post `ratings`: residents who did not rate are called by another than who served, and forms are
//! keyed by two people who do not see what the other read; a third settles where they differ.

use ratatui::Frame;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::FollowupLine;
use crate::ops::read::FormLine;
use crate::ops::read::Unrated;
use crate::ops::read::UnratedLine;
use crate::ops::reveal_person::Revealed;
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
mod view;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::KEYS;

use ask::Topic;

/// What the board shows: errands to call about, forms to key again, forms to settle, bad ratings to see
/// to.
const TABS: usize = 4;

/// A line of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row<'a> {
    /// An errand whose resident did not rate.
    Errand(&'a UnratedLine),
    /// A form that waits for somebody.
    Form(&'a FormLine),
    /// A bad rating that is followed up.
    Order(&'a FollowupLine),
}

impl Row<'_> {
    /// Returns what tells it from the others.
    fn name(&self) -> String {
        match self {
            Row::Errand(line) => line.errand.to_string(),
            Row::Form(form) => form.paper.clone(),
            Row::Order(line) => line.number.clone(),
        }
    }
}

/// What lies over the board.
#[derive(Debug, Clone)]
enum Over {
    Nothing,
    /// A dialog.
    Ask(Ask<Topic>),
    /// Whom to call, and the dialog in which it is noted.
    Person(Box<Revealed>, Topic),
}

/// What was being typed, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sheet {
    /// Whose it is: nobody else sees what was read on a paper.
    by: StaffNo,
    topic: Topic,
    typed: Typed,
}

/// The post.
pub struct RatingsPost {
    desk: Desk,
    board: Option<Unrated>,
    orders: Vec<FollowupLine>,
    over: Over,
    /// What was typed and comes back to whoever typed it.
    kept: Vec<Sheet>,
}

impl RatingsPost {
    /// Makes the post.
    pub fn new(setting: Setting) -> RatingsPost {
        RatingsPost {
            desk: Desk::new(setting),
            board: None,
            orders: Vec::new(),
            over: Over::Nothing,
            kept: Vec::new(),
        }
    }

    fn phase(&self) -> Phase {
        let known = self.board.as_ref().map(|_| |me| self.name_of(me).is_some());
        self.desk.phase(known)
    }

    /// Returns the name of a member of staff; none for a badge nobody has.
    fn name_of(&self, staff: StaffNo) -> Option<&str> {
        let mut known = self.board.as_ref()?.staff.iter();
        let found = known.find(|named| named.staff == staff);
        found.map(|named| named.name.as_str())
    }

    /// Returns the lines of a tab.
    fn lines_of(&self, tab: usize) -> Vec<Row<'_>> {
        let Some(board) = &self.board else {
            return Vec::new();
        };
        let forms = board.forms.iter();
        match tab {
            0 => board.errands.iter().map(Row::Errand).collect(),
            1 => forms.filter(|f| !f.is_twice()).map(Row::Form).collect(),
            2 => forms.filter(|f| f.is_twice()).map(Row::Form).collect(),
            // The rated person sees the reason at the window, and neither what for nor when.
            _ => {
                let others = |line: &&FollowupLine| Some(line.staff.staff) != self.desk.me;
                self.orders.iter().filter(others).map(Row::Order).collect()
            }
        }
    }

    fn lines(&self) -> Vec<Row<'_>> {
        self.lines_of(self.desk.tab)
    }

    fn chosen(&self) -> Option<Row<'_>> {
        self.lines().get(self.desk.at).copied()
    }

    /// Returns the chosen errand.
    fn errand(&self) -> Option<&UnratedLine> {
        match self.chosen() {
            Some(Row::Errand(line)) => Some(line),
            _ => None,
        }
    }

    /// Returns the chosen form.
    fn form(&self) -> Option<&FormLine> {
        match self.chosen() {
            Some(Row::Form(form)) => Some(form),
            _ => None,
        }
    }

    /// Returns the chosen bad rating.
    fn order(&self) -> Option<&FollowupLine> {
        match self.chosen() {
            Some(Row::Order(line)) => Some(line),
            _ => None,
        }
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(_), _) => keys::ASK_KEYS,
            (Over::Person(..), _) => keys::PERSON_KEYS,
            (Over::Nothing, Phase::Board) => KEYS,
            (Over::Nothing, _) => keys::SIGN_IN_KEYS,
        }
    }
}

impl Post for RatingsPost {
    fn name(&self) -> PostName {
        PostName::Ratings
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Unrated, Want::Orders]
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Orders(orders) => self.orders_read(orders),
            News::Unrated(board) => self.board_read(*board),
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
            Over::Ask(ask) => ask.paste(text) != Answer::Beep,
            Over::Nothing | Over::Person(..) => false,
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
            (Over::Ask(_), _) => true,
            (Over::Nothing, phase) => phase == Phase::SignIn,
            (Over::Person(..), _) => false,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        let mut sheets = self.kept.clone();
        if let (Over::Ask(ask), Some(by)) = (&self.over, self.desk.me)
            && let Some(typed) = ask.typed()
        {
            let topic = ask.topic.clone();
            sheets.push(Sheet { by, topic, typed });
        }
        // Another's stays until they come back for it.
        let any = !sheets.is_empty();
        any.then(|| serde_json::to_string(&sheets).ok()).flatten()
    }

    fn restore(&mut self, draft: &str) {
        // The board says what a dialog offers.
        self.kept = serde_json::from_str(draft).unwrap_or_default();
    }
}
