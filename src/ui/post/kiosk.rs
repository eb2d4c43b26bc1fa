//! The kiosk: where residents take a number.
//!
//! Four choices at most on the first screen, digits for everything, large words and no names. A
//! number counts as given only when its slip came out or the resident was told it expressly; a
//! number in between is never lost, not even by a power cut: the store knows it, and the next
//! start asks.

use ratatui::Frame;

use crate::domain::catalogue::Catalogue;
use crate::domain::estimate::Estimate;
use crate::domain::event::SlipResult;
use crate::domain::ids::Centre;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::matter::Matter;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::PriorityKind;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read;
use crate::ops::read::SelfAnswer;
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
use crate::ui::post::said::Said;
use crate::ui::post::wronged::Step;
use crate::ui::post::wronged::Wronged;
use crate::ui::slip::PrintError;
use crate::ui::theme::Look;

mod act;
mod issue;
pub mod keys;
mod learn;
mod view;
mod words;

pub(super) use words::case_number;

#[cfg(test)]
mod tests;

pub use keys::Action;

/// How long an inner page waits for a key before the first screen comes back.
const IDLE: Seconds = Seconds(30);
/// How long a number with its slip stays on the screen.
const WITH_SLIP: Seconds = Seconds(8);
/// How long a number without a slip stays on the screen.
const WITHOUT_SLIP: Seconds = Seconds(10);
/// How long the kiosk waits for an answer about a slip that did not come out.
const ANSWER: Seconds = Seconds(60);
/// How long an apology stays on the screen.
const SORRY: Seconds = Seconds(10);

/// The matters on one page; 9 stays for who is not sure, 0 for the way back.
const PER_PAGE: usize = 8;
/// The most matters a search shows: three pages. Who sees more types another letter.
const MOST_FOUND: usize = 3 * PER_PAGE;

/// What a resident asked for before choosing the matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Wish {
    priority: Option<PriorityKind>,
    reason: String,
    booked: Option<String>,
}

/// A number given and not yet in the resident's head or hand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    ticket: TicketNo,
    /// The visit; none where the number was left over by a machine that stopped.
    visit: Option<VisitId>,
    centre: Centre,
    matter: Option<String>,
    ahead: usize,
    estimate: Estimate,
    is_priority: bool,
    booked: Option<String>,
    taken: UtcMs,
    /// How often the slip was sent to the printer.
    prints: u8,
    /// Whether it was left from before a start of the kiosk.
    is_left_over: bool,
}

/// A search while it is typed.
#[derive(Debug, Clone)]
struct Search {
    field: Field,
    /// The matters found, as places in the catalogue.
    found: Vec<usize>,
    /// The one with the pointer.
    at: usize,
}

/// What a resident keyed to name the own case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Own {
    number: String,
    last4: String,
}

/// What the kiosk is doing.
#[derive(Debug, Clone)]
enum Doing {
    /// Nothing was read yet.
    Starting,
    /// Asking the store about a number left over.
    LeftOver,
    /// The first screen.
    Home,
    /// The matters of a centre.
    Matters { centre: Centre, page: usize },
    /// A matter is searched by typing.
    Find(Search),
    /// A case number is typed.
    CaseNumber { field: Field, said: Option<Said> },
    /// The last four digits of the phone are typed for a case.
    LastFour {
        number: String,
        field: Field,
        said: Option<Said>,
    },
    /// Where a case stands is shown.
    Case(Own, Box<SelfAnswer>),
    /// The leader is being told that somebody gives trouble over the rating of a case.
    Wronged(Own, Wronged),
    /// A booked time is typed.
    Booked { field: Field, said: Option<Said> },
    /// The kind of priority is chosen.
    Kinds,
    /// The reason of an urgent errand is chosen.
    Reasons,
    /// A number is being taken.
    Taking,
    /// The slip is with the printer.
    Printing(Box<Number>),
    /// What became of the slip is being noted.
    Recording(Box<Number>, SlipResult),
    /// The number is shown; with a slip or expressly without.
    Given {
        number: Box<Number>,
        result: SlipResult,
        why: &'static str,
        since: UtcMs,
    },
    /// The slip did not come out: does the resident remember the number?
    Doubt {
        number: Box<Number>,
        why: &'static str,
        since: UtcMs,
    },
    /// Something went wrong, said in one sentence.
    Sorry { said: Said, since: UtcMs },
}

/// The post.
pub struct Kiosk {
    setting: Setting,
    lang: Lang,
    figures: Option<read::Kiosk>,
    catalogue: Catalogue,
    wish: Wish,
    doing: Doing,
    touched: UtcMs,
}

/// Something pressed cannot be taken here.
fn beep() -> Vec<Effect> {
    vec![Effect::Beep]
}

impl Kiosk {
    /// Makes the post.
    pub fn new(setting: Setting) -> Kiosk {
        let lang = setting.hall_lang();
        Kiosk {
            setting,
            lang,
            figures: None,
            catalogue: Catalogue::new(Vec::new()),
            wish: Wish::default(),
            doing: Doing::Starting,
            touched: UtcMs::default(),
        }
    }

    /// Returns the matters of a centre, in the catalogue's order.
    fn matters_of(&self, centre: Centre) -> Vec<&Matter> {
        let all = self.catalogue.matters().iter();
        all.filter(|m| m.centre == centre).collect()
    }

    /// Returns how many pages the matters of a centre take, at least one.
    fn pages(&self, centre: Centre) -> usize {
        self.matters_of(centre).len().div_ceil(PER_PAGE).max(1)
    }

    fn is_closed(&self) -> bool {
        self.figures.as_ref().is_some_and(|f| !f.doors_open)
    }

    fn table(&self) -> &'static [KeyRow<Action>] {
        match &self.doing {
            Doing::Starting | Doing::LeftOver | Doing::Home => keys::HOME,
            Doing::Matters { .. } => keys::MATTERS,
            Doing::Find(_) => keys::FIND,
            Doing::CaseNumber { .. } | Doing::LastFour { .. } | Doing::Booked { .. } => keys::FIELD,
            Doing::Case(..) => keys::CASE,
            Doing::Kinds | Doing::Reasons => keys::BACK,
            Doing::Wronged(_, asked) => match asked.step {
                Step::What => keys::BACK,
                Step::Sure(_) => keys::SURE,
                Step::Sent => &[],
                Step::Over(_) => keys::SHOWN,
            },
            Doing::Taking | Doing::Printing(_) | Doing::Recording(..) => &[],
            Doing::Given {
                result: SlipResult::Printed,
                ..
            }
            | Doing::Sorry { .. } => keys::SHOWN,
            Doing::Given { .. } => keys::REMEMBER,
            Doing::Doubt { .. } => keys::DOUBT,
        }
    }

    fn why_not(&self, action: Action) -> Option<&'static str> {
        match (&self.doing, action) {
            (Doing::Home, Action::Pick(n)) if self.is_closed() && n != 5 => {
                Some("kiosk.why_closed")
            }
            (Doing::Matters { centre, .. }, Action::Next | Action::Previous)
                if self.pages(*centre) == 1 =>
            {
                Some("kiosk.why_one_page")
            }
            (Doing::Find(search), Action::Next | Action::Previous)
                if search.found.len() <= PER_PAGE =>
            {
                Some("kiosk.why_one_page")
            }
            _ => None,
        }
    }

    /// Returns the whole seconds left until the screen moves on by itself, where it does.
    fn seconds_left(&self, now: UtcMs) -> Option<i64> {
        let (since, span) = match &self.doing {
            Doing::Given {
                since,
                result: SlipResult::Printed,
                ..
            } => (*since, WITH_SLIP),
            Doing::Given { since, .. } => (*since, WITHOUT_SLIP),
            Doing::Doubt { since, .. } => (*since, ANSWER),
            Doing::Sorry { since, .. } => (*since, SORRY),
            _ => return None,
        };
        Some((span.0 - now.seconds_since(since).0).max(0))
    }
}

impl Post for Kiosk {
    fn name(&self) -> PostName {
        PostName::Kiosk
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Catalogue, Want::Kiosk]
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        self.learn(news, now)
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.touched = now;
        self.press(key)
    }

    fn paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        self.touched = now;
        self.insert(text)
    }

    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        self.pass(now)
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect> {
        self.done(call, result, now)
    }

    fn printed(&mut self, result: Result<(), PrintError>, now: UtcMs) -> Vec<Effect> {
        self.slip_out(result, now)
    }

    fn hints(&self) -> Vec<HintRow> {
        let mut rows: Vec<HintRow> = Vec::new();
        let mut shown: Vec<Action> = Vec::new();
        for row in self.table() {
            // Several keys may do the same; the first one stands for them.
            if shown.contains(&row.action) {
                continue;
            }
            shown.push(row.action);
            rows.push(HintRow::of(row, self.why_not(row.action)));
        }
        rows
    }

    fn takes_text(&self) -> bool {
        matches!(
            self.doing,
            Doing::Find(_)
                | Doing::CaseNumber { .. }
                | Doing::LastFour { .. }
                | Doing::Booked { .. }
        )
    }

    fn is_public(&self) -> bool {
        true
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        match self.seconds_left(now) {
            Some(left) => -1 - left,
            None => now.0 / 60_000,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }
}
