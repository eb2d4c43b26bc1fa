//! A paper laid out on A4 pages: what stands where, in points from the upper left corner.

use crate::domain::paper::Block;
use crate::domain::paper::Item;
use crate::domain::paper::Paper;
use crate::ui::slip::BOX;
use crate::ui::slip::Fonts;
use crate::ui::slip::wrap;

/// The width of A4 in points: 210 mm.
pub(super) const WIDTH: f32 = 595.28;
/// The height of A4 in points: 297 mm.
pub(super) const HEIGHT: f32 = 841.89;
/// What stays white at the left and right, in points: 22 mm.
pub(super) const SIDE: f32 = 62.4;
/// Where the text of a page begins.
const TOP: f32 = 84.0;
/// Where the text of a page ends.
const BOTTOM: f32 = 768.0;
/// The baseline of the words at the head of a page.
const HEAD: f32 = 52.0;
/// The baseline of the words at the foot of a page.
const FOOT: f32 = 796.0;

/// The size of the text.
const BODY: f32 = 12.0;
/// The size of what is said beside it.
const SMALL: f32 = 10.5;
/// The size of head and foot.
const TINY: f32 = 9.0;
/// The size of the title.
const TITLE: f32 = 22.0;
/// The size of the facts looked for first.
const BIG: f32 = 20.0;
/// The size of a part's heading.
const HEADING: f32 = 13.0;
/// The height of a row, in parts of its size.
const LEADING: f32 = 1.6;
/// The most a column of labels takes.
const LABELS: f32 = 130.0;
/// The side of a square code.
const CODE: f32 = 76.0;
/// The length of a line to sign on.
const SIGN: f32 = 140.0;

/// How dark something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// As dark as the printer can.
    Black,
    /// For what is not read first.
    Grey,
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A row of text.
    Text {
        /// Where it begins.
        x: f32,
        /// Its baseline.
        y: f32,
        /// Its size.
        size: f32,
        /// Whether it is drawn bold.
        bold: bool,
        /// How dark.
        ink: Ink,
        /// The text, which every font can draw.
        text: String,
    },
    /// A line across.
    Rule {
        /// Where it begins.
        x: f32,
        /// Its height on the page.
        y: f32,
        /// Its length.
        length: f32,
        /// How dark.
        ink: Ink,
    },
    /// A square code.
    Code {
        /// Its left side.
        x: f32,
        /// Its upper side.
        y: f32,
        /// The length of a side.
        side: f32,
        /// What it says.
        text: String,
    },
}

/// Lays a legible paper out; there is always a first page.
pub(super) fn pages(paper: &Paper, fonts: &Fonts) -> Vec<Vec<Mark>> {
    let mut desk = Desk {
        fonts,
        pages: vec![Vec::new()],
        y: TOP,
        labels: 0.0,
    };
    desk.labels = desk.label_column(paper);
    desk.title(paper);
    for (at, block) in paper.lines.iter().enumerate() {
        desk.block(block, paper.lines.get(at + 1));
    }
    desk.head_and_foot(paper);
    desk.pages
}

/// Returns the width of a text in points.
pub(super) fn measure(text: &str, size: f32, fonts: &Fonts) -> f32 {
    text.chars().map(|c| advance(c, fonts)).sum::<f32>() * size
}

fn advance(c: char, fonts: &Fonts) -> f32 {
    let glyph = fonts.glyph(c).or_else(|| fonts.glyph(BOX));
    glyph.map_or(1.0, |glyph| glyph.advance)
}

/// How a text is to be drawn.
#[derive(Debug, Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    ink: Ink,
}

const PLAIN: Style = Style {
    size: BODY,
    bold: false,
    ink: Ink::Black,
};
const SAID: Style = Style {
    size: SMALL,
    bold: false,
    ink: Ink::Grey,
};

/// Small letters on the baseline of the text they stand beside.
const SAID_DROP: f32 = (BODY - SMALL) * (LEADING + 0.7) / 2.0;

struct Desk<'a> {
    fonts: &'a Fonts,
    pages: Vec<Vec<Mark>>,
    y: f32,
    labels: f32,
}

impl Desk<'_> {
    fn label_column(&self, paper: &Paper) -> f32 {
        let widest = paper
            .lines
            .iter()
            .filter_map(|block| match block {
                Block::Big { label, .. } | Block::Field { label, .. } => Some(label),
                _ => None,
            })
            .map(|label| self.measure(label, BODY))
            .fold(0.0, f32::max);
        (widest + 16.0).min(LABELS)
    }

    fn measure(&self, text: &str, size: f32) -> f32 {
        measure(text, size, self.fonts)
    }

    fn wrap(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        // In thousandths of the size, so that the width of a character is a whole number.
        let columns = (room / size * 1000.0) as usize;
        wrap(text, columns.max(1000), |c| {
            (advance(c, self.fonts) * 1000.0).ceil() as usize
        })
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Begins a page when less than so much is left of this one.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    /// Leaves some room, except at the top of a page.
    fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// Draws a text from `x` to the right margin and moves on below it.
    fn text(&mut self, x: f32, text: &str, style: Style) {
        for row in self.wrap(text, style.size, WIDTH - SIDE - x) {
            self.need(style.size * LEADING);
            self.row(x, row, style);
            self.y += style.size * LEADING;
        }
    }

    /// Draws one row at the present height.
    fn row(&mut self, x: f32, text: String, style: Style) {
        let y = self.y + style.size * (LEADING + 0.7) / 2.0;
        self.put(Mark::Text {
            x,
            y,
            size: style.size,
            bold: style.bold,
            ink: style.ink,
            text,
        });
    }

    fn centred(&mut self, text: &str, style: Style) {
        for row in self.wrap(text, style.size, WIDTH - 2.0 * SIDE) {
            let x = (WIDTH - self.measure(&row, style.size)) / 2.0;
            self.row(x, row, style);
            self.y += style.size * LEADING;
        }
    }

    fn title(&mut self, paper: &Paper) {
        let bold = Style {
            bold: true,
            ..PLAIN
        };
        self.centred(
            &paper.title,
            Style {
                size: TITLE,
                ..bold
            },
        );
        if let Some(reprint) = &paper.reprint {
            self.centred(reprint, bold);
        }
        self.y += 10.0;
    }

    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Heading(text) => self.heading(text),
            Block::Big { label, value, note } => self.big(label, value, note),
            Block::Field { label, value } => self.field(label, value),
            Block::List(items) => self.list(items),
            Block::Text(text) => {
                self.gap(4.0);
                self.text(SIDE, text, PLAIN);
                self.gap(4.0);
            }
            Block::Qr { text, caption } => self.code(text, caption),
            Block::SignatureLine { label, date_label } => self.signature(label, date_label, next),
            Block::SealLine { office, date } => self.seal(office, date),
            Block::TearOff(text) => self.tear_off(text),
        }
    }

    fn tear_off(&mut self, text: &str) {
        self.gap(14.0);
        let dashes = "- ".repeat(18);
        self.centred(&format!("{dashes} {text}  {dashes}"), SAID);
        self.gap(8.0);
    }

    fn heading(&mut self, text: &str) {
        self.gap(10.0);
        // A heading stands with at least two rows of what it heads.
        self.need(HEADING * LEADING + 2.0 * BODY * LEADING);
        let style = Style {
            size: HEADING,
            bold: true,
            ink: Ink::Black,
        };
        self.text(SIDE, text, style);
    }

    fn big(&mut self, label: &str, value: &str, note: &str) {
        self.need(BIG * LEADING + SMALL * LEADING);
        let style = Style {
            size: BIG,
            bold: true,
            ink: Ink::Black,
        };
        let beside = SIDE + self.labels;
        let y = self.y + BIG * (LEADING + 0.7) / 2.0;
        for (at, row) in self
            .wrap(label, BODY, self.labels - 8.0)
            .into_iter()
            .enumerate()
        {
            self.put(Mark::Text {
                x: SIDE,
                y: y + at as f32 * BODY * 1.2,
                size: BODY,
                bold: false,
                ink: Ink::Grey,
                text: row,
            });
        }
        self.text(beside, value, style);
        self.text(beside, note, SAID);
    }

    fn field(&mut self, label: &str, value: &str) {
        let names = self.wrap(label, BODY, self.labels - 8.0);
        let height = names.len().max(1) as f32 * BODY * LEADING;
        self.need(height);
        let (start, page) = (self.y, self.pages.len());
        let grey = Style {
            ink: Ink::Grey,
            ..PLAIN
        };
        for name in names {
            self.row(SIDE, name, grey);
            self.y += BODY * LEADING;
        }
        self.y = start;
        self.text(SIDE + self.labels, value, PLAIN);
        if self.pages.len() == page {
            self.y = self.y.max(start + height);
        }
    }

    fn list(&mut self, items: &[Item]) {
        let widest = self.measure(&format!("{}.", items.len()), BODY) + 8.0;
        let x = SIDE + widest;
        for (at, item) in items.iter().enumerate() {
            let detail = self.measure(&item.detail, SMALL);
            let beside = x + self.measure(&item.text, BODY) + 14.0;
            let fits = beside + detail <= WIDTH - SIDE;
            let rows = if fits { 1.0 } else { 2.0 };
            self.need(rows * BODY * LEADING);
            self.row(SIDE, format!("{}.", at + 1), PLAIN);
            if fits {
                self.y += SAID_DROP;
                self.row(beside, item.detail.clone(), SAID);
                self.y -= SAID_DROP;
                self.text(x, &item.text, PLAIN);
            } else {
                self.text(x, &item.text, PLAIN);
                self.text(x, &item.detail, SAID);
                self.gap(2.0);
            }
        }
        self.gap(6.0);
    }

    fn code(&mut self, text: &str, caption: &str) {
        self.gap(6.0);
        self.need(CODE + 6.0);
        let top = self.y;
        self.put(Mark::Code {
            x: SIDE,
            y: top,
            side: CODE,
            text: text.to_owned(),
        });
        let beside = SIDE + CODE + 14.0;
        let rows = self.wrap(caption, BODY, WIDTH - SIDE - beside).len() as f32;
        self.y = top + ((CODE - rows * BODY * LEADING) / 2.0).max(0.0);
        self.text(beside, caption, PLAIN);
        self.y = self.y.max(top + CODE + 6.0);
    }

    fn signature(&mut self, label: &str, date_label: &str, next: Option<&Block>) {
        self.gap(14.0);
        // A signature and the seal under it stay together.
        let seal = matches!(next, Some(Block::SealLine { .. }));
        self.need(BODY * LEADING * if seal { 5.0 } else { 1.0 });
        let mut x = SIDE;
        for (word, length) in [(label, SIGN), (date_label, SIGN * 0.8)] {
            let start = x + self.measure(word, BODY) + 8.0;
            self.row(x, word.to_owned(), PLAIN);
            self.put(Mark::Rule {
                x: start,
                y: self.y + BODY * 1.25,
                length: length.min(WIDTH - SIDE - start),
                ink: Ink::Black,
            });
            x = start + length + 24.0;
        }
        self.y += BODY * LEADING;
    }

    fn seal(&mut self, office: &str, date: &str) {
        self.gap(18.0);
        self.need(2.0 * BODY * LEADING);
        for text in [office, date] {
            for row in self.wrap(text, BODY, WIDTH - 2.0 * SIDE) {
                let x = WIDTH - SIDE - self.measure(&row, BODY);
                self.row(x, row, PLAIN);
                self.y += BODY * LEADING;
            }
        }
        self.gap(12.0);
    }

    fn head_and_foot(&mut self, paper: &Paper) {
        let across = WIDTH - 2.0 * SIDE;
        let m = self.pages.len();
        for at in 0..m {
            let page = paper
                .page
                .replace("{n}", &(at + 1).to_string())
                .replace("{m}", &m.to_string());
            let number = match &paper.reprint {
                Some(reprint) => format!("{}  {reprint}", paper.number),
                None => paper.number.clone(),
            };
            let mut marks = Vec::new();
            for (y, left, right) in [(HEAD, &paper.hall, &number), (FOOT, &paper.foot, &page)] {
                let right = self.first_row(right, across / 2.0);
                let taken = self.measure(&right, TINY);
                marks.push(tiny(WIDTH - SIDE - taken, y, right));
                let left = self.first_row(left, across - taken - 12.0);
                marks.push(tiny(SIDE, y, left));
            }
            for y in [HEAD + 8.0, FOOT - 14.0] {
                marks.push(Mark::Rule {
                    x: SIDE,
                    y,
                    length: across,
                    ink: Ink::Grey,
                });
            }
            if let Some(page) = self.pages.get_mut(at) {
                page.extend(marks);
            }
        }
    }

    fn first_row(&self, text: &str, room: f32) -> String {
        let rows = self.wrap(text, TINY, room);
        rows.into_iter().next().unwrap_or_default()
    }
}

fn tiny(x: f32, y: f32, text: String) -> Mark {
    Mark::Text {
        x,
        y,
        size: TINY,
        bold: false,
        ink: Ink::Grey,
        text,
    }
}
