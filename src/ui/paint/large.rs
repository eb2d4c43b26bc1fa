//! Lines in the middle of an area, as large as there is room for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::plain;
use crate::ui::glyphs;
use crate::ui::glyphs::Size;
use crate::ui::paint::put;
use crate::ui::text;
use crate::ui::theme::Glyphs;

/// Longer texts are not read from afar and stay plain.
const MOST_CHARS: usize = 32;

/// Writes one line in the middle of the first row of an area, cut with `⋯` when it is too long.
pub fn put_centred(area: Rect, buf: &mut Buffer, content: &str, style: Style) {
    if area.is_empty() {
        return;
    }
    let shown = plain::visible(content);
    let shown = text::fit(&shown, usize::from(area.width));
    let left = (usize::from(area.width) - text::width(&shown)) / 2;
    let x = area.x + u16::try_from(left).unwrap_or(0);
    put(buf, x, area.y, &shown, area.right() - x, style);
}

/// Returns the largest size at which these lines, one below the other, fit into an area.
///
/// `None` means that they have to be written plain: no size is small enough, or some of their
/// Chinese would be drawn and some would not.
pub fn size_for(lines: &[&str], columns: u16, rows: u16, glyphs: Glyphs) -> Option<Size> {
    let gaps = lines.len().saturating_sub(1);
    [Size::Large, Size::Medium, Size::Small]
        .into_iter()
        .find(|size| {
            lines.len() * size.rows() + gaps <= usize::from(rows)
                && lines.iter().all(|line| {
                    looks_even(line, *size, glyphs)
                        && glyphs::big_width(line, *size, glyphs) <= usize::from(columns)
                })
        })
}

/// Says whether digits and letters are drawn, and all of the rest or none of it.
fn looks_even(line: &str, size: Size, glyphs: Glyphs) -> bool {
    if line.chars().count() > MOST_CHARS {
        return false;
    }
    let drawn = |c: &char| glyphs::is_drawn(c.encode_utf8(&mut [0; 4]), size, glyphs);
    let (plain, rest): (Vec<char>, Vec<char>) = line
        .chars()
        .filter(|c| *c != ' ')
        .partition(char::is_ascii_graphic);
    let of_rest = rest.iter().filter(|c| drawn(c)).count();
    plain.iter().all(drawn) && (of_rest == rest.len() || of_rest == 0 && !plain.is_empty())
}

/// Writes lines one below the other in the middle of an area, as large as fits, and returns the
/// rows they take.
pub fn put_big(area: Rect, buf: &mut Buffer, lines: &[&str], style: Style, glyphs: Glyphs) -> u16 {
    let size = size_for(lines, area.width, area.height, glyphs);
    let mut y = area.y;
    for (at, line) in lines.iter().enumerate() {
        if at > 0 && size.is_some() {
            y = y.saturating_add(1);
        }
        let rows = match size {
            Some(size) => glyphs::big(line, size, glyphs),
            None => vec![(*line).to_owned()],
        };
        for row in &rows {
            if y < area.bottom() {
                put_centred(Rect::new(area.x, y, area.width, 1), buf, row, style);
            }
            y = y.saturating_add(1);
        }
    }
    y.min(area.bottom()) - area.y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_grows_with_the_room_it_has() {
        let one = ["请 B023 到 3 号窗口"];
        let table = [
            (138, 9, Some(Size::Large)),
            (137, 9, Some(Size::Medium)),
            (74, 8, Some(Size::Medium)),
            (74, 7, Some(Size::Small)),
            (73, 8, Some(Size::Small)),
            (34, 5, Some(Size::Small)),
            (33, 5, None),
            (80, 4, None),
        ];
        for (columns, rows, want) in table {
            let size = size_for(&one, columns, rows, Glyphs::Unicode);
            assert_eq!(size, want, "{columns}x{rows}");
        }
        let two = ["请 B023", "到 3 号窗口"];
        assert_eq!(size_for(&two, 80, 19, Glyphs::Unicode), Some(Size::Large));
        assert_eq!(size_for(&two, 80, 18, Glyphs::Unicode), Some(Size::Medium));
    }

    #[test]
    fn a_name_of_which_only_some_characters_are_known_stays_plain() {
        assert_eq!(
            size_for(&["欢迎光临"], 80, 9, Glyphs::Unicode),
            Some(Size::Large)
        );
        assert_eq!(size_for(&["郝各庄镇"], 80, 9, Glyphs::Unicode), None);
        assert_eq!(size_for(&["欢迎光临"], 80, 9, Glyphs::Ascii), None);
        assert_eq!(size_for(&["欢迎光临"], 80, 5, Glyphs::Unicode), None);
        assert!(size_for(&["3 号窗口"], 80, 9, Glyphs::Ascii).is_some());
        assert_eq!(
            size_for(&["0".repeat(33).as_str()], 400, 9, Glyphs::Ascii),
            None
        );
    }

    #[test]
    fn nothing_is_drawn_outside_the_area() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 12));
        let area = Rect::new(5, 3, 20, 2);
        let style = Style::new();
        put_big(
            area,
            &mut buf,
            &["一\u{1b}二", "三", "四"],
            style,
            Glyphs::Unicode,
        );
        for y in 0..12 {
            for x in 0..40 {
                let inside = area.contains(ratatui::layout::Position::new(x, y));
                assert!(inside || buf[(x, y)].symbol() == " ", "{x},{y}");
            }
        }
        put_big(
            Rect::new(0, 0, 0, 0),
            &mut buf,
            &["一"],
            style,
            Glyphs::Unicode,
        );
    }
}
