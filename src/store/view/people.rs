//! The tables `people`, `person_keys` and `person_grams`: residents and organisations.
//!
//! A person who was merged into another stays as a row, because cases and numbers lead to it; every
//! look-up ends at the one that was kept.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::event::Applicant;
use crate::domain::event::PersonCredit;
use crate::domain::event::PersonMerged;
use crate::domain::event::PersonSaved;
use crate::domain::ids::PersonId;
use crate::domain::number;
use crate::domain::plain;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::grams;
use crate::store::view::rows;
use crate::store::view::run;

mod duplicates;
mod search;

pub use duplicates::Alike;
pub use duplicates::all_duplicates;
pub use duplicates::possible_duplicates;
pub use search::Found;
pub use search::find;

const KEEP: &str = "keep a person";
const LOOK: &str = "look up a person";

/// What stands before the pieces of a place, to keep them apart from those of a name.
const PLACE: &str = "\u{F0001}";

/// A person of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// What is known of them.
    pub applicant: Applicant,
    /// The village as it is called.
    pub place: String,
    /// The person they were merged into.
    pub merged: Option<PersonId>,
    /// Whether a bad credit record is noted that was not repaired.
    pub bad_credit: bool,
}

const COLUMNS: &str = "p.id, p.name, p.number, p.phone, p.village, p.place, p.merged, p.bad_credit";

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: PersonId(row.get(0)?),
        applicant: Applicant {
            name: row.get(1)?,
            number: row.get(2)?,
            phone: row.get(3)?,
            village: row.get(4)?,
        },
        place: row.get(5)?,
        merged: row.get::<_, Option<uuid::Uuid>>(6)?.map(PersonId),
        bad_credit: row.get(7)?,
    })
}

/// What finds a person besides the columns that have their own index.
#[derive(PartialEq, Eq)]
struct Traces {
    keys: Vec<String>,
    grams: String,
}

impl Traces {
    fn of(name: &str, number: &str, phone: &str, place: &str, spelled: &str) -> Traces {
        let mut keys: Vec<String> = spelled.split_whitespace().map(ToOwned::to_owned).collect();
        keys.extend([number, phone].into_iter().filter_map(last_four));
        keys.sort_unstable();
        keys.dedup();
        Traces {
            keys,
            grams: grams::cut(name, "") + &grams::cut(place, PLACE),
        }
    }
}

/// Returns the last four characters of a number, where it has more.
fn last_four(text: &str) -> Option<String> {
    let (at, _) = text.char_indices().rev().nth(3)?;
    (at > 0).then(|| text.get(at..).unwrap_or_default().to_owned())
}

/// Keeps a person and what finds them.
pub(crate) fn save(db: &Connection, e: &PersonSaved) -> Result<(), StoreError> {
    let a = &e.applicant;
    let spelled = [&e.initials[..], &e.pinyin[..]].concat().join(" ");
    let traces = Traces::of(&a.name, &a.number, &a.phone, &e.place, &spelled);
    let before = db
        .prepare_cached("SELECT n, name, number, phone, place, spelled FROM people WHERE id = ?1")
        .and_then(|mut statement| {
            statement
                .query_row([e.person.0], |row| {
                    let text = |column| row.get::<_, String>(column);
                    let (name, number, phone) = (text(1)?, text(2)?, text(3)?);
                    Ok((
                        row.get::<_, i64>(0)?,
                        Traces::of(&name, &number, &phone, &text(4)?, &text(5)?),
                    ))
                })
                .optional()
        })
        .attempt(KEEP)?;
    let Some((n, before)) = before else {
        run(
            db,
            KEEP,
            "INSERT INTO people (id, name, number, phone, village, place, spelled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                e.person.0, &a.name, &a.number, &a.phone, &a.village, &e.place, &spelled,
            ),
        )?;
        return lay(db, db.last_insert_rowid(), &traces);
    };
    run(
        db,
        KEEP,
        "UPDATE people SET name = ?2, number = ?3, phone = ?4, village = ?5, place = ?6,
             spelled = ?7 WHERE n = ?1",
        (
            n, &a.name, &a.number, &a.phone, &a.village, &e.place, &spelled,
        ),
    )?;
    if before == traces {
        return Ok(());
    }
    lift(db, n, &before)?;
    lay(db, n, &traces)
}

fn lay(db: &Connection, n: i64, traces: &Traces) -> Result<(), StoreError> {
    for key in &traces.keys {
        let sql = "INSERT OR IGNORE INTO person_keys (key, person) VALUES (?1, ?2)";
        run(db, KEEP, sql, (key, n))?;
    }
    let sql = "INSERT INTO person_grams (rowid, grams) VALUES (?1, ?2)";
    run(db, KEEP, sql, (n, &traces.grams)).map(drop)
}

fn lift(db: &Connection, n: i64, traces: &Traces) -> Result<(), StoreError> {
    for key in &traces.keys {
        let sql = "DELETE FROM person_keys WHERE key = ?1 AND person = ?2";
        run(db, KEEP, sql, (key, n))?;
    }
    // An index without its text forgets a row only when it is told the text again.
    let sql = "INSERT INTO person_grams (person_grams, rowid, grams) VALUES ('delete', ?1, ?2)";
    run(db, KEEP, sql, (n, &traces.grams)).map(drop)
}

/// Puts a person, and whoever was merged into them, under the one that is kept.
pub(crate) fn merge(db: &Connection, e: &PersonMerged) -> Result<(), StoreError> {
    let Some(keep) = kept(db, e.keep)? else {
        return Ok(());
    };
    if keep.id == e.drop {
        return Ok(());
    }
    run(
        db,
        KEEP,
        "UPDATE people SET merged = ?1 WHERE id = ?2 OR merged = ?2",
        (keep.id.0, e.drop.0),
    )
    .map(drop)
}

/// Notes a bad credit record, or that it was repaired.
pub(crate) fn credit(db: &Connection, e: &PersonCredit) -> Result<(), StoreError> {
    let sql = "UPDATE people SET bad_credit = ?2 WHERE id = ?1";
    run(db, KEEP, sql, (e.person.0, e.unrepaired)).map(drop)
}

/// Finds a person as they stand in the register, merged or not.
///
/// # Errors
/// The store's own error.
pub fn by_id(db: &Connection, id: PersonId) -> Result<Option<Person>, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM people p WHERE p.id = ?1"))
        .and_then(|mut statement| statement.query_row([id.0], person).optional())
        .attempt(LOOK)
}

/// Finds a person, or the one they were merged into.
///
/// # Errors
/// The store's own error.
pub fn kept(db: &Connection, id: PersonId) -> Result<Option<Person>, StoreError> {
    match by_id(db, id)? {
        Some(Person {
            merged: Some(keep), ..
        }) => by_id(db, keep),
        found => Ok(found),
    }
}

/// Returns whoever was merged into a person.
///
/// # Errors
/// The store's own error.
pub fn merged_into(db: &Connection, id: PersonId) -> Result<Vec<Person>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM people p WHERE p.merged = ?1 ORDER BY p.n");
    rows(db, LOOK, &sql, [id.0], person)
}

/// Returns whether a person, or anybody merged into them, has a bad credit record not repaired.
///
/// Source: rule L9, no papers are deferred for an applicant with such a record.
///
/// # Errors
/// The store's own error.
pub fn has_bad_credit(db: &Connection, id: PersonId) -> Result<bool, StoreError> {
    let Some(person) = kept(db, id)? else {
        return Ok(false);
    };
    Ok(person.bad_credit || merged_into(db, person.id)?.iter().any(|p| p.bad_credit))
}

/// Finds the record of an applicant: by number and name; where either side has no number by name
/// and phone; where both have neither by name and village.
///
/// A number alone is not enough: a sound number typed from a relative's card would give that
/// relative another name. Two names under one number are shown as possible duplicates instead.
///
/// # Errors
/// The store's own error.
pub fn matching(db: &Connection, applicant: &Applicant) -> Result<Option<Person>, StoreError> {
    let name = plain::name_key(&applicant.name);
    let first = |found: Vec<Person>, fits: &dyn Fn(&Applicant) -> bool| {
        found
            .into_iter()
            .find(|p| plain::name_key(&p.applicant.name) == name && fits(&p.applicant))
    };
    let mut known = None;
    if !applicant.number.is_empty() {
        known = first(by_number(db, &applicant.number)?, &|_| true);
    }
    let one_number = |a: &Applicant| applicant.number.is_empty() || a.number.is_empty();
    if known.is_none() && !applicant.phone.is_empty() {
        known = first(
            by_phone(db, &applicant.phone, &applicant.name)?,
            &one_number,
        );
    }
    if known.is_none() && applicant.phone.is_empty() && !applicant.village.is_empty() {
        let found = by_name(db, &applicant.name, &applicant.village)?;
        known = first(found, &|a| one_number(a) && a.phone.is_empty());
    }
    match known {
        Some(Person {
            merged: Some(keep), ..
        }) => by_id(db, keep),
        known => Ok(known),
    }
}

/// Returns everybody with a number, in either of its two forms.
fn by_number(db: &Connection, number: &str) -> Result<Vec<Person>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM people p WHERE p.number = ?1 AND p.number <> '' ORDER BY p.n"
    );
    let mut found = rows(db, LOOK, &sql, [number], person)?;
    if let Some(other) = number::other_form(number) {
        found.extend(rows(db, LOOK, &sql, [other], person)?);
    }
    Ok(found)
}

/// Finds the record with a number, where only one person has it.
///
/// # Errors
/// The store's own error.
pub fn only_with_number(db: &Connection, number: &str) -> Result<Option<Person>, StoreError> {
    let mut found = Vec::new();
    for person in by_number(db, number)? {
        let person = match person.merged {
            Some(_) => kept(db, person.id)?,
            None => Some(person),
        };
        found.extend(person);
    }
    found.dedup_by_key(|person| person.id);
    Ok(match found.len() {
        1 => found.pop(),
        _ => None,
    })
}

/// Returns everybody with a phone and a name.
fn by_phone(db: &Connection, phone: &str, name: &str) -> Result<Vec<Person>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM people p WHERE p.phone = ?1 AND p.phone <> '' AND p.name = ?2
         ORDER BY p.n"
    );
    rows(db, LOOK, &sql, (phone, name), person)
}

/// Returns everybody with a name and a village.
fn by_name(db: &Connection, name: &str, village: &str) -> Result<Vec<Person>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM people p WHERE p.name = ?1 AND p.village = ?2 ORDER BY p.n");
    rows(db, LOOK, &sql, (name, village), person)
}
