//! The post `window`: a clerk calls, receives, accepts and lets the resident rate.
//!
//! What the window is doing follows from its desk (`Phase`); the post itself keeps only what
//! the clerk has typed and what lies over the desk. So a change made by somebody else, a dropped
//! line or a restart can never leave it in a state of its own.

use std::cell::OnceCell;
use std::collections::HashMap;

use ratatui::Frame;

use crate::domain::catalogue::Catalogue;
use crate::domain::division::Divisions;
use crate::domain::event::Applicant;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::WindowState;
use crate::domain::matter::Matter;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::give_notice::NoticeDone;
use crate::ops::read::CaseLine;
use crate::ops::read::Current;
use crate::ops::read::Desk;
use crate::ops::read::OwnRating;
use crate::ui::app::press::PaperOut;
use crate::ui::field::Field;
use crate::ui::key;
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
use crate::ui::post::holds::Holding;
use crate::ui::post::said::Said;
use crate::ui::theme::Look;

mod act;
pub(super) mod ask;
mod bundle;
mod end;
mod ends;
mod fill;
pub(super) mod form;
mod hold;
mod keys;
mod mine;
mod own;
pub(in crate::ui::post) mod papers;
mod press;
mod settle;
pub(super) mod view;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::KEYS;

use ask::Answer;
use ask::Ask;
use bundle::Bundles;
use form::Focus;
use form::Form;
use form::Sheet;
use form::Sources;
use hold::PaperAsk;
use mine::Colleague;
use papers::LastPaper;

/// How many forms of visits that went elsewhere are kept for their return.
const SHELF: usize = 8;

/// What the window is doing, as its desk says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing was read yet.
    Loading,
    /// Nobody sits here.
    Closed,
    /// Closed for a while.
    Paused,
    /// Open, with nobody called.
    Idle,
    /// A number is called and not yet here.
    Called,
    /// An errand is being filled in.
    Intake,
    /// An errand is over; the visit goes on or ends.
    Between,
}

/// What lies over the desk.
#[derive(Debug, Clone)]
enum Over {
    Nothing,
    /// A dialog.
    Ask(Ask),
    /// The missed and parked numbers, and the chosen line.
    Aside(usize),
    /// How the date was counted.
    Why,
    /// The one-time notice just given.
    Notice(NoticeDone),
    /// What the clerk answers for: which lamp, and the chosen line.
    Mine(usize, usize),
    /// The clerk's own bad ratings, and the chosen line.
    Own(usize),
    /// What villages handed in.
    Bundles(Bundles),
    /// Who holds which paper of the villages' errands.
    Holds(Holding),
    /// A dialog about papers of one of them.
    Papers(PaperAsk),
    /// One of these cases, and the chosen deed.
    Case(Box<CaseLine>, usize),
}

/// What follows when the verb in progress succeeds.
#[derive(Debug, Clone, PartialEq)]
enum After {
    Nothing,
    /// This verb.
    Then(Box<Call>),
    /// Nothing: the verb in progress is itself such a second one.
    Last,
}

/// The post.
pub struct WindowPost {
    no: WindowNo,
    setting: Setting,
    desk: Option<Desk>,
    catalogue: Option<Catalogue>,
    recent: HashMap<String, u32>,
    divisions: OnceCell<Divisions>,
    /// The badge number typed at a closed window.
    badge: Field,
    /// What was typed before the form was there.
    ahead: Vec<Key>,
    form: Option<Form>,
    /// Forms of visits that are elsewhere for now.
    shelf: Vec<Form>,
    /// Who the errand just ended was for, for the next one of the same visit.
    carried: Option<(VisitId, Applicant)>,
    over: Over,
    /// What the clerk answers for, as last read.
    mine: Vec<CaseLine>,
    /// The clerk's own bad ratings, as last read.
    own: Vec<OwnRating>,
    /// The number of the one that is being appealed.
    appealed: String,
    after: After,
    note: Option<Note>,
    /// The cases last looked for.
    found: Vec<CaseLine>,
    /// The colleagues a case can be passed to.
    colleagues: Vec<Colleague>,
    /// The last paper asked for.
    paper: Option<LastPaper>,
}

impl WindowPost {
    /// Makes the post.
    pub fn new(no: WindowNo, setting: Setting) -> WindowPost {
        WindowPost {
            no,
            setting,
            desk: None,
            catalogue: None,
            recent: HashMap::new(),
            divisions: OnceCell::new(),
            badge: Field::code(10),
            ahead: Vec::new(),
            form: None,
            shelf: Vec::new(),
            carried: None,
            over: Over::Nothing,
            mine: Vec::new(),
            own: Vec::new(),
            appealed: String::new(),
            after: After::Nothing,
            note: None,
            found: Vec::new(),
            colleagues: Vec::new(),
            paper: None,
        }
    }

    /// Returns what the window is doing.
    pub(crate) fn phase(&self) -> Phase {
        let Some(desk) = &self.desk else {
            return Phase::Loading;
        };
        match (&desk.window.state, &desk.current) {
            (WindowState::Closed, _) => Phase::Closed,
            (WindowState::Paused { .. }, _) => Phase::Paused,
            (WindowState::Open, None) => Phase::Idle,
            (WindowState::Open, Some(now)) if now.row.state == VisitState::Called => Phase::Called,
            (WindowState::Open, Some(now)) if now.errand.is_some() => Phase::Intake,
            (WindowState::Open, Some(_)) => Phase::Between,
        }
    }

    fn current(&self) -> Option<&Current> {
        self.desk.as_ref()?.current.as_ref()
    }

    fn line_is_empty(&self) -> bool {
        self.desk.as_ref().is_none_or(|desk| desk.line.is_empty())
    }

    /// Returns the matter of the form.
    fn matter(&self) -> Option<&Matter> {
        let code = self.form.as_ref()?.matter.as_deref()?;
        self.catalogue.as_ref()?.by_code(code)
    }

    fn divisions(&self) -> &Divisions {
        self.divisions.get_or_init(Divisions::shipped)
    }

    /// Does something with the form and what it searches in.
    fn with_form<T>(&mut self, what: impl FnOnce(&mut Form, &Sources<'_>) -> T) -> Option<T> {
        let recent = &self.recent;
        let used = |code: &str| recent.get(code).copied().unwrap_or(0);
        let from = Sources {
            catalogue: self.catalogue.as_ref(),
            recent: &used,
            home: self
                .desk
                .as_ref()
                .and_then(|desk| Some(desk.current.as_ref()?.row.centre)),
            divisions: self.divisions.get_or_init(Divisions::shipped),
        };
        self.form.as_mut().map(|form| what(form, &from))
    }

    fn reopen_list(&mut self) {
        self.with_form(|form, from| form.focus_on(form.focus, from));
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
            (Over::Ask(_) | Over::Papers(_), _) => keys::ASK_KEYS,
            (Over::Why, _) => keys::WHY_KEYS,
            (Over::Aside(_), _) => keys::ASIDE_KEYS,
            (Over::Mine(..), _) => keys::MINE_KEYS,
            (Over::Own(_), _) => keys::OWN_KEYS,
            (Over::Bundles(_), _) => keys::BUNDLE_KEYS,
            // What lies open is not opened.
            (Over::Holds(holding), _) if holding.open => {
                keys::HOLD_KEYS.get(1..).unwrap_or_default()
            }
            (Over::Holds(_), _) => keys::HOLD_KEYS,
            (Over::Case(..), _) => keys::CASE_KEYS,
            (Over::Notice(_), _) => keys::NOTICE_KEYS,
            (Over::Nothing, Phase::Loading | Phase::Closed) => keys::CLOSED_KEYS,
            (Over::Nothing, _) => KEYS,
        }
    }
}

/// Returns what comes of a text pasted into a dialog.
fn pasted(answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Beep => vec![Effect::Beep],
        _ => Vec::new(),
    }
}

impl Post for WindowPost {
    fn name(&self) -> PostName {
        PostName::Window(self.no)
    }

    fn wants(&self) -> Vec<Want> {
        let mut wants = vec![Want::Catalogue, Want::Desk(self.no)];
        if let Over::Holds(_) = self.over {
            wants.push(Want::Holds);
        }
        wants
    }

    fn news(&mut self, news: News, _now: UtcMs) -> Vec<Effect> {
        match news {
            News::Catalogue(matters) => {
                self.catalogue = Some(Catalogue::new(matters));
                // Places in the old catalogue mean nothing in the new one.
                if matches!(
                    self.form.as_ref().map(|f| &f.list),
                    Some(form::List::Matters(..))
                ) {
                    self.with_form(|form, from| form.find_matters(from));
                }
                Vec::new()
            }
            News::Desk(desk) => {
                let staff = |desk: &Desk| desk.window.staff;
                let other = self.desk.as_ref().and_then(staff) != staff(&desk);
                self.desk = Some(*desk);
                let mut effects = self.settle();
                if other {
                    effects.push(Effect::Look(Want::Recent(self.no)));
                }
                effects
            }
            News::Recent(recent) => {
                self.recent = recent.into_iter().collect();
                let untyped = self.form.as_ref().is_some_and(|form| {
                    form.query.is_empty() && matches!(&form.list, form::List::Matters(_, 0))
                });
                if untyped {
                    self.with_form(|form, from| form.find_matters(from));
                }
                Vec::new()
            }
            News::People(key, hits) => {
                let load = self.with_form(|form, _| form.found(&key, hits)).flatten();
                load.map_or_else(Vec::new, |id| vec![Effect::Look(Want::Person(id))])
            }
            News::Person(Some(person)) => {
                self.person_found(&person);
                Vec::new()
            }
            News::Person(None) => self.beep(Said::key("window.person_gone")),
            News::Mine(lines) => {
                self.mine_news(lines);
                Vec::new()
            }
            News::Own(lines) => {
                self.own_news(lines);
                Vec::new()
            }
            News::Lines(text, lines) => self.lines_found(&text, lines),
            News::Errands(lines) => self.bundles_read(lines),
            News::Holds(read) => self.holds_read(*read),
            News::Staff(staff) => {
                self.offer_colleagues(&staff);
                Vec::new()
            }
            News::Windows(windows) => {
                self.offer_goals(&windows);
                Vec::new()
            }
            News::Failed(words) => {
                // No bell: what cannot be read is read again at every change.
                self.note = Note::wrong(Said::Plain(words));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.note = None;
        self.after = After::Nothing;
        if !matches!(self.over, Over::Nothing) {
            return self.over_key(key, now);
        }
        match key::find(self.table(), key) {
            Some(action) => self.act(action, now),
            None => self.desk_key(key, now),
        }
    }

    fn paste(&mut self, text: &str, _now: UtcMs) -> Vec<Effect> {
        self.note = None;
        match (&mut self.over, self.desk.is_some()) {
            (Over::Ask(ask), _) => pasted(ask.paste(text)),
            (Over::Papers(asked), _) => pasted(asked.ask.paste(text)),
            (Over::Nothing, true) if self.form.is_some() => {
                let filled = self.with_form(|form, from| form.paste(text, from));
                self.filled(filled)
            }
            _ => vec![Effect::Beep],
        }
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, _now: UtcMs) -> Vec<Effect> {
        self.end(call, result)
    }

    fn paper_out(&mut self, out: PaperOut, _now: UtcMs) -> Vec<Effect> {
        self.paper_came(out)
    }

    fn hints(&self) -> Vec<HintRow> {
        HintRow::all(self.table(), |action| self.why_not(action))
    }

    fn takes_text(&self) -> bool {
        match (&self.over, self.phase()) {
            (Over::Ask(_) | Over::Papers(_), _) => true,
            (Over::Nothing, Phase::Closed) => true,
            (Over::Nothing, Phase::Intake) => {
                self.form.as_ref().is_some_and(|form| match form.focus {
                    Focus::Matter => !form.query.is_empty(),
                    focus => focus.is_applicant(),
                })
            }
            _ => false,
        }
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        match self.phase() {
            Phase::Called | Phase::Intake => now.0 / 1000,
            _ => now.0 / 60_000,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        view::draw(self, frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        let open = self.form.iter().filter(|form| form.touched);
        let sheets: Vec<Sheet> = self.shelf.iter().chain(open).map(Form::sheet).collect();
        if sheets.is_empty() {
            return None;
        }
        serde_json::to_string(&sheets).ok()
    }

    fn restore(&mut self, draft: &str) {
        let sheets: Vec<Sheet> = serde_json::from_str(draft).unwrap_or_default();
        let from = sheets.len().saturating_sub(SHELF);
        self.shelf = sheets.into_iter().skip(from).map(Form::of_sheet).collect();
    }
}
