//! The post `window`: a clerk calls, receives, accepts and lets the resident rate.
//!
//! What the window is doing follows from its desk ([`Phase`]); the post itself keeps only what
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
use crate::ops::read::Current;
use crate::ops::read::Desk;
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
use crate::ui::post::said::Said;
use crate::ui::slip::PrintError;
use crate::ui::theme::Look;

mod act;
mod ask;
mod end;
mod fill;
mod form;
mod keys;
mod view;

#[cfg(test)]
mod tests;

pub use keys::Action;
pub use keys::KEYS;

use ask::Answer;
use ask::Ask;
use fill::Filled;
use form::Focus;
use form::Form;
use form::Sheet;
use form::Sources;

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
}

/// What follows when the verb in progress succeeds.
#[derive(Debug, Clone, PartialEq)]
enum After {
    Nothing,
    /// This verb.
    Then(Call),
    /// Nothing: the verb in progress is itself such a second one.
    Last,
}

/// A sentence above the hint bar, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    said: Said,
    wrong: bool,
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
    after: After,
    note: Option<Note>,
    /// The papers of the notice being printed.
    notice: String,
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
            after: After::Nothing,
            note: None,
            notice: String::new(),
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
            divisions: self.divisions.get_or_init(Divisions::shipped),
        };
        self.form.as_mut().map(|form| what(form, &from))
    }

    fn reopen_list(&mut self) {
        self.with_form(|form, from| form.focus_on(form.focus, from));
    }

    fn say(&mut self, said: Said) {
        self.note = Some(Note { said, wrong: false });
    }

    fn beep(&mut self, said: Said) -> Vec<Effect> {
        self.note = Some(Note { said, wrong: true });
        vec![Effect::Beep]
    }

    /// Returns the key table of the moment.
    fn table(&self) -> &'static [KeyRow<Action>] {
        match (&self.over, self.phase()) {
            (Over::Ask(_) | Over::Why, _) => keys::ASK_KEYS,
            (Over::Aside(_), _) => keys::ASIDE_KEYS,
            (Over::Nothing, Phase::Loading | Phase::Closed) => keys::CLOSED_KEYS,
            (Over::Nothing, _) => KEYS,
        }
    }

    fn over_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        match &mut self.over {
            Over::Ask(ask) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => vec![Effect::Beep],
                Answer::Drop => {
                    self.over = Over::Nothing;
                    Vec::new()
                }
                Answer::Give => self.give(now),
            },
            Over::Aside(at) => {
                let last = self
                    .desk
                    .as_ref()
                    .map_or(0, |desk| desk.aside.len().saturating_sub(1));
                match key {
                    Key::Down => *at = (*at + 1).min(last),
                    Key::Up => *at = at.saturating_sub(1),
                    Key::Enter => {
                        let at = *at;
                        return self.from_aside(at, false);
                    }
                    Key::F(2) => {
                        let at = *at;
                        return self.from_aside(at, true);
                    }
                    Key::Digit(n @ 1..=9) => return self.from_aside(usize::from(n) - 1, false),
                    Key::Esc => self.over = Over::Nothing,
                    _ => return vec![Effect::Beep],
                }
                Vec::new()
            }
            Over::Why | Over::Nothing => {
                self.over = Over::Nothing;
                Vec::new()
            }
        }
    }

    fn desk_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        match self.phase() {
            Phase::Loading => vec![Effect::Beep],
            Phase::Closed => match key {
                Key::Enter | Key::F(2) => self.act(Action::Open, now),
                _ => match self.badge.key(key) {
                    crate::ui::field::Outcome::Changed | crate::ui::field::Outcome::Moved => {
                        Vec::new()
                    }
                    _ => vec![Effect::Beep],
                },
            },
            Phase::Paused if key == Key::Enter => self.act(Action::Back, now),
            Phase::Called if key == Key::Enter => self.act(Action::Start, now),
            Phase::Called if key.typed().is_some() => {
                self.ahead.push(key);
                self.act(Action::Start, now)
            }
            Phase::Between => match key {
                Key::Digit(1) => self.act(Action::CallNext, now),
                Key::Digit(2) => self.act(Action::More, now),
                Key::Digit(3) => self.act(Action::End, now),
                _ => vec![Effect::Beep],
            },
            Phase::Intake => {
                let filled = self.with_form(|form, from| form.key(key, from));
                self.filled(filled)
            }
            Phase::Paused | Phase::Idle | Phase::Called => vec![Effect::Beep],
        }
    }

    /// Does what a key in the form led to.
    fn filled(&mut self, filled: Option<Filled>) -> Vec<Effect> {
        match filled {
            None | Some(Filled::Done) => Vec::new(),
            Some(Filled::Beep(None)) => vec![Effect::Beep],
            Some(Filled::Beep(Some(said))) => self.beep(said),
            Some(Filled::Find(key)) => vec![Effect::Look(Want::People(key))],
            Some(Filled::Load(id)) => vec![Effect::Look(Want::Person(id))],
            Some(Filled::Accept) => self.accept(),
        }
    }

    /// Brings the form in line with the desk: never loses what was typed.
    fn settle(&mut self) -> Vec<Effect> {
        let Some(desk) = &self.desk else {
            return Vec::new();
        };
        let day = desk.day;
        self.shelf.retain(|form| form.day == day);
        let serving = match (&desk.current, self.phase()) {
            (Some(now), Phase::Intake) => {
                Some((now.visit, now.row.ticket.clone(), now.matter.clone()))
            }
            _ => None,
        };
        let elsewhere = self.form.as_ref().is_some_and(|form| {
            serving
                .as_ref()
                .is_none_or(|(visit, ..)| *visit != form.visit)
        });
        if elsewhere {
            if let Some(ticket) = self.shelve() {
                self.note = Some(Note {
                    said: Said::Key("window.taken_away", vec![("ticket".to_owned(), ticket)]),
                    wrong: true,
                });
            }
        }
        let Some((visit, ticket, matter)) = serving else {
            return Vec::new();
        };
        if self.form.is_some() {
            if let Some(matter) = self.matter().cloned() {
                self.with_form(|form, _| form.fit_to(&matter));
            }
            return Vec::new();
        }
        self.begin_form(visit, ticket, matter);
        let ahead = std::mem::take(&mut self.ahead);
        ahead
            .into_iter()
            .flat_map(|key| {
                let filled = self.with_form(|form, from| form.key(key, from));
                self.filled(filled)
            })
            .collect()
    }

    fn begin_form(&mut self, visit: VisitId, ticket: String, matter: Option<String>) {
        let day = self
            .desk
            .as_ref()
            .map_or_else(Default::default, |desk| desk.day);
        let kept = self.shelf.iter().position(|form| form.visit == visit);
        let mut form = match kept {
            Some(at) => self.shelf.remove(at),
            None => Form::new(visit, ticket, day),
        };
        if kept.is_none() {
            if let Some((_, person)) = self.carried.take().filter(|(of, _)| *of == visit) {
                form.take_person(&person, self.divisions());
                form.touched = false;
            }
            let known = matter.and_then(|code| self.catalogue.as_ref()?.by_code(&code).cloned());
            if let Some(matter) = known {
                form.take_matter(&matter, None);
                form.focus = if form.name.is_empty() {
                    Focus::Name
                } else {
                    Focus::Papers
                };
            }
        }
        self.form = Some(form);
        self.reopen_list();
    }

    /// Puts the form aside for the visit's return; returns its number if anything was typed.
    fn shelve(&mut self) -> Option<String> {
        let mut form = self.form.take()?;
        if !form.touched {
            return None;
        }
        let ticket = form.ticket.clone();
        form.list = form::List::None;
        self.shelf.retain(|other| other.visit != form.visit);
        self.shelf.push(form);
        if self.shelf.len() > SHELF {
            self.shelf.remove(0);
        }
        Some(ticket)
    }

    fn person_found(&mut self, person: &Applicant) {
        let mut differs = false;
        self.with_form(|form, from| {
            let by_number = form.focus == Focus::Number;
            differs = by_number && !form.name.is_empty() && !form.is_called(&person.name);
            if differs {
                return;
            }
            form.take_person(person, from.divisions);
            // A reader sends Enter after the number: one field before the papers takes it.
            form.focus = if by_number {
                Focus::Village
            } else {
                Focus::Papers
            };
        });
        if differs {
            let name = vec![("name".to_owned(), person.name.clone())];
            self.note = Some(Note {
                said: Said::Key("window.name_differs", name),
                wrong: true,
            });
        }
    }
}

impl Post for WindowPost {
    fn name(&self) -> PostName {
        PostName::Window(self.no)
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Catalogue, Want::Desk(self.no)]
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
            News::Windows(windows) => {
                self.offer_goals(&windows);
                Vec::new()
            }
            News::Failed(words) => self.beep(Said::Plain(words)),
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
            (Over::Ask(ask), _) => match ask.paste(text) {
                Answer::Beep => vec![Effect::Beep],
                _ => Vec::new(),
            },
            (Over::Nothing, true) if self.form.is_some() => {
                let filled = self.with_form(|form, from| form.paste(text, from));
                self.filled(filled)
            }
            _ => vec![Effect::Beep],
        }
    }

    fn tick(&mut self, _now: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect> {
        self.end(call, result, now)
    }

    fn printed(&mut self, result: Result<(), PrintError>, _now: UtcMs) -> Vec<Effect> {
        let papers = vec![("papers".to_owned(), std::mem::take(&mut self.notice))];
        match result {
            Ok(()) => {
                self.say(Said::key("window.notice_printed"));
                Vec::new()
            }
            Err(_) => self.beep(Said::Key("window.notice_by_hand", papers)),
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
            (Over::Ask(_), _) => true,
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
