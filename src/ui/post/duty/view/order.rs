//! The board of bad ratings and what each wants, with what is known of the chosen one below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::locale;
use crate::ops::read::FollowupLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::order;
use crate::ui::post::duty::order::Row;
use crate::ui::post::duty::tray::task_said;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::post::duty::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Role;

/// From so many columns on the matter stands in the list.
const ROOMY: u16 = 76;

/// Draws the board.
pub(super) fn draw(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let rows = order::board(draw.words.duty);
    let Some(chosen) = rows.get(draw.post.at.min(rows.len().saturating_sub(1))) else {
        let style = draw.look.style(Role::Muted);
        let words = draw.look.tr("rating.board_none");
        paint::put(buf, area.x + 1, area.y, words, area.width, style);
        return;
    };
    let said = about(draw, chosen);
    let below = u16::try_from(said.len() + 1).unwrap_or(u16::MAX);
    let high = area.height.saturating_sub(below).max(4).min(area.height);
    let shown = u16::try_from(rows.len() + 1).unwrap_or(u16::MAX).min(high);
    list(
        draw,
        &rows,
        Rect {
            height: shown,
            ..area
        },
        buf,
    );
    let gap = shown + u16::from(shown < area.height);
    let below = Rect {
        x: area.x + 1,
        y: area.y + gap,
        width: area.width.saturating_sub(2),
        height: area.height - gap,
    };
    paint::paragraphs(below, buf, &said, draw.look);
}

fn about(draw: &Draw<'_>, row: &Row<'_>) -> Vec<(Role, String)> {
    let lang = draw.look.lang;
    match row {
        Row::Order(line) => {
            let said = order::told(line, lang).into_iter().enumerate();
            said.map(|(at, words)| match at {
                0 => (Role::Title, words),
                _ => (Role::Text, words),
            })
            .collect()
        }
        Row::Flag(task) | Row::Missing(task) => {
            let words = locale::task_words(lang, task.kind, &task.words);
            let hint = lang.tr(&format!("duty.task_hint_{}", task.kind.word()));
            vec![(Role::Text, words), (Role::Hint, hint.to_owned())]
        }
    }
}

fn list(draw: &Draw<'_>, rows: &[Row<'_>], area: Rect, buf: &mut Buffer) {
    let look = draw.look;
    let roomy = area.width >= ROOMY;
    let mut columns = vec![
        Column::right(2),
        Column::left(9),
        Column::left(11),
        Column::left(0),
        Column::left(8),
    ];
    let mut head = vec![
        "",
        "duty.col_lamp",
        "rating.col_number",
        "rating.col_wants",
        "rating.col_due",
    ];
    if roomy {
        columns.push(Column::left(15));
        head.push("rating.col_rated");
    }
    let list = List {
        columns: &columns,
        head: &head,
        rows: rows.len(),
        line: |at| {
            let digit = match at {
                0..9 => (at + 1).to_string(),
                _ => String::new(),
            };
            let mut cells = match &rows[at] {
                Row::Order(line) => order_cells(draw, digit, line),
                Row::Flag(task) => {
                    let lamp = paint::lamp(Lamp::Over, look.tr("duty.severity_red"), look.glyphs);
                    let about = locale::task_about(look.lang, &task.about, &task.site);
                    let said = look.tr("rating.row_flag").to_owned();
                    vec![digit, lamp, about, said, String::new(), String::new()]
                }
                Row::Missing(task) => {
                    let word = look.tr("duty.severity_amber");
                    let lamp = paint::lamp(Lamp::Soon, word, look.glyphs);
                    let said = task_said(task, look.lang);
                    vec![
                        digit,
                        lamp,
                        String::new(),
                        said,
                        String::new(),
                        String::new(),
                    ]
                }
            };
            cells.truncate(columns.len());
            cells
        },
    };
    list.draw(area, buf, draw.post.at, look);
}

fn order_cells(draw: &Draw<'_>, digit: String, line: &FollowupLine) -> Vec<String> {
    let (words, look) = (&draw.words, draw.look);
    let lamp = Some(line.lamp);
    let shown = paint::lamp(words::lamp_of(lamp), words.lamp(lamp), look.glyphs);
    let due = line.due().map_or_else(String::new, |day| words.day(day));
    let rated = format!(
        "{} {}",
        look.lang.say("duty.window", &[("window", &line.window)]),
        line.staff.name
    );
    vec![
        digit,
        shown,
        line.number.clone(),
        wants(draw, line),
        due,
        rated,
    ]
}

/// Returns what it waits for; an appeal and telling the resident stand before the step of the order.
fn wants(draw: &Draw<'_>, line: &FollowupLine) -> String {
    let look = draw.look;
    let mut parts = Vec::new();
    if line.flags > 0 {
        parts.push(look.tr("rating.row_flag").to_owned());
    }
    if line.appeal_waits {
        parts.push(look.tr("case.followup_appeal").to_owned());
    }
    if line.telling_owed {
        parts.push(look.tr("rating.row_tell").to_owned());
    }
    if let Some(step) = line.step {
        parts.push(look.tr(&format!("case.followup_step_{step}")).to_owned());
    }
    if line.round > 1 {
        parts.push(look.lang.say("case.followup_round", &[("n", &line.round)]));
    }
    parts.join(look.tr("duty.comma"))
}
