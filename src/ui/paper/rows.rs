//! A paper as rows of characters, for text and for a thermal roll.

use unicode_width::UnicodeWidthChar;

use crate::domain::paper::Block;
use crate::domain::paper::Item;
use crate::domain::paper::Paper;
use crate::ui::paper::legible::legible;
use crate::ui::slip::MIN_COLUMNS;
use crate::ui::slip::wrap;

/// The columns a signature gets at most.
const SIGN_COLUMNS: usize = 16;

/// Counts the columns of one character.
pub(super) type Width = fn(char) -> usize;

/// One row of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// Characters of the ordinary size.
    Plain(String),
    /// Characters that stand out; where nothing can, they are plain.
    Strong(String),
    /// The title and the facts looked for first: drawn twice as large where the paper can.
    Large(String),
    /// A line across.
    Rule,
    /// An empty row.
    Gap,
    /// Where a square code goes.
    Code(String),
}

/// Lays a paper out as lines of at most `columns` terminal cells, each ended by a line feed.
///
/// Fewer than 16 columns are treated as 16. There is no square code: what it holds stands in the text.
#[must_use]
pub fn render_text(paper: &Paper, columns: usize) -> String {
    let columns = columns.max(MIN_COLUMNS);
    let cells: Width = |c| c.width().unwrap_or(0);
    let drawn = legible(
        paper,
        |c| !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..),
    );
    let mut text = String::new();
    for row in rows(&drawn, columns, cells, 1) {
        match row {
            Row::Plain(row) | Row::Strong(row) | Row::Large(row) => text.push_str(row.trim_end()),
            Row::Rule => text.extend(std::iter::repeat_n('-', columns)),
            Row::Gap => {}
            Row::Code(_) => continue,
        }
        text.push('\n');
    }
    text
}

/// Lists the rows of a paper; a large row is measured `times` as wide.
pub(super) fn rows(paper: &Paper, columns: usize, width: Width, times: usize) -> Vec<Row> {
    let mut roll = Rows {
        done: Vec::new(),
        columns,
        width,
        times,
    };
    roll.centred(&paper.hall, 1, Row::Strong);
    roll.centred(&paper.title, times, Row::Large);
    if let Some(reprint) = &paper.reprint {
        roll.centred(reprint, 1, Row::Strong);
    }
    roll.done.push(Row::Rule);
    for (at, block) in paper.lines.iter().enumerate() {
        let above = at.checked_sub(1).and_then(|at| paper.lines.get(at));
        roll.block(block, above);
    }
    roll.done.push(Row::Rule);
    roll.hang("", &paper.foot, Row::Plain);
    roll.done
}

struct Rows {
    done: Vec<Row>,
    columns: usize,
    width: Width,
    times: usize,
}

impl Rows {
    fn block(&mut self, block: &Block, above: Option<&Block>) {
        match block {
            Block::Heading(text) => {
                if above.is_some() {
                    self.done.push(Row::Gap);
                }
                self.hang("", text, Row::Strong);
            }
            Block::Big { label, value, note } => self.big(label, value, note),
            Block::Field { label, value } => self.hang(&format!("{label}："), value, Row::Plain),
            Block::List(items) => self.list(items),
            Block::Text(text) => {
                if !matches!(above, None | Some(Block::Heading(_) | Block::Text(_))) {
                    self.done.push(Row::Gap);
                }
                self.hang("", text, Row::Plain);
            }
            Block::Qr { text, caption } => {
                self.done.push(Row::Gap);
                self.done.push(Row::Code(text.clone()));
                self.hang("", caption, Row::Plain);
            }
            Block::SignatureLine { label, date_label } => {
                self.done.push(Row::Gap);
                self.signature(label, date_label);
            }
            Block::TearOff(text) => {
                self.done.push(Row::Gap);
                let left = self.columns.saturating_sub(self.measure(text) + 2) / 2;
                let dashes = "-".repeat(left);
                self.hang("", &format!("{dashes} {text} {dashes}"), Row::Plain);
                self.done.push(Row::Gap);
            }
            Block::SealLine { office, date } => {
                self.done.push(Row::Gap);
                self.right(office);
                self.right(date);
            }
        }
    }

    fn measure(&self, text: &str) -> usize {
        text.chars().map(self.width).sum()
    }

    fn big(&mut self, label: &str, value: &str, note: &str) {
        if self.times == 1 {
            let name = format!("{label}：");
            self.hang(&name, value, Row::Strong);
            return self.hang(&" ".repeat(self.measure(&name)), note, Row::Plain);
        }
        self.hang("", &format!("{label}："), Row::Plain);
        for row in wrap(value, self.columns / self.times, self.width) {
            self.done.push(Row::Large(row));
        }
        self.hang("", note, Row::Plain);
    }

    fn list(&mut self, items: &[Item]) {
        for (at, item) in items.iter().enumerate() {
            let mark = format!("{}. ", at + 1);
            let one = format!("{}  {}", item.text, item.detail);
            if self.measure(&mark) + self.measure(&one) <= self.columns {
                self.hang(&mark, &one, Row::Plain);
                continue;
            }
            self.hang(&mark, &item.text, Row::Plain);
            let blank = " ".repeat(self.measure(&mark));
            self.hang(&blank, &item.detail, Row::Plain);
        }
    }

    /// Draws the places of a signature and its date, beside each other where both fit.
    fn signature(&mut self, label: &str, date_label: &str) {
        let line = "_".repeat(SIGN_COLUMNS.min(self.columns));
        let (name, date) = (format!("{label}："), format!("{date_label}："));
        let both = format!("{name}{line}  {date}{line}");
        if self.measure(&both) <= self.columns {
            self.done.push(Row::Plain(both));
        } else {
            self.hang(&name, &line, Row::Plain);
            self.hang(&date, &line, Row::Plain);
        }
    }

    /// Wraps a text behind a first word; the rows after the first stand under the text, not under the word.
    fn hang(&mut self, before: &str, text: &str, row: fn(String) -> Row) {
        let taken = self.measure(before);
        // A word that leaves no room for the text gets a row of its own.
        let (indent, beside) = if taken * 2 > self.columns {
            if !before.trim().is_empty() {
                let word: Vec<String> = wrap(before, self.columns, self.width);
                self.done.extend(word.into_iter().map(row));
            }
            (2, false)
        } else {
            (taken, true)
        };
        let room = self.columns - indent;
        for (at, line) in wrap(text, room, self.width).into_iter().enumerate() {
            let start = if at == 0 && beside {
                before.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.done.push(row(start + &line));
        }
    }

    fn centred(&mut self, text: &str, times: usize, row: fn(String) -> Row) {
        let room = self.columns / times;
        for line in wrap(text, room, self.width) {
            let left = room.saturating_sub(self.measure(&line)) / 2;
            self.done.push(row(" ".repeat(left) + &line));
        }
    }

    fn right(&mut self, text: &str) {
        for line in wrap(text, self.columns, self.width) {
            let left = self.columns.saturating_sub(self.measure(&line));
            self.done.push(Row::Plain(" ".repeat(left) + &line));
        }
    }
}
