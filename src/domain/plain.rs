//! Text from people, made safe to show and to compare.
//!
//! Names, remarks and pasted text are data: nothing in them may move the cursor, turn the
//! writing direction or hide. What is stored stays as it was typed; what is shown is marked.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most combining marks shown on one character; more would climb over other lines.
const MARKS_SHOWN: usize = 8;

/// A single line of input after cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The text to keep: composed (NFC), without controls and invisible characters.
    pub text: String,
    /// Says whether the end was cut off at the bound.
    pub cut: bool,
    /// Says whether characters before the cut were removed or composed.
    pub changed: bool,
}

/// Returns the text with every character that could steer a terminal replaced by a visible mark.
///
/// Controls become their pictures (`␛`), other invisible or direction-changing characters
/// `⟦U+202E⟧`, private-use characters `□E815`. The result of a prefix is a prefix of the
/// result, so a caret's column can be measured on the text before it.
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut marks = 0;
    let first = text
        .char_indices()
        .find(|(_, c)| needs_mark(*c, &mut marks));
    let Some((at, _)) = first else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(at);
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(clean);
    let mut marks = trailing_marks(clean);
    for c in rest.chars() {
        if needs_mark(c, &mut marks) {
            push_mark(c, &mut shown);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn trailing_marks(text: &str) -> usize {
    text.chars()
        .rev()
        .take_while(|c| is_combining_mark(*c))
        .count()
}

/// Counts combining marks in `marks` on the way; a marked character starts the count anew.
fn needs_mark(c: char, marks: &mut usize) -> bool {
    if c.is_ascii_graphic() || c == ' ' {
        *marks = 0;
        return false;
    }
    if is_combining_mark(c) && !is_hidden(c) {
        *marks += 1;
        return *marks > MARKS_SHOWN;
    }
    *marks = 0;
    is_hidden(c) || is_private(c)
}

fn push_mark(c: char, shown: &mut String) {
    let code = c as u32;
    match code {
        0..=0x1f => shown.push(char::from_u32(0x2400 + code).unwrap_or('␀')),
        0x7f => shown.push('␡'),
        _ if is_private(c) => shown.push_str(&format!("□{code:04X}")),
        _ => shown.push_str(&format!("⟦U+{code:04X}⟧")),
    }
}

/// Says whether a character is a control, is invisible, or changes how others are laid out.
///
/// Selectors of ideographic variants (U+FE00-FE0D, U+E0100-E01EF) are not: names need them.
pub fn is_hidden(c: char) -> bool {
    matches!(c as u32,
        0..=0x1f | 0x7f..=0x9f      // C0, DEL, C1
        | 0xad                      // soft hyphen
        | 0x34f | 0x61c             // joiner, Arabic letter mark
        | 0x115f | 0x1160 | 0x3164 | 0xffa0 // Hangul fillers
        | 0x17b4 | 0x17b5           // Khmer inherent vowels
        | 0x180b..=0x180f           // Mongolian selectors
        | 0x200b..=0x200f           // zero width, direction marks
        | 0x2028..=0x202e           // separators, embeddings, overrides
        | 0x2060..=0x206f           // joiners, isolates, deprecated format
        | 0xfe0e | 0xfe0f           // text and emoji presentation: terminals dispute the width
        | 0xfeff | 0xfff0..=0xfffb  // byte order mark, annotation
        | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
        | 0x1f1e6..=0x1f1ff | 0x1f3fb..=0x1f3ff // flags and skin tones: disputed width
        | 0xe0000..=0xe00ff | 0xe01f0..=0xe0fff // tags
    )
}

/// Says whether a character is from a private-use area, as old fonts use for rare names.
pub fn is_private(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}

/// Cleans a single line of input: drops controls, line ends and invisible characters, composes
/// (NFC), and cuts to at most `max_chars` characters.
///
/// The work is bounded by `max_chars`, however much was pasted.
pub fn clean_line(text: &str, max_chars: usize) -> Cleaned {
    let budget = max_chars.saturating_mul(4).saturating_add(64);
    let head_end = text
        .char_indices()
        .nth(budget)
        .map_or(text.len(), |(at, _)| at);
    let head = text.get(..head_end).unwrap_or(text);
    let kept: String = head.chars().filter(|c| !is_hidden(*c)).nfc().collect();
    let changed = kept != head;
    let end = kept.char_indices().nth(max_chars).map(|(at, _)| at);
    let mut text_kept = kept;
    if let Some(at) = end {
        text_kept.truncate(at);
    }
    Cleaned {
        text: text_kept,
        cut: end.is_some() || head_end < text.len(),
        changed,
    }
}

/// Returns a code, phone or ID number as typed on an ASCII keyboard: full-width forms become
/// plain ones (NFKC), every kind of dash becomes `-`, spaces and invisible characters go.
///
/// Characters without an ASCII form stay, so that the caller can refuse them by name.
pub fn digits(text: &str) -> String {
    text.chars()
        .filter(|c| !is_hidden(*c))
        .nfkc()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect()
}

/// Returns the key by which two names are compared: without spaces and variant selectors,
/// with one separator dot and in lower case. Two names with the same key look the same.
pub fn name_key(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !is_hidden(*c) && !is_variant_selector(*c))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .map(|c| match c {
            '•' | '・' | '.' | '‧' | '∙' | '⋅' | '･' => '·',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

fn is_variant_selector(c: char) -> bool {
    matches!(c as u32, 0xfe00..=0xfe0d | 0xe0100..=0xe01ef)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_steer_a_terminal_is_shown_as_a_mark() {
        let table = [
            ("张三丰", "张三丰"),
            ("\u{1b}[2J", "␛[2J"),
            ("a\0b\u{7f}", "a␀b␡"),
            ("a\tb\r\nc", "a␉b␍␊c"),
            ("\u{9b}31m", "⟦U+009B⟧31m"),
            ("王\u{202e}芳", "王⟦U+202E⟧芳"),
            ("\u{2066}x\u{2069}", "⟦U+2066⟧x⟦U+2069⟧"),
            ("a\u{200b}b\u{feff}", "a⟦U+200B⟧b⟦U+FEFF⟧"),
            ("a\u{2028}b", "a⟦U+2028⟧b"),
            ("❤\u{fe0f}", "❤⟦U+FE0F⟧"),
            ("李\u{e815}", "李□E815"),
            ("\u{f0000}", "□F0000"),
            ("葛\u{e0100}", "葛\u{e0100}"),
            ("𠮷·㐱", "𠮷·㐱"),
            ("\u{e007f}", "⟦U+E007F⟧"),
        ];
        for (text, want) in table {
            assert_eq!(visible(text), want, "{text:?}");
        }
        assert!(matches!(visible("买买提·艾力"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_tower_of_combining_marks_does_not_grow_without_end() {
        let tower = format!("a{}b", "\u{301}".repeat(20));
        let shown = visible(&tower);
        assert_eq!(shown.matches('\u{301}').count(), MARKS_SHOWN);
        assert_eq!(shown.matches("⟦U+0301⟧").count(), 20 - MARKS_SHOWN);
        assert!(shown.ends_with('b'));
    }

    #[test]
    fn a_line_of_input_loses_controls_and_is_composed() {
        let table = [
            ("王芳", 30, "王芳", false, false),
            ("王\n芳\u{1b}", 30, "王芳", false, true),
            ("e\u{301}", 30, "é", false, true),
            ("李四光", 2, "李四", true, false),
            ("", 0, "", false, false),
            ("x", 0, "", true, false),
            ("\u{e815}", 3, "\u{e815}", false, false),
        ];
        for (text, max, want, cut, changed) in table {
            let got = clean_line(text, max);
            assert_eq!(
                (got.text.as_str(), got.cut, got.changed),
                (want, cut, changed),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_huge_paste_is_cut_to_the_bound_without_reading_it_all() {
        let huge = "\u{301}".repeat(500_000);
        let cleaned = clean_line(&huge, 30);
        assert!(cleaned.cut);
        assert_eq!(cleaned.text.chars().count(), 30);
        assert!(clean_line(&"\u{200b}".repeat(1_000), 30).cut);
    }

    #[test]
    fn codes_typed_full_width_become_plain_ones() {
        assert_eq!(digits("１３８ ００００　００００"), "13800000000");
        assert_eq!(digits("Ｘ－—1"), "X--1");
        assert_eq!(digits("①２\u{200b}"), "12");
        assert_eq!(digits("张"), "张");
    }

    #[test]
    fn names_that_look_the_same_compare_the_same() {
        for name in [
            "买买提·艾力",
            "买买提•艾力",
            "买买提・艾力",
            "买买提．艾力",
            " 买买提 · 艾力 ",
        ] {
            assert_eq!(name_key(name), "买买提·艾力", "{name:?}");
        }
        assert_eq!(name_key("葛\u{e0100}"), name_key("葛"));
        assert_eq!(name_key("Ａnna"), "anna");
        assert_ne!(name_key("王芳"), name_key("王方"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn nothing_shown_is_hidden_and_showing_twice_changes_nothing(text in "\\PC*|(?s).{0,40}") {
            let shown = visible(&text).into_owned();
            prop_assert!(!shown.chars().any(|c| is_hidden(c) || is_private(c)));
            prop_assert_eq!(visible(&shown).into_owned(), shown);
        }

        #[test]
        fn the_start_of_a_text_is_shown_as_the_start(text in "(?s).{0,20}", more in "(?s).{0,20}") {
            let both = format!("{text}{more}");
            prop_assert!(visible(&both).starts_with(visible(&text).as_ref()));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "(?s).{0,60}", max in 0usize..40) {
            let once = clean_line(&text, max);
            prop_assert!(once.text.chars().count() <= max);
            let twice = clean_line(&once.text, max);
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert!(!twice.changed && !twice.cut);
        }

        #[test]
        fn a_name_key_is_its_own_key(name in "(?s).{0,30}") {
            let key = name_key(&name);
            prop_assert_eq!(name_key(&key), key);
        }
    }
}
