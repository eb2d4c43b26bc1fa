//! The errands that villages handed in, over the desk.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::mandate::Paper;
use crate::domain::mandate::number;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::village::view::words::hands;
use crate::ui::post::window::bundle::Bundles;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws the list, and below it the papers of the chosen errand.
pub(super) fn draw(bundles: &Bundles, room: Rect, buf: &mut Buffer, look: &Look) {
    let size = (room.width.min(100), room.height);
    let inner = paint::popup(room, buf, size, look.tr("window.k_bundles"), look);
    let papers = bundles.chosen().map_or(0, |line| line.papers.len());
    let below = u16::try_from(papers + 1).unwrap_or(u16::MAX);
    // Of many papers those around the pointer are in sight, below three errands at least.
    let high = inner.height.saturating_sub(below).max(3);
    let first = (bundles.at + 1).saturating_sub(usize::from(high));
    let columns = [
        Column::left(7),
        Column::left(14),
        Column::left(0),
        Column::left(12),
        Column::right(8),
    ];
    let lines = bundles.lines.iter().enumerate().skip(first);
    for (y, (at, line)) in (0..high).zip(lines) {
        let role = match at == bundles.at {
            true => Role::Select,
            false => Role::Text,
        };
        let until = words::date(line.until, look.lang);
        let cells = [
            number::end(&line.number),
            &line.applicant,
            &line.matter_name,
            &line.assistant,
            &until,
        ];
        paint::row(row_of(inner, y), buf, &columns, &cells, look.style(role));
    }
    let Some(line) = bundles.chosen() else {
        return;
    };
    let shown = u16::try_from(bundles.lines.len()).unwrap_or(u16::MAX);
    let from = shown.min(high);
    let head = look
        .lang
        .say("window.bundle_of", &[("number", &line.number)]);
    let row = row_of(inner, from);
    paint::put(
        buf,
        row.x + 1,
        row.y,
        &head,
        row.width.saturating_sub(1),
        look.style(Role::Muted),
    );
    let room = usize::from(inner.height.saturating_sub(from + 1)).max(1);
    let first = (bundles.paper + 1).saturating_sub(room);
    let papers = line.papers.iter().enumerate().skip(first);
    for (y, (at, paper)) in (from + 1..inner.height).zip(papers) {
        let row = row_of(inner, y);
        put_paper((bundles, line.today), paper, row, buf, look);
        if at == bundles.paper {
            paint::put(
                buf,
                row.x,
                row.y,
                look.glyphs.pointer(),
                1,
                look.style(Role::Focus),
            );
        }
    }
}

fn put_paper(
    (bundles, today): (&Bundles, NaiveDate),
    paper: &Paper,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let missing = bundles.missing.contains(&paper.no);
    let comes = paper.moving.is_some();
    let (tick, role) = match (comes, missing) {
        (true, false) => ("[x]", Role::Text),
        (true, true) => ("[ ]", Role::Warn),
        // One that is in nobody's hands for certain is to be settled.
        (false, _) if paper.is_odd() => (" ? ", Role::Warn),
        (false, _) => (" - ", Role::Muted),
    };
    let form = words::paper_form(paper.form, look.lang);
    let said = match (missing, comes) {
        (true, _) => look.tr("window.did_not_come").to_owned(),
        (false, true) => String::new(),
        (false, false) => hands(paper, today, look).0,
    };
    let columns = [
        Column::left(1),
        Column::left(3),
        Column::right(2),
        Column::left(0),
        Column::left(8),
        Column::left(14),
        Column::left(8),
        Column::left(12),
    ];
    let no = paper.no.to_string();
    let cells = [
        "",
        tick,
        no.as_str(),
        &paper.name,
        form,
        &paper.number,
        &paper.condition,
        &said,
    ];
    paint::row(row, buf, &columns, &cells, look.style(role));
}
