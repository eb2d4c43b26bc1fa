//! The clerk's own bad ratings, over the desk.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::locale;
use crate::locale::Lang;
use crate::ops::read::OwnAppeal;
use crate::ops::read::OwnRating;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// From so many columns on the appeal stands in the list; it is told below it in any case.
const ROOMY: u16 = 60;

/// Draws the list, and below it the chosen rating in full.
pub(super) fn list(post: &WindowPost, at: usize, room: Rect, buf: &mut Buffer, look: &Look) {
    let size = (room.width.min(110), room.height);
    let inner = paint::popup(room, buf, size, look.tr("rating.own_title"), look);
    let Some(chosen) = post.own.get(at) else {
        let words = look.tr("rating.own_none");
        let row = row_of(inner, 0);
        let cells = row.width.saturating_sub(1);
        paint::put(buf, row.x + 1, row.y, words, cells, look.style(Role::Muted));
        return;
    };
    let said = about(chosen, look.lang);
    let below = u16::try_from(said.len() * 2 + 1).unwrap_or(u16::MAX);
    let high = inner.height.saturating_sub(below).max(4).min(inner.height);
    let mut columns = vec![
        Column::right(2),
        Column::left(12),
        Column::left(10),
        Column::left(0),
    ];
    let mut head = vec![
        "",
        "rating.own_head_number",
        "duty.col_level",
        "rating.own_head_why",
    ];
    if inner.width >= ROOMY {
        columns.push(Column::left(18));
        head.push("rating.own_head_appeal");
    }
    let name = |key: &&'static str| if key.is_empty() { "" } else { look.tr(key) };
    let head: Vec<&str> = head.iter().map(name).collect();
    paint::row(
        row_of(inner, 0),
        buf,
        &columns,
        &head,
        look.style(Role::Muted),
    );
    let fit = usize::from(high.saturating_sub(1)).max(1);
    let first = (at + 1).saturating_sub(fit);
    for ((no, line), y) in post.own.iter().enumerate().skip(first).take(fit).zip(1..) {
        let digit = match no {
            0..9 => (no + 1).to_string(),
            _ => String::new(),
        };
        let mut cells = vec![
            digit,
            line.number.clone(),
            look.tr(&format!("duty.level_{}", line.level)).to_owned(),
            why(line, look.lang),
            appeal(line, look.lang),
        ];
        cells.truncate(columns.len());
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let role = if no == at { Role::Select } else { Role::Text };
        paint::row(row_of(inner, y), buf, &columns, &cells, look.style(role));
    }
    paint::more(inner, buf, (first > 0, first + fit < post.own.len()), look);
    let shown = u16::try_from(post.own.len() + 1)
        .unwrap_or(u16::MAX)
        .min(high);
    let gap = (shown + 1).min(inner.height);
    let below = Rect {
        x: inner.x + 1,
        y: inner.y + gap,
        width: inner.width.saturating_sub(2),
        height: inner.height - gap,
    };
    paint::paragraphs(below, buf, &said, look);
}

fn why(line: &OwnRating, lang: Lang) -> String {
    locale::rated_badly(lang, &line.reasons, &line.remark)
}

fn appeal(line: &OwnRating, lang: Lang) -> String {
    match &line.appeal {
        OwnAppeal::None => lang.tr("rating.own_open").to_owned(),
        OwnAppeal::Waits => lang.tr("rating.own_waits").to_owned(),
        OwnAppeal::Stands { why } => lang.say("rating.own_stands", &[("why", why)]),
        OwnAppeal::Excluded { why } => lang.say("rating.own_excluded", &[("why", why)]),
    }
}

fn about(line: &OwnRating, lang: Lang) -> Vec<(Role, String)> {
    let level = lang.tr(&format!("duty.level_{}", line.level));
    vec![
        (Role::Title, format!("{}  {level}", line.number)),
        (Role::Text, why(line, lang)),
        (Role::Hint, appeal(line, lang)),
    ]
}
