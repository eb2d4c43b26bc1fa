//! Towns and villages, known by their codes.
//!
//! A short name may occur twice in one county, a village may be renamed, and some names hold
//! characters that few fonts have: only the code of 12 digits names a village for ever.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::domain::table;
use crate::domain::table::TableError;

const COLUMNS: [&str; 4] = ["town_code", "town", "village_code", "village"];

/// The endings of an official name that people leave out, the longest first.
const ENDINGS: [&str; 7] = [
    "社区居民委员会",
    "村民委员会",
    "居民委员会",
    "社区居委会",
    "村委会",
    "居委会",
    "社区",
];

/// A town or street (乡镇、街道).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Town {
    /// The code of 9 digits.
    pub code: String,
    /// The official name.
    pub name: String,
}

/// A village or neighbourhood (村、社区).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Village {
    /// The code of 12 digits, which alone is unique.
    pub code: String,
    /// The official name.
    pub name: String,
    /// The code of its town.
    pub town_code: String,
    /// The name of its town.
    pub town: String,
}

impl Village {
    /// Returns the name people say, as 西郝各庄 for 西郝各庄村委会; it may repeat within a county.
    pub fn short_name(&self) -> String {
        short_name(&self.name)
    }
}

/// The towns and villages of a county.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Divisions {
    towns: Vec<Town>,
    villages: BTreeMap<String, Village>,
}

/// Why a list of towns and villages cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DivisionError {
    /// The text is not a table with the four columns.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A code has the wrong length or is not of digits.
    #[error("line {line}: {text:?} is not a code of {digits} digits")]
    Code {
        /// The line in the file, from 1.
        line: u64,
        /// The text found.
        text: String,
        /// The number of digits that was expected.
        digits: usize,
    },
    /// A village's code does not begin with its town's code.
    #[error("line {line}: village {village} does not lie in town {town}")]
    Elsewhere {
        /// The line in the file, from 1.
        line: u64,
        /// The village's code.
        village: String,
        /// The town's code.
        town: String,
    },
    /// A village's code is listed twice.
    #[error("line {line}: village {code} is listed twice")]
    Twice {
        /// The line of the second row, from 1.
        line: u64,
        /// The code.
        code: String,
    },
}

#[derive(Deserialize)]
struct Row {
    town_code: String,
    town: String,
    village_code: String,
    village: String,
}

impl Divisions {
    /// Reads a list from CSV text with the header `town_code,town,village_code,village`.
    ///
    /// # Errors
    /// The first row that is not a village with codes of the right shape, or repeats a code.
    pub fn parse(text: &str) -> Result<Divisions, DivisionError> {
        let mut divisions = Divisions::default();
        for (line, row) in table::rows(text, &COLUMNS)? {
            divisions.add(row, line)?;
        }
        divisions.towns.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(divisions)
    }

    /// Returns the list that ships with the program: Baodi, Tianjin (天津市宝坻区).
    pub fn shipped() -> Divisions {
        Divisions::parse(include_str!("../../data/divisions/baodi.csv"))
            .expect("the embedded list is read by a test")
    }

    fn add(&mut self, row: Row, line: u64) -> Result<(), DivisionError> {
        for (text, digits) in [(&row.town_code, 9), (&row.village_code, 12)] {
            if text.len() != digits || !text.bytes().all(|b| b.is_ascii_digit()) {
                return Err(DivisionError::Code {
                    line,
                    text: text.clone(),
                    digits,
                });
            }
        }
        if !row.village_code.starts_with(&row.town_code) {
            let (village, town) = (row.village_code, row.town_code);
            return Err(DivisionError::Elsewhere {
                line,
                village,
                town,
            });
        }
        if self.villages.contains_key(&row.village_code) {
            return Err(DivisionError::Twice {
                line,
                code: row.village_code,
            });
        }
        if !self.towns.iter().any(|town| town.code == row.town_code) {
            self.towns.push(Town {
                code: row.town_code.clone(),
                name: row.town.clone(),
            });
        }
        let village = Village {
            code: row.village_code.clone(),
            name: row.village,
            town_code: row.town_code,
            town: row.town,
        };
        self.villages.insert(row.village_code, village);
        Ok(())
    }

    /// Returns the towns in order of their codes.
    pub fn towns(&self) -> &[Town] {
        &self.towns
    }

    /// Returns all villages in order of their codes.
    pub fn villages(&self) -> impl Iterator<Item = &Village> {
        self.villages.values()
    }

    /// Returns the village of a code of 12 digits.
    pub fn by_code(&self, code: &str) -> Option<&Village> {
        self.villages.get(code.trim())
    }

    /// Returns the villages that a text may mean, the likeliest first.
    ///
    /// Each word of the text must occur in the name of the village or of its town, or begin its
    /// code. A village called exactly so comes first, then names that begin so, then the others,
    /// each in order of codes. An empty text finds nothing.
    pub fn search(&self, text: &str) -> Vec<&Village> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let Some(last) = words.last() else {
            return Vec::new();
        };
        let mut found: Vec<&Village> = self
            .villages
            .values()
            .filter(|village| words.iter().all(|word| matches(village, word)))
            .collect();
        found.sort_by_cached_key(|village| (rank(village, last), village.code.clone()));
        found
    }
}

fn matches(village: &Village, word: &str) -> bool {
    village.name.contains(word) || village.town.contains(word) || village.code.starts_with(word)
}

fn rank(village: &Village, word: &str) -> u8 {
    if village.name == word || village.short_name() == short_name(word) {
        0
    } else if village.name.starts_with(word) {
        1
    } else if village.name.contains(word) {
        2
    } else {
        3
    }
}

/// Returns an official name without the ending that people leave out.
///
/// The village that bears its town's name keeps 村, or it would read as the town: 新安镇村委会
/// becomes 新安镇村.
pub fn short_name(official: &str) -> String {
    let name = official.trim();
    let short = ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name);
    if short != name && name.contains("村") && short.ends_with(['镇', '乡']) {
        return format!("{short}村");
    }
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "town_code,town,village_code,village";

    fn with(row: &str) -> Result<Divisions, DivisionError> {
        Divisions::parse(&format!("{HEADER}\n{row}\n"))
    }

    #[test]
    fn the_shipped_list_holds_the_towns_and_villages_of_baodi() {
        let baodi = Divisions::shipped();
        assert_eq!(baodi.villages().count(), 822);
        assert_eq!(baodi.towns().len(), 26);
        assert!(
            baodi
                .towns()
                .iter()
                .all(|town| baodi.villages().any(|v| v.town_code == town.code))
        );
        assert!(
            baodi
                .towns()
                .iter()
                .any(|town| town.name == "郝各庄镇" && town.code == "120115121")
        );
    }

    #[test]
    fn a_village_is_found_by_its_code() {
        let baodi = Divisions::shipped();
        let village = baodi.by_code(" 120115108207 ").unwrap();
        assert_eq!(
            (village.name.as_str(), village.town.as_str()),
            ("新安镇村委会", "新安镇")
        );
        assert!(baodi.by_code("120115999999").is_none());
    }

    #[test]
    fn a_name_that_repeats_is_found_each_time_with_its_own_code() {
        let baodi = Divisions::shipped();
        let found = baodi.search("李家庄村");
        let exact: Vec<_> = found
            .iter()
            .filter(|v| v.short_name() == "李家庄")
            .collect();
        assert_eq!(exact.len(), 3);
        let codes: BTreeSet<_> = exact.iter().map(|v| &v.code).collect();
        let towns: BTreeSet<_> = exact.iter().map(|v| &v.town).collect();
        assert_eq!((codes.len(), towns.len()), (3, 3));
    }

    #[test]
    fn the_exact_name_comes_before_longer_ones() {
        let divisions = Divisions::parse(&format!(
            "{HEADER}\n120115101,甲镇,120115101201,东马庄村委会\n120115101,甲镇,120115101202,马庄子村委会\n\
             120115101,甲镇,120115101203,马庄村委会\n"
        ))
        .unwrap();
        let names: Vec<_> = divisions
            .search("马庄")
            .iter()
            .map(|v| v.name.clone())
            .collect();
        assert_eq!(names, ["马庄村委会", "马庄子村委会", "东马庄村委会"]);
    }

    #[test]
    fn a_town_and_a_village_word_narrow_the_search() {
        let baodi = Divisions::shipped();
        let all = baodi.search("李家庄");
        let town = all[0].town.clone();
        let found = baodi.search(&format!("{town} 李家庄"));
        assert!(!found.is_empty() && found.len() < all.len());
        assert!(found.iter().all(|village| village.town == town));
        assert!(baodi.search("  ").is_empty());
        assert_eq!(baodi.search("120115108207").len(), 1);
    }

    #[test]
    fn short_names_drop_the_ending_and_never_become_empty() {
        for (official, want) in [
            ("石幢南社区居委会", "石幢南"),
            ("白鹭湾社区居民委员会", "白鹭湾"),
            ("西会村委会", "西会"),
            ("大钟村村民委员会", "大钟村"),
            ("京津新城社区", "京津新城"),
            ("新安镇村委会", "新安镇村"),
            ("大钟农场生活区", "大钟农场生活区"),
            ("东于（瞿阝）村委会", "东于（瞿阝）"),
            ("村委会", "村委会"),
            ("社区", "社区"),
        ] {
            assert_eq!(short_name(official), want, "{official}");
        }
    }

    #[test]
    fn a_name_outside_the_basic_plane_is_kept_and_found() {
        let divisions = with("120115101,甲镇,120115101201,𬮿头𠮷村委会").unwrap();
        let village = divisions.search("𠮷")[0];
        assert_eq!(village.name, "𬮿头𠮷村委会");
        assert_eq!(village.short_name(), "𬮿头𠮷");
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        assert!(matches!(
            with("120115101,甲镇,12011510120,马庄"),
            Err(DivisionError::Code {
                line: 2,
                digits: 12,
                ..
            })
        ));
        assert!(matches!(
            with("12011510一,甲镇,120115101201,马庄"),
            Err(DivisionError::Code { digits: 9, .. })
        ));
        assert!(matches!(
            with("120115102,甲镇,120115101201,马庄"),
            Err(DivisionError::Elsewhere { line: 2, .. })
        ));
        let twice = "120115101,甲镇,120115101201,马庄\n\n120115101,甲镇,120115101201,马庄";
        assert!(matches!(
            with(twice),
            Err(DivisionError::Twice { line: 4, .. })
        ));
        assert!(Divisions::parse("").is_err());
        assert!(matches!(
            with("120115101,甲镇"),
            Err(DivisionError::Table(TableError { line: 2, .. }))
        ));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_or_the_search_panic(text in any::<String>()) {
            let _ = with(&text);
            with("120115101,甲镇,120115101201,马庄村委会").unwrap().search(&text);
            let _ = short_name(&text);
        }
    }
}
