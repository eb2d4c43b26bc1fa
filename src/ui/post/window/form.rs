//! The intake form: what the clerk has filled in for one visit.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::catalogue::Catalogue;
use crate::domain::deadline;
use crate::domain::deadline::Due;
use crate::domain::division::Divisions;
use crate::domain::event::Applicant;
use crate::domain::ids::Centre;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::number::CreditCode;
use crate::domain::number::IdNumber;
use crate::domain::plain;
use crate::ops::accept_case::AcceptCase;
use crate::ops::read::PersonHit;
use crate::ui::field::Field;

/// The field that has the keyboard, in the order in which Enter walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Focus {
    Matter,
    Name,
    Number,
    Phone,
    Village,
    /// Who brings it for the applicant.
    Proxy,
    Papers,
    Review,
}

impl Focus {
    const ORDER: [Focus; 8] = [
        Focus::Matter,
        Focus::Name,
        Focus::Number,
        Focus::Phone,
        Focus::Village,
        Focus::Proxy,
        Focus::Papers,
        Focus::Review,
    ];

    /// Returns the field so many steps on, staying at the ends.
    pub(super) fn step(self, by: isize) -> Focus {
        walk(&Focus::ORDER, self, by)
    }

    /// Returns whether the field is one of the applicant's.
    pub(super) fn is_applicant(self) -> bool {
        matches!(
            self,
            Focus::Name | Focus::Number | Focus::Phone | Focus::Village | Focus::Proxy
        )
    }
}

/// Returns the field so many steps on in the order in which Enter walks, staying at the ends.
pub(in crate::ui::post) fn walk<F: Copy + PartialEq>(order: &[F], from: F, by: isize) -> F {
    let at = order.iter().position(|field| *field == from).unwrap_or(0);
    let to = at
        .saturating_add_signed(by)
        .min(order.len().saturating_sub(1));
    order.get(to).copied().unwrap_or(from)
}

/// Returns whether a search goes on with digits: a code that ends in one does.
pub(in crate::ui::post) fn ends_in_digit(query: &Field) -> bool {
    let last = query.value().chars().next_back();
    last.is_some_and(|c| c.is_ascii_digit())
}

/// What the focused field offers to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    /// Nothing.
    None,
    /// Matters that answer, and the chosen line.
    Matters(Vec<MatterHit>, usize),
    /// People of the register; nobody is chosen while a full name is being typed.
    People(Vec<PersonHit>, Option<usize>),
    /// Village codes and names, and the chosen line.
    Villages(Vec<(String, String)>, usize),
}

/// A matter that answers what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MatterHit {
    /// Its place in the catalogue.
    pub(super) index: usize,
    /// The alias that answered, or the first one.
    pub(super) alias: usize,
}

/// The form of one visit.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) visit: VisitId,
    pub(super) ticket: String,
    pub(super) day: NaiveDate,
    pub(super) focus: Focus,
    /// The code of the matter.
    pub(super) matter: Option<String>,
    /// What is being typed to find a matter.
    pub(super) query: Field,
    pub(super) name: Field,
    pub(super) number: Field,
    pub(super) phone: Field,
    pub(super) village: Field,
    pub(super) village_code: String,
    /// Who brings it for the applicant; empty when the applicant came.
    pub(super) proxy: Field,
    pub(super) ticked: Vec<bool>,
    /// The paper the cursor is on.
    pub(super) paper: usize,
    /// Done while the resident waits.
    pub(super) on_the_spot: bool,
    /// Why it is urgent; empty when it is not.
    pub(super) urgent: String,
    /// Until when the papers that may follow are promised; the date of the case when none was named.
    pub(super) deferred_until: Option<NaiveDate>,
    pub(super) list: List,
    /// Whether more people were found than the list offers.
    pub(super) more_people: bool,
    /// Whether anything was typed or chosen.
    pub(super) touched: bool,
}

/// A form as it is kept in a draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sheet {
    visit: VisitId,
    ticket: String,
    day: NaiveDate,
    focus: Focus,
    matter: Option<String>,
    query: String,
    name: String,
    number: String,
    phone: String,
    village: String,
    village_code: String,
    #[serde(default)]
    proxy: String,
    ticked: Vec<bool>,
    on_the_spot: bool,
    #[serde(default)]
    urgent: String,
    #[serde(default)]
    deferred_until: Option<NaiveDate>,
}

/// The longest name, characters.
const NAME_CHARS: usize = 60;

impl Form {
    /// Returns an empty form of a visit.
    pub(super) fn new(visit: VisitId, ticket: String, day: NaiveDate) -> Form {
        Form {
            visit,
            ticket,
            day,
            focus: Focus::Matter,
            matter: None,
            query: Field::text(40),
            name: Field::text(NAME_CHARS),
            number: Field::code(24),
            phone: Field::code(24),
            village: Field::text(40),
            village_code: String::new(),
            proxy: Field::text(NAME_CHARS),
            ticked: Vec::new(),
            paper: 0,
            on_the_spot: false,
            urgent: String::new(),
            deferred_until: None,
            list: List::None,
            more_people: false,
            touched: false,
        }
    }

    /// Returns what a draft keeps of it.
    pub(super) fn sheet(&self) -> Sheet {
        Sheet {
            visit: self.visit,
            ticket: self.ticket.clone(),
            day: self.day,
            focus: self.focus,
            matter: self.matter.clone(),
            query: self.query.value().to_owned(),
            name: self.name.value().to_owned(),
            number: self.number.value().to_owned(),
            phone: self.phone.value().to_owned(),
            village: self.village.value().to_owned(),
            village_code: self.village_code.clone(),
            proxy: self.proxy.value().to_owned(),
            ticked: self.ticked.clone(),
            on_the_spot: self.on_the_spot,
            urgent: self.urgent.clone(),
            deferred_until: self.deferred_until,
        }
    }

    /// Returns the form a draft kept.
    pub(super) fn of_sheet(sheet: Sheet) -> Form {
        let mut form = Form::new(sheet.visit, sheet.ticket, sheet.day);
        form.focus = sheet.focus;
        form.matter = sheet.matter;
        form.query.set(&sheet.query);
        form.name.set(&sheet.name);
        form.number.set(&sheet.number);
        form.phone.set(&sheet.phone);
        form.village.set(&sheet.village);
        form.village_code = sheet.village_code;
        form.proxy.set(&sheet.proxy);
        form.ticked = sheet.ticked;
        form.on_the_spot = sheet.on_the_spot;
        form.urgent = sheet.urgent;
        form.deferred_until = sheet.deferred_until;
        form.touched = true;
        form
    }

    /// Takes a matter; ticks of papers that both matters ask for stay.
    pub(super) fn take_matter(&mut self, matter: &Matter, before: Option<&Matter>) {
        let had = |name: &str| {
            before.is_some_and(|before| {
                let mut pairs = before.materials.iter().zip(&self.ticked);
                pairs.any(|(paper, ticked)| *ticked && paper.name == name)
            })
        };
        self.ticked = matter.materials.iter().map(|m| had(&m.name)).collect();
        self.paper = 0;
        self.on_the_spot = must_be_spot(matter);
        self.matter = Some(matter.code.clone());
        self.query.clear();
        self.list = List::None;
    }

    /// Fits the ticks to a matter whose papers were changed meanwhile.
    pub(super) fn fit_to(&mut self, matter: &Matter) {
        self.ticked.resize(matter.materials.len(), false);
        self.paper = self.paper.min(self.ticked.len().saturating_sub(1));
    }

    /// Takes what the register knows; what it does not know stays as typed.
    pub(super) fn take_person(&mut self, person: &Applicant, divisions: &Divisions) {
        for (field, known) in [
            (&mut self.name, &person.name),
            (&mut self.number, &person.number),
            (&mut self.phone, &person.phone),
        ] {
            if !known.is_empty() {
                field.set(known);
            }
        }
        if !person.village.is_empty() {
            self.take_village(&person.village, divisions);
        }
        self.list = List::None;
        self.touched = true;
    }

    /// Takes a village by its code.
    pub(super) fn take_village(&mut self, code: &str, divisions: &Divisions) {
        self.village_code = code.to_owned();
        match divisions.by_code(code) {
            Some(village) => {
                let name = format!("{} {}", village.town, village.short_name());
                self.village.set(&name);
            }
            None => self.village.set(code),
        }
        self.list = List::None;
        self.touched = true;
    }

    /// Returns the applicant as filled in.
    pub(super) fn applicant(&self) -> Applicant {
        Applicant {
            name: self.name.value().trim().to_owned(),
            number: plain::digits(self.number.value()).to_uppercase(),
            phone: plain::digits(self.phone.value()),
            village: self.village_code.clone(),
        }
    }

    /// Returns the verb that accepts what is filled in.
    pub(super) fn accept(&self, window: WindowNo) -> Option<AcceptCase> {
        let applicant = self.applicant();
        Some(AcceptCase {
            window,
            matter: self.matter.clone()?,
            name: applicant.name,
            number: applicant.number,
            phone: applicant.phone,
            village: applicant.village,
            papers: self.papers(),
            on_the_spot: self.on_the_spot,
            deferred_until: self.deferred_until,
            corrected: String::new(),
            urgent: self.urgent.clone(),
            proxy: self.proxy_name(),
        })
    }

    /// Returns who brings it for the applicant.
    pub(super) fn proxy_name(&self) -> String {
        self.proxy.value().trim().to_owned()
    }

    /// Returns the numbers of the ticked papers, as `1,2,4`.
    pub(super) fn papers(&self) -> String {
        let ticked = self.ticked.iter().zip(1..).filter(|(ticked, _)| **ticked);
        let papers: Vec<String> = ticked.map(|(_, no): (_, usize)| no.to_string()).collect();
        papers.join(",")
    }

    /// Returns the unticked papers: those that must be there, and those that may follow.
    pub(super) fn missing<'m>(&self, matter: &'m Matter) -> (Vec<&'m str>, Vec<&'m str>) {
        let (mut must, mut may) = (Vec::new(), Vec::new());
        for (at, paper) in matter.materials.iter().enumerate() {
            if !self.ticked.get(at).copied().unwrap_or(false) {
                let into = if paper.deferrable {
                    &mut may
                } else {
                    &mut must
                };
                into.push(paper.name.as_str());
            }
        }
        (must, may)
    }

    /// Returns the field of an applicant's focus.
    pub(super) fn field(&mut self, focus: Focus) -> Option<&mut Field> {
        Some(match focus {
            Focus::Matter => &mut self.query,
            Focus::Name => &mut self.name,
            Focus::Number => &mut self.number,
            Focus::Phone => &mut self.phone,
            Focus::Village => &mut self.village,
            Focus::Proxy => &mut self.proxy,
            Focus::Papers | Focus::Review => return None,
        })
    }
}

/// Returns whether a matter can only be done while the resident waits: no date can be counted.
pub(super) fn must_be_spot(matter: &Matter) -> bool {
    matter.on_the_spot() || limit_of(matter) == Limit::None
}

/// Returns the limit a promise is counted from.
pub(super) fn limit_of(matter: &Matter) -> Limit {
    match matter.promised {
        Limit::None => matter.statutory,
        other => other,
    }
}

/// Returns the date a matter accepted on a day is promised for.
pub(super) fn due_of(
    calendar: &crate::domain::calendar::Calendar,
    matter: &Matter,
    day: NaiveDate,
) -> Option<Due> {
    deadline::due(calendar, day, limit_of(matter))
}

/// Returns a text as a number of 18 characters, if it is one: a resident ID or a credit code.
pub(in crate::ui::post) fn as_number(text: &str, day: NaiveDate) -> Option<String> {
    let code = plain::digits(text).to_uppercase();
    let plain_ascii = code.len() == 18 && code.chars().all(|c| c.is_ascii_alphanumeric());
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let is_id = plain_ascii && digits >= 17;
    let is_credit = plain_ascii && digits >= 8 && CreditCode::parse(&code).is_clean();
    (is_id || is_credit).then(|| match is_id {
        true => IdNumber::parse(&code, day).as_str().to_owned(),
        false => code,
    })
}

/// What a search looks in.
pub(super) struct Sources<'a> {
    pub(super) catalogue: Option<&'a Catalogue>,
    pub(super) recent: &'a dyn Fn(&str) -> u32,
    /// The centre the visit is for: its matters are offered before anything is typed.
    pub(super) home: Option<Centre>,
    pub(super) divisions: &'a Divisions,
}

impl<'a> Sources<'a> {
    /// Returns the matter of a code.
    pub(super) fn matter(&self, code: Option<&str>) -> Option<&'a Matter> {
        self.catalogue?.by_code(code?)
    }
}
