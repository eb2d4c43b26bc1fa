//! Filling in the form: what each key does in each field.

use crate::domain::catalogue::Hit;
use crate::domain::catalogue::Matched;
use crate::domain::ids::PersonId;
use crate::domain::plain;
use crate::ops::read::PersonHit;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::said::Said;
use crate::ui::post::said::taken;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::Form;
use crate::ui::post::window::form::List;
use crate::ui::post::window::form::MatterHit;
use crate::ui::post::window::form::Sources;
use crate::ui::post::window::form::as_number;
use crate::ui::post::window::form::ends_in_digit;

/// How many lines a list offers: one for each digit.
pub(super) const LINES: usize = 9;
/// How many people or villages are offered beside the field.
pub(super) const SHORT_LINES: usize = 5;

/// What comes of a key in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filled {
    /// Nothing more to do.
    Done,
    /// Something typed could not be taken.
    Beep(Option<Said>),
    /// People are to be found by a key.
    Find(String),
    /// A person was chosen.
    Load(PersonId),
    /// Accept.
    Accept,
}

impl Form {
    /// Takes a key that is no function key.
    pub(super) fn key(&mut self, key: Key, from: &Sources<'_>) -> Filled {
        match key {
            Key::Tab => self.go(1, from),
            Key::BackTab => self.go(-1, from),
            Key::Esc => self.escape(from),
            Key::Up | Key::Down => self.up_down(key == Key::Down, from),
            Key::Enter => self.enter(from),
            Key::Digit(n @ 1..=9) if self.digit_chooses() => self.choose(usize::from(n) - 1, from),
            _ => match self.focus {
                Focus::Papers => self.paper_key(key),
                Focus::Review => Filled::Beep(None),
                focus => {
                    let Some(field) = self.field(focus) else {
                        return Filled::Beep(None);
                    };
                    let outcome = field.key(key);
                    self.after_typing(outcome, from)
                }
            },
        }
    }

    /// Takes a pasted text.
    pub(super) fn paste(&mut self, text: &str, from: &Sources<'_>) -> Filled {
        let focus = self.focus;
        match self.field(focus) {
            Some(field) => {
                let outcome = field.paste(text);
                self.after_typing(outcome, from)
            }
            None => Filled::Beep(None),
        }
    }

    /// Moves the focus and opens what the field offers.
    pub(super) fn focus_on(&mut self, focus: Focus, from: &Sources<'_>) {
        self.focus = focus;
        self.list = List::None;
        if focus == Focus::Matter && self.matter.is_none() {
            self.find_matters(from);
        }
    }

    fn go(&mut self, by: isize, from: &Sources<'_>) -> Filled {
        self.focus_on(self.focus.step(by), from);
        Filled::Done
    }

    /// Closes the list, or goes one field back.
    fn escape(&mut self, from: &Sources<'_>) -> Filled {
        match (self.focus, &self.list) {
            (Focus::Matter, _) => {
                self.query.clear();
                self.list = List::None;
                if self.matter.is_none() {
                    self.find_matters(from);
                }
                Filled::Done
            }
            (_, List::None) => self.go(-1, from),
            _ => {
                self.list = List::None;
                Filled::Done
            }
        }
    }

    fn up_down(&mut self, down: bool, from: &Sources<'_>) -> Filled {
        let by: isize = if down { 1 } else { -1 };
        let moved = |at: usize, len: usize| at.saturating_add_signed(by).min(len.saturating_sub(1));
        match &mut self.list {
            List::Matters(hits, at) if !hits.is_empty() => *at = moved(*at, hits.len()),
            List::Villages(hits, at) if !hits.is_empty() => *at = moved(*at, hits.len()),
            List::People(hits, at) if !hits.is_empty() => match at {
                None if down => *at = Some(0),
                None => return self.go(-1, from),
                Some(0) if !down => *at = None,
                Some(i) => *at = Some(moved(*i, hits.len())),
            },
            _ if self.focus == Focus::Papers => {
                let last = self.ticked.len().saturating_sub(1);
                match (down, self.paper) {
                    (false, 0) => return self.go(-1, from),
                    (true, at) if at >= last => return self.go(1, from),
                    (_, at) => self.paper = at.saturating_add_signed(by),
                }
            }
            _ => return self.go(by, from),
        }
        Filled::Done
    }

    fn enter(&mut self, from: &Sources<'_>) -> Filled {
        match (&self.list, self.focus) {
            (List::Matters(hits, _), _) if hits.is_empty() => {
                Filled::Beep(Some(Said::key("window.no_such_matter")))
            }
            (List::Matters(_, at), _) => self.choose(*at, from),
            (List::People(_, Some(at)), _) => self.choose(*at, from),
            (List::Villages(hits, _), _) if hits.is_empty() => {
                Filled::Beep(Some(Said::key("window.no_such_village")))
            }
            (List::Villages(_, at), _) => self.choose(*at, from),
            (_, Focus::Review) => Filled::Accept,
            (_, Focus::Number) if self.name.is_empty() => {
                self.focus_on(Focus::Name, from);
                Filled::Done
            }
            _ => self.go(1, from),
        }
    }

    /// Returns whether a digit chooses from the list or ticks a paper, and is not part of a text.
    fn digit_chooses(&self) -> bool {
        let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        match &self.list {
            // A code that ends in a digit goes on with digits.
            List::Matters(hits, _) => !hits.is_empty() && !ends_in_digit(&self.query),
            List::People(hits, _) => !hits.is_empty() && !has_digit(self.name.value()),
            List::Villages(hits, _) => !hits.is_empty() && !has_digit(self.village.value()),
            List::None => self.focus == Focus::Papers,
        }
    }

    fn choose(&mut self, at: usize, from: &Sources<'_>) -> Filled {
        match &self.list {
            List::Matters(hits, _) => {
                let chosen = from
                    .catalogue
                    .zip(hits.get(at))
                    .and_then(|(catalogue, hit)| catalogue.matters().get(hit.index));
                let Some(matter) = chosen else {
                    return Filled::Beep(None);
                };
                let before = from.matter(self.matter.as_deref());
                self.take_matter(matter, before);
                self.touched = true;
                let next = if self.name.is_empty() {
                    Focus::Name
                } else {
                    Focus::Papers
                };
                self.focus_on(next, from);
                Filled::Done
            }
            List::People(hits, _) => match hits.get(at) {
                Some(hit) => Filled::Load(hit.id),
                None => Filled::Beep(None),
            },
            List::Villages(hits, _) => match hits.get(at).cloned() {
                Some((code, _)) => {
                    self.take_village(&code, from.divisions);
                    self.go(1, from)
                }
                None => Filled::Beep(None),
            },
            List::None => self.tick(at),
        }
    }

    fn tick(&mut self, at: usize) -> Filled {
        match self.ticked.get_mut(at) {
            Some(ticked) => {
                *ticked = !*ticked;
                self.paper = at;
                self.touched = true;
                Filled::Done
            }
            None => Filled::Beep(None),
        }
    }

    fn paper_key(&mut self, key: Key) -> Filled {
        match key.plain() {
            Key::Char(' ') => self.tick(self.paper),
            _ => Filled::Beep(None),
        }
    }

    /// Looks again at what may be meant, after the focused field changed.
    fn after_typing(&mut self, outcome: Outcome, from: &Sources<'_>) -> Filled {
        match taken(outcome) {
            Ok(true) => {}
            Ok(false) => return Filled::Done,
            Err(said) => return Filled::Beep(said),
        }
        self.touched = true;
        match self.focus {
            Focus::Matter => {
                self.find_matters(from);
                Filled::Done
            }
            Focus::Village => {
                self.village_code.clear();
                self.find_villages(from);
                Filled::Done
            }
            Focus::Proxy if as_number(self.proxy.value(), self.day).is_some() => {
                self.proxy.clear();
                Filled::Beep(Some(Said::key("window.proxy_name")))
            }
            Focus::Proxy => Filled::Done,
            focus => self.find_person(focus),
        }
    }

    pub(super) fn find_matters(&mut self, from: &Sources<'_>) {
        let hits = from.catalogue.map_or_else(Vec::new, |catalogue| {
            let query = self.query.value();
            let centre = from.home.filter(|_| query.trim().is_empty());
            let found = catalogue.search(query, centre, from.recent, LINES);
            let hit = |hit: Hit<'_>| MatterHit {
                index: hit.index,
                alias: match hit.matched {
                    Matched::Alias(alias) => alias,
                    _ => 0,
                },
            };
            found.into_iter().map(hit).collect()
        });
        self.list = List::Matters(hits, 0);
    }

    fn find_villages(&mut self, from: &Sources<'_>) {
        let typed = self.village.value().trim();
        if typed.is_empty() {
            self.list = List::None;
            return;
        }
        let hits = from
            .divisions
            .search(typed)
            .into_iter()
            .take(SHORT_LINES)
            .map(|v| (v.code.clone(), format!("{} {}", v.town, v.short_name())))
            .collect();
        self.list = List::Villages(hits, 0);
    }

    /// A number of 18 typed anywhere among the applicant's fields belongs to the number field.
    fn find_person(&mut self, focus: Focus) -> Filled {
        self.list = List::None;
        let day = self.day;
        let typed = match self.field(focus) {
            Some(field) => field.value().to_owned(),
            None => return Filled::Done,
        };
        if let Some(number) = as_number(&typed, day) {
            if focus != Focus::Number {
                if let Some(field) = self.field(focus) {
                    field.clear();
                }
                self.number.set(&number);
                self.focus = Focus::Number;
            }
            return Filled::Find(number);
        }
        let key = typed.trim();
        let enough = match key.chars().next() {
            None => false,
            Some(c) if c.is_ascii_digit() => key.len() >= 4,
            Some(c) if c.is_ascii() => key.len() >= 2,
            Some(_) => true,
        };
        match focus {
            Focus::Name if enough => Filled::Find(key.to_owned()),
            _ => Filled::Done,
        }
    }

    /// Takes the people found for a key; returns whom to load at once.
    pub(super) fn found(&mut self, key: &str, mut hits: Vec<PersonHit>) -> Option<PersonId> {
        match self.focus {
            Focus::Name if self.name.value().trim() == key => {
                self.more_people = hits.len() > SHORT_LINES;
                hits.truncate(SHORT_LINES);
                let letters = key.is_ascii();
                self.list = if hits.is_empty() {
                    List::None
                } else {
                    List::People(hits, letters.then_some(0))
                };
                None
            }
            Focus::Number if as_number(self.number.value(), self.day).as_deref() == Some(key) => {
                match hits.as_slice() {
                    [only] => Some(only.id),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Says whether the name is still the letters somebody was looked up by.
    pub(super) fn name_is_a_search(&self) -> bool {
        let name = self.name.value().trim();
        matches!(&self.list, List::People(hits, _) if !hits.is_empty()) && name.is_ascii()
    }

    /// Returns whether two names are the same to a reader.
    pub(super) fn is_called(&self, name: &str) -> bool {
        plain::name_key(self.name.value()) == plain::name_key(name)
    }
}
