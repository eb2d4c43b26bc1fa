//! The door list of a home visit: each line is ticked by itself, on the visitor's word.

use crate::domain::hotline::DoorLine;
use crate::domain::ids::JobId;
use crate::ops::finish_job::FinishJob;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;

/// The door list as it is ticked; of a job outside only what came of it is asked.
#[derive(Debug, Clone)]
pub(super) struct Door {
    /// The job.
    pub(super) job: JobId,
    /// The lines; none of a job outside.
    pub(super) lines: Vec<(DoorLine, bool)>,
    /// The line that has the keyboard; behind the last, what came of it.
    pub(super) at: usize,
    /// What came of it.
    pub(super) outcome: Field,
}

impl Door {
    /// Returns a list nobody has ticked.
    pub(super) fn new(job: JobId, home: bool) -> Door {
        let lines = DoorLine::ALL.into_iter().filter(|_| home);
        Door {
            job,
            lines: lines.map(|line| (line, false)).collect(),
            at: 0,
            outcome: Field::text(200),
        }
    }

    /// Returns whether what came of it has the keyboard.
    pub(super) fn writes(&self) -> bool {
        self.at >= self.lines.len()
    }

    /// Takes a key; `false` when it means nothing here.
    pub(super) fn key(&mut self, key: Key) -> bool {
        let last = self.lines.len();
        match key {
            Key::Up if self.at > 0 => self.at -= 1,
            Key::Down | Key::Tab if self.at < last => self.at += 1,
            Key::BackTab => self.at = self.at.saturating_sub(1),
            _ if self.writes() => {
                let outcome = self.outcome.key(key);
                return matches!(outcome, Outcome::Changed | Outcome::Moved);
            }
            Key::Char(' ' | '　') => self.tick(self.at),
            Key::Digit(n @ 1..=9) => self.tick(usize::from(n) - 1),
            _ => return false,
        }
        true
    }

    /// Enter: ticks the line and goes on; `true` behind the last, where it is the answer.
    pub(super) fn enter(&mut self) -> bool {
        if self.writes() {
            return true;
        }
        if let Some(line) = self.lines.get_mut(self.at) {
            line.1 = true;
        }
        self.at += 1;
        false
    }

    fn tick(&mut self, at: usize) {
        if let Some(line) = self.lines.get_mut(at) {
            line.1 = !line.1;
            self.at = at + usize::from(line.1);
        }
    }

    /// Takes a pasted text; `false` when nothing takes it.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let outcome = self.writes().then(|| self.outcome.paste(text));
        matches!(outcome, Some(Outcome::Changed | Outcome::Moved))
    }

    /// Returns the verb that ends the visit; a line that is open is refused there, by name.
    pub(super) fn finish(&self) -> FinishJob {
        let ticked = self.lines.iter().filter(|(_, ticked)| *ticked);
        let words: Vec<&str> = ticked.map(|(line, _)| line.word()).collect();
        FinishJob {
            job: self.job.to_string(),
            outcome: self.outcome.value().trim().to_owned(),
            door: words.join(","),
            person: String::new(),
        }
    }
}
