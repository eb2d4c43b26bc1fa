//! A paper on a thermal roll, as ESC/POS commands.

use crate::domain::paper::Paper;
use crate::ui::paper::legible::legible;
use crate::ui::paper::rows::Row;
use crate::ui::paper::rows::rows;
use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Fonts;
use crate::ui::slip::MIN_COLUMNS;
use crate::ui::slip::Roll;
use crate::ui::slip::columns_of;
use crate::ui::slip::is_printable;

/// How many times as large the title and the facts looked for first are printed.
const LARGE: usize = 2;

/// Lays a paper out as ESC/POS commands with GB18030 text.
///
/// A row with a character the printer's font lacks is drawn as dots from the system's fonts; what these lack too is a
/// `□` with its code point told at the end. Of the options, `qr` and `missing_line` are the paper's own here.
#[must_use]
pub fn render_escpos(paper: &Paper, options: &EscPosOptions, fonts: Option<&Fonts>) -> Vec<u8> {
    let drawn = legible(paper, |c| {
        is_printable(c) || fonts.is_some_and(|fonts| fonts.can_draw(c))
    });
    let columns = options.columns.max(MIN_COLUMNS);
    let mut roll = Roll::new(options, fonts);
    for row in rows(&drawn, columns, columns_of, LARGE) {
        match row {
            Row::Plain(text) => roll.row(&text, 1),
            Row::Strong(text) => roll.strong(&text),
            Row::Large(text) => roll.large(&text, LARGE),
            Row::Rule => roll.rule(),
            Row::Gap => roll.gap(),
            Row::Code(text) => roll.code(Some(&text)),
        }
    }
    roll.cut(options.cut)
}
