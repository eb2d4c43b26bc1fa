//! Keys as a post sees them, and the tables that say what each key does.

use std::fmt;

use crossterm::event::KeyCode;
use crossterm::event::KeyEvent;
use crossterm::event::KeyEventKind;
use crossterm::event::KeyModifiers;

use crate::locale::Lang;

/// One key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A function key, 1 to 12.
    F(u8),
    /// A digit 0 to 9, also when an input method sent the full-width form.
    Digit(u8),
    /// Any other character.
    Char(char),
    /// Enter, also the line feed that ID-card and barcode readers send.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Backspace, also the Ctrl-H that old terminals send for it.
    Backspace,
    /// Delete.
    Delete,
    /// Control with a letter, in lower case.
    Ctrl(char),
}

impl Key {
    /// Returns the key of a terminal event; `None` for releases and for keys no post uses.
    pub fn from_event(event: KeyEvent) -> Option<Key> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let held = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        Some(match event.code {
            KeyCode::Char(c) if held.is_empty() => Key::of_char(c)?,
            KeyCode::Char(c) if held == KeyModifiers::CONTROL => Key::of_control(c)?,
            KeyCode::F(n @ 1..=12) if event.modifiers.is_empty() => Key::F(n),
            KeyCode::Enter => Key::Enter,
            KeyCode::Esc => Key::Esc,
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Key::BackTab,
            KeyCode::Tab => Key::Tab,
            KeyCode::BackTab => Key::BackTab,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            _ => return None,
        })
    }

    /// Returns the keys of a terminal event: two where Esc and the key after it were typed so fast, or
    /// read so late, that they came as that key with Alt, which no post uses.
    pub fn all_of_event(event: KeyEvent) -> impl Iterator<Item = Key> {
        let of_one_byte = matches!(
            event.code,
            KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace
        );
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        let esc = of_one_byte && alt && event.kind != KeyEventKind::Release;
        let last = match esc {
            true => KeyEvent {
                modifiers: event.modifiers - KeyModifiers::ALT,
                ..event
            },
            false => event,
        };
        let last = Key::from_event(last);
        esc.then_some(Key::Esc).into_iter().chain(last)
    }

    /// Returns the key that types a character; a full-width digit is that digit, a control none.
    pub fn of_char(c: char) -> Option<Key> {
        Some(match c {
            '0'..='9' => Key::Digit(c as u8 - b'0'),
            '０'..='９' => Key::Digit((c as u32 - '０' as u32) as u8),
            '\r' | '\n' => Key::Enter,
            '\t' => Key::Tab,
            c if c.is_control() => return None,
            c => Key::Char(c),
        })
    }

    fn of_control(c: char) -> Option<Key> {
        Some(match c.to_ascii_lowercase() {
            'h' => Key::Backspace,
            'j' | 'm' => Key::Enter,
            'i' => Key::Tab,
            c @ 'a'..='z' => Key::Ctrl(c),
            _ => return None,
        })
    }

    /// Returns the character the key types into a field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self {
            Key::Digit(n @ 0..=9) => Some(char::from(b'0' + n)),
            Key::Char(c) => Some(c),
            _ => None,
        }
    }

    /// Returns the key as a table names it: full-width `／` is `/`, a capital its small letter.
    pub fn plain(self) -> Key {
        match self {
            Key::Char('　') => Key::Char(' '),
            Key::Char(c @ '！'..='～') => {
                let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
                Key::Char(half.to_ascii_lowercase())
            }
            Key::Char(c) => Key::Char(c.to_ascii_lowercase()),
            other => other,
        }
    }
}

impl fmt::Display for Key {
    /// Writes the key as it is printed on keyboards: `F2`, `0`, `Enter`, `↑`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Key::F(n) => return write!(f, "F{n}"),
            Key::Digit(n) => return write!(f, "{n}"),
            Key::Char(' ') => "Space",
            Key::Char(c) => return write!(f, "{c}"),
            Key::Ctrl(c) => return write!(f, "Ctrl-{}", c.to_ascii_uppercase()),
            Key::Enter => "Enter",
            Key::Esc => "Esc",
            Key::Tab => "Tab",
            Key::BackTab => "Shift-Tab",
            Key::Up => "↑",
            Key::Down => "↓",
            Key::Left => "←",
            Key::Right => "→",
            Key::Home => "Home",
            Key::End => "End",
            Key::PageUp => "PgUp",
            Key::PageDown => "PgDn",
            Key::Backspace => "Backspace",
            Key::Delete => "Del",
        };
        f.write_str(name)
    }
}

/// One line of a post's key table: hint bar, help, menu and the duplicate test come from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRow<A: 'static> {
    /// The key.
    pub key: Key,
    /// What it does.
    pub action: A,
    /// The locale key of the short word in the hint bar and the menu.
    pub label: &'static str,
    /// The locale key of the sentence in the help.
    pub help: &'static str,
}

/// Makes a line of a key table.
pub const fn row<A>(key: Key, action: A, label: &'static str, help: &'static str) -> KeyRow<A> {
    KeyRow {
        key,
        action,
        label,
        help,
    }
}

/// Returns what a key does according to a table.
pub fn find<A: Copy>(rows: &[KeyRow<A>], key: Key) -> Option<A> {
    rows.iter()
        .find(|row| row.key.plain() == key.plain())
        .map(|row| row.action)
}

/// Returns the row of an action, for menus that show an action's key.
pub fn row_of<A: Copy + PartialEq>(rows: &[KeyRow<A>], action: A) -> Option<&KeyRow<A>> {
    rows.iter().find(|row| row.action == action)
}

/// Returns the first key that a table names twice: every table has a test that there is none.
pub fn duplicate<A>(rows: &[KeyRow<A>]) -> Option<Key> {
    rows.iter().enumerate().find_map(|(at, row)| {
        rows.iter()
            .take(at)
            .any(|earlier| earlier.key.plain() == row.key.plain())
            .then_some(row.key)
    })
}

/// Returns the first locale key of a table that has no words: every table has a test that there is none.
pub fn unspoken<A>(rows: &[KeyRow<A>]) -> Option<&'static str> {
    rows.iter()
        .flat_map(|row| [row.label, row.help])
        .find(|key| Lang::ZhCn.lookup(key).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    fn key(code: KeyCode) -> Option<Key> {
        Key::from_event(event(code, KeyModifiers::NONE))
    }

    #[test]
    fn full_width_digits_are_digits_and_other_full_width_text_stays() {
        for (n, c) in "０１２３４５６７８９".chars().enumerate() {
            assert_eq!(key(KeyCode::Char(c)), Some(Key::Digit(n as u8)));
        }
        assert_eq!(key(KeyCode::Char('，')), Some(Key::Char('，')));
        assert_eq!(Key::Char('／').plain(), Key::Char('/'));
        assert_eq!(Key::Char('Ｊ').plain(), Key::Char('j'));
        assert_eq!(Key::Char('张').plain(), Key::Char('张'));
    }

    #[test]
    fn digits_and_characters_can_be_typed_and_nothing_else() {
        assert_eq!(Key::Digit(7).typed(), Some('7'));
        assert_eq!(Key::Char('张').typed(), Some('张'));
        assert_eq!(Key::Char('Ａ').typed(), Some('Ａ'));
        for key in [
            Key::Enter,
            Key::F(2),
            Key::Ctrl('u'),
            Key::Digit(10),
            Key::Tab,
        ] {
            assert_eq!(key.typed(), None, "{key:?}");
        }
    }

    #[test]
    fn a_release_is_no_key_and_a_repeat_is() {
        let mut e = event(KeyCode::F(3), KeyModifiers::NONE);
        e.kind = KeyEventKind::Release;
        assert_eq!(Key::from_event(e), None);
        e.kind = KeyEventKind::Repeat;
        assert_eq!(Key::from_event(e), Some(Key::F(3)));
    }

    #[test]
    fn escape_and_the_key_right_after_it_are_two_keys() {
        let keys = |code, modifiers| {
            let keys = Key::all_of_event(event(code, modifiers));
            keys.collect::<Vec<_>>()
        };
        let alt = KeyModifiers::ALT;
        assert_eq!(keys(KeyCode::Char('3'), alt), [Key::Esc, Key::Digit(3)]);
        assert_eq!(keys(KeyCode::Enter, alt), [Key::Esc, Key::Enter]);
        let control = alt | KeyModifiers::CONTROL;
        assert_eq!(
            keys(KeyCode::Char('u'), control),
            [Key::Esc, Key::Ctrl('u')]
        );
        // An arrow with Alt says so itself: nobody typed Esc.
        assert_eq!(keys(KeyCode::Left, alt), [Key::Left]);
        assert_eq!(
            keys(KeyCode::Char('3'), KeyModifiers::NONE),
            [Key::Digit(3)]
        );
    }

    #[test]
    fn modified_keys_do_not_act_as_plain_ones() {
        let table = [
            (KeyCode::F(5), KeyModifiers::SHIFT, None),
            (KeyCode::F(13), KeyModifiers::NONE, None),
            (KeyCode::Char('3'), KeyModifiers::ALT, None),
            (
                KeyCode::Char('C'),
                KeyModifiers::CONTROL,
                Some(Key::Ctrl('c')),
            ),
            (
                KeyCode::Char('h'),
                KeyModifiers::CONTROL,
                Some(Key::Backspace),
            ),
            (KeyCode::Char('j'), KeyModifiers::CONTROL, Some(Key::Enter)),
            (
                KeyCode::Char('X'),
                KeyModifiers::SHIFT,
                Some(Key::Char('X')),
            ),
            (KeyCode::Tab, KeyModifiers::SHIFT, Some(Key::BackTab)),
            (KeyCode::Char('\u{1b}'), KeyModifiers::NONE, None),
            (KeyCode::Null, KeyModifiers::NONE, None),
        ];
        for (code, modifiers, want) in table {
            assert_eq!(Key::from_event(event(code, modifiers)), want, "{code:?}");
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Act {
        Call,
        Menu,
    }

    const ROWS: [KeyRow<Act>; 2] = [
        row(Key::F(2), Act::Call, "common.next", "common.next"),
        row(Key::Char('/'), Act::Menu, "common.menu", "common.menu"),
    ];

    #[test]
    fn a_table_finds_its_action_also_for_the_full_width_key() {
        assert_eq!(find(&ROWS, Key::F(2)), Some(Act::Call));
        assert_eq!(find(&ROWS, Key::Char('／')), Some(Act::Menu));
        assert_eq!(find(&ROWS, Key::F(3)), None);
        assert_eq!(
            row_of(&ROWS, Act::Menu).map(|r| r.key),
            Some(Key::Char('/'))
        );
    }

    #[test]
    fn a_key_named_twice_and_a_label_without_words_are_found() {
        assert_eq!(duplicate(&ROWS), None);
        assert_eq!(unspoken(&ROWS), None);
        let twice = [ROWS[0], ROWS[1], ROWS[0]];
        assert_eq!(duplicate(&twice), Some(Key::F(2)));
        let mut silent = ROWS;
        silent[1].help = "test.nothing";
        assert_eq!(unspoken(&silent), Some("test.nothing"));
    }
}
