//! The one-time code of a slip drawn from the bowl.

use crate::domain::entry::Hash;
use crate::domain::plain;

/// How many digits a code has: of fifty codes somebody who guesses meets one in two hundred million
/// tries, and digits are on every key pad.
pub const CODE_DIGITS: usize = 10;

/// So many random bytes make a code: so many more than needed that no digit is likelier by more than
/// one in a billion.
pub const SPREAD: usize = 8;

/// So many random bytes are the salt of a ballot box.
pub const SALT: usize = 32;

/// How often a code is hashed, so that trying all codes against a stolen box takes long.
const ROUNDS: u32 = 4096;

/// Makes a code of random bytes.
pub fn code_of(random: [u8; SPREAD]) -> String {
    let all = 10u64.pow(CODE_DIGITS as u32);
    format!("{:0CODE_DIGITS$}", u64::from_le_bytes(random) % all)
}

/// Reads a code as people key it; `None` when it cannot be one.
pub fn normal(text: &str) -> Option<String> {
    let text = plain::digits(text);
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let is_code = code.len() == CODE_DIGITS && code.bytes().all(|b| b.is_ascii_digit());
    is_code.then_some(code)
}

/// Writes a code in groups that can be read.
pub fn shown(code: &str) -> String {
    let parts = [code.get(..3), code.get(3..6), code.get(6..)];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// Returns what a box keeps of a code.
pub fn digest(salt: &[u8; SALT], code: &str) -> Hash {
    let mut bytes = salt.to_vec();
    bytes.extend(code.bytes());
    let mut hash = Hash::of(&bytes);
    for _ in 1..ROUNDS {
        bytes.truncate(SALT);
        bytes.extend(hash.0);
        hash = Hash::of(&bytes);
    }
    hash
}
