//! The main screen: now, what wants the leader, arrivals, ratings, cases.

use chrono::Timelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::alarm::Severity;
use crate::domain::rating::Level;
use crate::domain::rating::Tally;
use crate::domain::task::TaskKind;
use crate::domain::time::Seconds;
use crate::locale::Lang;
use crate::ops::read::CaseCard;
use crate::ops::read::CentreNow;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::item;
use crate::ui::post::duty::item::Item;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::words;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Role;

/// Rows of the box with the cases.
const CASES_BOX: u16 = 5;
/// Rows of the boxes with the chart and the ratings.
const CHART_BOX: u16 = 6;
/// From how many columns on two boxes stand side by side.
const SIDE_BY_SIDE: u16 = 76;

/// Draws the main screen.
pub(super) fn draw(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let wanted = item::items(draw.words.duty).len().saturating_add(2);
    let wanted = u16::try_from(wanted).unwrap_or(u16::MAX);
    let (middle, bottom) = match area.height {
        0..14 => (0, 0),
        14..20 => (0, CASES_BOX),
        20..26 => (CHART_BOX, CASES_BOX),
        rows => {
            // What wants the leader comes first; the cases take the rows it leaves.
            let middle = CHART_BOX + 2;
            let top = wanted.clamp(9, rows - middle - CASES_BOX);
            (middle, rows - middle - top)
        }
    };
    let top = Rect {
        height: area.height - middle - bottom,
        ..area
    };
    let mid = Rect {
        y: top.bottom(),
        height: middle,
        ..area
    };
    let low = Rect {
        y: mid.bottom(),
        height: bottom,
        ..area
    };
    let (left, right) = if area.width < SIDE_BY_SIDE {
        let left = Rect {
            height: top.height.min(6),
            ..top
        };
        let right = Rect {
            y: left.bottom(),
            height: top.height - left.height,
            ..top
        };
        (left, right)
    } else {
        halves(top)
    };
    now(draw, left, buf);
    attend(draw, right, buf);
    if middle > 0 {
        let (left, right) = halves(mid);
        chart(draw, left, buf);
        ratings(draw, right, buf);
    }
    if bottom > 0 {
        cases(draw, low, buf);
    }
}

fn halves(area: Rect) -> (Rect, Rect) {
    let cut = area.width / 2;
    let left = Rect { width: cut, ..area };
    let right = Rect {
        x: area.x + cut,
        width: area.width - cut,
        ..area
    };
    (left, right)
}

/// A wait is long from four fifths of the norm on.
fn wait_lamp(longest: Seconds, norm: i64) -> (Lamp, &'static str) {
    if longest.0 >= norm {
        (Lamp::Over, "duty.wait_over")
    } else if longest.0.saturating_mul(5) >= norm.saturating_mul(4) {
        (Lamp::Soon, "duty.wait_soon")
    } else {
        (Lamp::Ok, "duty.wait_ok")
    }
}

const NOW: [Column; 5] = [
    Column::left(0),
    Column::right(4),
    Column::right(11),
    Column::right(5),
    Column::right(4),
];

fn now(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (look, duty) = (draw.look, draw.words.duty);
    let inner = paint::frame_box(area, buf, look.tr("duty.now"), look, false);
    let mut rows = (inner.y..inner.bottom()).map(|y| Rect {
        y,
        height: 1,
        ..inner
    });
    let head = [
        "duty.col_centre",
        "duty.col_waiting",
        "duty.col_longest",
        "duty.col_windows",
        "duty.col_busy",
    ];
    let head = head.map(|key| look.tr(key));
    if let Some(row) = rows.next() {
        paint::row(row, buf, &NOW, &head, look.style(Role::Muted));
    }
    for (centre, row) in duty.centres.iter().zip(&mut rows) {
        centre_row(draw, centre, row, buf);
    }
    if let Some(row) = rows.next() {
        let counts = look.lang.say(
            "duty.visits",
            &[
                ("visits", &duty.visits),
                ("cases", &duty.cases.0),
                ("spot", &duty.cases.1),
            ],
        );
        paint::put(
            buf,
            row.x,
            row.y,
            &counts,
            row.width,
            look.style(Role::Text),
        );
    }
    if let Some(row) = rows.next() {
        let (role, key) = if duty.live.doors_open {
            (Role::Muted, "duty.doors_open")
        } else {
            (Role::Warn, "duty.doors_closed")
        };
        paint::put(buf, row.x, row.y, look.tr(key), row.width, look.style(role));
    }
}

fn centre_row(draw: &Draw<'_>, centre: &CentreNow, row: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let (lamp, word) = wait_lamp(centre.longest, draw.post.setting.config.norms.max_wait_s);
    let (waiting, busy) = (centre.waiting.to_string(), centre.busy.to_string());
    let windows = format!("{}/{}", centre.open, centre.windows);
    let mut longest = String::new();
    if centre.waiting > 0 {
        let lamp = paint::lamp(lamp, look.tr(word), look.glyphs);
        longest = format!("{} {lamp}", draw.words.minutes(centre.longest));
    }
    let name = draw.words.centre(centre.centre);
    let cells = [name, &waiting, &longest, &windows, &busy];
    paint::row(row, buf, &NOW, &cells, look.style(Role::Text));
    // The longest wait is drawn once more in its lamp's colour.
    let fixed: u16 = NOW.iter().map(|column| column.cells).sum::<u16>() + 4;
    if row.width > fixed && !longest.is_empty() {
        let x = row.x + (row.width - fixed) + 1 + NOW[1].cells + 1;
        let shown = text::pad_left(&longest, usize::from(NOW[2].cells));
        paint::put(buf, x, row.y, &shown, NOW[2].cells, look.style(lamp.role()));
    }
}

fn attend(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (look, post) = (draw.look, draw.post);
    let items = item::items(draw.words.duty);
    let title = match items.len() {
        0 => look.tr("duty.attend").to_owned(),
        n => look.lang.say("duty.attend_n", &[("n", &n)]),
    };
    let focused = post.dialogs.is_empty();
    let inner = paint::frame_box(area, buf, &title, look, focused);
    if items.is_empty() {
        let lamp = paint::lamp(Lamp::Ok, look.tr("duty.all_well"), look.glyphs);
        paint::put(
            buf,
            inner.x,
            inner.y,
            &lamp,
            inner.width,
            look.style(Role::Ok),
        );
        return;
    }
    let mut fit = usize::from(inner.height);
    if items.len() > fit && fit > 1 {
        fit -= 1;
        let more = items.len() - fit;
        let more = look.lang.say("duty.more", &[("n", &more)]);
        let y = inner.bottom() - 1;
        paint::put(
            buf,
            inner.x + 2,
            y,
            &more,
            inner.width - 2,
            look.style(Role::Muted),
        );
    }
    let first = (post.at + 1)
        .saturating_sub(fit)
        .min(items.len().saturating_sub(fit));
    for ((at, item), y) in items
        .iter()
        .enumerate()
        .skip(first)
        .take(fit)
        .zip(inner.y..)
    {
        let place = Rect {
            y,
            height: 1,
            ..inner
        };
        attend_row(draw, (at, item), place, buf);
    }
}

fn attend_row(draw: &Draw<'_>, (at, item): (usize, &Item<'_>), row: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let red = match item {
        Item::Alarm(alarm) => alarm.severity != Severity::Amber,
        Item::Sign(line) => line.card.lamp == Some(crate::domain::deadline::Lamp::Red),
        Item::Hard(hard) => hard.overdue,
        Item::Owed(_, card) => card.lamp == Some(crate::domain::deadline::Lamp::Red),
        Item::Task(task) => task.kind == TaskKind::Retaliation,
        Item::Bad(_, line) => line.lamp == crate::domain::deadline::Lamp::Red,
        Item::No(_) | Item::Raised(..) => false,
        Item::Night(_, verdict) => *verdict == crate::domain::night::Verdict::Failed,
        Item::Red(..) => true,
    };
    let (lamp, word) = if red {
        (Lamp::Over, "duty.severity_red")
    } else {
        (Lamp::Soon, "duty.severity_amber")
    };
    let digit = if at < 9 {
        (at + 1).to_string()
    } else {
        " ".to_owned()
    };
    let chosen = at == draw.post.at;
    let lamp_text = paint::lamp(lamp, look.tr(word), look.glyphs);
    let line = draw.words.item(item);
    let roles = if chosen {
        let blank = " ".repeat(usize::from(row.width));
        paint::put(
            buf,
            row.x,
            row.y,
            &blank,
            row.width,
            look.style(Role::Select),
        );
        [Role::Select; 3]
    } else {
        [Role::Key, lamp.role(), Role::Text]
    };
    let pointer = if chosen { look.glyphs.pointer() } else { " " };
    let spans = [
        (roles[2], pointer),
        (roles[0], digit.as_str()),
        (roles[2], " "),
        (roles[1], lamp_text.as_str()),
        (roles[2], " "),
        (roles[2], line.as_str()),
    ];
    paint::put_spans(buf, row, &spans, look);
}

fn chart(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (look, duty) = (draw.look, draw.words.duty);
    let inner = paint::frame_box(area, buf, look.tr("duty.arrivals"), look, false);
    if inner.height < 2 || inner.width < 12 {
        return;
    }
    let hours = &draw.post.setting.config.hours;
    let busy = || (0..24).filter(|h| duty.by_hour[*h] > 0);
    let from = busy()
        .next()
        .unwrap_or(23)
        .min(hours.open.0.hour() as usize)
        .min(23);
    let to = busy()
        .next_back()
        .unwrap_or(0)
        .max(hours.close.0.hour() as usize)
        .clamp(from, 23);
    let values = &duty.by_hour[from..=to];
    let most = values.iter().copied().max().unwrap_or(0);
    let label = text::pad_left(&most.to_string(), 4);
    let room = usize::from(inner.width).saturating_sub(5);
    let step = (room / values.len().max(1)).clamp(1, 6);
    let gap = usize::from(step > 2);
    let height = inner.height - 1;
    let style = look.style(Role::Accent);
    let bars = paint::bars(values, height, look.glyphs);
    for (row, y) in bars.iter().zip(inner.y..) {
        let axis = if y == inner.y {
            format!("{label}┤")
        } else {
            "    │".to_owned()
        };
        let x = paint::put(buf, inner.x, y, &axis, 5, look.style(Role::Muted));
        let columns: String = row
            .chars()
            .map(|bar| format!("{}{}", bar.to_string().repeat(step - gap), " ".repeat(gap)))
            .collect();
        paint::put(buf, x, y, &columns, inner.width - 5, style);
    }
    let axis: String = (from..=to)
        .map(|hour| match step {
            3.. => text::pad_right(&hour.to_string(), step),
            _ if (hour - from) * step % 4 == 0 => text::pad_right(&hour.to_string(), 4),
            _ => String::new(),
        })
        .collect();
    let axis = format!("    └{axis}");
    let y = inner.bottom() - 1;
    paint::put(buf, inner.x, y, &axis, inner.width, look.style(Role::Muted));
}

/// Returns tenths of a percent as people write them.
pub(super) fn percent(permille: u64) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}

/// Returns the lines about ratings: every level, unrated, and rates only beside enough of them.
pub(super) fn rating_lines(tally: &Tally, min: u64, lang: Lang) -> Vec<String> {
    let level = |n: u8| {
        let count = tally.by_level.get(usize::from(n) - 1).copied().unwrap_or(0);
        format!("{} {count}", lang.tr(&format!("duty.level_{n}")))
    };
    let [five, four, three, two, one] = Level::ALL.map(|l| level(l.number()));
    let n = tally.rated();
    let shares = (tally.good_permille(min), tally.answered_permille());
    let answered = match shares {
        (Some(_), Some(answered)) => lang.say("duty.answered", &[("percent", &percent(answered))]),
        _ => lang.say(
            "duty.answered_few",
            &[("n", &n), ("all", &(n + tally.unrated))],
        ),
    };
    // Rule R4: what was not rated, and the share that answered, stand beside every other share.
    let beside = [
        lang.say("duty.unrated", &[("n", &tally.unrated)]),
        lang.say("duty.excluded", &[("n", &tally.excluded)]),
        answered,
    ];
    let mut lines = vec![
        format!("{five}  {four}  {three}"),
        format!("{two}  {one}"),
        beside.join("  "),
    ];
    match shares {
        (Some(good), Some(_)) => lines.push(lang.say(
            "duty.satisfied",
            &[
                ("percent", &percent(good)),
                ("good", &tally.good()),
                ("n", &n),
            ],
        )),
        _ => lines.push(lang.say(
            "duty.too_few",
            &[
                ("min", &min),
                ("good", &tally.good()),
                ("bad", &tally.bad()),
            ],
        )),
    }
    lines
}

fn ratings(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (look, duty) = (draw.look, draw.words.duty);
    let n = duty.ratings.rated();
    let title = look
        .lang
        .say("duty.ratings", &[("n", &n), ("open", &duty.ratings.open)]);
    let inner = paint::frame_box(area, buf, &title, look, false);
    let lines = rating_lines(&duty.ratings, duty.min_for_percent, look.lang);
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        paint::put(buf, inner.x, y, line, inner.width, look.style(Role::Text));
    }
}

const CASES: [Column; 5] = [
    Column::left(9),
    Column::left(15),
    Column::left(0),
    Column::left(8),
    Column::left(22),
];

fn cases(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (look, duty) = (draw.look, draw.words.duty);
    let inner = paint::frame_box(area, buf, look.tr("duty.lamps"), look, false);
    if inner.height == 0 {
        return;
    }
    let counts = [
        (Lamp::Ok, "common.lamp_ok", duty.lamps.green),
        (Lamp::Soon, "common.lamp_soon", duty.lamps.amber),
        (Lamp::Over, "common.lamp_over", duty.lamps.red),
    ];
    let mut x = inner.x;
    for (lamp, word, n) in counts {
        let text = format!("{} {n}", paint::lamp(lamp, look.tr(word), look.glyphs));
        let room = inner.right().saturating_sub(x);
        x = paint::put(buf, x, inner.y, &text, room, look.style(lamp.role())) + 3;
    }
    let rows = (inner.y + 1..inner.bottom()).map(|y| Rect {
        y,
        height: 1,
        ..inner
    });
    let mut pressing = duty.pressing.iter().chain(&duty.undelivered).peekable();
    if pressing.peek().is_none() {
        for row in rows.take(1) {
            let none = look.tr("duty.pressing_none");
            paint::put(buf, row.x, row.y, none, row.width, look.style(Role::Muted));
        }
        return;
    }
    for (card, row) in pressing.zip(rows) {
        case_row(draw, card, row, buf);
    }
}

fn case_row(draw: &Draw<'_>, card: &CaseCard, row: Rect, buf: &mut Buffer) {
    let lamp = words::lamp_of(card.lamp);
    let word = paint::lamp(lamp, draw.words.lamp(card.lamp), draw.look.glyphs);
    let due = draw.words.due(card);
    let cells = [
        word.as_str(),
        &card.number,
        &card.matter_name,
        &card.applicant,
        &due,
    ];
    paint::row(row, buf, &CASES, &cells, draw.look.style(Role::Text));
    paint::put(
        buf,
        row.x,
        row.y,
        &word,
        CASES[0].cells,
        draw.look.style(lamp.role()),
    );
}
