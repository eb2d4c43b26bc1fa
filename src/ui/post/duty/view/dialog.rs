//! A question over the screen: what it is about, its answers, or the field for own words.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::ui::field::Field;
use crate::ui::paint;
use crate::ui::paint::Item;
use crate::ui::post::duty::Dialog;
use crate::ui::post::duty::plan::Ask;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::view::Draw;
use crate::ui::text;
use crate::ui::theme::Role;

/// The widest question, cells.
const WIDEST: u16 = 68;

/// Draws the question on top, if there is one, and returns where the caret is.
pub(super) fn draw(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let dialog = draw.post.dialogs.last()?;
    let width = area.width.saturating_sub(4).min(WIDEST);
    let cells = usize::from(width.saturating_sub(4));
    let body: Vec<String> = draw
        .words
        .body(&dialog.plan)
        .iter()
        .flat_map(|line| text::wrap(&crate::domain::plain::visible(line), cells))
        .collect();
    let answers = match &dialog.ask {
        Ask::Pick(picks) => picks.len(),
        Ask::Write(_) => 2,
    };
    let gap = usize::from(!body.is_empty() && answers > 0);
    let height = u16::try_from(body.len() + gap + answers + 2).unwrap_or(u16::MAX);
    let title = text::fit(&draw.words.title(&dialog.plan), cells).into_owned();
    let size = (width, height.min(area.height));
    let inner = paint::popup(area, buf, size, &title, draw.look);
    match &dialog.ask {
        Ask::Write(field) => write(draw, (dialog, field), &body, inner, buf),
        Ask::Pick(picks) => {
            choose(draw, (dialog, picks), &body, inner, buf);
            None
        }
    }
}

fn lines(draw: &Draw<'_>, body: &[String], area: Rect, buf: &mut Buffer) {
    let style = draw.look.style(Role::Text);
    for (line, y) in body.iter().zip(area.y..area.bottom()) {
        paint::put(
            buf,
            area.x + 1,
            y,
            line,
            area.width.saturating_sub(2),
            style,
        );
    }
}

fn choose(
    draw: &Draw<'_>,
    (dialog, picks): (&Dialog, &[Pick]),
    body: &[String],
    inner: Rect,
    buf: &mut Buffer,
) {
    // The answers are never pushed out by what the question is about.
    let least = u16::try_from(picks.len().min(4)).unwrap_or(4);
    let wanted = u16::try_from(body.len()).unwrap_or(u16::MAX);
    let wanted = wanted.saturating_add(u16::from(!body.is_empty() && !picks.is_empty()));
    let shown = wanted.min(inner.height.saturating_sub(least));
    lines(
        draw,
        body,
        Rect {
            height: shown,
            ..inner
        },
        buf,
    );
    let area = Rect {
        y: inner.y + shown,
        height: inner.height - shown,
        ..inner
    };
    let labels: Vec<(String, String)> = picks
        .iter()
        .enumerate()
        .map(|(at, pick)| {
            let digit = if at < 9 {
                (at + 1).to_string()
            } else {
                String::new()
            };
            (digit, draw.words.pick(&dialog.plan, pick))
        })
        .collect();
    let items: Vec<Item<'_>> = labels
        .iter()
        .map(|(key, label)| Item {
            key,
            label,
            enabled: true,
        })
        .collect();
    paint::menu(area, buf, &items, Some(dialog.at), draw.look);
}

/// The field stands above the explanation: the input method needs the rows under it.
fn write(
    draw: &Draw<'_>,
    (dialog, field): (&Dialog, &Field),
    body: &[String],
    inner: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let look = draw.look;
    let label = match dialog.plan {
        Plan::SignIn | Plan::Open(_) => "duty.field_badge",
        Plan::AwayAt(..) | Plan::PauseFor(..) => "duty.field_time",
        Plan::Away(_) => "duty.field_place",
        _ => "duty.field_reason",
    };
    let label = format!(" {} ", look.tr(label));
    let x = paint::put(
        buf,
        inner.x,
        inner.y,
        &label,
        inner.width,
        look.style(Role::Focus),
    );
    let width = inner.right().saturating_sub(x + 1);
    let caret = field.draw(
        Rect {
            x,
            width,
            height: 1,
            ..inner
        },
        buf,
        look.style(Role::Input),
    );
    let note = field.note_text(look.lang).or_else(|| match dialog.plan {
        Plan::AwayAt(..) | Plan::PauseFor(..) => Some(look.tr("duty.hint_time").to_owned()),
        _ => None,
    });
    if let (Some(note), true) = (note, inner.height > 1) {
        let style = look.style(Role::Hint);
        paint::put(
            buf,
            inner.x + 1,
            inner.y + 1,
            &note,
            inner.width.saturating_sub(1),
            style,
        );
    }
    let rest = Rect {
        y: inner.y + 2.min(inner.height),
        height: inner.height.saturating_sub(2),
        ..inner
    };
    lines(draw, body, rest, buf);
    caret
}
