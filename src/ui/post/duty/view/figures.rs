//! The figures of the hall and what each is made of: only drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::measure::Indicator;
use crate::locale::results as words;
use crate::ui::paint;
use crate::ui::post::duty::figures::Board;
use crate::ui::post::duty::figures::Span;
use crate::ui::post::duty::view::Draw;
use crate::ui::text;
use crate::ui::theme::Role;

/// The columns of a figure's name.
const NAME: usize = 20;
/// The rows under the list for how the chosen figure is counted.
const HOW: u16 = 3;

/// Draws the list of figures, or what one of them is made of.
pub(super) fn draw(draw: &Draw<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let span = match board.span {
        Span::Day(day) => draw.words.day(day),
        Span::Period(period) => period.to_string(),
    };
    let title = match board.behind.as_ref().filter(|_| board.open.is_some()) {
        Some(behind) => {
            let figure = &behind.figure;
            let name = words::figure_name(look.lang, figure.indicator);
            let min = draw.post.setting.config.rating.min_for_percent;
            let value = words::figure_value(look.lang, figure, min);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("span", &span), ("name", &name), ("value", &value)];
            look.lang.say("duty.behind", &values)
        }
        None => look.lang.say("duty.figures", &[("span", &span)]),
    };
    let inner = paint::frame_box(area, buf, &title, look, draw.post.dialogs.is_empty());
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let list = Rect {
        height: inner.height.saturating_sub(HOW),
        ..inner
    };
    let (rows, chosen) = match board.open {
        Some(open) => (behind(draw, board, inner.width), Some(open)),
        None => {
            let figure = board.figure(draw.post.at);
            (all(draw, board), figure.map(|figure| figure.indicator))
        }
    };
    if rows.is_empty() {
        let unread = match board.open {
            Some(_) => board.behind.is_none(),
            None => board.read.is_none(),
        };
        let key = if unread {
            "duty.reading"
        } else {
            "duty.figures_none"
        };
        paint::line(list, buf, look.tr(key), look.style(Role::Muted));
    }
    lines(draw, &rows, list, buf);
    let silent = board.read.as_ref().and_then(|read| read.silent_fair);
    if let Some(beside) = words::silent_fair(look.lang, silent).filter(|_| board.open.is_none()) {
        let row = Rect {
            y: list.bottom(),
            height: 1.min(inner.height),
            ..inner
        };
        let shown = text::fit(&beside, usize::from(inner.width));
        paint::line(row, buf, &shown, look.style(Role::Hint));
    }
    if let Some(indicator) = chosen {
        how(draw, indicator, inner, buf);
    }
}

fn how(draw: &Draw<'_>, indicator: Indicator, inner: Rect, buf: &mut Buffer) {
    let said = words::figure_defined(draw.look.lang, indicator);
    let lines = text::wrap(&said, usize::from(inner.width));
    let first = inner.bottom().saturating_sub(HOW) + 1;
    for (y, line) in (first..inner.bottom()).zip(lines) {
        let row = Rect {
            y,
            height: 1,
            ..inner
        };
        paint::line(row, buf, &line, draw.look.style(Role::Muted));
    }
}

fn all(draw: &Draw<'_>, board: &Board) -> Vec<String> {
    let lang = draw.look.lang;
    let Some(read) = &board.read else {
        return Vec::new();
    };
    let line = |figure: &crate::domain::measure::Figure| {
        let name = text::pad_right(words::figure_name(lang, figure.indicator), NAME);
        let value = words::figure_value(lang, figure, read.min_for_percent);
        format!("{name}{value}")
    };
    read.figures.iter().map(line).collect()
}

fn behind(draw: &Draw<'_>, board: &Board, columns: u16) -> Vec<String> {
    let lang = draw.look.lang;
    let Some(behind) = &board.behind else {
        return Vec::new();
    };
    let indicator = behind.figure.indicator;
    let wide = usize::from(columns) >= 90;
    let line = |item: &crate::ops::read::BehindLine| {
        let holds = lang.tr(if item.holds {
            "results.yes"
        } else {
            "results.no"
        });
        let day = item.day.map(|day| day.to_string()).unwrap_or_default();
        let window = item.window.map(|no| no.to_string()).unwrap_or_default();
        let amount = words::figure_amount(lang, indicator, item.amount);
        let entries = item.entries.join(" ");
        format!(
            "{}  {}  {}  {}  {}  {entries}",
            text::pad_right(
                &text::fit(&item.about, if wide { 30 } else { 18 }),
                if wide { 30 } else { 18 }
            ),
            text::pad_right(&day, 10),
            text::pad_left(&window, 3),
            text::pad_right(holds, 3),
            text::pad_left(&amount, 11),
        )
    };
    behind.lines.iter().map(line).collect()
}

fn lines(draw: &Draw<'_>, rows: &[String], area: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let room = usize::from(area.height).max(1);
    let at = draw.post.at.min(rows.len().saturating_sub(1));
    let first = (at + 1).saturating_sub(room);
    for (y, (n, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate().skip(first)) {
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        let role = if n == at { Role::Select } else { Role::Text };
        let shown = text::fit(row, usize::from(area.width));
        if n == at {
            paint::ground(line, buf, look, role);
        }
        paint::line(line, buf, &shown, look.style(role));
    }
    let below = first + room < rows.len();
    paint::more(area, buf, (first > 0, below), look);
}
