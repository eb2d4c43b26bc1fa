//! A single line of input with a bound, a caret for the input method, and clean text.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;
use ratatui::style::Style;
use tui_input::Input;
use tui_input::InputRequest;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::plain;
use crate::locale::Lang;
use crate::ui::key::Key;
use crate::ui::text;

/// Cells kept free at the right of the caret, where the input method draws its composition.
const CARET_ROOM: usize = 4;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Names and remarks: composed, otherwise as typed.
    Text,
    /// Codes, phones, ID numbers: full-width characters become plain, spaces go.
    Code,
}

/// What a key or a paste did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The field has no use for the key; it belongs to the screen.
    Ignored,
    /// The caret moved, or there was nothing to move or delete.
    Moved,
    /// The value changed.
    Changed,
    /// Something did not fit or was removed: beep, and show [`Field::note`].
    Refused,
}

/// What the user should know about the last input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// No further character fits.
    Full,
    /// The end of what was pasted did not fit.
    Cut,
    /// Invisible characters were taken out of what was pasted.
    Cleaned,
}

/// A single-line input field.
#[derive(Debug, Clone)]
pub struct Field {
    input: Input,
    max_chars: usize,
    kind: Kind,
    note: Option<Note>,
}

impl Field {
    /// Returns an empty field for text of at most `max_chars` characters.
    pub fn text(max_chars: usize) -> Field {
        Field::new(max_chars, Kind::Text)
    }

    /// Returns an empty field for a code of at most `max_chars` characters.
    pub fn code(max_chars: usize) -> Field {
        Field::new(max_chars, Kind::Code)
    }

    fn new(max_chars: usize, kind: Kind) -> Field {
        Field {
            input: Input::default(),
            max_chars,
            kind,
            note: None,
        }
    }

    /// Returns the text typed so far.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// Says whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.value().is_empty()
    }

    /// Replaces the text, cleaned and cut to the bound, with the caret at its end.
    pub fn set(&mut self, value: &str) {
        self.clear();
        self.insert(value);
        self.note = None;
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.input = Input::default();
        self.note = None;
    }

    /// Returns what the user should know about the last input.
    pub fn note(&self) -> Option<Note> {
        self.note
    }

    /// Returns the note as a sentence.
    pub fn note_text(&self, lang: Lang) -> Option<String> {
        let max: [(&str, &dyn std::fmt::Display); 1] = [("max", &self.max_chars)];
        Some(match self.note? {
            Note::Full => lang.say("common.field_full", &max),
            Note::Cut => lang.say("common.field_cut", &max),
            Note::Cleaned => lang.tr("common.field_cleaned").to_string(),
        })
    }

    /// Handles a key: typing, moving and deleting. Ctrl-U empties the field.
    pub fn key(&mut self, key: Key) -> Outcome {
        if let Some(c) = key.typed() {
            return self.typed(c);
        }
        let request = match key {
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            Key::Ctrl('u') => InputRequest::DeleteLine,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            _ => return Outcome::Ignored,
        };
        self.note = None;
        match self.input.handle(request) {
            Some(changed) if changed.value => Outcome::Changed,
            _ => Outcome::Moved,
        }
    }

    fn typed(&mut self, c: char) -> Outcome {
        let mut bytes = [0; 4];
        let outcome = self.insert(c.encode_utf8(&mut bytes));
        if self.note == Some(Note::Cut) {
            self.note = Some(Note::Full);
        }
        outcome
    }

    /// Handles pasted text: one line, cleaned, as much as fits. The work is bounded by the field.
    pub fn paste(&mut self, pasted: &str) -> Outcome {
        self.insert(pasted)
    }

    fn insert(&mut self, added: &str) -> Outcome {
        let value = self.input.value();
        let room = self.max_chars.saturating_sub(value.chars().count());
        let added = match self.kind {
            Kind::Text => plain::clean_line(added, room),
            Kind::Code => clean_code(added, room),
        };
        self.note = if added.cut {
            Some(Note::Cut)
        } else if added.changed && added.text.is_empty() {
            Some(Note::Cleaned)
        } else {
            None
        };
        if !added.text.is_empty() {
            let at = byte_of_char(value, self.input.cursor());
            let (before, after) = value.split_at(at);
            let before: String = before.chars().chain(added.text.chars()).nfc().collect();
            let caret = before.chars().count();
            let whole: String = before.chars().chain(after.chars()).nfc().collect();
            self.input = Input::new(whole).with_cursor(caret);
        }
        match self.note {
            Some(_) => Outcome::Refused,
            None if added.text.is_empty() => Outcome::Moved,
            None => Outcome::Changed,
        }
    }

    /// Draws the field into the first row of `area` and returns where the caret is.
    ///
    /// The caller puts the hardware cursor there when the field has the keyboard: the input
    /// method follows it. Returns `None` when the area has no cell.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, style: Style) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let cells = usize::from(area.width);
        let before = byte_of_char(self.value(), self.input.cursor());
        let before = self.value().get(..before).unwrap_or_default();
        let caret = text::width(&plain::visible(before));
        let room = CARET_ROOM.min(cells / 4);
        let wanted = (caret + 1 + room).saturating_sub(cells);
        buf.set_string(area.x, area.y, " ".repeat(cells), style);
        let shown = plain::visible(self.value());
        let mut column = 0;
        let mut first = None;
        for grapheme in shown.graphemes(true) {
            let w = text::grapheme_width(grapheme);
            if column >= wanted {
                let first = *first.get_or_insert(column);
                if column + w - first > cells {
                    break;
                }
                let x = area.x + (column - first) as u16;
                buf.set_stringn(x, area.y, grapheme, cells, style);
            }
            column += w;
        }
        let first = first.unwrap_or(column);
        let x = area.x + caret.saturating_sub(first).min(cells - 1) as u16;
        Some(Position::new(x, area.y))
    }
}

fn byte_of_char(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at)
}

/// Cleans a code; a space or a dash typed on purpose is no reason to complain.
fn clean_code(added: &str, room: usize) -> plain::Cleaned {
    let head = plain::clean_line(added, room.saturating_mul(2).saturating_add(16));
    let code = plain::digits(&head.text);
    let end = code.char_indices().nth(room).map(|(at, _)| at);
    plain::Cleaned {
        text: code
            .get(..end.unwrap_or(code.len()))
            .unwrap_or_default()
            .to_string(),
        cut: head.cut || end.is_some(),
        changed: false,
    }
}

#[cfg(test)]
mod tests;
