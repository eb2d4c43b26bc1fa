//! Search in the catalogue of matters: what a clerk types, in any way they type it.
//!
//! A keystroke walks an own index of syllables instead of running a matcher over each name: every
//! character of every code, alias and name is stored once with its readings, each text carries a
//! 64-bit signature that rejects most texts with one AND, and what is left is matched by a small
//! automaton that keeps the set of query positions reached so far, so that polyphones never
//! branch. The readings come from `ib-matcher`'s table, which holds every reading of a character;
//! its matcher itself is not used, because it takes about 1 ms per key where the index takes a
//! tenth, and because it does not know the two-letter initials (`shb` for 社保) clerks type.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::domain::ids::Centre;
use crate::domain::matter::Matter;

use self::pinyin::Query;
use self::pinyin::Readings;
use self::pinyin::Text;

mod person;
mod pinyin;

pub use self::person::person_initials;
pub use self::person::person_pinyin;

/// The longest last number of a code that a clerk may type alone, in digits; longer ones are national codes.
const SERIAL_DIGITS: usize = 6;

/// Where a hit was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matched {
    /// Nothing was asked, so every matter is listed.
    Everything,
    /// The code starts so, or its last number does.
    Code,
    /// The alias with this index.
    Alias(usize),
    /// The official name.
    Name,
}

/// One matter that answers a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The matter's place in the catalogue, from 0.
    pub index: usize,
    /// The matter.
    pub matter: &'a Matter,
    /// The field that answered.
    pub matched: Matched,
    /// The bytes of that field to highlight, on character boundaries; empty when nothing was asked.
    pub range: Range<usize>,
}

impl Hit<'_> {
    /// Returns the text that `range` belongs to.
    pub fn text(&self) -> &str {
        match self.matched {
            Matched::Code => &self.matter.code,
            Matched::Alias(n) => self.matter.aliases.get(n).map_or("", String::as_str),
            Matched::Everything | Matched::Name => &self.matter.name,
        }
    }
}

/// How well a text answers: the lower, the nearer to the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Code,
    Alias,
    NameStart,
    NameInside,
}

struct Entry {
    code: Text,
    serial: Range<usize>,
    aliases: Vec<Text>,
    name: Text,
}

/// The hall's matters with the index for typing.
pub struct Catalogue {
    matters: Vec<Matter>,
    entries: Vec<Entry>,
    codes: HashMap<String, usize>,
    readings: Readings,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalogue of {}", self.matters.len())
    }
}

impl Catalogue {
    /// Builds the index over matters, whose order is kept as the catalogue's order.
    pub fn new(matters: Vec<Matter>) -> Self {
        let mut readings = Readings::new();
        let mut codes = HashMap::with_capacity(matters.len());
        let mut entries = Vec::with_capacity(matters.len());
        for (index, matter) in matters.iter().enumerate() {
            codes.entry(matter.code.clone()).or_insert(index);
            entries.push(Entry {
                code: readings.text(&matter.code),
                serial: serial(&matter.code),
                aliases: matter.aliases.iter().map(|a| readings.text(a)).collect(),
                name: readings.text(&matter.name),
            });
        }
        Catalogue {
            matters,
            entries,
            codes,
            readings,
        }
    }

    /// Returns all matters in catalogue order.
    pub fn matters(&self) -> &[Matter] {
        &self.matters
    }

    /// Returns the matter with exactly this code.
    pub fn by_code(&self, code: &str) -> Option<&Matter> {
        self.matters.get(*self.codes.get(code)?)
    }

    /// Returns at most `limit` matters that answer `query`, best first.
    ///
    /// A query may be Chinese, full pinyin, initials, any mix of them, the start of a code or a
    /// code's last number; blanks, marks and case do not count, and only its first 64 characters
    /// do. Order: code, alias, start of the name, inside of the name; then the higher `recent`
    /// (given a code, how recently or often this clerk used it; 0 is never); then catalogue order.
    /// A blank query lists everything, recent first, then by centre.
    pub fn search(
        &self,
        query: &str,
        centre: Option<Centre>,
        recent: &dyn Fn(&str) -> u32,
        limit: usize,
    ) -> Vec<Hit<'_>> {
        let wanted = |m: &Matter| centre.is_none_or(|c| m.centre == c);
        let blank = query
            .chars()
            .take(pinyin::QUERY_CHARS)
            .all(char::is_whitespace);
        let query = Query::new(query);
        let mut found = Vec::new();
        for (index, (matter, entry)) in self.matters.iter().zip(&self.entries).enumerate() {
            if !wanted(matter) {
                continue;
            }
            let answer = if blank {
                Some((Rank::Code, Matched::Everything, 0..0))
            } else {
                self.answer(entry, matter, &query)
            };
            if let Some((rank, matched, range)) = answer {
                let group = blank.then_some(matter.centre);
                let key = (rank, Reverse(recent(&matter.code)), group, index);
                found.push((key, matched, range));
            }
        }
        found.sort_unstable_by_key(|(key, ..)| *key);
        found.truncate(limit);
        found
            .into_iter()
            .map(|((.., index), matched, range)| Hit {
                index,
                matter: &self.matters[index],
                matched,
                range,
            })
            .collect()
    }

    fn answer(
        &self,
        entry: &Entry,
        matter: &Matter,
        query: &Query,
    ) -> Option<(Rank, Matched, Range<usize>)> {
        if let Some(range) = self.readings.at_start(&entry.code, query) {
            return Some((Rank::Code, Matched::Code, range));
        }
        if let Some(range) = by_serial(&matter.code, &entry.serial, query) {
            return Some((Rank::Code, Matched::Code, range));
        }
        for (n, alias) in entry.aliases.iter().enumerate() {
            if let Some(range) = self.readings.anywhere(alias, query) {
                return Some((Rank::Alias, Matched::Alias(n), range));
            }
        }
        let range = self.readings.anywhere(&entry.name, query)?;
        let rank = if range.start == 0 {
            Rank::NameStart
        } else {
            Rank::NameInside
        };
        Some((rank, Matched::Name, range))
    }
}

/// The bytes of a code's last number without its leading zeros; empty where there is none to type.
fn serial(code: &str) -> Range<usize> {
    let head = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &code.as_bytes()[head.len()..];
    let zeros = digits.iter().take_while(|d| **d == b'0').count();
    if digits.len() > SERIAL_DIGITS {
        return 0..0;
    }
    head.len() + zeros..code.len()
}

fn by_serial(code: &str, serial: &Range<usize>, query: &Query) -> Option<Range<usize>> {
    let typed = query.digits()?;
    let number = code.get(serial.clone())?;
    number
        .starts_with(typed)
        .then(|| serial.start..serial.start + typed.len())
}

#[cfg(test)]
mod tests;
