//! One row to one matter and back.

use std::str::FromStr;

use crate::domain::ids::Centre;
use crate::domain::matter::Channel;
use crate::domain::matter::InPerson;
use crate::domain::matter::Limit;
use crate::domain::matter::Material;
use crate::domain::matter::Matter;
use crate::domain::matter::MatterStep;
use crate::domain::matter::Provenance;
use crate::domain::matter::Proxy;
use crate::domain::matter::promises_too_long;

use super::Field;
use super::MAX_CODE;
use super::MAX_NAME;
use super::MAX_PART;
use super::MAX_PARTS;
use super::MAX_TEXT;
use super::Note;
use super::Notes;
use super::RejectReason;
use super::map::Columns;
use super::part::escape;
use super::part::material_from_text;
use super::part::material_to_text;
use super::part::step_from_text;
use super::part::step_to_text;
use super::part::unescape;
use crate::domain::sheet::clean;

/// Reads one row; the notes are counted only for rows that are taken.
pub(super) fn matter(
    cells: &[String],
    columns: &Columns,
    notes: &mut Notes,
) -> Result<Matter, RejectReason> {
    let row = Row { cells, columns };
    row.check_cells()?;
    let mut taken = Vec::new();
    let code = row.text(Field::Code, MAX_CODE, &mut taken)?;
    if code.is_empty() {
        return Err(RejectReason::NoCode);
    }
    if rounded(&code) {
        return Err(RejectReason::RoundedCode(code));
    }
    let name = row.text(Field::Name, MAX_NAME, &mut taken)?;
    if name.is_empty() {
        return Err(RejectReason::NoName);
    }
    let department = row.text(Field::Department, MAX_PART, &mut taken)?;
    let centre = row.centre(&department, &mut taken)?;
    let (statutory, promised) = row.limits(&mut taken)?;
    let matter = Matter {
        code,
        centre,
        name,
        department,
        statutory,
        promised,
        materials: row.materials(&mut taken)?,
        aliases: row.list(Field::Aliases)?,
        provenance: row.provenance()?,
        steps: row.steps()?,
        conditions: row.text(Field::Conditions, MAX_TEXT, &mut taken)?,
        in_person: row.word(Field::InPerson, "no, once, always")?,
        proxy: row.word(Field::Proxy, "allowed, refused")?,
        result: row.text(Field::Result, MAX_PART, &mut taken)?,
        channels: row.channels()?,
        joint: row.list(Field::Joint)?,
    };
    taken.sort_unstable_by_key(|note| *note as u8);
    taken.dedup();
    taken.into_iter().for_each(|note| notes.add(note));
    Ok(matter)
}

struct Row<'a> {
    cells: &'a [String],
    columns: &'a Columns,
}

impl Row<'_> {
    fn check_cells(&self) -> Result<(), RejectReason> {
        if self.cells.iter().all(|cell| clean(cell).is_empty()) {
            return Err(RejectReason::EmptyRow);
        }
        let (found, want) = (self.cells.len(), self.columns.count);
        // Spreadsheets pad rows with blank cells; those beyond the header mean nothing.
        let padded = self
            .cells
            .iter()
            .skip(want)
            .all(|cell| clean(cell).is_empty());
        if found < want || !padded {
            return Err(RejectReason::Cells { found, want });
        }
        Ok(())
    }

    fn cell(&self, field: Field) -> Result<&str, RejectReason> {
        let place = self.columns.place(field);
        let cell = place
            .and_then(|n| self.cells.get(n))
            .map_or("", String::as_str);
        if cell.contains('\u{fffd}') {
            return Err(RejectReason::Unreadable { field });
        }
        Ok(cell)
    }

    fn text(
        &self,
        field: Field,
        most: usize,
        notes: &mut Vec<Note>,
    ) -> Result<String, RejectReason> {
        let cell = self.cell(field)?;
        let text = clean(cell);
        if text != cell {
            notes.push(Note::Cleaned);
        }
        short(field, text, most)
    }

    fn centre(&self, department: &str, notes: &mut Vec<Note>) -> Result<Centre, RejectReason> {
        let given = clean(self.cell(Field::Centre)?);
        if !given.is_empty() {
            return given
                .parse()
                .map_err(|_| RejectReason::BadCentre(excerpt(&given)));
        }
        if let Some(centre) = self.columns.fixed_centre {
            return Ok(centre);
        }
        Ok(self.columns.rules.of(department).unwrap_or_else(|| {
            notes.push(Note::DefaultCentre);
            self.columns.default_centre
        }))
    }

    fn limit(&self, field: Field) -> Result<Limit, RejectReason> {
        let mut text = clean(self.cell(field)?);
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) {
            text.push_str(&self.columns.limit_unit);
        }
        text.parse().map_err(|_| RejectReason::BadLimit {
            field,
            text: excerpt(&text),
        })
    }

    fn limits(&self, notes: &mut Vec<Note>) -> Result<(Limit, Limit), RejectReason> {
        let statutory = self.limit(Field::Statutory)?;
        let mut promised = self.limit(Field::Promised)?;
        if promised == Limit::None {
            promised = statutory;
            notes.push(match statutory {
                Limit::None => Note::NoLimit,
                _ => Note::PromisedFromStatutory,
            });
        }
        if promises_too_long(statutory, promised) {
            return Err(RejectReason::PromisedLonger {
                statutory,
                promised,
            });
        }
        if !comparable(statutory, promised) {
            notes.push(Note::OtherUnit);
        }
        Ok((statutory, promised))
    }

    fn parts(&self, field: Field) -> Result<Vec<String>, RejectReason> {
        let parts = split(self.cell(field)?, &self.columns.separators);
        if parts.len() > MAX_PARTS {
            return Err(RejectReason::TooMany {
                field,
                found: parts.len(),
                most: MAX_PARTS,
            });
        }
        Ok(parts)
    }

    fn materials(&self, notes: &mut Vec<Note>) -> Result<Vec<Material>, RejectReason> {
        let mut materials: Vec<Material> = Vec::new();
        let parts = self.parts(Field::Materials)?;
        let only_blank = parts.len() == 1 && parts[0].trim().is_empty();
        for part in &parts {
            let mut material = material_from_text(part);
            material.name = short(Field::Materials, clean(&material.name), MAX_PART)?;
            if material.name.is_empty() {
                if !only_blank {
                    notes.push(Note::BlankPapers);
                }
            } else if materials.contains(&material) {
                notes.push(Note::RepeatedPapers);
            } else {
                materials.push(material);
            }
        }
        Ok(materials)
    }

    fn list(&self, field: Field) -> Result<Vec<String>, RejectReason> {
        let mut list: Vec<String> = Vec::new();
        for part in self.parts(field)? {
            let part = short(field, clean(&unescape(&part)), MAX_PART)?;
            if !part.is_empty() && !list.contains(&part) {
                list.push(part);
            }
        }
        Ok(list)
    }

    fn steps(&self) -> Result<Vec<MatterStep>, RejectReason> {
        let field = Field::Steps;
        let mut steps = Vec::new();
        for part in self.parts(field)? {
            if clean(&part).is_empty() {
                continue;
            }
            let mut step = step_from_text(&part).map_err(|text| RejectReason::BadLimit {
                field,
                text: excerpt(&text),
            })?;
            step.name = short(field, clean(&step.name), MAX_PART)?;
            steps.push(step);
        }
        Ok(steps)
    }

    fn channels(&self) -> Result<Vec<Channel>, RejectReason> {
        let field = Field::Channels;
        let mut channels = Vec::new();
        for part in self.list(field)? {
            let channel = part.parse().map_err(|_| RejectReason::BadWord {
                field,
                text: excerpt(&part),
                words: "window, village, online, phone",
            })?;
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        Ok(channels)
    }

    /// Reads one of a few words; a blank cell is the first of them.
    fn word<T: Default + FromStr>(
        &self,
        field: Field,
        words: &'static str,
    ) -> Result<T, RejectReason> {
        let text = clean(self.cell(field)?);
        if text.is_empty() {
            return Ok(T::default());
        }
        text.parse().map_err(|_| RejectReason::BadWord {
            field,
            text: excerpt(&text),
            words,
        })
    }

    fn provenance(&self) -> Result<Provenance, RejectReason> {
        let word = clean(self.cell(Field::Provenance)?);
        match word.to_ascii_lowercase().as_str() {
            "" | "hall" => Ok(Provenance::Hall),
            "source" => Ok(Provenance::Source),
            "default" => Ok(Provenance::Default),
            _ => Err(RejectReason::BadProvenance(excerpt(&word))),
        }
    }
}

fn short(field: Field, text: String, most: usize) -> Result<String, RejectReason> {
    let found = text.chars().count();
    if found > most {
        return Err(RejectReason::TooLong { field, found, most });
    }
    Ok(text)
}

/// What a sentence may quote of a cell.
fn excerpt(text: &str) -> String {
    text.chars().take(30).collect()
}

/// Returns whether a code looks as `1.144E+31`, the way a spreadsheet shows a number too long for it.
fn rounded(code: &str) -> bool {
    let upper = code.to_ascii_uppercase();
    upper.split_once("E+").is_some_and(|(head, power)| {
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        digits(head) && digits(power)
    })
}

fn comparable(statutory: Limit, promised: Limit) -> bool {
    use std::mem::discriminant;
    let free = |limit| matches!(limit, Limit::None | Limit::OnTheSpot);
    free(statutory) || free(promised) || discriminant(&statutory) == discriminant(&promised)
}

/// Parts a cell at separators and line breaks that no backslash stands before.
fn split(cell: &str, separators: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in cell.chars() {
        let parted = !escaped && (c == '\n' || separators.contains(c));
        escaped = !escaped && c == '\\';
        if parted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

/// Writes the cells of a matter in the order of our own columns.
pub(super) fn cells(matter: &Matter) -> [String; Field::ALL.len()] {
    let materials: Vec<String> = matter.materials.iter().map(material_to_text).collect();
    let steps: Vec<String> = matter.steps.iter().map(step_to_text).collect();
    let channels: Vec<String> = matter.channels.iter().map(Channel::to_string).collect();
    let list = |parts: &[String]| {
        let parts: Vec<String> = parts.iter().map(|part| escape(part)).collect();
        parts.join("|")
    };
    // What nobody said stays blank: a file is read by people.
    let said = |word: String, first: bool| if first { String::new() } else { word };
    let provenance = match matter.provenance {
        Provenance::Source => "source",
        Provenance::Default => "default",
        Provenance::Hall => "hall",
    };
    [
        matter.code.clone(),
        matter.centre.to_string(),
        matter.name.clone(),
        matter.department.clone(),
        matter.statutory.to_string(),
        matter.promised.to_string(),
        materials.join("|"),
        list(&matter.aliases),
        provenance.to_string(),
        steps.join("|"),
        matter.conditions.clone(),
        said(
            matter.in_person.to_string(),
            matter.in_person == InPerson::default(),
        ),
        said(matter.proxy.to_string(), matter.proxy == Proxy::default()),
        matter.result.clone(),
        channels.join("|"),
        list(&matter.joint),
    ]
}
