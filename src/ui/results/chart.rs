//! Charts as SVG: drawn from whole numbers, the same for the same results, readable without colour and
//! without a script.

use std::fmt::Write;

use crate::ui::results::html::escaped;

/// The width of a chart, in its own units.
const WIDE: i64 = 640;
/// The height of the bars.
const HIGH: i64 = 120;
/// Left of the bars, for the scale.
const LEFT: i64 = 56;
/// Above the bars.
const TOP: i64 = 14;
/// Most labels that fit under the bars.
const LABELS: usize = 12;

/// A bar: its label, its height in hundredths of the unit, and what it says when pointed at. Without a
/// height nothing was counted, which is not 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) height: Option<i64>,
    pub(super) says: String,
}

/// Returns the least round number that is no less: 1, 2, 2.5 or 5 times a power of ten.
fn round_up(most: i64) -> i64 {
    let mut step = 100;
    loop {
        for (times, by) in [(1, 1), (2, 1), (5, 2), (5, 1)] {
            if step * times / by >= most {
                return step * times / by;
            }
        }
        step *= 10;
    }
}

/// Writes hundredths without noughts that say nothing.
fn plain(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:02}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

/// Draws bars over a scale from 0; `top` fixes its end, as 100 for a share in percent.
pub(super) fn bars(title: &str, bars: &[Bar], top: Option<i64>) -> String {
    let most = bars.iter().filter_map(|bar| bar.height).max().unwrap_or(0);
    let scale = top.map_or_else(|| round_up(most.max(100)), |top| top * 100);
    let mut out = String::new();
    let full = HIGH + TOP + 24;
    let name = escaped(title);
    let _ = write!(
        out,
        "<figure><figcaption>{name}</figcaption><svg viewBox=\"0 0 {WIDE} {full}\" role=\"img\" \
         aria-label=\"{name}\">"
    );
    for part in 0..=2 {
        let y = TOP + HIGH - HIGH * part / 2;
        let value = plain(scale * part / 2);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{WIDE}\" y2=\"{y}\"/><text \
             class=\"scale\" x=\"{}\" y=\"{}\">{value}</text>",
            LEFT - 6,
            y + 5
        );
    }
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    let room = WIDE - LEFT;
    let every = bars.len().div_ceil(LABELS).max(1);
    for (at, bar) in bars.iter().enumerate() {
        let n = i64::try_from(at).unwrap_or(0);
        let (left, right) = (LEFT + room * n / count, LEFT + room * (n + 1) / count);
        let gap = ((right - left) / 5).max(1);
        let middle = (left + right) / 2;
        if let Some(height) = bar.height {
            let high = (HIGH * height.clamp(0, scale) / scale).max(i64::from(height > 0));
            let _ = write!(
                out,
                "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{high}\"><title>{}</title>\
                 </rect>",
                left + gap,
                TOP + HIGH - high,
                (right - left - 2 * gap).max(1),
                escaped(&bar.says)
            );
        } else {
            let _ = write!(
                out,
                "<text class=\"none\" x=\"{middle}\" y=\"{}\">–<title>{}</title></text>",
                TOP + HIGH - 4,
                escaped(&bar.says)
            );
        }
        if at % every == 0 {
            let _ = write!(
                out,
                "<text class=\"label\" x=\"{middle}\" y=\"{}\">{}</text>",
                TOP + HIGH + 19,
                escaped(&bar.label)
            );
        }
    }
    out.push_str("</svg></figure>\n");
    out
}

/// A line of a list of bars: its name, its length in tenths of a percent, what it says in words, and
/// what stands beneath.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) length: Option<u64>,
    pub(super) says: String,
    pub(super) beneath: String,
}

/// Draws bars one under the other, each with its words in the open: for things that have names, which a
/// phone has no room for under upright bars.
pub(super) fn lines(title: &str, lines: &[Line]) -> String {
    let name = escaped(title);
    let mut out = format!("<figure><figcaption>{name}</figcaption><ul class=\"lines\">");
    for line in lines {
        let _ = write!(
            out,
            "<li><span>{}</span> <b>{}</b>",
            escaped(&line.name),
            escaped(&line.says)
        );
        if let Some(length) = line.length {
            let wide = length.min(1000);
            let _ = write!(
                out,
                "<svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect \
                 class=\"ground\" width=\"1000\" height=\"14\"/><rect class=\"bar\" width=\"{wide}\" \
                 height=\"14\"/></svg>"
            );
        }
        if !line.beneath.is_empty() {
            let _ = write!(out, "<small>{}</small>", escaped(&line.beneath));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></figure>\n");
    out
}

/// A part of a whole: its name, how many, and its class, which gives colour and hatching.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) n: u64,
    pub(super) class: &'static str,
}

/// Draws one bar of the parts of a whole, each with its name and number beneath.
pub(super) fn whole(title: &str, parts: &[Part]) -> String {
    let all: u64 = parts.iter().map(|part| part.n).sum();
    let name = escaped(title);
    let mut out = format!("<figure><figcaption>{name}</figcaption>");
    if all > 0 {
        let _ = write!(
            out,
            "<svg viewBox=\"0 0 {WIDE} 30\" role=\"img\" aria-label=\"{name}\">"
        );
        let mut before = 0;
        for part in parts.iter().filter(|part| part.n > 0) {
            let place = |n: u64| i128::from(WIDE) * i128::from(n) / i128::from(all);
            let (left, right) = (place(before), place(before + part.n));
            before += part.n;
            let _ = write!(
                out,
                "<rect class=\"{}\" x=\"{left}\" y=\"2\" width=\"{}\" height=\"26\"><title>{} {}\
                 </title></rect>",
                part.class,
                (right - left).max(1),
                escaped(&part.name),
                part.n
            );
        }
        out.push_str("</svg>");
    }
    out.push_str("<ul class=\"key\">");
    for part in parts {
        let _ = write!(
            out,
            "<li><i class=\"{}\"></i>{} <b>{}</b></li>",
            part.class,
            escaped(&part.name),
            part.n
        );
    }
    out.push_str("</ul></figure>\n");
    out
}
