//! Records that may be of one person.

use rusqlite::Connection;
use serde::Serialize;

use crate::domain::ids::PersonId;
use crate::domain::number::other_form;
use crate::store::error::StoreError;
use crate::store::view::people::COLUMNS;
use crate::store::view::people::LOOK;
use crate::store::view::people::Person;
use crate::store::view::people::by_name;
use crate::store::view::people::by_number;
use crate::store::view::people::by_phone;
use crate::store::view::people::kept;
use crate::store::view::people::person;
use crate::store::view::rows;

/// The shortest number that stands for one person only, characters: those of the first kind.
const SHORTEST: usize = 15;

/// Why two records may be of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// The number is the same.
    Number,
    /// Name and phone are the same.
    Phone,
    /// Name, birth date and village are the same.
    Birth,
}

impl Alike {
    /// Returns the word used in read models and for the sentence `cli.alike_<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Alike::Number => "number",
            Alike::Phone => "phone",
            Alike::Birth => "birth",
        }
    }
}

/// Returns the records that may be of the same person, each with the strongest reason.
///
/// # Errors
/// The store's own error.
pub fn possible_duplicates(
    db: &Connection,
    id: PersonId,
) -> Result<Vec<(Person, Alike)>, StoreError> {
    let Some(person) = kept(db, id)? else {
        return Ok(Vec::new());
    };
    let a = &person.applicant;
    let mut alike: Vec<(Person, Alike)> = Vec::new();
    let mut add = |found: Vec<Person>, why: Alike| {
        for other in found {
            let known = alike.iter().any(|(known, _)| known.id == other.id);
            if other.merged.is_none() && other.id != person.id && !known {
                alike.push((other, why));
            }
        }
    };
    if a.number.chars().count() >= SHORTEST {
        add(by_number(db, &a.number)?, Alike::Number);
    }
    if !a.phone.is_empty() {
        add(by_phone(db, &a.phone, &a.name)?, Alike::Phone);
    }
    if let Some(birth) = birth(&a.number)
        && !a.village.is_empty()
    {
        let mut found = by_name(db, &a.name, &a.village)?;
        found.retain(|other| self::birth(&other.applicant.number).as_ref() == Some(&birth));
        add(found, Alike::Birth);
    }
    Ok(alike)
}

/// Returns the digits of the birth date in a number of either kind.
fn birth(number: &str) -> Option<String> {
    let whole = match number.len() {
        SHORTEST => other_form(number)?,
        _ => number.to_owned(),
    };
    let digits = whole.get(6..14).filter(|_| whole.len() == 18)?;
    let rest = whole.get(..17)?;
    rest.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.to_owned())
}

/// Returns groups of records that may be of one person: the reason and two or more of them.
///
/// This reads the whole register in the order of three indexes: a list for a quiet hour, no screen's.
///
/// # Errors
/// The store's own error.
pub fn all_duplicates(
    db: &Connection,
    limit: usize,
) -> Result<Vec<(Alike, Vec<Person>)>, StoreError> {
    let mut groups: Vec<(Alike, Vec<Person>)> = Vec::new();
    let mut add = |why: Alike, mut people: Vec<Person>| {
        people.retain(|person| person.merged.is_none());
        let ids: Vec<PersonId> = people.iter().map(|p| p.id).collect();
        let known = groups
            .iter()
            .any(|(_, known)| ids.iter().all(|id| known.iter().any(|p| p.id == *id)));
        if people.len() > 1 && !known && groups.len() < limit {
            groups.push((why, people));
        }
    };
    let sql = format!(
        "SELECT number FROM people WHERE number <> '' GROUP BY number
         HAVING count(*) > 1 AND length(number) >= {SHORTEST} LIMIT ?1"
    );
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    for number in rows(db, LOOK, &sql, [most], |row| row.get::<_, String>(0))? {
        add(Alike::Number, by_number(db, &number)?);
    }
    // The few numbers of the first kind may each be the old form of another record's.
    let sql = format!(
        "SELECT {COLUMNS} FROM people p WHERE length(p.number) = {SHORTEST} AND p.number <> ''
         LIMIT ?1"
    );
    for old in rows(db, LOOK, &sql, [most], person)? {
        add(Alike::Number, by_number(db, &old.applicant.number)?);
    }
    let sql = "SELECT phone, name FROM people WHERE phone <> '' GROUP BY phone, name
         HAVING count(*) > 1 LIMIT ?1";
    for (phone, name) in rows(db, LOOK, sql, [most], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })? {
        add(Alike::Phone, by_phone(db, &phone, &name)?);
    }
    let sql = "SELECT name, village FROM people WHERE village <> '' GROUP BY name, village
         HAVING count(*) > 1 LIMIT ?1";
    for (name, village) in rows(db, LOOK, sql, [most], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })? {
        let mut found = by_name(db, &name, &village)?;
        found.retain(|p| birth(&p.applicant.number).is_some());
        found.sort_by_key(|p| birth(&p.applicant.number));
        for same in found.chunk_by(|a, b| birth(&a.applicant.number) == birth(&b.applicant.number))
        {
            add(Alike::Birth, same.to_vec());
        }
    }
    Ok(groups)
}
