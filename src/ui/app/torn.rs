//! Sequences of special keys that a terminal sends right after Esc: the reader takes the two ESC
//! bytes for one Esc, and what is left of the sequence would be typed, `[15~` for F5. On a rating pad
//! that would be a rating that nobody keyed.

use crate::ui::key::Key;

/// What the last keys were part of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Torn {
    /// Nothing torn.
    #[default]
    Whole,
    /// Esc: what follows at once may be the rest of a sequence.
    AfterEsc,
    /// The rest of a sequence with parameters, so far.
    Rest(String),
    /// The rest of a sequence of one letter.
    Letter,
    /// The rest of a pasted text.
    Paste,
}

impl Torn {
    /// Returns whether a key is part of a torn sequence and means nothing. `at_once` says that it was
    /// there already when the one before was read, as no hand types.
    pub(super) fn swallows(&mut self, key: Key, at_once: bool) -> bool {
        let before = std::mem::take(self);
        let (now, swallowed) = match (before, key) {
            (_, Key::Esc) => (Torn::AfterEsc, false),
            (Torn::Paste, _) if at_once => (Torn::Paste, true),
            (_, _) if !at_once => (Torn::Whole, false),
            (Torn::AfterEsc, Key::Char('[')) => (Torn::Rest(String::new()), true),
            (Torn::AfterEsc, Key::Char('O')) => (Torn::Letter, true),
            (Torn::Letter, _) => (Torn::Whole, true),
            (Torn::Rest(so_far), key) => rest(so_far, key),
            _ => (Torn::Whole, false),
        };
        *self = now;
        swallowed
    }
}

fn rest(so_far: String, key: Key) -> (Torn, bool) {
    match key.typed() {
        Some(c @ ('0'..='9' | ';' | '?' | '<')) => (Torn::Rest(format!("{so_far}{c}")), true),
        Some('~') if so_far == "200" => (Torn::Paste, true),
        Some(_) => (Torn::Whole, true),
        None => (Torn::Whole, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is left of keys that are read at once.
    fn left(typed: &[Key]) -> Vec<Key> {
        let mut torn = Torn::default();
        let keys = typed.iter().copied();
        keys.filter(|key| !torn.swallows(*key, true)).collect()
    }

    fn esc(rest: &str) -> Vec<Key> {
        let typed = rest.chars().map(|c| Key::of_char(c).unwrap());
        [Key::Esc].into_iter().chain(typed).collect()
    }

    #[test]
    fn the_rest_of_a_torn_sequence_types_nothing() {
        for torn in ["[15~", "[20~", "[A", "OP", "[1;5C"] {
            assert_eq!(left(&esc(torn)), [Key::Esc], "{torn}");
            let then = [esc(torn), vec![Key::Digit(4)]].concat();
            assert_eq!(left(&then), [Key::Esc, Key::Digit(4)], "{torn}");
        }
        assert_eq!(
            left(&esc("[200~5\r1")),
            [Key::Esc],
            "nor does a pasted text"
        );
    }

    #[test]
    fn what_a_hand_types_after_escape_is_kept() {
        let mut torn = Torn::default();
        let typed = esc("[15~");
        assert!(typed.iter().all(|key| !torn.swallows(*key, false)));
        assert_eq!(left(&esc("5")), esc("5"));
        assert_eq!(left(&esc("好")), esc("好"));
        assert_eq!(left(&[Key::Esc, Key::Esc]), [Key::Esc, Key::Esc]);
        // A pause ends what was torn.
        let mut torn = Torn::default();
        for key in esc("[200~5") {
            torn.swallows(key, true);
        }
        assert!(!torn.swallows(Key::Digit(5), false));
        assert!(!torn.swallows(Key::Digit(5), true));
    }
}
