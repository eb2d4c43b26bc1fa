//! A row of text as dots, for a thermal printer whose own font lacks a character.

use skrifa::outline::OutlinePen;
use zeno::Command;
use zeno::Mask;
use zeno::PathBuilder;
use zeno::Vector;

use crate::ui::slip::font::Fonts;

/// The dots across one column of the printer's font A.
///
/// Source: Epson TM-T88 family, font A, 12 × 24 dots.
const COLUMN_DOTS: usize = 12;
/// The dots a character is high.
const GLYPH_DOTS: usize = 24;
/// The dots from one row to the next: as far as the printer's own line feed goes.
const ROW_DOTS: usize = 30;
/// Where the baseline lies in the character's height, as Chinese fonts draw their square.
const BASELINE: f32 = 0.88;
/// From how dark a dot is printed, of 255.
const DARK: u8 = 110;

/// How a row is to be drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The columns across the paper.
    pub(crate) columns: usize,
    /// The columns left empty before it.
    pub(crate) left: usize,
    /// How many times as large as the printer's own characters.
    pub(crate) times: usize,
    /// Counts the columns of a character.
    pub(crate) width: fn(char) -> usize,
}

impl Row {
    /// Draws a text as the command `GS v 0`; the paper moves on by one row.
    ///
    /// Source: ESC/POS command reference, GS v 0.
    pub(crate) fn draw(self, text: &str, fonts: &Fonts) -> Vec<u8> {
        let across = (self.columns * COLUMN_DOTS).div_ceil(8);
        let height = ROW_DOTS * self.times;
        let mut dots = vec![0_u8; across * height];
        let mut left = self.left * COLUMN_DOTS;
        for c in text.chars() {
            let cell = (self.width)(c) * COLUMN_DOTS * self.times;
            let path = self.path(c, left as f32, cell as f32, fonts);
            ink(&path, across, height, &mut dots);
            left += cell;
        }
        let [wide_low, wide_high] = (across as u16).to_le_bytes();
        let [high_low, high_high] = (height as u16).to_le_bytes();
        let head = [
            0x1d, b'v', b'0', 0, wide_low, wide_high, high_low, high_high,
        ];
        [head.as_slice(), &dots].concat()
    }

    /// Returns the outline of a character in its cell; nothing for what no font draws.
    fn path(self, c: char, left: f32, cell: f32, fonts: &Fonts) -> Vec<Command> {
        let Some(glyph) = fonts.glyph(c) else {
            return Vec::new();
        };
        let size = (GLYPH_DOTS * self.times) as f32;
        let above = ((ROW_DOTS - GLYPH_DOTS) * self.times) as f32 / 2.0;
        // A letter of the system's font is wider than the printer's; it is drawn as wide as its columns.
        let natural = glyph.advance * size;
        let squeeze = (cell / natural.max(1.0)).min(1.0);
        let mut pen = Pen {
            path: Vec::new(),
            left: left + (cell - natural * squeeze) / 2.0,
            baseline: above + size * BASELINE,
            squeeze,
        };
        fonts.outline(glyph, size, &mut pen);
        pen.path
    }
}

/// Sets the dots inside an outline.
fn ink(path: &[Command], across: usize, height: usize, dots: &mut [u8]) {
    let (mask, place) = Mask::new(path).render();
    for y in 0..place.height as usize {
        for x in 0..place.width as usize {
            let dark = mask.get(y * place.width as usize + x).copied().unwrap_or(0);
            let at = (
                x as i64 + i64::from(place.left),
                y as i64 + i64::from(place.top),
            );
            let (Ok(x), Ok(y)) = (usize::try_from(at.0), usize::try_from(at.1)) else {
                continue;
            };
            if dark < DARK || x >= across * 8 || y >= height {
                continue;
            }
            if let Some(byte) = dots.get_mut(y * across + x / 8) {
                *byte |= 0x80 >> (x % 8);
            }
        }
    }
}

struct Pen {
    path: Vec<Command>,
    left: f32,
    baseline: f32,
    squeeze: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> Vector {
        Vector::new(self.left + x * self.squeeze, self.baseline - y)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.move_to(to);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.line_to(to);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let (control, to) = (self.at(cx0, cy0), self.at(x, y));
        self.path.quad_to(control, to);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (one, two, to) = (self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y));
        self.path.curve_to(one, two, to);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
