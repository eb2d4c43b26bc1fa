//! A list in pages of nine, a digit for each line: which key chooses what, and what is in sight.

use crate::ui::key::Key;

/// The lines of a page: one for each digit.
pub(super) const PER_PAGE: usize = 9;

/// Returns the line a key chooses from the one that is chosen; `None` for a key that chooses none.
pub(super) fn chosen(key: Key, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let to = match key {
        Key::Down => at + 1,
        Key::Up => at.checked_sub(1)?,
        Key::PageDown => (at + PER_PAGE).min(last),
        Key::PageUp => at.saturating_sub(PER_PAGE),
        Key::Home => 0,
        Key::End => last,
        Key::Digit(n @ 1..=9) => at / PER_PAGE * PER_PAGE + usize::from(n) - 1,
        _ => return None,
    };
    (to <= last).then_some(to)
}

/// Returns the tab a key turns to from one of so many; `None` for a key that turns none.
pub(super) fn turned(key: Key, tab: usize, tabs: usize) -> Option<usize> {
    let by = match key {
        Key::Left | Key::BackTab => tabs.checked_sub(1)?,
        Key::Right | Key::Tab => 1,
        _ => return None,
    };
    Some((tab + by) % tabs)
}

/// Returns the first line in sight of so many rows: the page stands whole where it can, and the chosen
/// line is always in sight.
pub(super) fn first(at: usize, count: usize, rows: usize) -> usize {
    let page = at / PER_PAGE * PER_PAGE;
    match rows >= count {
        true => 0,
        false => page.max((at + 1).saturating_sub(rows)).min(count - 1),
    }
}

/// Returns the digit before a line; nothing before one of another page than the chosen line's.
pub(super) fn digit(line: usize, at: usize) -> String {
    let page = at / PER_PAGE * PER_PAGE;
    match line.checked_sub(page) {
        Some(n) if n < PER_PAGE => (n + 1).to_string(),
        _ => String::new(),
    }
}
