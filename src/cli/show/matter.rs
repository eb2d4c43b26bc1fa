//! The page about one matter.

use std::fmt::Display;

use serde::Serialize;

use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::show::lists::Page;
use crate::cli::show::words;
use crate::domain::matter::Matter;
use crate::domain::matter::MatterFinding;
use crate::domain::matter_file;
use crate::domain::matter_file::Field;
use crate::domain::refusal::Refusal;
use crate::locale::Lang;
use crate::locale::catalogue;
use crate::ops::Hall;

/// A matter and what is odd about it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    matter: Matter,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    findings: Vec<MatterFinding>,
}

/// Finds a matter as it is now, or as it was when a case was accepted.
pub(super) fn find(hall: &Hall, code: &str, at: Option<&str>) -> Result<Shown, Problem> {
    let unknown = || Refusal::MatterUnknown {
        matter: code.to_owned(),
    };
    let matter = match at {
        None => hall.matter(code)?.ok_or_else(unknown)?,
        Some(case) => {
            let matter = hall
                .matter_of_case(case)?
                .ok_or_else(|| Problem::refused("matter_not_kept", &[("case", &case)]))?;
            if matter.code != code.trim() {
                return Err(unknown().into());
            }
            matter
        }
    };
    let findings = matter.findings(hall.calendar());
    Ok(Shown {
        matter,
        at: at.map(str::to_owned),
        findings,
    })
}

fn word(lang: Lang, word: &dyn Display) -> String {
    lang.tr(&format!("duty.word_{word}")).to_owned()
}

impl Page {
    /// Writes a matter, a line per paper and step, then what is odd about it.
    pub(super) fn matter(&self, shown: &Shown) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let texts = matter_file::to_texts(&shown.matter);
        for (field, text) in Field::ALL.into_iter().zip(texts) {
            let lines: Vec<String> = match field {
                Field::Materials => {
                    let papers = shown.matter.materials.iter();
                    papers.map(matter_file::material_to_text).collect()
                }
                Field::Steps => {
                    let steps = shown.matter.steps.iter();
                    steps.map(matter_file::step_to_text).collect()
                }
                Field::Centre => vec![words::centre(lang, shown.matter.centre)],
                Field::Statutory => vec![catalogue::limit(lang, shown.matter.statutory)],
                Field::Promised => vec![catalogue::limit(lang, shown.matter.promised)],
                Field::InPerson => vec![word(lang, &shown.matter.in_person)],
                Field::Proxy => vec![word(lang, &shown.matter.proxy)],
                _ if text.is_empty() => Vec::new(),
                _ => vec![text],
            };
            for (n, line) in lines.into_iter().enumerate() {
                let name = match n {
                    0 => catalogue::column(lang, field),
                    _ => String::new(),
                };
                table.row(vec![name, line]);
            }
        }
        let mut out = String::new();
        if let Some(case) = &shown.at {
            out.push_str(&self.title(&lang.say("cli.matter_as_accepted", &[("case", case)])));
        }
        out.push_str(&table.text());
        if !shown.findings.is_empty() {
            out.push('\n');
            out.push_str(&self.title(lang.tr("cli.matter_findings")));
            for finding in &shown.findings {
                out.push_str(&format!("  {}\n", catalogue::finding(lang, finding)));
            }
        }
        out
    }
}
