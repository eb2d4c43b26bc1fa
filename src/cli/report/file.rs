//! Files of results: their forms, and how they are written.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::sheet::with_mark;
use crate::domain::sheet::Sheet;
use crate::locale::Lang;
use crate::locale::catalogue as reasons;

/// Returns the bytes of a JSON file.
pub(in crate::cli) fn json(results: &impl Serialize, path: &Path) -> Result<Vec<u8>, Problem> {
    let json = serde_json::to_string_pretty(results);
    Ok((json.map_err(|error| unwritten(path, &error))? + "\n").into_bytes())
}

/// Returns the end of a file's name, which says its form, in small letters.
pub(in crate::cli) fn ending(path: &Path) -> String {
    let end = path.extension().unwrap_or_default();
    end.to_string_lossy().to_ascii_lowercase()
}

/// Says that the end of a file's name names no form.
pub(in crate::cli) fn unknown_form(path: &Path) -> Problem {
    Problem::unclear("report_form", &[("path", &path.display())])
}

fn unwritten(path: &Path, why: &dyn Display) -> Problem {
    Problem::failed(
        "sheet_unwritten",
        &[("path", &path.display()), ("why", why)],
    )
}

/// Returns the bytes of a workbook's pages, or of its first page as CSV.
pub(in crate::cli) fn book(
    lang: Lang,
    pages: &[(String, Sheet)],
    end: &str,
    path: &Path,
) -> Result<Vec<u8>, Problem> {
    if end == "csv" {
        let first = pages.first().map(|(_, sheet)| sheet.to_csv());
        return Ok(with_mark(&first.unwrap_or_default()).into_bytes());
    }
    Sheet::book(pages).map_err(|error| unwritten(path, &reasons::sheet(lang, error)))
}

/// Writes a new file; one that is there stays.
pub(in crate::cli) fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let written = std::fs::File::create_new(path).and_then(|mut out| out.write_all(bytes));
    written.map_err(|error| Problem::file(path, error))
}

/// Says where it was written.
pub(in crate::cli) fn written(cx: &Context, path: &Path) {
    let said = cx.lang.say("results.written", &[("path", &path.display())]);
    output::line(&said);
}

/// Says that a file carries nothing that can be checked.
pub(in crate::cli) fn no_results(path: &Path) -> Problem {
    Problem::unclear("report_none", &[("path", &path.display())])
}
