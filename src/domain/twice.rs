//! Paper keyed twice by two people (双人录入), wherever a figure comes from paper: a rating form, a
//! ballot, a score sheet.
//!
//! The second keying is another person's and is made without sight of the first. Where the two
//! agree, that is what the paper says; where they differ, a third person looks at the paper and
//! settles the line. Nothing counts before every line is agreed or settled.
//!
//! Source: section D of the hall's rules: double keying is part of every score that touches a career.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::StaffNo;
use crate::domain::refusal::TwiceRefusal;

/// What one person read on a paper: values by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed<V> {
    /// Who keyed it.
    pub by: StaffNo,
    /// What stands in each line.
    pub lines: BTreeMap<String, V>,
}

/// A line in which the two read different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference<V> {
    /// The line.
    pub line: String,
    /// What the first read; none where they left it out.
    pub first: Option<V>,
    /// What the second read.
    pub second: Option<V>,
}

/// A paper and what was keyed of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "V: Serialize + serde::de::DeserializeOwned")]
pub struct Twice<V> {
    /// The first keying.
    pub first: Option<Keyed<V>>,
    /// The second, by another person.
    pub second: Option<Keyed<V>>,
    /// Lines that a third person settled; none as a value says that the line is empty.
    pub settled: BTreeMap<String, Option<V>>,
}

impl<V> Default for Twice<V> {
    fn default() -> Self {
        Twice {
            first: None,
            second: None,
            settled: BTreeMap::new(),
        }
    }
}

impl<V: Clone + PartialEq> Twice<V> {
    /// Checks whether somebody may key the paper now.
    ///
    /// # Errors
    /// [`TwiceRefusal::KeyedBySame`] or [`TwiceRefusal::KeyedTwice`].
    pub fn check_key(&self, by: StaffNo) -> Result<(), TwiceRefusal> {
        match (&self.first, &self.second) {
            (_, Some(_)) => Err(TwiceRefusal::KeyedTwice),
            (Some(first), None) if first.by == by => Err(TwiceRefusal::KeyedBySame { staff: by }),
            _ => Ok(()),
        }
    }

    /// Notes a keying; a third one, or a second one of the same person, changes nothing.
    pub fn key(&mut self, by: StaffNo, lines: BTreeMap<String, V>) {
        if self.check_key(by).is_err() {
            return;
        }
        let keyed = Some(Keyed { by, lines });
        match self.first {
            None => self.first = keyed,
            Some(_) => self.second = keyed,
        }
    }

    /// Returns the lines in which the two differ and that nobody has settled.
    pub fn differences(&self) -> Vec<Difference<V>> {
        let (Some(first), Some(second)) = (&self.first, &self.second) else {
            return Vec::new();
        };
        let lines: BTreeSet<&String> = first.lines.keys().chain(second.lines.keys()).collect();
        lines
            .into_iter()
            .filter(|line| first.lines.get(*line) != second.lines.get(*line))
            .filter(|line| !self.settled.contains_key(*line))
            .map(|line| Difference {
                line: line.clone(),
                first: first.lines.get(line).cloned(),
                second: second.lines.get(line).cloned(),
            })
            .collect()
    }

    /// Checks whether somebody may settle a line.
    ///
    /// # Errors
    /// [`TwiceRefusal::KeyedOnce`], [`TwiceRefusal::SettledByKeyer`] or
    /// [`TwiceRefusal::NoDifference`].
    pub fn check_settle(&self, by: StaffNo, line: &str) -> Result<(), TwiceRefusal> {
        let (Some(first), Some(second)) = (&self.first, &self.second) else {
            return Err(TwiceRefusal::KeyedOnce);
        };
        if [first.by, second.by].contains(&by) {
            return Err(TwiceRefusal::SettledByKeyer { staff: by });
        }
        match self.differences().iter().any(|d| d.line == line) {
            true => Ok(()),
            false => Err(TwiceRefusal::NoDifference { line: line.into() }),
        }
    }

    /// Notes what a third person read in a line; none says that the line is empty. What may not be
    /// settled so changes nothing.
    pub fn settle(&mut self, by: StaffNo, line: &str, value: Option<V>) {
        if self.check_settle(by, line).is_ok() {
            self.settled.insert(line.to_owned(), value);
        }
    }

    /// Returns what the paper says, once two people keyed it and no line is open.
    pub fn agreed(&self) -> Option<BTreeMap<String, V>> {
        let (Some(first), Some(_)) = (&self.first, &self.second) else {
            return None;
        };
        if !self.differences().is_empty() {
            return None;
        }
        let mut lines = first.lines.clone();
        for (line, value) in &self.settled {
            match value {
                Some(value) => lines.insert(line.clone(), value.clone()),
                None => lines.remove(line),
            };
        }
        Some(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StaffNo = StaffNo(1);
    const B: StaffNo = StaffNo(2);
    const C: StaffNo = StaffNo(3);

    fn lines(of: &[(&str, i32)]) -> BTreeMap<String, i32> {
        of.iter().map(|(line, v)| ((*line).into(), *v)).collect()
    }

    #[test]
    fn a_paper_says_what_two_people_read_alike() {
        let mut paper = Twice::default();
        paper.key(A, lines(&[("a", 5), ("b", 4)]));
        assert_eq!(paper.agreed(), None);
        assert_eq!(
            paper.check_key(A),
            Err(TwiceRefusal::KeyedBySame { staff: A })
        );
        paper.key(A, lines(&[("a", 1)]));
        assert_eq!(paper.second, None, "the same person is no second reader");
        paper.key(B, lines(&[("a", 5), ("b", 4)]));
        assert_eq!(paper.agreed(), Some(lines(&[("a", 5), ("b", 4)])));
        assert_eq!(paper.check_key(C), Err(TwiceRefusal::KeyedTwice));
    }

    #[test]
    fn where_two_differ_a_third_settles_and_no_keyer_does() {
        let mut paper = Twice::default();
        assert_eq!(paper.check_settle(C, "a"), Err(TwiceRefusal::KeyedOnce));
        paper.key(A, lines(&[("a", 5), ("b", 4)]));
        paper.key(B, lines(&[("a", 3), ("b", 4), ("c", 1)]));
        let open: Vec<String> = paper.differences().into_iter().map(|d| d.line).collect();
        assert_eq!(open, ["a", "c"]);
        for keyer in [A, B] {
            paper.settle(keyer, "a", Some(5));
            assert_eq!(
                paper.check_settle(keyer, "a"),
                Err(TwiceRefusal::SettledByKeyer { staff: keyer })
            );
        }
        assert_eq!(
            paper.check_settle(C, "b"),
            Err(TwiceRefusal::NoDifference { line: "b".into() })
        );
        paper.settle(C, "a", Some(3));
        assert_eq!(paper.agreed(), None);
        paper.settle(C, "c", None);
        assert_eq!(paper.agreed(), Some(lines(&[("a", 3), ("b", 4)])));
    }
}
