//! The mandate as it is filled in: matter, resident, papers, and until when it holds.

use chrono::Days;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::catalogue::Catalogue;
use crate::domain::mandate::Mode;
use crate::domain::matter::Matter;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::give_mandate::GiveMandate;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::said::Said;
use crate::ui::post::said::taken;
use crate::ui::post::village::extra;
use crate::ui::post::window::ask::day_meant;
use crate::ui::post::window::form::as_number;
use crate::ui::post::window::form::ends_in_digit;
use crate::ui::post::window::form::walk;

/// For how many days a mandate is offered to hold.
///
/// Source: none gives a number; the assistant writes what was agreed.
const USUAL_DAYS: u64 = 60;

/// How many matters are offered: one for each digit.
pub(super) const LINES: usize = 9;

/// The field that has the keyboard, in the order in which Enter walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Focus {
    Matter,
    Name,
    Number,
    Phone,
    Papers,
    Until,
    Mode,
    Extra,
    Review,
}

impl Focus {
    const ORDER: [Focus; 9] = [
        Focus::Matter,
        Focus::Name,
        Focus::Number,
        Focus::Phone,
        Focus::Papers,
        Focus::Until,
        Focus::Mode,
        Focus::Extra,
        Focus::Review,
    ];

    fn step(self, by: isize) -> Focus {
        walk(&Focus::ORDER, self, by)
    }
}

/// Which part of a paper's line has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cell {
    /// Its tick.
    #[default]
    Tick,
    /// The number on it.
    Number,
    /// Its condition.
    Condition,
}

/// A paper of the matter, as it is given.
#[derive(Debug, Clone)]
pub(super) struct PaperLine {
    pub(super) ticked: bool,
    pub(super) number: Field,
    pub(super) condition: Field,
}

impl PaperLine {
    fn new() -> PaperLine {
        PaperLine {
            ticked: false,
            number: Field::text(40),
            condition: Field::text(40),
        }
    }
}

/// The form.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) day: NaiveDate,
    pub(super) focus: Focus,
    pub(super) matter: Option<String>,
    pub(super) query: Field,
    /// Places in the catalogue of matters that answer, and the chosen one.
    pub(super) hits: Vec<usize>,
    pub(super) hit: usize,
    pub(super) name: Field,
    pub(super) number: Field,
    pub(super) phone: Field,
    pub(super) papers: Vec<PaperLine>,
    pub(super) paper: usize,
    pub(super) cell: Cell,
    pub(super) until: Field,
    pub(super) mode: Mode,
    /// Papers beside those the matter asks for, by name.
    pub(super) extra: Field,
    /// The usual words for a paper's condition.
    pub(super) usual: Vec<String>,
    /// Whether anything was typed or chosen.
    pub(super) touched: bool,
}

/// A form as it is kept in a draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sheet {
    day: NaiveDate,
    focus: Focus,
    matter: Option<String>,
    query: String,
    name: String,
    number: String,
    phone: String,
    /// Each paper: whether it is given, the number on it, its condition.
    papers: Vec<(bool, String, String)>,
    until: String,
    mode: Mode,
    #[serde(default)]
    extra: String,
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
    /// Take the mandate.
    Take,
}

impl Form {
    /// Returns an empty form.
    pub(super) fn new(day: NaiveDate, usual: Vec<String>) -> Form {
        let mut until = Field::code(16);
        if let Some(last) = day.checked_add_days(Days::new(USUAL_DAYS)) {
            until.set(&last.to_string());
        }
        Form {
            day,
            focus: Focus::Matter,
            matter: None,
            query: Field::text(40),
            hits: Vec::new(),
            hit: 0,
            name: Field::text(60),
            number: Field::code(24),
            phone: Field::code(24),
            papers: Vec::new(),
            paper: 0,
            cell: Cell::Tick,
            until,
            mode: Mode::Alone,
            extra: Field::text(80),
            usual,
            touched: false,
        }
    }

    /// Returns what a draft keeps of it.
    pub(super) fn sheet(&self) -> Sheet {
        let text = |field: &Field| field.value().to_owned();
        let papers = self.papers.iter();
        Sheet {
            day: self.day,
            focus: self.focus,
            matter: self.matter.clone(),
            query: text(&self.query),
            name: text(&self.name),
            number: text(&self.number),
            phone: text(&self.phone),
            papers: papers
                .map(|paper| (paper.ticked, text(&paper.number), text(&paper.condition)))
                .collect(),
            until: text(&self.until),
            mode: self.mode,
            extra: text(&self.extra),
        }
    }

    /// Returns the form a draft kept.
    pub(super) fn of_sheet(sheet: Sheet, usual: Vec<String>) -> Form {
        let mut form = Form::new(sheet.day, usual);
        form.focus = sheet.focus;
        form.matter = sheet.matter;
        form.query.set(&sheet.query);
        form.name.set(&sheet.name);
        form.number.set(&sheet.number);
        form.phone.set(&sheet.phone);
        form.papers = (sheet.papers.iter())
            .map(|(ticked, number, condition)| {
                let mut paper = PaperLine::new();
                paper.ticked = *ticked;
                paper.number.set(number);
                paper.condition.set(condition);
                paper
            })
            .collect();
        form.until.set(&sheet.until);
        form.mode = sheet.mode;
        form.extra.set(&sheet.extra);
        form.touched = true;
        form
    }

    /// Fits the papers to the matter as it is now, and looks again for what is being typed.
    pub(super) fn fit(&mut self, catalogue: &Catalogue) {
        match self.matter.as_deref().map(|code| catalogue.by_code(code)) {
            Some(Some(matter)) => {
                let count = matter.materials.len();
                self.papers.resize_with(count, PaperLine::new);
                self.paper = self.paper.min(count.saturating_sub(1));
            }
            Some(None) => {
                self.matter = None;
                self.focus = Focus::Matter;
            }
            None => {}
        }
        self.find(catalogue);
    }

    fn find(&mut self, catalogue: &Catalogue) {
        let found = catalogue.search(self.query.value(), None, &|_| 0, LINES);
        self.hits = found.iter().map(|hit| hit.index).collect();
        self.hit = 0;
    }

    /// Returns whether `0` and the other digits are typed into a field.
    pub(super) fn takes_text(&self) -> bool {
        match self.focus {
            Focus::Matter => !self.query.is_empty(),
            Focus::Papers => self.cell != Cell::Tick,
            Focus::Mode | Focus::Review => false,
            _ => true,
        }
    }

    /// Takes a key that is none of the table's.
    pub(super) fn key(&mut self, key: Key, catalogue: &Catalogue) -> Filled {
        match (self.focus, key) {
            (_, Key::Tab) => self.go(1),
            (_, Key::BackTab) => self.go(-1),
            (Focus::Matter, Key::Down) => {
                self.hit = (self.hit + 1).min(self.hits.len().saturating_sub(1));
                Filled::Done
            }
            (Focus::Matter, Key::Up) => {
                self.hit = self.hit.saturating_sub(1);
                Filled::Done
            }
            (Focus::Matter, Key::Digit(n @ 1..=9)) if !ends_in_digit(&self.query) => {
                self.choose(usize::from(n) - 1, catalogue)
            }
            (Focus::Papers, _) => self.paper_key(key),
            (Focus::Mode, Key::Digit(n @ 1..=3)) => {
                self.take_mode(usize::from(n) - 1);
                self.go(1)
            }
            (Focus::Mode, Key::Left | Key::Right) => {
                let by = if key == Key::Right { 1 } else { -1 };
                let at = (self.mode as usize).saturating_add_signed(by);
                self.take_mode(at.min(Mode::ALL.len() - 1));
                Filled::Done
            }
            (_, Key::Down) => self.go(1),
            (_, Key::Up) => self.go(-1),
            _ => match self.field() {
                Some(field) => {
                    let outcome = field.key(key);
                    self.typed(outcome, catalogue)
                }
                None => Filled::Beep(None),
            },
        }
    }

    /// Takes a pasted text.
    pub(super) fn paste(&mut self, text: &str, catalogue: &Catalogue) -> Filled {
        match self.field() {
            Some(field) => {
                let outcome = field.paste(text);
                self.typed(outcome, catalogue)
            }
            None => Filled::Beep(None),
        }
    }

    /// Enter: takes what is chosen and goes on.
    pub(super) fn enter(&mut self, catalogue: &Catalogue) -> Filled {
        match (self.focus, self.cell) {
            // The matter is chosen already and nothing else is looked for.
            (Focus::Matter, _) if self.matter.is_some() && self.query.is_empty() => self.go(1),
            (Focus::Matter, _) => self.choose(self.hit, catalogue),
            (Focus::Papers, Cell::Number) => self.cell_to(Cell::Condition),
            (Focus::Papers, Cell::Condition) => {
                self.cell = Cell::Tick;
                let last = self.papers.len().saturating_sub(1);
                self.paper = (self.paper + 1).min(last);
                Filled::Done
            }
            (Focus::Review, _) => Filled::Take,
            _ => self.go(1),
        }
    }

    /// Esc: one step back, and out of the form at its beginning.
    pub(super) fn back(&mut self, catalogue: &Catalogue) -> Filled {
        match (self.focus, self.cell) {
            (Focus::Matter, _) if self.query.is_empty() => Filled::Leave,
            (Focus::Matter, _) => {
                self.query.clear();
                self.find(catalogue);
                Filled::Done
            }
            (Focus::Papers, Cell::Number | Cell::Condition) => self.cell_to(Cell::Tick),
            _ => self.go(-1),
        }
    }

    /// Ticks all papers, or none when all are ticked.
    pub(super) fn tick_all(&mut self) {
        let all = self.papers.iter().all(|paper| paper.ticked);
        let untick = all && self.focus == Focus::Papers;
        self.papers
            .iter_mut()
            .for_each(|paper| paper.ticked = !untick);
        self.focus = Focus::Papers;
        self.cell = Cell::Tick;
        self.touched = true;
    }

    fn go(&mut self, by: isize) -> Filled {
        let to = self.focus.step(by);
        let nothing = self.papers.is_empty() && to == Focus::Papers;
        self.focus = if nothing { to.step(by) } else { to };
        self.cell = Cell::Tick;
        Filled::Done
    }

    fn cell_to(&mut self, cell: Cell) -> Filled {
        self.cell = cell;
        Filled::Done
    }

    fn take_mode(&mut self, at: usize) {
        if let Some(mode) = Mode::ALL.get(at) {
            self.mode = *mode;
            self.touched = true;
        }
    }

    fn choose(&mut self, at: usize, catalogue: &Catalogue) -> Filled {
        let hit = self.hits.get(at);
        let Some(matter) = hit.and_then(|index| catalogue.matters().get(*index)) else {
            return Filled::Beep(Some(Said::key("village.no_such_matter")));
        };
        // Source: rule D5 of the hall: what needs the person is refused before anything is filled in.
        if matter.takes_no_proxy() {
            let matter = matter.name.clone();
            let refused = Said::Refused(Refusal::PersonMustCome { matter });
            return Filled::Beep(Some(refused));
        }
        if self.matter.as_deref() != Some(&matter.code) {
            self.papers = matter.materials.iter().map(|_| PaperLine::new()).collect();
            self.paper = 0;
        }
        self.matter = Some(matter.code.clone());
        self.query.clear();
        self.touched = true;
        self.focus = match self.name.is_empty() {
            true => Focus::Name,
            false => Focus::Papers,
        };
        Filled::Done
    }

    fn paper_key(&mut self, key: Key) -> Filled {
        if self.cell != Cell::Tick {
            return self.cell_key(key);
        }
        let last = self.papers.len().saturating_sub(1);
        match (key, self.paper) {
            (Key::Digit(n @ 1..=9), _) => self.tick(usize::from(n) - 1),
            (Key::Char(' ' | '　'), at) => self.tick(at),
            (Key::Right, at) => {
                if let Some(paper) = self.papers.get_mut(at) {
                    paper.ticked = true;
                    self.touched = true;
                }
                self.cell_to(Cell::Number)
            }
            (Key::Up, 0) => self.go(-1),
            (Key::Down, at) if at >= last => self.go(1),
            (Key::Up, at) => {
                self.paper = at - 1;
                Filled::Done
            }
            (Key::Down, at) => {
                self.paper = at + 1;
                Filled::Done
            }
            _ => Filled::Beep(None),
        }
    }

    fn tick(&mut self, at: usize) -> Filled {
        match self.papers.get_mut(at) {
            Some(paper) => {
                paper.ticked = !paper.ticked;
                self.paper = at;
                self.touched = true;
                Filled::Done
            }
            None => Filled::Beep(None),
        }
    }

    fn cell_key(&mut self, key: Key) -> Filled {
        let usual = match key {
            Key::Digit(n @ 1..=9) => self.usual.get(usize::from(n) - 1).cloned(),
            _ => None,
        };
        let in_condition = self.cell == Cell::Condition;
        let Some(field) = self.field() else {
            return Filled::Beep(None);
        };
        match usual {
            Some(word) if in_condition && field.is_empty() => {
                field.set(&word);
                self.touched = true;
                Filled::Done
            }
            _ => match taken(field.key(key)) {
                Ok(changed) => {
                    self.touched |= changed;
                    Filled::Done
                }
                Err(said) => Filled::Beep(said),
            },
        }
    }

    /// Looks at what was typed into the focused field.
    fn typed(&mut self, outcome: Outcome, catalogue: &Catalogue) -> Filled {
        match taken(outcome) {
            Ok(true) => {}
            Ok(false) => return Filled::Done,
            Err(said) => return Filled::Beep(said),
        }
        self.touched = true;
        match self.focus {
            Focus::Matter => self.find(catalogue),
            // What a card reader sends belongs to the number, wherever the keyboard is.
            Focus::Name | Focus::Phone => {
                let day = self.day;
                let typed = self.field().map(|field| field.value().to_owned());
                if let Some(number) = typed.and_then(|typed| as_number(&typed, day)) {
                    if let Some(field) = self.field() {
                        field.clear();
                    }
                    self.number.set(&number);
                }
            }
            _ => {}
        }
        Filled::Done
    }

    /// Returns the field that has the keyboard.
    fn field(&mut self) -> Option<&mut Field> {
        Some(match (self.focus, self.cell) {
            (Focus::Matter, _) => &mut self.query,
            (Focus::Name, _) => &mut self.name,
            (Focus::Number, _) => &mut self.number,
            (Focus::Phone, _) => &mut self.phone,
            (Focus::Until, _) => &mut self.until,
            (Focus::Extra, _) => &mut self.extra,
            (Focus::Papers, Cell::Number) => &mut self.papers.get_mut(self.paper)?.number,
            (Focus::Papers, Cell::Condition) => &mut self.papers.get_mut(self.paper)?.condition,
            (Focus::Papers | Focus::Mode | Focus::Review, _) => return None,
        })
    }

    /// Returns the first thing that is missing, and what to say about it.
    pub(super) fn unready(&self) -> Option<(Focus, Said)> {
        let said = |focus, key| Some((focus, Said::key(key)));
        if self.matter.is_none() {
            return said(Focus::Matter, "village.matter_first");
        }
        if self.name.value().trim().is_empty() {
            return said(Focus::Name, "village.name_first");
        }
        if self.until().is_none() {
            return said(Focus::Until, "village.date_wrong");
        }
        if extra::names(self.extra.value())
            .iter()
            .any(|name| extra::is_number(name))
        {
            return said(Focus::Extra, "village.extra_wrong");
        }
        None
    }

    /// Returns until when the mandate holds.
    pub(super) fn until(&self) -> Option<NaiveDate> {
        day_meant(self.until.value(), self.day)
    }

    /// Returns the verb that takes what is filled in.
    pub(super) fn take(&self) -> Option<GiveMandate> {
        Some(GiveMandate {
            matter: self.matter.clone()?,
            name: self.name.value().trim().to_owned(),
            number: plain::digits(self.number.value()).to_uppercase(),
            phone: plain::digits(self.phone.value()),
            papers: self.given(),
            until: self.until()?,
            mode: self.mode,
            note: String::new(),
        })
    }

    /// Returns the ticked papers as the verb takes them: what parts them stays out of them.
    fn given(&self) -> String {
        let clean = |field: &Field| {
            let text = field.value().trim();
            text.replace('/', "／").replace([';', '；'], "，")
        };
        let ticked = self
            .papers
            .iter()
            .zip(1..)
            .filter(|(paper, _)| paper.ticked);
        let given: Vec<String> = ticked
            .map(|(paper, no): (&PaperLine, usize)| {
                format!("{no}/{}/{}", clean(&paper.number), clean(&paper.condition))
            })
            .collect();
        let extra = extra::names(self.extra.value());
        [given, extra].concat().join(";")
    }
}

/// Returns whether a matter can be given to an assistant, for the list of matters.
pub(super) fn is_offered(matter: &Matter) -> bool {
    !matter.takes_no_proxy()
}
