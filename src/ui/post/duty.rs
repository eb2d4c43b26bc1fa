//! The post `duty`: the leader sees what is about to go wrong and acts on it with a digit.
//!
//! The right-hand list of the main screen is the post: each line leads to a question that is
//! already filled in (`plan`), and the answer is the deed. Everything else is a list behind a
//! function key.

use chrono::NaiveDate;
use ratatui::Frame;

use crate::domain::catalogue::Catalogue;
use crate::domain::event::StaffRole;
use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::live::Staff;
use crate::domain::measure::Month;
use crate::domain::measure::Villages;
use crate::domain::night::Night;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read;
use crate::ops::read::CaseCard;
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
use crate::ui::post::holds::Holding;
use crate::ui::post::said::Said;
use crate::ui::theme::Look;

mod act;
mod figures;
mod hold;
mod item;
mod keys;
mod matter;
mod order;
mod plan;
mod raised;
mod ranks;
mod register;
mod tray;
mod view;
mod villages;
mod words;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::CATALOGUE_KEYS;
pub use keys::DAY_KEYS;
pub use keys::FIGURE_KEYS;
pub use keys::FORM_KEYS;
pub use keys::HOLD_KEYS;
pub use keys::KEYS;
pub use keys::LIST_KEYS;
pub use keys::LOOK_KEYS;
pub use keys::MONTH_KEYS;
pub use keys::ORDER_KEYS;
pub use keys::PAGE_KEYS;
pub use keys::PICK_KEYS;
pub use keys::RAISED_KEYS;
pub use keys::RANK_KEYS;
pub use keys::REGISTER_KEYS;
pub use keys::WATCH_KEYS;
pub use keys::WRITE_KEYS;

use matter::Form;
use order::Order;
pub(in crate::ui::post) use order::said as said_of_order;
use plan::Ask;
use plan::Facts;
use plan::Plan;

/// The cases kept from a search: no screen shows more at once.
const PAGE: usize = 50;

/// What lies on the screen.
#[derive(Debug, Clone)]
pub(crate) enum Screen {
    /// What is about to go wrong.
    Watch,
    /// The numbers, searched by number.
    Tickets(Field),
    /// The windows.
    Windows,
    /// The bad ratings and what each still wants.
    Ratings,
    /// The cases found for a text; without one the pressing ones.
    Cases(Field, Vec<CaseCard>),
    /// The staff.
    Staff,
    /// The matters found for a text; all without one.
    Matters(Field),
    /// One matter as a form.
    Matter(Box<Form>),
    /// What is watched over in the register, on a day, once read.
    Register(NaiveDate, Option<Box<read::RegisterDay>>),
    /// The report of the latest night up to a day: not read yet, or none.
    Night(NaiveDate, Option<Option<Box<Night>>>),
    /// Who holds which paper of the villages' errands, once read; and the errand that is to lie open.
    Holds(Option<Box<Holding>>, Option<String>),
    /// The tree of sites, once read.
    Sites(Option<Box<read::Sites>>),
    /// Matters that were raised from here or to here.
    Raised,
    /// The figures of the villages over a month, once read.
    Villages(Month, Option<Box<Villages>>),
    /// The ranks by the ratings of a month, once read.
    Ranks(Month, Option<Box<read::Ranks>>),
    /// The figures of the hall, and what one is made of.
    Figures(figures::Board),
    /// The figures of a day, once read.
    Day(NaiveDate, Option<Box<read::Day>>),
}

/// A question that lies over the screen.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub(crate) plan: Plan,
    pub(crate) ask: Ask,
    pub(crate) at: usize,
}

/// How the last thing went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It was done.
    Done,
    /// It was not.
    Wrong,
}

/// The post.
#[derive(Debug)]
pub struct Duty {
    setting: Setting,
    /// Who leads; none looks on without acting.
    me: Option<StaffNo>,
    figures: Option<Box<read::Duty>>,
    screen: Screen,
    at: usize,
    dialogs: Vec<Dialog>,
    card: Option<Box<CaseCard>>,
    /// The catalogue, once it was looked at.
    catalogue: Option<Catalogue>,
    said: Option<(Tone, Said)>,
}

impl Duty {
    /// Makes the post.
    pub fn new(setting: Setting) -> Duty {
        Duty {
            me: setting.staff(),
            setting,
            figures: None,
            screen: Screen::Watch,
            at: 0,
            dialogs: Vec::new(),
            card: None,
            catalogue: None,
            said: None,
        }
    }

    fn facts<'a>(&self, duty: &'a read::Duty, now: UtcMs) -> Facts<'a> {
        Facts {
            live: &duty.live,
            orders: &duty.followups,
            case_open: self.card.as_ref().is_some_and(|card| !card.done),
            case_owed: (self.card.as_ref()).is_some_and(|card| card.deliver_due.is_some()),
            zone: self.setting.zone,
            closing: self.setting.config.hours.close.0,
            now,
        }
    }

    /// Returns the language in which reasons are recorded: the hall's, not this screen's.
    fn hall_lang(&self) -> Lang {
        self.setting.hall_lang()
    }

    fn tables(&self) -> Vec<&'static [KeyRow<Action>]> {
        match (self.dialogs.last().map(|dialog| &dialog.ask), &self.screen) {
            (Some(Ask::Write(_)), _) => vec![WRITE_KEYS],
            (Some(Ask::Pick(_)), _) => vec![PICK_KEYS],
            (None, Screen::Watch) => vec![KEYS, WATCH_KEYS],
            (None, Screen::Day(..)) => vec![DAY_KEYS, KEYS],
            (None, Screen::Night(..)) => vec![DAY_KEYS, PAGE_KEYS, KEYS],
            (None, Screen::Raised) => vec![RAISED_KEYS, LIST_KEYS, KEYS],
            (None, Screen::Sites(_)) => vec![LOOK_KEYS, KEYS],
            (None, Screen::Holds(Some(holding), _)) if holding.open => {
                vec![HOLD_KEYS, LOOK_KEYS, KEYS]
            }
            (None, Screen::Holds(..)) => vec![HOLD_KEYS, LIST_KEYS, KEYS],
            (None, Screen::Figures(_)) => vec![FIGURE_KEYS, LIST_KEYS, KEYS],
            (None, Screen::Villages(..)) => vec![MONTH_KEYS, PAGE_KEYS, KEYS],
            (None, Screen::Ranks(..)) => vec![RANK_KEYS, LIST_KEYS, KEYS],
            (None, Screen::Ratings) => vec![LIST_KEYS, ORDER_KEYS, KEYS],
            (None, Screen::Register(..)) => vec![LIST_KEYS, REGISTER_KEYS, KEYS],
            (None, Screen::Matters(_)) => vec![CATALOGUE_KEYS, LIST_KEYS, KEYS],
            (None, Screen::Matter(form)) if form.edit.is_some() => vec![WRITE_KEYS],
            (None, Screen::Matter(_)) => vec![FORM_KEYS],
            (None, _) => vec![LIST_KEYS, KEYS],
        }
    }

    /// Returns why an action does nothing now, as a locale key.
    fn why_not(&self, action: Action) -> Option<&'static str> {
        let Some(duty) = &self.figures else {
            return Some("duty.reading");
        };
        match action {
            Action::Tickets if duty.waiting.is_empty() && duty.others.is_empty() => {
                Some("duty.nobody_here")
            }
            Action::Ratings if order::board(duty).is_empty() => Some("rating.board_none"),
            Action::Count => self.why_no_count(),
            Action::Doors if !duty.live.doors_open => Some("duty.doors_closed"),
            Action::Later if self.month() == Some(Month::of(duty.live.day)) => {
                Some("duty.last_month")
            }
            Action::Later if self.day().is_some_and(|day| day >= duty.live.day) => {
                Some("duty.last_day")
            }
            _ => None,
        }
    }
}

impl Duty {
    /// Returns the month whose figures are on the screen.
    fn month(&self) -> Option<Month> {
        match &self.screen {
            Screen::Villages(month, _) | Screen::Ranks(month, _) => Some(*month),
            _ => None,
        }
    }

    /// Returns the day whose figures or entries are on the screen.
    fn day(&self) -> Option<NaiveDate> {
        match &self.screen {
            Screen::Day(day, _) | Screen::Register(day, _) | Screen::Night(day, _) => Some(*day),
            _ => None,
        }
    }
}

/// Returns the leader who is posted today, the first by number.
fn posted_leader(live: &Live) -> Option<&Staff> {
    live.staff
        .iter()
        .find(|staff| staff.role == StaffRole::Leader && staff.posted == Some(live.day))
}

impl Post for Duty {
    fn name(&self) -> PostName {
        PostName::Duty
    }

    fn wants(&self) -> Vec<Want> {
        let mut wants = vec![Want::Duty];
        match &self.screen {
            Screen::Cases(field, _) if !field.value().trim().is_empty() => {
                wants.push(Want::Cases(field.value().to_owned()));
            }
            Screen::Figures(board) => wants.extend(board.want()),
            Screen::Day(day, _) => wants.push(Want::Day(*day)),
            Screen::Register(day, _) => wants.push(Want::Register(*day)),
            Screen::Holds(..) => wants.push(Want::Holds),
            Screen::Sites(_) => wants.push(Want::Sites),
            Screen::Night(day, _) => wants.push(Want::Night(*day)),
            Screen::Matters(_) | Screen::Matter(_) => wants.push(Want::Catalogue),
            _ => {}
        }
        if let Some(card) = &self.card {
            wants.push(Want::Case(card.number.clone()));
        }
        wants
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        self.take_news(news, now);
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.take_key(key, now)
    }

    fn paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        self.take_paste(text, now)
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect> {
        match result {
            Ok(done) => {
                self.dialogs.clear();
                self.card = None;
                if let Call::SaveMatters(_) = call {
                    self.saved();
                }
                self.said = Some((Tone::Done, words::done(call, &done)));
                if let Done::RevealRater(person) = &done {
                    let shown = Order::shown(person, self.hall_lang());
                    self.open(Plan::Order(shown), now);
                }
                self.look_again()
            }
            // What was typed stays, and so does the question.
            Err(error) => self.refuse(Said::from_error(&error)),
        }
    }

    fn hints(&self) -> Vec<HintRow> {
        self.tables()
            .into_iter()
            .flatten()
            .map(|row| HintRow::of(row, self.why_not(row.action)))
            .collect()
    }

    fn takes_text(&self) -> bool {
        match self.dialogs.last() {
            Some(dialog) => matches!(dialog.ask, Ask::Write(_)),
            None => match &self.screen {
                Screen::Tickets(_) | Screen::Cases(..) | Screen::Matters(_) => true,
                Screen::Matter(form) => form.edit.is_some(),
                _ => false,
            },
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        if let Screen::Matter(form) = &self.screen
            && form.is_changed()
        {
            return serde_json::to_string(&form.draft()).ok();
        }
        let dialog = self.dialogs.iter().rev().find(|d| d.plan != Plan::SignIn)?;
        match &dialog.ask {
            Ask::Write(field) if !field.is_empty() => {
                serde_json::to_string(&(&dialog.plan, field.value())).ok()
            }
            _ => None,
        }
    }

    fn restore(&mut self, draft: &str) {
        if let Ok(mut form) = serde_json::from_str::<Box<Form>>(draft) {
            form.reopen(&self.setting.calendar);
            self.screen = Screen::Matter(form);
            return;
        }
        let Ok((plan, text)) = serde_json::from_str::<(Plan, String)>(draft) else {
            return;
        };
        let mut ask = plan.write();
        if let Ask::Write(field) = &mut ask {
            field.set(&text);
        }
        self.dialogs.push(Dialog { plan, ask, at: 0 });
    }
}
