//! One matter as a form: a list of lines, each a field, a paper or a step, edited one at a time in
//! the signs of the catalogue's files.
//!
//! The form holds texts, not a matter: what is typed stays as it is until it can be saved.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::ids::Centre;
use crate::domain::matter::InPerson;
use crate::domain::matter::Matter;
use crate::domain::matter::MatterFinding;
use crate::domain::matter::Provenance;
use crate::domain::matter::Proxy;
use crate::domain::matter_file;
use crate::domain::matter_file::Field as Column;
use crate::domain::matter_file::RejectReason;
use crate::ui::field::Field;

mod act;

/// The single fields in the order of the form; papers and steps follow.
const FIELDS: [Column; 12] = [
    Column::Code,
    Column::Name,
    Column::Centre,
    Column::Department,
    Column::Statutory,
    Column::Promised,
    Column::InPerson,
    Column::Proxy,
    Column::Channels,
    Column::Result,
    Column::Conditions,
    Column::Aliases,
];

/// A line of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A single field.
    Field(Column),
    /// A paper by its place; one past the last adds one.
    Paper(usize),
    /// A step by its place; one past the last adds one.
    Step(usize),
}

/// A matter that is being looked at or changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Form {
    /// The code of the matter as saved; none for a new one.
    pub(crate) code: Option<String>,
    texts: Vec<String>,
    papers: Vec<String>,
    steps: Vec<String>,
    before: Vec<Vec<String>>,
    /// The chosen line.
    pub(crate) at: usize,
    /// Whether leaving was asked once with something unsaved.
    pub(crate) leaving: bool,
    /// What stands in the line that is being written, for a draft.
    writing: Option<String>,
    #[serde(skip)]
    pub(crate) edit: Option<Field>,
    /// What cannot be saved as it is.
    #[serde(skip)]
    pub(crate) wrong: Option<RejectReason>,
    /// What is odd.
    #[serde(skip)]
    pub(crate) findings: Vec<MatterFinding>,
}

impl Form {
    /// Opens a matter, or an empty form without one.
    pub(crate) fn new(matter: Option<&Matter>, calendar: &Calendar) -> Form {
        let fresh = Matter {
            provenance: Provenance::Hall,
            ..Matter::named("", Centre::Social, "")
        };
        let mut form = Form {
            code: matter.map(|matter| matter.code.clone()),
            texts: Vec::new(),
            papers: Vec::new(),
            steps: Vec::new(),
            before: Vec::new(),
            at: usize::from(matter.is_some()),
            leaving: false,
            writing: None,
            edit: None,
            wrong: None,
            findings: Vec::new(),
        };
        form.fill(matter.unwrap_or(&fresh));
        form.before = form.all();
        if matter.is_some() {
            form.check(calendar);
        }
        form
    }

    /// Takes a draft back as it was left.
    pub(crate) fn reopen(&mut self, calendar: &Calendar) {
        self.leaving = false;
        self.check(calendar);
        if let Some(text) = self.writing.take() {
            let mut field = Field::text(matter_file::MAX_TEXT);
            field.set(&text);
            self.edit = Some(field);
        }
    }

    /// Returns the form as a draft keeps it.
    pub(crate) fn draft(&self) -> Form {
        Form {
            writing: self.edit.as_ref().map(|field| field.value().to_owned()),
            ..self.clone()
        }
    }

    fn fill(&mut self, matter: &Matter) {
        self.texts = matter_file::to_texts(matter).to_vec();
        let papers = matter.materials.iter();
        self.papers = papers.map(matter_file::material_to_text).collect();
        let steps = matter.steps.iter();
        self.steps = steps.map(matter_file::step_to_text).collect();
    }

    fn all(&self) -> Vec<Vec<String>> {
        vec![self.texts.clone(), self.papers.clone(), self.steps.clone()]
    }

    /// Returns whether something was changed since it was opened or saved.
    pub(crate) fn is_changed(&self) -> bool {
        self.before != self.all() || self.edit.is_some()
    }

    /// Returns the lines from top to bottom.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let fields = FIELDS.into_iter().map(Line::Field);
        let papers = (0..=self.papers.len()).map(Line::Paper);
        let steps = (0..=self.steps.len()).map(Line::Step);
        let joint = [Line::Field(Column::Joint)];
        fields.chain(joint).chain(papers).chain(steps).collect()
    }

    /// Returns the chosen line.
    pub(crate) fn line(&self) -> Line {
        let lines = self.lines();
        let last = lines.len().saturating_sub(1);
        lines
            .get(self.at.min(last))
            .copied()
            .unwrap_or(Line::Field(Column::Name))
    }

    /// Returns what a line holds, as it is typed; nothing for a line that adds.
    pub(crate) fn text(&self, line: Line) -> &str {
        match line {
            Line::Field(column) => self.texts.get(column as usize),
            Line::Paper(n) => self.papers.get(n),
            Line::Step(n) => self.steps.get(n),
        }
        .map_or("", String::as_str)
    }

    fn set(&mut self, line: Line, text: String) {
        let list = match line {
            Line::Field(column) => {
                if let Some(old) = self.texts.get_mut(column as usize) {
                    *old = text;
                }
                return;
            }
            Line::Paper(_) => &mut self.papers,
            Line::Step(_) => &mut self.steps,
        };
        let (Line::Paper(n) | Line::Step(n)) = line else {
            return;
        };
        match (text.trim().is_empty(), n < list.len()) {
            (true, true) => {
                list.remove(n);
            }
            (false, true) => list[n] = text,
            (false, false) => list.push(text),
            (true, false) => {}
        }
    }

    /// Returns whether the chosen line takes typed text.
    pub(crate) fn is_written(&self) -> bool {
        match self.line() {
            Line::Field(Column::Code) => self.code.is_none(),
            Line::Field(Column::Centre | Column::InPerson | Column::Proxy) => false,
            _ => true,
        }
    }

    /// Opens the chosen line for writing, or turns a choice of few to its next word.
    ///
    /// Returns whether that could be done: the code of a saved matter names it for ever.
    pub(crate) fn open(&mut self, calendar: &Calendar) -> bool {
        let line = self.line();
        self.leaving = false;
        match line {
            Line::Field(Column::Code) if self.code.is_some() => return false,
            Line::Field(Column::Centre) => self.turn(line, Centre::ALL, calendar),
            Line::Field(Column::InPerson) => {
                self.turn(line, InPerson::EVERY.iter().copied(), calendar);
            }
            Line::Field(Column::Proxy) => {
                self.turn(line, Proxy::EVERY.iter().copied(), calendar);
            }
            _ => {
                let mut field = Field::text(matter_file::MAX_TEXT);
                field.set(self.text(line));
                self.edit = Some(field);
            }
        }
        true
    }

    fn turn<T: ToString>(
        &mut self,
        line: Line,
        words: impl IntoIterator<Item = T>,
        calendar: &Calendar,
    ) {
        let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
        let now = words.iter().position(|word| word == self.text(line));
        // A blank line stands for the first word.
        let next = (now.unwrap_or(0) + 1) % words.len().max(1);
        if let Some(word) = words.get(next) {
            self.set(line, word.clone());
        }
        self.check(calendar);
    }

    /// Takes what was written and goes to the next line.
    pub(crate) fn take(&mut self, calendar: &Calendar) {
        let Some(field) = self.edit.take() else {
            return;
        };
        let line = self.line();
        let lines = self.lines().len();
        self.set(line, field.value().to_owned());
        self.check(calendar);
        // A line that was emptied goes away, and the next one comes to its place.
        if self.lines().len() >= lines && !field.value().trim().is_empty() {
            self.at += 1;
        }
    }

    /// Takes the chosen paper or step away, or empties the field.
    pub(crate) fn remove(&mut self, calendar: &Calendar) -> bool {
        let line = self.line();
        let fixed = match line {
            Line::Field(Column::Code) => self.code.is_some(),
            Line::Field(Column::Centre) => true,
            _ => false,
        };
        if fixed || self.text(line).is_empty() {
            return false;
        }
        self.set(line, String::new());
        self.leaving = false;
        self.check(calendar);
        true
    }

    /// Reads the texts as a matter.
    pub(crate) fn matter(&self) -> Result<Matter, RejectReason> {
        let mut texts = self.texts.clone();
        for (column, list) in [
            (Column::Materials, &self.papers),
            (Column::Steps, &self.steps),
        ] {
            if let Some(text) = texts.get_mut(column as usize) {
                *text = list.join("|");
            }
        }
        let found = texts.len();
        let texts = texts.try_into().map_err(|_| RejectReason::Cells {
            found,
            want: Column::ALL.len(),
        })?;
        let mut matter = matter_file::from_texts(&texts)?;
        if self.is_changed() {
            matter.provenance = Provenance::Hall;
        }
        Ok(matter)
    }

    /// Looks whether it can be saved and what is odd; what can be read is written in its usual form.
    pub(crate) fn check(&mut self, calendar: &Calendar) {
        match self.matter() {
            Ok(matter) => {
                self.wrong = None;
                self.findings = matter.findings(calendar);
                let provenance = self.texts.get(Column::Provenance as usize).cloned();
                self.fill(&matter);
                // That the hall wrote it is said by the saving, not by the looking.
                if let (Some(kept), Some(text)) =
                    (provenance, self.texts.get_mut(Column::Provenance as usize))
                {
                    *text = kept;
                }
            }
            Err(reason) => {
                self.findings.clear();
                self.wrong = Some(reason);
            }
        }
    }

    /// Goes to the line of a field.
    pub(crate) fn go_to(&mut self, column: Option<Column>) {
        let wanted = match column {
            Some(Column::Materials) => Line::Paper(0),
            Some(Column::Steps) => Line::Step(0),
            Some(column) => Line::Field(column),
            None => return,
        };
        if let Some(at) = self.lines().iter().position(|line| *line == wanted) {
            self.at = at;
        }
    }
}
