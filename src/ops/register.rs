//! The register of residents and organisations, as several verbs write to it.
//!
//! # What is masked
//!
//! Lists, read models and the command line show people masked: 张*丰, 110105********002X,
//! 138****0000. To see one in full is an act of its own, [`crate::ops::reveal_person`]: it wants a
//! reason, is an entry of the ledger with who looked, and the duty leader sees how often it happened.
//!
//! The window is the one exception, so that a returning resident still costs eleven keys. The clerk
//! who types a name sees names in full in the pick list (they must tell the person in front of them
//! from their neighbours) with number and phone masked; choosing one fills the form of this errand,
//! where a field is masked unless the cursor is in it. What the clerk typed stays as typed.

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::catalogue::person_initials;
use crate::domain::catalogue::person_pinyin;
use crate::domain::division::Divisions;
use crate::domain::event::Applicant;
use crate::domain::event::PersonSaved;
use crate::domain::ids::PersonId;
use crate::domain::number::Subject;
use crate::domain::number::phone;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::store::view;
use crate::store::view::people::Person;

/// The longest number or phone, characters.
const MAX_CODE: usize = 40;

/// Cleans an applicant and says what is odd, as codes of findings: odd numbers warn, they never block.
///
/// # Errors
/// [`Refusal::NameMissing`] or [`Refusal::TooLong`].
pub(crate) fn clean(
    given: &Applicant,
    today: NaiveDate,
) -> Result<(Applicant, Vec<String>), Refusal> {
    let name = optional_text("name", &given.name, MAX_NAME)?;
    if name.is_empty() {
        return Err(Refusal::NameMissing);
    }
    let code = |field, text| -> Result<String, Refusal> {
        Ok(plain::digits(&optional_text(field, text, MAX_CODE)?))
    };
    let subject = Subject::read(&code("number", &given.number)?, today);
    let mut findings = subject.findings;
    let checked = phone(&code("phone", &given.phone)?);
    findings.extend(checked.findings);
    let applicant = Applicant {
        name,
        number: subject.number,
        phone: checked.normalised,
        village: village(&given.village)?,
    };
    let findings = findings.iter().map(|f| f.code().to_owned()).collect();
    Ok((applicant, findings))
}

/// Cleans a village as it was typed: its code where it is one or names one, else the text.
///
/// # Errors
/// [`Refusal::TooLong`].
pub(crate) fn village(text: &str) -> Result<String, Refusal> {
    let text = optional_text("village", text, MAX_NAME)?;
    let digits = plain::digits(&text);
    Ok(match code_of(&text) {
        _ if is_code(&digits) => digits,
        Some(code) => code.to_owned(),
        None => text,
    })
}

/// Cleans a phone as it was typed, and says what is odd about it, as codes of findings.
///
/// # Errors
/// [`Refusal::TooLong`].
pub(crate) fn clean_phone(text: &str) -> Result<(String, Vec<String>), Refusal> {
    let checked = phone(&plain::digits(&optional_text("phone", text, MAX_CODE)?));
    let codes = checked.findings.iter().map(|f| f.code().to_owned());
    Ok((checked.normalised, codes.collect()))
}

/// Returns whether a text is a village's code and not its name.
fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn divisions() -> &'static Divisions {
    static SHIPPED: OnceLock<Divisions> = OnceLock::new();
    SHIPPED.get_or_init(Divisions::shipped)
}

/// Returns the code of a village that is called exactly so, with or without its town; `None` where
/// two are called so.
fn code_of(called: &str) -> Option<&'static str> {
    static CODES: OnceLock<HashMap<String, Option<&'static str>>> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let mut codes: HashMap<String, Option<&'static str>> = HashMap::new();
        for village in divisions().villages() {
            let (town, short) = (&village.town, village.short_name());
            let mut names = vec![
                format!("{town}{short}"),
                format!("{town}{}", village.name),
                village.name.clone(),
                short,
            ];
            names.sort_unstable();
            names.dedup();
            for name in names {
                let code = village.code.as_str();
                codes
                    .entry(name)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(code));
            }
        }
        codes
    });
    let squeezed: String = called.chars().filter(|c| !c.is_whitespace()).collect();
    codes.get(&squeezed).copied().flatten()
}

/// Returns a village as it is called: of a code the town and the village, of anything else itself.
pub(crate) fn place(village: &str) -> String {
    if !is_code(village) {
        return village.to_owned();
    }
    let known = divisions().by_code(village);
    known.map_or_else(String::new, |v| format!("{}{}", v.town, v.short_name()))
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is new.
    Added(PersonId),
    /// Something was filled in or changed.
    Changed(PersonId),
    /// Everything was known.
    Same(PersonId),
}

impl Kept {
    /// Returns the person.
    pub(crate) fn id(self) -> PersonId {
        match self {
            Kept::Added(id) | Kept::Changed(id) | Kept::Same(id) => id,
        }
    }
}

/// Finds an applicant in the register, or adds or completes them there.
///
/// # Errors
/// The store's own error.
pub(crate) fn remember(act: &mut Act<'_, '_>, applicant: &Applicant) -> Result<Kept, Error> {
    let known = view::people::matching(act.db(), applicant)?;
    let is_new = known.is_none();
    let (person, before) = match known {
        Some(person) => (person.id, person.applicant),
        None => (PersonId(act.new_id()?), Applicant::default()),
    };
    let now = completed(applicant, &before);
    if now == before {
        return Ok(Kept::Same(person));
    }
    act.emit(
        person.0,
        PersonSaved {
            person,
            initials: person_initials(&now.name),
            pinyin: person_pinyin(&now.name),
            place: place(&now.village),
            applicant: now,
        },
    )?;
    Ok(match is_new {
        true => Kept::Added(person),
        false => Kept::Changed(person),
    })
}

/// Puts what is new over what was known. A number of another kind or holder (of a record merged into
/// this one) does not replace the number, nor a village's name its code.
fn completed(new: &Applicant, before: &Applicant) -> Applicant {
    let keep = |new: &String, old: &String, replaces: bool| match new.is_empty() {
        false if old.is_empty() || replaces => new.clone(),
        _ => old.clone(),
    };
    let better = is_code(&new.village) || !is_code(&before.village);
    Applicant {
        name: keep(&new.name, &before.name, before.name == new.name),
        number: keep(
            &new.number,
            &before.number,
            before.number.chars().count() < new.number.chars().count(),
        ),
        phone: keep(&new.phone, &before.phone, true),
        village: keep(&new.village, &before.village, better),
    }
}

/// Finds the kept record that a text names: a person's id, a case number, or a number that only one
/// person has.
///
/// # Errors
/// [`Refusal::PersonUnknown`], or the store's own error.
pub(crate) fn named(db: &Connection, text: &str) -> Result<Person, Error> {
    let text = text.trim();
    let id = match text.parse::<PersonId>() {
        Ok(id) => Some(id),
        Err(_) => view::reveals::of_case(db, &text.to_ascii_uppercase())?.map(|(_, id)| id),
    };
    let found = match id {
        Some(id) => view::people::kept(db, id)?,
        None => view::people::only_with_number(db, &plain::digits(text).to_uppercase())?,
    };
    found.ok_or_else(|| {
        Refusal::PersonUnknown {
            person: text.chars().take(MAX_CODE).collect(),
        }
        .into()
    })
}
