//! Texts with the readings of their characters, and the automaton that finds a query in them.

use std::collections::HashMap;
use std::ops::Range;

use ib_matcher::pinyin::PinyinData;
use ib_matcher::pinyin::PinyinNotation;

/// How many characters of a query count.
pub(super) const QUERY_CHARS: usize = 64;

/// One character of a text.
struct Cell {
    ch: char,
    /// The first byte of the character in the text as it was given.
    at: u32,
    /// The character's entry in [`Readings`]; 0 has none.
    readings: u32,
    /// Whether a query may pass over it: marks, brackets, characters nobody can spell.
    skip: bool,
}

/// A text made ready for matching.
pub(super) struct Text {
    cells: Vec<Cell>,
    bytes: u32,
    signature: u64,
}

/// What was typed, folded and cut.
pub(super) struct Query {
    chars: Vec<char>,
    /// The same as ASCII letters; 0 where the character is not one.
    letters: Vec<u8>,
    signature: u64,
    /// The number typed, without leading zeros, when nothing but digits was typed.
    number: String,
}

impl Query {
    /// Folds and cuts what was typed; an answer to nothing but marks is no hit at all.
    pub(super) fn new(typed: &str) -> Self {
        let chars: Vec<char> = typed
            .chars()
            .map(fold)
            .filter(|c| !is_mark(*c))
            .take(QUERY_CHARS)
            .collect();
        let letters = chars
            .iter()
            .map(|c| {
                u8::try_from(*c)
                    .ok()
                    .filter(u8::is_ascii_lowercase)
                    .unwrap_or(0)
            })
            .collect();
        let number = if chars.iter().all(char::is_ascii_digit) {
            chars.iter().collect::<String>()
        } else {
            String::new()
        };
        Query {
            letters,
            signature: chars.iter().fold(0, |s, c| s | bit(*c)),
            number: number.trim_start_matches('0').to_string(),
            chars,
        }
    }

    /// Returns the number typed, without leading zeros, if only digits were typed.
    pub(super) fn digits(&self) -> Option<&str> {
        (!self.number.is_empty()).then_some(self.number.as_str())
    }
}

/// The readings of one character, without tones.
#[derive(Default)]
struct Spelling {
    readings: Vec<Box<[u8]>>,
    /// The first letters of all readings, bit 0 being `a`.
    initials: u32,
    signature: u64,
}

/// The readings of every character that the catalogue's texts use.
pub(super) struct Readings {
    data: PinyinData,
    ids: HashMap<char, u32>,
    spellings: Vec<Spelling>,
}

impl Readings {
    /// Makes an empty table, whose entry 0 is that of characters without a reading.
    pub(super) fn new() -> Self {
        Readings {
            data: PinyinData::new(PinyinNotation::Ascii),
            ids: HashMap::new(),
            spellings: vec![Spelling::default()],
        }
    }

    /// Makes a text ready for matching and learns its characters.
    pub(super) fn text(&mut self, text: &str) -> Text {
        let mut signature = 0;
        let cells = text
            .char_indices()
            .map(|(at, original)| {
                let ch = fold(original);
                let readings = self.id(ch);
                let spelling = &self.spellings[readings as usize];
                signature |= bit(ch) | spelling.signature;
                Cell {
                    ch,
                    at: u32::try_from(at).unwrap_or(u32::MAX),
                    readings,
                    skip: spelling.readings.is_empty()
                        && (!ch.is_alphanumeric() || ch >= '\u{20000}'),
                }
            })
            .collect();
        Text {
            cells,
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
            signature,
        }
    }

    fn id(&mut self, ch: char) -> u32 {
        if ch.is_ascii() {
            return 0;
        }
        if let Some(id) = self.ids.get(&ch) {
            return *id;
        }
        let spelling = spell(&self.data, ch);
        let id = if spelling.readings.is_empty() {
            0
        } else {
            self.spellings.push(spelling);
            u32::try_from(self.spellings.len() - 1).unwrap_or(0)
        };
        self.ids.insert(ch, id);
        id
    }

    /// Returns the bytes of the text's start that the query spells.
    pub(super) fn at_start(&self, text: &Text, query: &Query) -> Option<Range<usize>> {
        if !could_hold(text, query) {
            return None;
        }
        self.run(text, 0, query)
    }

    /// Returns the bytes of the first place in the text that the query spells.
    pub(super) fn anywhere(&self, text: &Text, query: &Query) -> Option<Range<usize>> {
        if !could_hold(text, query) {
            return None;
        }
        let (first, letter) = (query.chars[0], query.letters[0]);
        let initial = if letter == 0 { 0 } else { 1 << (letter - b'a') };
        (0..text.cells.len())
            .filter(|n| {
                let cell = &text.cells[*n];
                cell.ch == first || self.spellings[cell.readings as usize].initials & initial != 0
            })
            .find_map(|n| self.run(text, n, query))
    }

    /// Follows the query from one cell on; bit n of `reached` says that n characters are used up.
    fn run(&self, text: &Text, start: usize, query: &Query) -> Option<Range<usize>> {
        let done = 1_u128 << query.chars.len();
        let mut reached = 1_u128;
        for (n, cell) in text.cells.iter().enumerate().skip(start) {
            let kept = if cell.skip && n > start { reached } else { 0 };
            reached = self.step(cell, query, reached) | kept;
            if reached == 0 {
                return None;
            }
            if reached & done != 0 {
                let end = text.cells.get(n + 1).map_or(text.bytes, |next| next.at);
                return Some(text.cells[start].at as usize..end as usize);
            }
        }
        None
    }

    fn step(&self, cell: &Cell, query: &Query, reached: u128) -> u128 {
        let mut next = 0_u128;
        let mut left = reached;
        let spelling = &self.spellings[cell.readings as usize];
        while left != 0 {
            let used = left.trailing_zeros() as usize;
            left &= left - 1;
            if query.chars.get(used) == Some(&cell.ch) {
                next |= 1 << (used + 1);
            }
            let Some(rest) = query.letters.get(used..) else {
                continue;
            };
            for reading in &spelling.readings {
                next |= spelled(reading, rest) << used;
            }
        }
        next
    }
}

/// How many letters of `typed` one reading may use up, as bits: the whole syllable, its initial,
/// or all of what is typed when the syllable is still being typed.
fn spelled(reading: &[u8], typed: &[u8]) -> u128 {
    if typed.first() != reading.first() || reading.is_empty() {
        return 0;
    }
    let mut lengths = 1_u128 << 1;
    if typed.starts_with(reading) {
        lengths |= 1 << reading.len();
    } else if reading.starts_with(typed) {
        lengths |= 1 << typed.len();
    }
    if matches!(reading, [b'z' | b'c' | b's', b'h', ..]) && typed.get(1) == Some(&b'h') {
        lengths |= 1 << 2;
    }
    lengths
}

fn spell(data: &PinyinData, ch: char) -> Spelling {
    let mut spelling = Spelling::default();
    let mut add = |reading: &str| {
        let bytes = reading.as_bytes();
        if bytes.is_empty() || spelling.readings.iter().any(|r| **r == *bytes) {
            return;
        }
        for letter in reading.chars() {
            spelling.signature |= bit(letter);
        }
        if let Some(first) = bytes.first().filter(|b| b.is_ascii_lowercase()) {
            spelling.initials |= 1 << (first - b'a');
        }
        spelling.readings.push(bytes.into());
    };
    for reading in data.get_pinyins(ch) {
        let Some(ascii) = reading.notation(PinyinNotation::Ascii) else {
            continue;
        };
        add(ascii);
        // Input methods take lue and nue for what the table writes lve and nve.
        if let Some(first) = ascii.strip_suffix("ve") {
            add(&format!("{first}ue"));
        }
    }
    spelling
}

fn could_hold(text: &Text, query: &Query) -> bool {
    !query.chars.is_empty() && query.signature & !text.signature == 0
}

/// One bit for a character; letters and digits have their own, the rest share what is left.
fn bit(c: char) -> u64 {
    let n = match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => 26 + (c as u32 - '0' as u32),
        _ => 36 + (c as u32).wrapping_mul(0x9E37_79B1) % 28,
    };
    1 << n
}

/// Folds full-width forms, case and `ü`, as an input method may leave any of them behind.
fn fold(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        'ü' | 'Ü' => 'v',
        other => other,
    };
    half.to_lowercase().next().unwrap_or(half)
}

/// Returns whether a typed character says nothing: blanks, controls and punctuation.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || (c.is_ascii() && !c.is_ascii_alphanumeric())
        || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{feff}' | '\u{30fb}')
}
