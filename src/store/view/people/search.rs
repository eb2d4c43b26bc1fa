//! Finding people by whatever a clerk types.
//!
//! What is typed decides the way: digits are a number, a phone or the last four of either; letters
//! are initials or pinyin; anything else is parts of a name or of a village. Each way reads an
//! index in its own order and stops as soon as enough is found, however many bear the name.

use rusqlite::Connection;

use crate::domain::ids::PersonId;
use crate::domain::number;
use crate::domain::plain;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::grams;
use crate::store::view::people::COLUMNS;
use crate::store::view::people::LOOK;
use crate::store::view::people::PLACE;
use crate::store::view::people::Person;
use crate::store::view::people::by_id;
use crate::store::view::people::person;

/// Behind every key that begins with another.
const END: &str = "\u{10FFFF}";

/// People found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Those found, at most as many as were asked for.
    pub people: Vec<Person>,
    /// Whether there are more.
    pub more: bool,
}

/// Finds people: digits by number, phone or the last four, letters by initials or pinyin, anything
/// else by parts of name or village, several words together. Exact ones come first, then the newest.
///
/// # Errors
/// The store's own error.
pub fn find(db: &Connection, typed: &str, limit: usize) -> Result<Found, StoreError> {
    let mut search = Search {
        db,
        limit,
        found: Found::default(),
    };
    match Typed::read(typed) {
        Typed::Nothing => {}
        Typed::Digits(digits) => search.digits(&digits)?,
        Typed::Letters(letters) => search.letters(&letters)?,
        Typed::Words(words) => search.words(&words)?,
    }
    Ok(search.found)
}

/// What was typed.
enum Typed {
    Nothing,
    Digits(String),
    Letters(String),
    Words(Vec<String>),
}

impl Typed {
    fn read(typed: &str) -> Typed {
        let uniform = plain::digits(typed);
        if uniform.is_empty() {
            return Typed::Nothing;
        }
        let plain_text = uniform
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
        if plain_text && uniform.chars().any(|c| c.is_ascii_digit()) {
            let digits = uniform.chars().filter(|c| *c != '-');
            return Typed::Digits(digits.map(|c| c.to_ascii_uppercase()).collect());
        }
        let words: Vec<String> = typed
            .split_whitespace()
            .map(grams::squeezed)
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            return Typed::Nothing;
        }
        match words.iter().all(|word| word.is_ascii()) {
            true => Typed::Letters(words.concat()),
            false => Typed::Words(words),
        }
    }
}

struct Search<'d> {
    db: &'d Connection,
    limit: usize,
    found: Found,
}

impl Search<'_> {
    /// Exact numbers and endings first, then numbers that begin so.
    fn digits(&mut self, digits: &str) -> Result<(), StoreError> {
        let number = "p.number = ?1 AND p.number <> '' ORDER BY p.n DESC";
        self.people(number, [digits])?;
        if let Some(other) = number::other_form(digits) {
            self.people(number, [other])?;
        }
        self.people(
            "p.phone = ?1 AND p.phone <> '' ORDER BY p.name, p.n DESC",
            [digits],
        )?;
        self.keyed("k.key = ?1 ORDER BY k.person DESC", [digits])?;
        let end = format!("{digits}{END}");
        self.people(
            "p.number > ?1 AND p.number < ?2 AND p.number <> '' ORDER BY p.number, p.n DESC",
            (digits, &end),
        )?;
        self.people(
            "p.phone > ?1 AND p.phone < ?2 AND p.phone <> '' ORDER BY p.phone, p.name, p.n DESC",
            (digits, &end),
        )
    }

    fn letters(&mut self, letters: &str) -> Result<(), StoreError> {
        self.keyed(
            "k.key >= ?1 AND k.key < ?2 ORDER BY k.key, k.person DESC",
            (letters, format!("{letters}{END}")),
        )
    }

    /// Each word is a part of the name or of the village; letters among them begin the pinyin.
    fn words(&mut self, words: &[String]) -> Result<(), StoreError> {
        let query: Vec<String> = words
            .iter()
            .filter(|word| !word.is_ascii())
            .filter_map(|word| {
                let name = grams::query(word, "")?;
                let place = grams::query(word, PLACE)?;
                Some(format!("(({name}) OR ({place}))"))
            })
            .collect();
        let fits = |person: &Person, spelled: &str| {
            let name = grams::squeezed(&person.applicant.name);
            words.iter().all(|word| match word.is_ascii() {
                false => {
                    name.contains(word.as_str())
                        || grams::squeezed(&person.place).contains(word.as_str())
                }
                true => {
                    let ends = [&person.applicant.number, &person.applicant.phone];
                    spelled.split(' ').any(|key| key.starts_with(word.as_str()))
                        || ends
                            .iter()
                            .any(|text| text.to_lowercase().ends_with(word.as_str()))
                }
            })
        };
        self.take(
            &format!(
                "SELECT {COLUMNS}, p.spelled FROM person_grams g CROSS JOIN people p ON p.n = g.rowid
                 WHERE person_grams MATCH ?1 ORDER BY g.rowid DESC"
            ),
            [query.join(" AND ")],
            fits,
        )
    }

    fn people(&mut self, wanted: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
        let sql = format!("SELECT {COLUMNS}, '' FROM people p WHERE {wanted}");
        self.take(&sql, values, |_, _| true)
    }

    fn keyed(&mut self, wanted: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, '' FROM person_keys k CROSS JOIN people p ON p.n = k.person
             WHERE {wanted}"
        );
        self.take(&sql, values, |_, _| true)
    }

    /// Reads on until one more than wanted is found.
    fn take(
        &mut self,
        sql: &str,
        values: impl rusqlite::Params,
        fits: impl Fn(&Person, &str) -> bool,
    ) -> Result<(), StoreError> {
        if self.found.more {
            return Ok(());
        }
        let mut statement = self.db.prepare_cached(sql).attempt(LOOK)?;
        let mut rows = statement.query(values).attempt(LOOK)?;
        while let Some(row) = rows.next().attempt(LOOK)? {
            let mut found = person(row).attempt(LOOK)?;
            let spelled: String = row.get(8).attempt(LOOK)?;
            if !fits(&found, &spelled) {
                continue;
            }
            if let Some(keep) = found.merged {
                match by_id(self.db, keep)? {
                    Some(keep) => found = keep,
                    None => continue,
                }
            }
            if self.holds(found.id) {
                continue;
            }
            if self.found.people.len() == self.limit {
                self.found.more = true;
                return Ok(());
            }
            self.found.people.push(found);
        }
        Ok(())
    }

    fn holds(&self, id: PersonId) -> bool {
        self.found.people.iter().any(|person| person.id == id)
    }
}
