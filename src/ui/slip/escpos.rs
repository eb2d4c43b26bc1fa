//! A slip as ESC/POS commands.

use std::iter::repeat_n;

use encoding_rs::GB18030;
use encoding_rs::GBK;

use crate::ui::slip::COLUMNS;
use crate::ui::slip::Slip;
use crate::ui::slip::font::Fonts;
use crate::ui::slip::layout::BOX;
use crate::ui::slip::layout::MIN_COLUMNS;
use crate::ui::slip::layout::Part;
use crate::ui::slip::layout::clean;
use crate::ui::slip::layout::parts;
use crate::ui::slip::layout::wrap;
use crate::ui::slip::raster;

const ESC: u8 = 0x1b;
const FS: u8 = 0x1c;
const GS: u8 = 0x1d;

/// `ESC @`: forget what the slip before left behind.
pub(super) const RESET: [u8; 2] = [ESC, b'@'];
/// `FS &`: two bytes of 0x81 and above are one Chinese character.
const CHINESE: [u8; 2] = [FS, b'&'];
/// `ESC a 1`: centred.
const CENTRED: [u8; 3] = [ESC, b'a', 1];
/// `GS V 66 0`: feed to the knife and cut.
const CUT: [u8; 4] = [GS, b'V', 66, 0];
/// `ESC d 5`: feed far enough to tear by hand.
const FEED: [u8; 3] = [ESC, b'd', 5];

/// How many times larger than a line the number is printed, when it fits.
const LARGEST: usize = 4;
/// The side of one module of the square code, in dots.
const MODULE: u8 = 6;
/// The longest text put into a square code, in bytes; a longer one would not fit the paper.
const CODE_BYTES: usize = 200;

/// What a thermal printer is asked to do beside the sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscPosOptions {
    /// The characters across the paper: 48 on 80 mm, 32 on 58 mm.
    pub columns: usize,
    /// The text of a square code; `None`, or text longer than 200 bytes, prints none.
    pub qr: Option<String>,
    /// Whether the printer has a knife.
    pub cut: bool,
    /// The sentence at the foot that explains `□`, used only when a character was replaced by it.
    pub missing_line: Option<String>,
}

impl Default for EscPosOptions {
    fn default() -> Self {
        EscPosOptions {
            columns: COLUMNS,
            qr: None,
            cut: true,
            missing_line: None,
        }
    }
}

/// Says whether the font of a Chinese thermal printer holds a character: printable ASCII and two-byte GBK.
///
/// Rare characters (`𠮷`), private-use ones and emoji have four-byte codes that printers answer with garbage.
#[must_use]
pub fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // GBK gives these two bytes, but their shapes exist only in the font of whoever made them up.
        '\u{e000}'..='\u{f8ff}' => false,
        _ => {
            let mut buffer = [0; 4];
            let (bytes, _, unmapped) = GBK.encode(c.encode_utf8(&mut buffer));
            !unmapped && bytes.len() == 2
        }
    }
}

/// Lays a slip out as ESC/POS commands with GB18030 text.
///
/// Only commands of this module and printable characters come out. A row with a character the printer's font lacks is
/// drawn as dots where one of `fonts` has it; else the character is printed as `□` and explained at the foot.
#[must_use]
pub fn escpos(slip: &Slip, options: &EscPosOptions, fonts: Option<&Fonts>) -> Vec<u8> {
    let mut roll = Roll::new(options, fonts);
    roll.bytes.extend(CENTRED);
    roll.centred = true;
    for part in parts(slip) {
        match part {
            Part::Heading(text) => roll.strong(text),
            Part::Number(number) => roll.number(number),
            Part::Line(text) => roll.line(text, 1),
            Part::Rule => roll.rule(),
            Part::Gap => roll.gap(),
            Part::Code => roll.code(options.qr.as_deref()),
        }
    }
    if let Some(text) = options.missing_line.as_deref().filter(|_| roll.replaced) {
        roll.line(text, 1);
    }
    roll.cut(options.cut)
}

/// A thermal roll being printed on.
pub(crate) struct Roll<'a> {
    bytes: Vec<u8>,
    columns: usize,
    fonts: Option<&'a Fonts>,
    centred: bool,
    replaced: bool,
}

impl<'a> Roll<'a> {
    /// Starts a roll: the printer forgets what was before and takes Chinese text, at the left.
    pub(crate) fn new(options: &EscPosOptions, fonts: Option<&'a Fonts>) -> Self {
        Roll {
            bytes: [RESET.as_slice(), &CHINESE].concat(),
            columns: options.columns.max(MIN_COLUMNS),
            fonts,
            centred: false,
            replaced: false,
        }
    }

    /// Ends the roll and returns its bytes.
    pub(crate) fn cut(mut self, knife: bool) -> Vec<u8> {
        let end = if knife { CUT.as_slice() } else { &FEED };
        self.bytes.extend(end);
        self.bytes
    }

    /// Prints a text in bold.
    pub(crate) fn strong(&mut self, text: &str) {
        self.bytes.extend([ESC, b'E', 1]);
        self.line(text, 1);
        self.bytes.extend([ESC, b'E', 0]);
    }

    fn number(&mut self, number: &str) {
        let length = number.chars().map(columns_of).sum::<usize>().max(1);
        self.large(number, (self.columns / length).clamp(1, LARGEST));
    }

    /// Prints a text so many times as large, at most eight times.
    pub(crate) fn large(&mut self, text: &str, times: usize) {
        let times = times.clamp(1, 8);
        let nibble = (times - 1) as u8;
        self.bytes.extend([GS, b'!', nibble << 4 | nibble]);
        self.line(text, times);
        self.bytes.extend([GS, b'!', 0]);
    }

    /// Prints a text, wrapped to the paper.
    pub(crate) fn line(&mut self, text: &str, times: usize) {
        let drawn = |c| self.fonts.is_some_and(|fonts| fonts.can_draw(c));
        let text: String = clean(text)
            .chars()
            .map(|c| if is_printable(c) || drawn(c) { c } else { BOX })
            .collect();
        self.replaced |= text.contains(BOX);
        for row in wrap(&text, self.columns / times, columns_of) {
            self.row(&row, times);
        }
    }

    /// Prints one row that fits, as it stands.
    pub(crate) fn row(&mut self, row: &str, times: usize) {
        match self.fonts.filter(|_| !row.chars().all(is_printable)) {
            Some(fonts) => {
                let taken = row.chars().map(columns_of).sum::<usize>() * times;
                let left = if self.centred {
                    self.columns.saturating_sub(taken) / 2
                } else {
                    0
                };
                let dots = raster::Row {
                    columns: self.columns,
                    left,
                    times,
                    width: columns_of,
                };
                self.bytes.extend(dots.draw(row, fonts));
            }
            None => {
                self.bytes.extend_from_slice(&GB18030.encode(row).0);
                self.bytes.push(b'\n');
            }
        }
    }

    /// Prints a line across.
    pub(crate) fn rule(&mut self) {
        self.bytes.extend(repeat_n(b'-', self.columns));
        self.bytes.push(b'\n');
    }

    /// Leaves a row empty.
    pub(crate) fn gap(&mut self) {
        self.bytes.push(b'\n');
    }

    /// Prints a model 2 code of middle error correction, drawn by the printer.
    ///
    /// Source: ESC/POS command reference, GS ( k, functions 165, 167, 169, 180 and 181.
    pub(crate) fn code(&mut self, text: Option<&str>) {
        let text = text
            .map(clean)
            .filter(|text| !text.is_empty() && text.len() <= CODE_BYTES);
        let Some(text) = text else { return };
        for (function, data) in [
            (65, [50, 0].as_slice()),
            (67, &[MODULE]),
            (69, &[49]),
            (80, &[&[48], text.as_bytes()].concat()),
            (81, &[48]),
        ] {
            let [low, high] = (data.len() as u16 + 2).to_le_bytes();
            self.bytes.extend([GS, b'(', b'k', low, high, 49, function]);
            self.bytes.extend(data);
        }
        self.bytes.push(b'\n');
    }
}

/// Counts the columns of a character in the printer's font: whatever takes two bytes is drawn two wide, `·` included.
pub(crate) fn columns_of(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}
