//! Who waits, who is aside, and what the day has come to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::read::Desk;
use crate::ops::read::LineRow;
use crate::ui::paint;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::view;
use crate::ui::post::window::view::words;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The waiting line: how many, how long, who is next.
pub(super) fn waiting(
    post: &WindowPost,
    desk: &Desk,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) {
    let lang = look.lang;
    let count = lang.say("window.waiting", &[("n", &desk.line.len())]);
    let mut x = paint::put(
        buf,
        row.x + 1,
        row.y,
        &count,
        row.width,
        look.style(Role::Text),
    );
    if desk.line.is_empty() {
        return;
    }
    let longest = desk.line.iter().map(|row| view::since(row, now)).max();
    let longest = longest.unwrap_or(Seconds(0));
    let over = longest.0 > post.setting.config.norms.max_wait_s;
    x = paint::put(
        buf,
        x + 2,
        row.y,
        look.tr("window.longest"),
        row.width,
        look.style(Role::Text),
    );
    let span = words::minutes(longest, lang);
    x = if over {
        paint::put_lamp(buf, x + 1, row.y, Lamp::Soon, &span, look)
    } else {
        paint::put(buf, x + 1, row.y, &span, row.width, look.style(Role::Text))
    };
    x += 2;
    for waiting in &desk.line {
        let shown = view::ticket_words(waiting, look);
        let cells = u16::try_from(text::width(&shown)).unwrap_or(u16::MAX);
        if x.saturating_add(cells).saturating_add(3) > row.right() {
            paint::put(buf, x + 1, row.y, text::CUT, 1, look.style(Role::Muted));
            return;
        }
        x = paint::put(buf, x + 1, row.y, &shown, cells, look.style(Role::Waiting));
    }
}

/// Today's own counts and the lamps of the open cases.
pub(super) fn today(desk: &Desk, row: Rect, buf: &mut Buffer, look: &Look) {
    if row.is_empty() {
        return;
    }
    let mine: u64 = desk.mine.iter().map(|(_, n)| n).sum();
    let lamps = &desk.lamps;
    let open = lamps.green + lamps.amber + lamps.red;
    // Without a clerk the count is everybody's, not mine.
    let key = match desk.window.staff {
        Some(_) => "window.today",
        None => "window.today_closed",
    };
    let words = look.lang.say(key, &[("mine", &mine), ("open", &open)]);
    let mut x = paint::put(
        buf,
        row.x + 1,
        row.y,
        &words,
        row.width,
        look.style(Role::Muted),
    );
    for (lamp, word, n) in [
        (Lamp::Ok, "common.lamp_ok", lamps.green),
        (Lamp::Soon, "common.lamp_soon", lamps.amber),
        (Lamp::Over, "common.lamp_over", lamps.red),
    ] {
        let words = format!("{} {n}", look.tr(word));
        x = paint::put_lamp(buf, x + 2, row.y, lamp, &words, look);
    }
    if desk.pad_asks {
        view::put_right(
            buf,
            row,
            &format!("{} ", look.tr("window.pad_asks")),
            look,
            Role::Accent,
        );
    }
}

/// The whole line and what is aside, where there is room.
pub(super) fn side(
    post: &WindowPost,
    desk: &Desk,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) {
    if area.is_empty() {
        return;
    }
    let aside = u16::try_from(desk.aside.len().clamp(1, 6)).unwrap_or(6) + 2;
    let upper = Rect {
        height: area.height.saturating_sub(aside),
        ..area
    };
    let lower = Rect {
        y: upper.bottom(),
        height: area.height - upper.height,
        ..area
    };
    let title = look.lang.say("window.waiting", &[("n", &desk.line.len())]);
    let inner = paint::frame_box(upper, buf, &title, look, false);
    let limit = post.setting.config.norms.max_wait_s;
    for (row, y) in desk.line.iter().zip(inner.top()..inner.bottom()) {
        let waited = view::since(row, now);
        let role = if waited.0 > limit {
            Role::Warn
        } else {
            Role::Text
        };
        let mark = if waited.0 > limit {
            look.glyphs.lamp(Lamp::Soon)
        } else {
            ""
        };
        let wait = format!("{mark}{}", words::minutes(waited, look.lang));
        line_row(
            post,
            row,
            &wait,
            Rect::new(inner.x, y, inner.width, 1),
            buf,
            look,
            role,
        );
    }
    let inner = paint::frame_box(lower, buf, look.tr("window.k_aside"), look, false);
    for (row, y) in desk.aside.iter().zip(inner.top()..inner.bottom()) {
        let state = view::aside_words(post, row, look);
        line_row(
            post,
            row,
            &state,
            Rect::new(inner.x, y, inner.width, 1),
            buf,
            look,
            Role::Text,
        );
    }
}

fn line_row(
    post: &WindowPost,
    row: &LineRow,
    words: &str,
    place: Rect,
    buf: &mut Buffer,
    look: &Look,
    role: Role,
) {
    let matter = view::matter_name(post, row.matter.as_deref());
    let columns = [
        paint::Column::left(6),
        paint::Column::right(12),
        paint::Column::left(0),
    ];
    let why = row.priority.map(|kind| words::priority(kind, look.lang));
    let last = match (why, row.returned) {
        (Some(why), _) => format!("{why} {matter}"),
        (None, true) => format!("{} {matter}", look.tr("window.returned")),
        (None, false) => matter.to_owned(),
    };
    paint::row(
        place,
        buf,
        &columns,
        &[&row.ticket, words, &last],
        look.style(role),
    );
}
