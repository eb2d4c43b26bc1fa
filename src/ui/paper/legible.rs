//! A paper made drawable: harmless text, and a box with a code point in words for what nothing can draw.

use crate::domain::paper::Block;
use crate::domain::paper::Item;
use crate::domain::paper::Paper;
use crate::ui::slip::BOX;
use crate::ui::slip::clean;

/// The most code points told; a text with more is not one that anybody completes by hand.
const TOLD: usize = 12;

/// Returns the paper with every text cleaned and every character `can` refuses shown as `□`.
///
/// The code points stand in a sentence at the end, in the order in which they occur; a paper without any has none.
pub(super) fn legible(paper: &Paper, can: impl Fn(char) -> bool) -> Paper {
    let mut missing = Vec::new();
    let mut fix = |text: &str| -> String {
        let mut shown = String::with_capacity(text.len());
        for c in clean(text).chars() {
            match c {
                // A variation selector chooses between two shapes of the character before it, which is drawn anyway.
                '\u{e0100}'..='\u{e01ef}' => {}
                ' ' | BOX => shown.push(c),
                c if can(c) => shown.push(c),
                c => {
                    shown.push(BOX);
                    missing.push(c);
                }
            }
        }
        shown
    };
    let mut drawn = Paper {
        kind: paper.kind,
        hall: fix(&paper.hall),
        title: fix(&paper.title),
        number: fix(&paper.number),
        foot: fix(&paper.foot),
        reprint: paper.reprint.as_deref().map(&mut fix),
        missing: String::new(),
        page: fix(&paper.page),
        lines: paper
            .lines
            .iter()
            .map(|block| fixed(block, &mut fix))
            .collect(),
    };
    if !missing.is_empty() {
        let told = clean(&paper.missing).replace("{codes}", &codes(&missing));
        drawn.lines.push(Block::Text(told));
    }
    drawn
}

fn codes(missing: &[char]) -> String {
    let mut words: Vec<String> = missing
        .iter()
        .take(TOLD)
        .map(|c| format!("U+{:04X}", u32::from(*c)))
        .collect();
    if missing.len() > TOLD {
        words.push("…".to_owned());
    }
    words.join(" ")
}

fn fixed(block: &Block, fix: &mut impl FnMut(&str) -> String) -> Block {
    match block {
        Block::Heading(text) => Block::Heading(fix(text)),
        Block::Big { label, value, note } => Block::Big {
            label: fix(label),
            value: fix(value),
            note: fix(note),
        },
        Block::Field { label, value } => Block::Field {
            label: fix(label),
            value: fix(value),
        },
        Block::List(items) => Block::List(
            items
                .iter()
                .map(|item| Item {
                    text: fix(&item.text),
                    detail: fix(&item.detail),
                })
                .collect(),
        ),
        Block::Text(text) => Block::Text(fix(text)),
        Block::Qr { text, caption } => Block::Qr {
            text: clean(text),
            caption: fix(caption),
        },
        Block::SignatureLine { label, date_label } => Block::SignatureLine {
            label: fix(label),
            date_label: fix(date_label),
        },
        Block::TearOff(text) => Block::TearOff(fix(text)),
        Block::SealLine { office, date } => Block::SealLine {
            office: fix(office),
            date: fix(date),
        },
    }
}
