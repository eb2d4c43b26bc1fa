//! A call as it is written down while the caller speaks.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Station;
use crate::domain::hotline::station::nearest;
use crate::domain::plain;
use crate::ops::read::Hotline;
use crate::ops::register;
use crate::ops::take_call::TakeCall;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::when_meant;

/// The field that has the keyboard, in the order in which a caller tells things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Focus {
    Kind,
    What,
    Answer,
    Name,
    Phone,
    Village,
    Place,
    Person,
    When,
    Spot,
    Channel,
}

impl Focus {
    pub(super) const ORDER: [Focus; 11] = [
        Focus::Kind,
        Focus::What,
        Focus::Answer,
        Focus::Name,
        Focus::Phone,
        Focus::Village,
        Focus::Place,
        Focus::Person,
        Focus::When,
        Focus::Spot,
        Focus::Channel,
    ];

    fn place(self) -> usize {
        Focus::ORDER.iter().position(|f| *f == self).unwrap_or(0)
    }
}

/// The form.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) focus: Focus,
    pub(super) kind: JobKind,
    pub(super) channel: Channel,
    pub(super) spot: Spot,
    /// What is typed, in the order of [`Focus::ORDER`]; choices have an empty one.
    pub(super) fields: [Field; 11],
    /// What a digit puts into an empty field, where there is anything to offer.
    pub(super) villages: Vec<String>,
    pub(super) people: Vec<String>,
    /// Whether anything was typed or chosen.
    pub(super) touched: bool,
}

/// A form as it is kept in a draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sheet {
    focus: Focus,
    kind: JobKind,
    channel: Channel,
    spot: Spot,
    fields: Vec<String>,
}

/// What comes of a key in the form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filled {
    /// Nothing more to do.
    Done,
    /// Something typed could not be taken.
    Beep(Option<Said>),
    /// The form is left for a while.
    Leave,
    /// Keep the call.
    Keep,
}

impl Form {
    /// Returns an empty form; a home visit begins with what is to be done.
    pub(super) fn new(kind: JobKind, channel: Channel) -> Form {
        Form {
            focus: match kind {
                JobKind::Visit => Focus::What,
                _ => Focus::Kind,
            },
            kind,
            channel,
            spot: Spot::Home,
            fields: Focus::ORDER.map(|focus| match focus {
                Focus::Phone => Field::code(24),
                Focus::What | Focus::Answer => Field::text(200),
                _ => Field::text(60),
            }),
            villages: Vec::new(),
            people: Vec::new(),
            touched: false,
        }
    }

    /// Returns what a draft keeps of it.
    pub(super) fn sheet(&self) -> Sheet {
        let fields = self.fields.iter().map(|field| field.value().to_owned());
        Sheet {
            focus: self.focus,
            kind: self.kind,
            channel: self.channel,
            spot: self.spot,
            fields: fields.collect(),
        }
    }

    /// Returns the form a draft kept.
    pub(super) fn of_sheet(sheet: Sheet) -> Form {
        let mut form = Form::new(sheet.kind, sheet.channel);
        form.focus = sheet.focus;
        form.spot = sheet.spot;
        for (field, kept) in form.fields.iter_mut().zip(&sheet.fields) {
            field.set(kept);
        }
        form.touched = true;
        form
    }

    /// Offers the villages and the people that are known.
    pub(super) fn fit(&mut self, board: &Hotline) {
        self.villages = board.sites.iter().map(|site| site.name.clone()).collect();
        let (station, _) = self.nearest(board);
        let point = board.listed.iter().find(|point| point.name == station.name);
        let point = point.filter(|_| station.site.is_none());
        let mut people = point.map_or_else(Vec::new, |point| point.people.clone());
        if station == board.here {
            people.extend(board.staff.iter().map(|staff| staff.name.clone()));
        }
        self.people = people;
    }

    /// Returns the code of the village that was typed, else what was typed.
    fn code(&self, board: &Hotline) -> String {
        let typed = self.value(Focus::Village);
        let site = board.sites.iter().find(|site| site.name == typed);
        match site.and_then(|site| site.site) {
            Some(org) => org.to_string(),
            None => register::village(typed).unwrap_or_else(|_| typed.to_owned()),
        }
    }

    /// Returns the station nearest to what was typed, and why it is.
    pub(super) fn nearest(&self, board: &Hotline) -> (Station, Nearness) {
        let code = self.code(board);
        nearest(&code, &board.sites, &board.listed, &board.here)
    }

    /// Returns the village that was typed as it is called; empty where no list has it.
    pub(super) fn called(&self, board: &Hotline) -> String {
        let code = self.code(board);
        let listed = code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit());
        match listed {
            true => register::place(&code),
            false => String::new(),
        }
    }

    /// Returns what was typed into a field.
    pub(super) fn value(&self, focus: Focus) -> &str {
        let field = self.fields.get(focus.place());
        field.map_or("", |field| field.value().trim())
    }

    /// Returns a field.
    pub(super) fn field(&self, focus: Focus) -> Option<&Field> {
        self.fields.get(focus.place())
    }

    /// Returns whether the field with the keyboard is a choice by digit.
    pub(super) fn chooses(&self) -> bool {
        matches!(self.focus, Focus::Kind | Focus::Spot | Focus::Channel)
    }

    /// Returns whether `0` and the other digits are typed into a field.
    pub(super) fn takes_text(&self) -> bool {
        !self.chooses()
    }

    /// Returns whether a field is asked for this kind of call.
    pub(super) fn has(&self, focus: Focus) -> bool {
        focus != Focus::Answer || self.kind.is_asked()
    }

    /// Returns what a digit puts into the field with the keyboard.
    pub(super) fn offered(&self) -> &[String] {
        match self.focus {
            Focus::Village => &self.villages,
            Focus::Person => &self.people,
            _ => &[],
        }
    }

    /// Takes a key that is none of the table's.
    pub(super) fn key(&mut self, key: Key) -> Filled {
        match (self.focus, key) {
            (_, Key::Tab | Key::Down) => self.go(1),
            (_, Key::BackTab | Key::Up) => self.go(-1),
            (Focus::Kind | Focus::Spot | Focus::Channel, Key::Digit(n @ 1..=9)) => {
                self.choose(usize::from(n) - 1)
            }
            (Focus::Kind | Focus::Spot | Focus::Channel, _) => Filled::Beep(None),
            (_, Key::Digit(n @ 1..=9)) if self.value(self.focus).is_empty() => {
                match self.offered().get(usize::from(n) - 1).cloned() {
                    Some(word) => {
                        self.fields[self.focus.place()].set(&word);
                        self.touched = true;
                        self.go(1)
                    }
                    None => self.typed(key),
                }
            }
            _ => self.typed(key),
        }
    }

    fn typed(&mut self, key: Key) -> Filled {
        match self.fields[self.focus.place()].key(key) {
            Outcome::Changed => {
                self.touched = true;
                Filled::Done
            }
            Outcome::Moved => Filled::Done,
            Outcome::Ignored => Filled::Beep(None),
            Outcome::Refused => Filled::Beep(Some(Said::key("village.field_refused"))),
        }
    }

    /// Takes a pasted text; `false` when nothing takes it.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        if self.chooses() {
            return false;
        }
        let taken = self.fields[self.focus.place()].paste(text);
        self.touched |= taken == Outcome::Changed;
        matches!(taken, Outcome::Changed | Outcome::Moved)
    }

    /// Enter: goes on, and keeps the call behind the last field.
    pub(super) fn enter(&mut self) -> Filled {
        match self.focus {
            Focus::Channel => Filled::Keep,
            _ => self.go(1),
        }
    }

    /// Esc: one step back, and out of the form at its beginning.
    pub(super) fn back(&mut self) -> Filled {
        match self.focus {
            Focus::Kind => Filled::Leave,
            _ => self.go(-1),
        }
    }

    fn go(&mut self, by: isize) -> Filled {
        let last = Focus::ORDER.len() - 1;
        let mut at = self.focus.place();
        loop {
            let to = at.saturating_add_signed(by).min(last);
            let there = Focus::ORDER[to];
            if self.has(there) || to == at {
                self.focus = there;
                return Filled::Done;
            }
            at = to;
        }
    }

    fn choose(&mut self, at: usize) -> Filled {
        let known = match self.focus {
            Focus::Kind => JobKind::ALL.get(at).map(|kind| self.kind = *kind),
            Focus::Spot => Spot::ALL.get(at).map(|spot| self.spot = *spot),
            _ => Channel::ALL.get(at).map(|channel| self.channel = *channel),
        };
        if known.is_none() {
            return Filled::Beep(None);
        }
        self.touched = true;
        self.go(1)
    }

    /// Returns the first thing that is missing, and what to say about it.
    pub(super) fn unready(&self, today: NaiveDate) -> Option<(Focus, Said)> {
        let said = |focus, key| Some((focus, Said::key(key)));
        if self.value(Focus::What).is_empty() {
            return said(Focus::What, "hotline.what_first");
        }
        let when = self.value(Focus::When);
        if !when.is_empty() && when_meant(when, today).is_none() {
            return said(Focus::When, "hotline.when_wrong");
        }
        None
    }

    /// Returns the verb that keeps what is written down.
    pub(super) fn call(&self, today: NaiveDate) -> TakeCall {
        let text = |focus| self.value(focus).to_owned();
        TakeCall {
            kind: self.kind,
            what: text(Focus::What),
            name: text(Focus::Name),
            phone: plain::digits(self.value(Focus::Phone)),
            village: text(Focus::Village),
            place: text(Focus::Place),
            channel: Some(self.channel),
            answer: match self.kind.is_asked() {
                true => text(Focus::Answer),
                false => String::new(),
            },
            person: text(Focus::Person),
            at: when_meant(self.value(Focus::When), today).unwrap_or_default(),
            station: String::new(),
            spot: self.spot,
        }
    }
}
