//! The foot of a clerk's screen: what to do now, how the last thing went, and the keys that work.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::plain::visible;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::paint::Hint;
use crate::ui::post::HintRow;
use crate::ui::post::Post;
use crate::ui::post::said::Said;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// A sentence above the hint bar, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) said: Said,
    pub(super) wrong: bool,
}

impl Note {
    /// Returns a sentence about what was done.
    pub(super) fn done(said: Said) -> Option<Note> {
        Some(Note { said, wrong: false })
    }

    /// Returns a sentence about what was not.
    pub(super) fn wrong(said: Said) -> Option<Note> {
        Some(Note { said, wrong: true })
    }
}

/// Returns a row without its first cell.
fn indented(row: Rect) -> Rect {
    Rect {
        x: row.x.saturating_add(1),
        width: row.width.saturating_sub(1),
        ..row
    }
}

/// Draws what to do in the focused field, or with the list on the screen.
pub(super) fn tip(words: &str, row: Rect, buf: &mut Buffer, look: &Look) {
    if !row.is_empty() {
        paint::line(indented(row), buf, words, look.style(Role::Hint));
    }
}

/// Draws the sentence about the last thing done; a rule when there is none.
pub(super) fn note(note: Option<&Note>, row: Rect, buf: &mut Buffer, look: &Look) {
    let Some(note) = note else {
        paint::rule(row, buf, look);
        return;
    };
    let (role, words) = said(note, look);
    paint::line(indented(row), buf, &words, look.style(role));
}

fn said(note: &Note, look: &Look) -> (Role, String) {
    let (role, lamp) = match note.wrong {
        true => (Role::Warn, Lamp::Soon),
        false => (Role::Hint, Lamp::Ok),
    };
    let words = format!("{} {}", look.glyphs.lamp(lamp), note.said.text(look.lang));
    (role, words)
}

/// Draws the sentence about the last thing done whole, in the first of some rooms that holds it, else in
/// the last: what a lock wants is read to its end. In a room of one row it does as [`note`] does.
pub(super) fn whole_note(sentence: Option<&Note>, rooms: &[Rect], buf: &mut Buffer, look: &Look) {
    let words = sentence.map(|sentence| said(sentence, look));
    let holds = |room: &&Rect| {
        words.as_ref().is_none_or(|(_, words)| {
            let width = usize::from(indented(**room).width);
            text::wrap(&visible(words), width).len() <= usize::from(room.height)
        })
    };
    let room = rooms.iter().find(holds).or(rooms.last());
    match (room, words) {
        (Some(room), Some((role, words))) if room.height > 1 => {
            paint::ground(*room, buf, look, Role::Text);
            paint::put_wrapped(buf, indented(*room), &words, look.style(role));
        }
        (Some(room), _) => note(sentence, *room, buf, look),
        (None, _) => {}
    }
}

/// Returns the key of the menu: in a text field `0` belongs to the text.
pub(super) fn menu_key(takes_text: bool) -> Key {
    match takes_text {
        true => Key::F(10),
        false => Key::Digit(0),
    }
}

/// Draws the keys of a post as they stand now, with the menu's where nothing lies over it.
pub(super) fn bar(post: &impl Post, free: bool, row: Rect, buf: &mut Buffer, look: &Look) {
    let menu = free.then(|| menu_key(post.takes_text()));
    keys(post.hints().iter(), menu, row, buf, look);
}

/// Draws the keys, then the menu's where there is one, then help.
pub(super) fn keys<'h>(
    rows: impl Iterator<Item = &'h HintRow>,
    menu: Option<Key>,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let hint = |key, label, enabled| Hint {
        key,
        label: look.tr(label),
        enabled,
    };
    let mut hints: Vec<Hint<'_>> = rows
        .map(|row| hint(row.key, row.label, row.why_not.is_none()))
        .collect();
    hints.extend(menu.map(|key| hint(key, "common.menu", true)));
    hints.push(hint(Key::F(1), "common.help", true));
    paint::hint_bar(row, buf, &hints, look);
}
