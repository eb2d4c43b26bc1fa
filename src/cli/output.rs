//! Writing: lines to stdout, problems to stderr, tables that line up in every script.

use std::io::Write;

use serde::Serialize;
use serde_json::json;

use crate::cli::problem::Problem;
use crate::domain::plain::visible;
use crate::locale::Lang;
use crate::ui::text;

/// Writes text to stdout. A reader who went away ends the program quietly.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if written.is_err() {
        std::process::exit(0);
    }
}

/// Writes one line to stdout.
pub(crate) fn line(text: &str) {
    print(&format!("{text}\n"));
}

/// Writes a value as JSON to stdout.
///
/// # Errors
/// Never for the values of this program; a failure is said as one of the store.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Problem::failed("json_failed", &[("why", &error)]))?;
    line(&text);
    Ok(())
}

/// Says what went wrong: one line on stderr, and with JSON an object on stdout.
pub(crate) fn report(problem: &Problem, lang: Lang, as_json: bool) {
    if matches!(problem, Problem::Said(_)) {
        return;
    }
    let message = problem.message(lang);
    if as_json {
        line(&json!({"error": {"code": problem.code(), "message": message}}).to_string());
    }
    let mut err = std::io::stderr().lock();
    // Nothing can be done about a closed stderr.
    let _ = writeln!(err, "{}", one_line(&message));
}

/// Says on stderr what is to be known about something that was done all the same.
pub(crate) fn warn(text: &str) {
    // Nothing can be done about a closed stderr.
    let _ = writeln!(std::io::stderr().lock(), "{}", one_line(text));
}

/// Makes text from people one line that is harmless for a terminal.
fn one_line(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|l| visible(l).into_owned()).collect();
    lines.join(" ")
}

/// A table of text whose columns line up.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// Begins a table with its headers; no headers, no header row.
    pub(crate) fn new(headers: &[&str]) -> Table {
        let mut table = Table::default();
        if !headers.is_empty() {
            table.row(headers.iter().map(ToString::to_string).collect());
        }
        table
    }

    /// Sets a column of figures to the right.
    pub(crate) fn right(mut self, columns: &[usize]) -> Table {
        self.right = columns.to_vec();
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        let cells = cells
            .iter()
            .map(|cell| visible(cell).into_owned())
            .collect();
        self.rows.push(cells);
    }

    /// Returns the lines, each ended by a line break.
    pub(crate) fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| text::width(cell)).max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| {
                    if self.right.contains(&column) {
                        text::pad_left(cell, *width)
                    } else {
                        text::pad_right(cell, *width)
                    }
                })
                .collect();
            out.push_str(cells.join("  ").trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new(&["号", "n"]).right(&[1]);
        table.row(vec!["B001".into(), "7".into()]);
        table.row(vec!["经济".into(), "12".into()]);
        assert_eq!(table.text(), "号     n\nB001   7\n经济  12\n");
    }

    #[test]
    fn a_control_character_never_reaches_the_terminal() {
        let mut table = Table::new(&[]);
        table.row(vec!["a\u{1b}[31mb".into()]);
        assert!(!table.text().contains('\u{1b}'));
        assert!(!one_line("x\u{1b}]0;t\u{7}\ny").contains(['\u{1b}', '\u{7}']));
    }
}
