//! Characters several rows high, for what is read from across the hall.
//!
//! The table `data/glyphs/big.txt` holds bitmaps; four pixels make one cell (`▛`, `▄` …), so no
//! font is needed at run time. A character without a bitmap is written plain in the middle row:
//! nothing is ever left blank silently.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::plain;
use crate::ui::text;
use crate::ui::theme::Glyphs;

/// How large the characters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// 5 rows; digits and letters 4 cells wide, Chinese plain.
    Small,
    /// 8 rows; digits and letters 6 cells, Chinese 8: `请 B023 到 3 号窗口` takes 74 cells.
    Medium,
    /// 9 rows; digits and letters 10 cells, Chinese 16: for wide boards and single numbers.
    Large,
}

impl Size {
    /// Returns the rows of a line of this size.
    pub const fn rows(self) -> usize {
        match self {
            Size::Small => 5,
            Size::Medium => 8,
            Size::Large => 9,
        }
    }

    const fn space(self) -> usize {
        match self {
            Size::Small | Size::Medium => 1,
            Size::Large => 2,
        }
    }

    /// The tag of digits and letters in the table.
    const fn tag(self, glyphs: Glyphs) -> char {
        match (self, glyphs) {
            (Size::Small, Glyphs::Ascii) => 'a',
            (Size::Small, Glyphs::Unicode) => 's',
            (Size::Medium, _) => 'm',
            (Size::Large, _) => 'l',
        }
    }
}

/// Rows of pixels, top first; the highest of `width` bits is the left one.
#[derive(Debug, Clone)]
struct Bitmap {
    width: u32,
    rows: Vec<u64>,
}

impl Bitmap {
    fn is_set(&self, x: u32, y: usize) -> bool {
        x < self.width
            && self
                .rows
                .get(y)
                .is_some_and(|row| row >> (self.width - 1 - x) & 1 == 1)
    }

    /// Makes every pixel two wide.
    fn doubled(&self) -> Bitmap {
        let rows = (0..self.rows.len())
            .map(|y| {
                (0..self.width).fold(0, |row, x| {
                    row << 2 | if self.is_set(x, y) { 0b11 } else { 0 }
                })
            })
            .collect();
        Bitmap {
            width: self.width * 2,
            rows,
        }
    }

    /// Makes every pixel two high.
    fn heightened(mut self) -> Bitmap {
        self.rows = self.rows.iter().flat_map(|row| [*row, *row]).collect();
        self
    }

    /// Moves the picture down by one pixel.
    fn lowered(mut self) -> Bitmap {
        self.rows.insert(0, 0);
        self
    }
}

const TABLE: &str = include_str!("../../data/glyphs/big.txt");

type Table = HashMap<(char, char), Bitmap>;

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| TABLE.lines().filter_map(entry).collect())
}

fn entry(line: &str) -> Option<((char, char), Bitmap)> {
    let mut parts = line.split(' ');
    let tag = parts.next()?.parse().ok()?;
    let width: u32 = match tag {
        'a' => 4,
        's' => 8,
        'm' => 12,
        'h' => 16,
        'l' => 20,
        _ => return None,
    };
    let character = parts.next()?.parse().ok()?;
    let digits: Vec<u64> = parts
        .next()?
        .chars()
        .map(|c| c.to_digit(16).map(u64::from))
        .collect::<Option<_>>()?;
    let rows = digits
        .chunks(width as usize / 4)
        .map(|row| row.iter().fold(0, |bits, digit| bits << 4 | digit))
        .collect();
    Some(((tag, character), Bitmap { width, rows }))
}

/// Returns the bitmap of a character at a size, if there is one.
fn bitmap(grapheme: &str, size: Size, glyphs: Glyphs) -> Option<Bitmap> {
    let mut chars = grapheme.chars();
    let c = chars.next().filter(|_| chars.next().is_none())?;
    let tag = size.tag(glyphs);
    if let Some(found) = table().get(&(tag, c.to_ascii_uppercase())) {
        let found = found.clone();
        return Some(match size {
            Size::Small if glyphs == Glyphs::Ascii => found.doubled().heightened(),
            Size::Medium => found.lowered(),
            Size::Small | Size::Large => found,
        });
    }
    let han = || table().get(&('h', c)).cloned();
    match (size, glyphs) {
        (Size::Small, _) | (_, Glyphs::Ascii) => None,
        (Size::Medium, Glyphs::Unicode) => han(),
        (Size::Large, Glyphs::Unicode) => han().map(|b| b.doubled().lowered()),
    }
}

/// Says whether every character of a text has a bitmap at a size; if not, some come out plain.
pub fn is_drawn(content: &str, size: Size, glyphs: Glyphs) -> bool {
    content
        .graphemes(true)
        .all(|g| g == " " || bitmap(g, size, glyphs).is_some())
}

/// Returns the cells a text takes at a size.
pub fn big_width(content: &str, size: Size, glyphs: Glyphs) -> usize {
    big(content, size, glyphs)
        .first()
        .map_or(0, |row| text::width(row))
}

/// Draws a line of text several rows high: [`Size::rows`] rows, all equally wide.
///
/// Small letters become capitals. In ASCII, pixels are `#` and Chinese stays plain.
pub fn big(content: &str, size: Size, glyphs: Glyphs) -> Vec<String> {
    let mut rows = vec![String::new(); size.rows()];
    for grapheme in plain::visible(content).graphemes(true) {
        match bitmap(grapheme, size, glyphs) {
            Some(bitmap) => {
                for (y, row) in rows.iter_mut().enumerate() {
                    row.extend((0..bitmap.width / 2).map(|x| cell(&bitmap, x * 2, y * 2, glyphs)));
                }
            }
            None if grapheme == " " => {
                for row in &mut rows {
                    row.push_str(&" ".repeat(size.space()));
                }
            }
            None => {
                let blank = " ".repeat(text::grapheme_width(grapheme));
                let middle = size.rows() / 2;
                for (y, row) in rows.iter_mut().enumerate() {
                    row.push_str(if y == middle { grapheme } else { &blank });
                }
            }
        }
    }
    rows
}

/// Returns the sign for the two by two pixels whose top left one is at `x`, `y`.
fn cell(bitmap: &Bitmap, x: u32, y: usize, glyphs: Glyphs) -> char {
    const QUADRANTS: [char; 16] = [
        ' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█',
    ];
    let pixels = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)];
    let set = pixels.map(|(x, y)| bitmap.is_set(x, y));
    match glyphs {
        Glyphs::Unicode => {
            let index = set
                .iter()
                .rev()
                .fold(0, |bits, on| bits << 1 | usize::from(*on));
            QUADRANTS[index]
        }
        Glyphs::Ascii if set.iter().filter(|on| **on).count() >= 2 => '#',
        Glyphs::Ascii => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const SIZES: [Size; 3] = [Size::Small, Size::Medium, Size::Large];
    const LATIN: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-:./";
    const HALL: &str = "请号到窗口您好等候办理评价谢欢迎光临经济发展社会事务综治信访\
                        满意非常不基本前面还有人暂停一二三四五六七八九十的了便民服务中心";

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = TABLE.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(table().len(), lines);
        for ((tag, c), bitmap) in table() {
            let rows = match tag {
                'a' => 5,
                's' => 9,
                'm' => 14,
                'h' => 16,
                _ => 17,
            };
            assert_eq!(bitmap.rows.len(), rows, "{tag} {c}");
            assert!(bitmap.rows.iter().any(|r| *r != 0), "{tag} {c} is blank");
        }
    }

    #[test]
    fn the_call_line_of_the_board_fits_80_columns() {
        let rows = big("请 B023 到 3 号窗口", Size::Medium, Glyphs::Unicode);
        assert_eq!(rows.len(), 8);
        assert_eq!(text::width(&rows[0]), 74);
        assert!(big_width("请 B023 到 12 号窗口", Size::Medium, Glyphs::Unicode) <= 80);
        assert!(big_width("B023", Size::Large, Glyphs::Unicode) <= 40);
    }

    #[test]
    fn what_the_hall_says_is_drawn_in_full() {
        for size in [Size::Medium, Size::Large] {
            for c in HALL.chars() {
                let c = c.to_string();
                assert!(is_drawn(&c, size, Glyphs::Unicode), "{c} {size:?}");
            }
        }
        for size in SIZES {
            for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                assert!(is_drawn(LATIN, size, glyphs), "{size:?} {glyphs:?}");
            }
        }
    }

    #[test]
    fn no_two_characters_look_the_same() {
        for size in SIZES {
            for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                let pictures: HashSet<Vec<String>> = LATIN
                    .chars()
                    .map(|c| big(&c.to_string(), size, glyphs))
                    .collect();
                assert_eq!(pictures.len(), LATIN.len(), "{size:?} {glyphs:?}");
            }
        }
    }

    #[test]
    fn rows_are_equally_wide_and_there_are_as_many_as_promised() {
        for size in SIZES {
            for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                for content in [
                    "",
                    " ",
                    "B023",
                    "请b",
                    "𠮷3e\u{301}",
                    "\u{1b}[2J",
                    "张\u{e815}",
                ] {
                    let rows = big(content, size, glyphs);
                    assert_eq!(rows.len(), size.rows());
                    let wide = text::width(&rows[0]);
                    assert!(rows.iter().all(|r| text::width(r) == wide), "{content:?}");
                    assert_eq!(big_width(content, size, glyphs), wide);
                }
            }
        }
    }

    #[test]
    fn a_character_without_a_picture_is_written_plain() {
        let rows = big("𠮷3", Size::Medium, Glyphs::Unicode);
        assert!(rows[4].starts_with('𠮷'), "{rows:?}");
        assert!(!is_drawn("𠮷3", Size::Medium, Glyphs::Unicode));
        assert!(big("请", Size::Small, Glyphs::Unicode).contains(&"请".to_string()));
        assert!(big("请", Size::Large, Glyphs::Ascii).contains(&"请".to_string()));
        assert!(big("\u{1b}", Size::Large, Glyphs::Ascii)[4].contains('␛'));
    }

    #[test]
    fn the_ascii_set_draws_digits_in_ascii() {
        for size in SIZES {
            let rows = big(LATIN, size, Glyphs::Ascii);
            assert!(rows.iter().all(|r| r.is_ascii()), "{size:?}");
        }
    }

    #[test]
    fn a_three_is_drawn_like_a_three() {
        let rows = big("3", Size::Small, Glyphs::Unicode);
        assert_eq!(rows, ["▝▀▙ ", "  ▛ ", " ▀▙ ", "▖ ▟ ", "▝▀▘ "]);
    }
}
