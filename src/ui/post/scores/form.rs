//! A paper as it is keyed: one field for each head, and one for daily entries of it. Whoever keys it the second time sees nothing of the
//! first; where the two differ, a third person sees both and types what stands on the paper.

use crate::domain::ids::StaffNo;
use crate::domain::score::Points;
use crate::domain::score::Way;
use crate::ops::Call;
use crate::ops::key_scores::KeyScores;
use crate::ops::read::PaperLine;
use crate::ops::read::ScoreLine;
use crate::ops::settle_scores::SettleScores;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;

/// A line with its field.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The line of the paper.
    pub(super) line: String,
    /// What two people read, where they differ.
    pub(super) read: Option<[Option<Points>; 2]>,
    /// What is typed.
    pub(super) field: Field,
}

/// A paper being keyed, or settled.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// The number of the sheet.
    pub(super) sheet: String,
    /// The paper's name; it is typed where a paper is keyed.
    pub(super) paper: Field,
    /// Whether a third person settles.
    pub(super) settles: bool,
    /// The lines.
    pub(super) rows: Vec<Row>,
    /// The daily entries of the paper, as `DATE/head=points`; none where a sheet has no such heads.
    pub(super) daily: Option<Field>,
    /// Which field has the keyboard: a row, then the daily entries, then the paper's name.
    pub(super) at: usize,
}

/// Returns whether a sheet takes daily entries.
pub(super) fn takes_daily(line: &ScoreLine) -> bool {
    line.terms.heads().any(|head| head.way == Way::Daily)
}

impl Form {
    /// Returns the form of a paper: the one that another person keyed, else one with the usual name.
    pub(super) fn key(line: &ScoreLine, me: Option<StaffNo>, usual: &str) -> Form {
        let mut paper = Field::text(40);
        let mut once = line.keyed_once.iter();
        let other = once.find(|(_, by)| Some(*by) != me);
        paper.set(other.map_or(usual, |(name, _)| name));
        let row = |head: &String| Row {
            line: head.clone(),
            read: None,
            field: Field::code(5),
        };
        Form {
            sheet: line.number.clone(),
            paper,
            settles: false,
            rows: line.to_key.iter().map(row).collect(),
            daily: takes_daily(line).then(|| Field::text(400)),
            at: 0,
        }
    }

    /// Returns the form in which a third person settles a paper.
    pub(super) fn settle(sheet: &str, paper: &PaperLine) -> Form {
        let mut name = Field::text(40);
        name.set(&paper.paper);
        let rows = paper.differences.iter().map(|differs| Row {
            line: differs.line.clone(),
            read: Some([differs.first, differs.second]),
            field: Field::code(5),
        });
        Form {
            sheet: sheet.to_owned(),
            paper: name,
            settles: true,
            rows: rows.collect(),
            daily: None,
            at: 0,
        }
    }

    fn last(&self) -> usize {
        match self.settles {
            true => self.rows.len().saturating_sub(1),
            false => self.rows.len() + usize::from(self.daily.is_some()),
        }
    }

    /// Returns whether the daily entries have the keyboard.
    pub(super) fn at_daily(&self) -> bool {
        self.daily.is_some() && self.at == self.rows.len()
    }

    /// Returns whether the paper's name has the keyboard.
    pub(super) fn at_paper(&self) -> bool {
        !self.settles && self.at == self.last()
    }

    fn field(&mut self) -> &mut Field {
        let behind = self.at.checked_sub(self.rows.len());
        match (self.rows.get_mut(self.at), &mut self.daily, behind) {
            (Some(row), ..) => &mut row.field,
            (None, Some(daily), Some(0)) => daily,
            (None, ..) => &mut self.paper,
        }
    }

    /// Takes a line out that is settled by now.
    pub(super) fn is_kept(&mut self, line: &str) {
        self.rows.retain(|row| row.line != line);
        self.at = self.at.min(self.last());
    }

    /// Takes a key; `false` when it means nothing here.
    pub(super) fn press(&mut self, key: Key) -> bool {
        match key {
            Key::Down | Key::Tab if self.at < self.last() => self.at += 1,
            Key::Up | Key::BackTab if self.at > 0 => self.at -= 1,
            _ => return matches!(self.field().key(key), Outcome::Changed | Outcome::Moved),
        }
        true
    }

    /// Enter: goes on; `true` behind the last field, where it is the answer.
    pub(super) fn enter(&mut self) -> bool {
        let done = self.at >= self.last();
        self.at = (self.at + 1).min(self.last());
        done
    }

    /// Takes a pasted text; `false` when nothing takes it.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        matches!(self.field().paste(text), Outcome::Changed | Outcome::Moved)
    }

    /// Returns the verbs that keep what was typed: none where nothing was. A line left empty is not on the
    /// paper, or is not settled; `-` settles that it is empty.
    pub(super) fn calls(&self) -> Vec<Call> {
        let typed: Vec<(&str, &str)> = (self.rows.iter())
            .map(|row| (row.line.as_str(), row.field.value().trim()))
            .filter(|(_, points)| !points.is_empty())
            .collect();
        let daily = self.daily.as_ref().map_or("", |daily| daily.value().trim());
        let paper = self.paper.value().trim().to_owned();
        let sheet = || self.sheet.clone();
        match (typed.is_empty() && daily.is_empty(), self.settles) {
            (true, _) => Vec::new(),
            (false, false) => {
                let lines = typed
                    .iter()
                    .map(|(line, points)| format!("{line}={points}"));
                let lines = lines.chain([daily.to_owned()]);
                let lines = lines.collect::<Vec<_>>().join(", ");
                vec![
                    KeyScores {
                        sheet: sheet(),
                        paper,
                        lines,
                    }
                    .into(),
                ]
            }
            (false, true) => {
                let settle = |(line, points): (&str, &str)| SettleScores {
                    sheet: sheet(),
                    paper: paper.clone(),
                    line: line.to_owned(),
                    points: match points {
                        "-" => String::new(),
                        given => given.to_owned(),
                    },
                };
                typed.into_iter().map(|row| settle(row).into()).collect()
            }
        }
    }
}
