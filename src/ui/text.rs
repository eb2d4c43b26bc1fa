//! Width, fitting, padding and wrapping of text: the only module that measures it.
//!
//! A Chinese character takes two cells, a letter one, a combining mark none. Everything here
//! goes by grapheme and by the width the screen buffer itself uses, so that what is measured
//! is what is drawn. Text from people goes through `domain::plain::visible` first.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_linebreak::BreakOpportunity;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

/// The sign that something was cut off; one cell on every terminal.
pub const CUT: &str = "⋯";

/// Returns the cells one grapheme takes; a grapheme with a control character is never drawn and takes 0.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        0
    } else {
        usize::from(grapheme.cell_width())
    }
}

/// Returns the cells a text takes on one line.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.len();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// Cuts a text to at most so many cells, ending in `⋯` when something was cut.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    fit_with(text, cells, CUT)
}

/// Cuts a text to at most so many cells, ending in `mark` when something was cut.
///
/// A wide character that would be halved is left out whole, so the result may be one cell
/// narrower than asked. The work is bounded by `cells`, not by the length of the text.
pub fn fit_with<'a>(text: &'a str, cells: usize, mark: &str) -> Cow<'a, str> {
    let room = cells.saturating_sub(width(mark));
    let (mut used, mut keep) = (0, 0);
    for (start, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > cells {
            return Cow::Owned(cut_at(text, keep, mark, cells));
        }
        if used <= room {
            keep = start + grapheme.len();
        }
    }
    Cow::Borrowed(text)
}

fn cut_at(text: &str, keep: usize, mark: &str, cells: usize) -> String {
    let mut cut = String::from(text.get(..keep).unwrap_or_default());
    let mut room = cells.saturating_sub(width(&cut));
    for grapheme in mark.graphemes(true) {
        let w = grapheme_width(grapheme);
        if w > room {
            break;
        }
        room -= w;
        cut.push_str(grapheme);
    }
    cut
}

/// Returns the text at the left of exactly so many cells, cut when it does not fit.
pub fn pad_right(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let gap = cells - width(&fitted);
    format!("{fitted}{}", " ".repeat(gap))
}

/// Returns the text at the right of exactly so many cells, cut when it does not fit.
pub fn pad_left(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let gap = cells - width(&fitted);
    format!("{}{fitted}", " ".repeat(gap))
}

/// Returns the text in the middle of exactly so many cells; an odd cell goes to the right.
pub fn centre(text: &str, cells: usize) -> String {
    let fitted = fit(text, cells);
    let gap = cells - width(&fitted);
    let left = gap / 2;
    format!("{}{fitted}{}", " ".repeat(left), " ".repeat(gap - left))
}

/// Breaks a text into lines of at most so many cells, where UAX#14 allows a break.
///
/// A piece without a place to break is broken between graphemes; white space at a line's end
/// is dropped, everything else is kept. A line feed starts a new line. An empty text is one
/// empty line; zero cells give no lines. In one cell a wide character becomes `⋯`.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    if cells == 0 {
        return Vec::new();
    }
    let mut lines = Lines::new(cells);
    let mut piece: Vec<(&str, usize)> = Vec::new();
    let mut breaks = linebreaks(text).peekable();
    for (start, grapheme) in text.grapheme_indices(true) {
        let end = start + grapheme.len();
        if !grapheme.contains(char::is_control) {
            piece.push((grapheme, grapheme_width(grapheme)));
        }
        while breaks.peek().is_some_and(|(at, _)| *at < end) {
            breaks.next();
        }
        let Some((_, kind)) = breaks.next_if(|(at, _)| *at == end) else {
            continue;
        };
        lines.add(&piece);
        piece.clear();
        if kind == BreakOpportunity::Mandatory && end < text.len() {
            lines.end_line();
        }
    }
    lines.end_line();
    if text.ends_with('\n') {
        lines.end_line();
    }
    lines.done
}

/// Lines being filled: the done ones and the one at work.
struct Lines {
    cells: usize,
    done: Vec<String>,
    line: String,
    used: usize,
}

impl Lines {
    fn new(cells: usize) -> Lines {
        Lines {
            cells,
            done: Vec::new(),
            line: String::new(),
            used: 0,
        }
    }

    fn add(&mut self, piece: &[(&str, usize)]) {
        let total: usize = piece.iter().map(|(_, w)| w).sum();
        let tail: usize = piece
            .iter()
            .rev()
            .take_while(|(g, _)| is_blank(g))
            .map(|(_, w)| w)
            .sum();
        if self.used + total - tail > self.cells && !self.line.is_empty() {
            self.end_line();
        }
        if total - tail <= self.cells {
            self.line.extend(piece.iter().map(|(g, _)| *g));
            self.used += total;
            return;
        }
        for (grapheme, w) in piece {
            let (grapheme, w) = if *w > self.cells {
                (CUT, 1)
            } else {
                (*grapheme, *w)
            };
            if self.used + w > self.cells && !is_blank(grapheme) {
                self.end_line();
            }
            self.line.push_str(grapheme);
            self.used += w;
        }
    }

    fn end_line(&mut self) {
        self.line.truncate(self.line.trim_end().len());
        self.done.push(std::mem::take(&mut self.line));
        self.used = 0;
    }
}

fn is_blank(grapheme: &str) -> bool {
    grapheme.chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    /// A small generator with a fixed seed: the same texts on every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, below: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % below as u64) as usize
        }

        fn text(&mut self) -> String {
            const PIECES: [&str; 24] = [
                "张",
                "办",
                "理",
                "，",
                "。",
                "（",
                "）",
                "《",
                "𠮷",
                "㐱",
                " ",
                " ",
                "　",
                "a",
                "word",
                "12",
                "-",
                "😀",
                "e\u{301}",
                "a\u{300}\u{301}",
                "·",
                "ｶﾞ",
                "\n",
                "①",
            ];
            let n = self.roll(40);
            (0..n).map(|_| PIECES[self.roll(PIECES.len())]).collect()
        }
    }

    fn solid(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn a_han_character_takes_two_cells_and_a_mark_none() {
        let table = [
            ("", 0),
            ("a", 1),
            ("张", 2),
            ("𠮷", 2),
            ("e\u{301}", 1),
            ("，", 2),
            ("●①─", 3),
            ("张a𠮷", 5),
            ("ｶﾞ", 3), // as the buffer counts it, one more than terminals do
            ("\u{1b}", 0),
            ("a\u{0}", 1),
            ("⋯", 1),
        ];
        for (text, cells) in table {
            assert_eq!(width(text), cells, "{text:?}");
        }
    }

    #[test]
    fn a_cut_text_says_so_and_never_halves_a_character() {
        let table = [
            ("最低生活保障", 12, "最低生活保障"),
            ("最低生活保障", 11, "最低生活保⋯"),
            ("最低生活保障", 10, "最低生活⋯"),
            ("最低", 1, "⋯"),
            ("最低", 0, ""),
            ("", 0, ""),
            ("abc", 2, "a⋯"),
        ];
        for (text, cells, want) in table {
            assert_eq!(fit(text, cells), want, "{text:?} in {cells}");
        }
        assert_eq!(fit_with("最低生活保障", 11, ".."), "最低生活..");
        assert_eq!(fit_with("最低", 1, ".."), ".");
    }

    #[test]
    fn padding_fills_exactly_the_cells_asked_for() {
        assert_eq!(pad_right("张三", 6), "张三  ");
        assert_eq!(pad_left("张三", 6), "  张三");
        assert_eq!(centre("张三", 7), " 张三  ");
        assert_eq!(pad_right("张三丰", 5), "张三⋯");
        assert_eq!(pad_right("张三丰", 4), "张⋯ ");
    }

    #[test]
    fn chinese_wraps_between_characters_but_not_before_a_full_stop() {
        assert_eq!(wrap("您好，请坐。", 6), ["您好，", "请坐。"]);
        assert_eq!(wrap("您好。", 4), ["您", "好。"]);
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\nb\n\nc", 9), ["a", "b", "", "c"]);
        assert_eq!(wrap("a\n", 9), ["a", ""]);
        assert_eq!(wrap("\n", 9), ["", ""]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("张a", 1), ["⋯", "a"]);
        assert!(wrap("张", 0).is_empty());
    }

    #[test]
    fn no_random_text_comes_out_wider_than_asked_or_loses_a_character() {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for _ in 0..20_000 {
            let text = dice.text();
            let cells = 3 + dice.roll(30);
            let lines = wrap(&text, cells);
            for line in &lines {
                assert!(width(line) <= cells, "{text:?} in {cells}: {line:?}");
            }
            assert_eq!(solid(&lines.concat()), solid(&text), "{text:?} in {cells}");
            let flat = text.replace('\n', " ");
            for cells in [0, 1, cells] {
                assert!(width(&fit(&flat, cells)) <= cells, "{flat:?} in {cells}");
                assert!(width(&fit_with(&flat, cells, "..")) <= cells);
                assert!(wrap(&text, cells).iter().all(|l| width(l) <= cells));
                for padded in [
                    pad_right(&flat, cells),
                    pad_left(&flat, cells),
                    centre(&flat, cells),
                ] {
                    assert_eq!(width(&padded), cells, "{flat:?} in {cells}");
                }
            }
            if width(&flat) <= cells {
                assert_eq!(fit(&flat, cells), flat);
            }
        }
    }

    #[test]
    fn the_buffer_draws_exactly_the_cells_that_were_measured() {
        let mut dice = Dice(42);
        for _ in 0..2_000 {
            let text = dice.text().replace('\n', "");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 1));
            let (x, _) = buffer.set_stringn(0, 0, &text, 200, Style::new());
            assert_eq!(usize::from(x), width(&text), "{text:?}");
        }
    }
}
