//! The tables `people` and `person_keys`: the register as far as intake needs it.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::event::Applicant;
use crate::domain::event::PersonSaved;
use crate::domain::ids::PersonId;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::rows;
use crate::store::view::run;

/// Keeps a person and what finds them.
pub(crate) fn save(db: &Connection, e: &PersonSaved) -> Result<(), StoreError> {
    const WHAT: &str = "keep a person";
    let a = &e.applicant;
    run(
        db,
        WHAT,
        "INSERT INTO people (id, name, number, phone, village) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET name = ?2, number = ?3, phone = ?4, village = ?5",
        (e.person.0, &a.name, &a.number, &a.phone, &a.village),
    )?;
    run(
        db,
        WHAT,
        "DELETE FROM person_keys WHERE person = ?1",
        [e.person.0],
    )?;
    for key in keys(a, &e.initials) {
        run(
            db,
            WHAT,
            "INSERT OR IGNORE INTO person_keys (key, person) VALUES (?1, ?2)",
            (key, e.person.0),
        )?;
    }
    Ok(())
}

fn keys(applicant: &Applicant, initials: &[String]) -> Vec<String> {
    let tail = |text: &str, n: usize| -> String {
        let count = text.chars().count();
        text.chars().skip(count.saturating_sub(n)).collect()
    };
    let mut keys: Vec<String> = initials.to_vec();
    keys.push(applicant.name.to_lowercase());
    keys.push(applicant.number.to_lowercase());
    keys.push(tail(&applicant.number, 4).to_lowercase());
    keys.push(applicant.phone.clone());
    keys.push(tail(&applicant.phone, 4));
    keys.retain(|key| !key.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// A person of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// What is known of them.
    pub applicant: Applicant,
}

fn person(row: &rusqlite::Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: PersonId(row.get(0)?),
        applicant: Applicant {
            name: row.get(1)?,
            number: row.get(2)?,
            phone: row.get(3)?,
            village: row.get(4)?,
        },
    })
}

/// Finds people by the beginning of a key: name, initials, number, phone, or the last four.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, key: &str, limit: usize) -> Result<Vec<Person>, StoreError> {
    let key = key.to_lowercase();
    let end = format!("{key}\u{10FFFF}");
    rows(
        db,
        "look up a person",
        "SELECT p.id, p.name, p.number, p.phone, p.village
         FROM (SELECT DISTINCT person FROM person_keys WHERE key >= ?1 AND key < ?2 LIMIT ?3) k
         JOIN people p ON p.id = k.person",
        (&key, end, limit as i64),
        person,
    )
}

/// Finds the person with a number (an unsound one, as 0, only together with the name), or with a name and phone where no number is given.
///
/// # Errors
/// The store's own error.
pub fn matching(
    db: &Connection,
    applicant: &Applicant,
    sound: bool,
) -> Result<Option<Person>, StoreError> {
    let (key, by_number) = if applicant.number.is_empty() {
        (applicant.phone.as_str(), false)
    } else {
        (applicant.number.as_str(), true)
    };
    if key.is_empty() {
        return Ok(None);
    }
    db.prepare_cached(
        "SELECT p.id, p.name, p.number, p.phone, p.village
         FROM person_keys k JOIN people p ON p.id = k.person
         WHERE k.key = lower(?1) AND CASE WHEN ?2 THEN p.number = ?1 AND (?4 OR p.name = ?3)
               ELSE p.phone = ?1 AND p.name = ?3 END
         ORDER BY p.id LIMIT 1",
    )
    .and_then(|mut statement| {
        statement
            .query_row((key, by_number, &applicant.name, sound), person)
            .optional()
    })
    .attempt("look up a person")
}

/// Finds a person.
///
/// # Errors
/// The store's own error.
pub fn by_id(db: &Connection, id: PersonId) -> Result<Option<Person>, StoreError> {
    db.prepare_cached("SELECT id, name, number, phone, village FROM people WHERE id = ?1")
        .and_then(|mut statement| statement.query_row([id.0], person).optional())
        .attempt("look up a person")
}
