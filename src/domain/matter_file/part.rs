//! One paper or step of a cell and back, in the few signs a clerk can type.
//!
//! `身份证:check:x2:@公安派出所?` is a paper to look at, two of it, issued there, that may come later;
//! `公示:7d` is a step. A full-width colon or question mark does as well, because an input method
//! writes it. A backslash makes any of these signs part of the name.

use crate::domain::matter::Limit;
use crate::domain::matter::Material;
use crate::domain::matter::MatterStep;
use crate::domain::matter::PaperForm;
use crate::domain::matter::StepKind;

const SPECIAL: [char; 5] = ['\\', '|', '｜', ':', '?'];
const WIDE: [char; 2] = ['：', '？'];

pub(super) fn escape(text: &str) -> String {
    escape_with(text, &SPECIAL)
}

fn escape_with(text: &str, signs: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if signs.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Makes every sign part of a name, the full-width ones too.
fn escape_all(text: &str) -> String {
    escape_with(text, &[SPECIAL.as_slice(), &WIDE].concat())
}

/// Takes the backslash before a sign away; any other backslash is itself.
pub(super) fn unescape(text: &str) -> String {
    let special = |c: &char| SPECIAL.contains(c) || WIDE.contains(c);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && special(next) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Returns whether what follows a text is a sign and no part of a name.
fn is_free(head: &str) -> bool {
    let slashes = head.len() - head.trim_end_matches('\\').len();
    slashes.is_multiple_of(2)
}

/// Parts a text at its last colon, of either width, that no backslash stands before.
fn last_part(text: &str) -> Option<(&str, &str)> {
    text.char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, ':' | '：'))
        .find_map(|(at, c)| {
            let (head, tail) = text.split_at_checked(at)?;
            is_free(head).then_some((head, tail.strip_prefix(c)?))
        })
}

fn without_question(text: &str) -> Option<&str> {
    let head = text.strip_suffix(['?', '？'])?;
    is_free(head).then_some(head)
}

fn form_of(word: &str) -> Option<PaperForm> {
    match word {
        "original" | "原件" => Some(PaperForm::Original),
        "copy" | "复印件" => Some(PaperForm::Copy),
        "check" | "核验" => Some(PaperForm::Check),
        _ => None,
    }
}

fn count_of(word: &str) -> Option<u8> {
    let n = word
        .strip_prefix(['x', 'X', '×'])
        .or_else(|| word.strip_suffix('份'))?;
    let plain = n.bytes().all(|b| b.is_ascii_digit());
    n.parse().ok().filter(|n| plain && *n > 0)
}

/// Reads one paper: its name, then any of `:copy` or `:check`, `:x2` and `:@issuer`, then `?` when it may come later.
///
/// `:复印件`, `:核验`, `:原件` and `:2份` are read as well. What is none of these is part of the name.
pub fn material_from_text(text: &str) -> Material {
    let text = text.trim();
    let (mut text, deferrable) = match without_question(text) {
        Some(head) => (head.trim_end(), true),
        None => (text, false),
    };
    let mut material = Material::named("");
    material.deferrable = deferrable;
    let (mut form, mut count, mut issuer) = (None, None, None);
    while let Some((head, tail)) = last_part(text) {
        let tail = tail.trim();
        if let (None, Some(found)) = (form, form_of(tail)) {
            form = Some(found);
        } else if let (None, Some(found)) = (count, count_of(tail)) {
            count = Some(found);
        } else if let (None, Some(found)) = (&issuer, tail.strip_prefix('@')) {
            issuer = Some(unescape(found.trim()));
        } else {
            break;
        }
        text = head.trim_end();
    }
    material.name = unescape(text.trim());
    material.form = form.unwrap_or_default();
    material.count = count.unwrap_or(1);
    material.issuer = issuer.unwrap_or_default();
    material
}

/// Writes one paper as [`material_from_text`] reads it, as `身份证:check` or `收入证明?`.
pub fn material_to_text(material: &Material) -> String {
    let form = match material.form {
        PaperForm::Original => "",
        PaperForm::Copy => ":copy",
        PaperForm::Check => ":check",
    };
    let count = match material.count {
        0 | 1 => String::new(),
        n => format!(":x{n}"),
    };
    let issuer = match material.issuer.as_str() {
        "" => String::new(),
        issuer => format!(":@{}", escape_all(issuer)),
    };
    let later = if material.deferrable { "?" } else { "" };
    let text = |name: &str| format!("{name}{form}{count}{issuer}{later}");
    // Names with a full-width colon are common and mean nothing by it: most need no backslash.
    let plain = text(&escape(&material.name));
    if material_from_text(&plain) == *material {
        plain
    } else {
        text(&escape_all(&material.name))
    }
}

/// Reads one step: its name, then a kind where the name does not tell it, then its limit.
///
/// `受理审核:3wd`, `公示:7天`, `现场核实:review:5wd`; without a colon the step has no limit.
///
/// # Errors
/// The text behind the last colon, when it is no limit.
pub fn step_from_text(text: &str) -> Result<MatterStep, String> {
    let (mut name, mut limit) = (text.trim(), Limit::None);
    if let Some((head, tail)) = last_part(name) {
        limit = tail.parse().map_err(|_| tail.to_owned())?;
        name = head.trim_end();
    }
    let mut kind = None;
    if let Some((head, tail)) = last_part(name) {
        let word = tail.trim();
        kind = StepKind::ALL.into_iter().find(|kind| kind.word() == word);
        if kind.is_some() {
            name = head;
        }
    }
    let name = unescape(name.trim());
    Ok(MatterStep {
        kind: kind.unwrap_or_else(|| StepKind::of_name(&name)),
        name,
        limit,
    })
}

/// Writes one step as [`step_from_text`] reads it.
pub fn step_to_text(step: &MatterStep) -> String {
    let name = escape_all(&step.name);
    if step.kind == StepKind::of_name(&step.name) {
        format!("{name}:{}", step.limit)
    } else {
        format!("{name}:{}:{}", step.kind.word(), step.limit)
    }
}
