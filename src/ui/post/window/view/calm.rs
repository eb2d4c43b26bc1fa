//! The screens without a form: closed, paused, nobody called, a number called, an errand done.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::live::WindowState;
use crate::domain::time::UtcMs;
use crate::ops::read::Desk;
use crate::ops::read::DonePart;
use crate::ui::glyphs;
use crate::ui::glyphs::Size;
use crate::ui::paint;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::view;
use crate::ui::post::window::view::words;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Writes a line in the middle of a row.
fn centred(buf: &mut Buffer, row: Rect, line: &str, look: &Look, role: Role) {
    let cells = usize::from(row.width);
    let shown = crate::domain::plain::visible(line);
    let shown = text::centre(&shown, cells);
    paint::put(buf, row.x, row.y, &shown, row.width, look.style(role));
}

/// Writes a text several rows high in the middle, or plain when there is no room; returns the
/// row below it.
fn big(buf: &mut Buffer, area: Rect, y: u16, content: &str, look: &Look) -> u16 {
    let rows = glyphs::big(content, Size::Small, look.glyphs);
    let high = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let fits = glyphs::is_drawn(content, Size::Small, look.glyphs)
        && y.saturating_add(high) < area.bottom()
        && glyphs::big_width(content, Size::Small, look.glyphs) < usize::from(area.width);
    let lines = if fits { rows } else { vec![content.to_owned()] };
    let mut y = y;
    for line in lines {
        if y < area.bottom() {
            centred(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                &line,
                look,
                Role::Big,
            );
        }
        y = y.saturating_add(1);
    }
    y
}

/// Writes lines below one another in the middle, as long as there is room.
fn lines(buf: &mut Buffer, area: Rect, from: u16, said: &[(Role, String)], look: &Look) {
    for (at, (role, line)) in said.iter().enumerate() {
        let y = from.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
        if y < area.bottom() {
            centred(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                line,
                look,
                *role,
            );
        }
    }
}

pub(super) fn closed(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let inner = paint::frame_box(area, buf, look.tr("window.k_open"), look, true);
    let top = inner.y + inner.height / 4;
    lines(
        buf,
        inner,
        top,
        &[(Role::Title, look.tr("window.sign_in").to_owned())],
        look,
    );
    let y = (top + 2).min(inner.bottom().saturating_sub(1));
    let label = look.tr("window.badge");
    let cells = u16::try_from(text::width(label)).unwrap_or(8);
    let x = inner.x + inner.width.saturating_sub(cells + 14) / 2;
    paint::put(buf, x, y, label, cells, look.style(Role::Focus));
    let place = Rect::new(x + cells + 2, y, 12, 1);
    let said = [
        (Role::Muted, look.tr("window.rule_posted").to_owned()),
        (Role::Muted, look.tr("window.rule_away").to_owned()),
    ];
    lines(buf, inner, y + 2, &said, look);
    view::field(&post.badge, place, buf, look)
}

pub(super) fn paused(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let inner = paint::frame_box(area, buf, look.tr("window.is_paused"), look, false);
    let desk = post.desk.as_ref()?;
    let WindowState::Paused { reason, until } = &desk.window.state else {
        return None;
    };
    let until = match until {
        Some(at) => {
            let at = post.setting.zone.clock(*at);
            look.lang.say("window.paused_until", &[("at", &at)])
        }
        None => String::new(),
    };
    let said = [
        (Role::Title, reason.clone()),
        (Role::Text, until),
        (Role::Text, String::new()),
        (Role::Hint, look.tr("window.do_come_back").to_owned()),
    ];
    lines(buf, inner, inner.y + inner.height / 4, &said, look);
    None
}

pub(super) fn idle(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) -> Option<Position> {
    let inner = paint::frame_box(area, buf, look.tr("window.nobody_called"), look, false);
    let desk = post.desk.as_ref()?;
    let top = inner.y + inner.height / 4;
    let Some(next) = desk.line.first() else {
        let mut said = vec![
            (Role::Title, look.tr("window.line_empty").to_owned()),
            (Role::Text, String::new()),
            (Role::Hint, look.tr("window.do_quick").to_owned()),
        ];
        said.extend(bundles(desk, look));
        lines(buf, inner, top, &said, look);
        return None;
    };
    let waited = words::minutes(view::since(next, now), look.lang);
    let ticket = view::ticket_words(next, look);
    let mut said = vec![
        (
            Role::Title,
            look.lang.say(
                "window.next_is",
                &[("ticket", &ticket), ("waited", &waited)],
            ),
        ),
        (
            Role::Muted,
            view::matter_name(post, next.matter.as_deref()).to_owned(),
        ),
        (Role::Text, String::new()),
        (Role::Hint, look.tr("window.do_call").to_owned()),
    ];
    said.extend(bundles(desk, look));
    lines(buf, inner, top, &said, look);
    None
}

/// How many errands villages handed in, and the keys that show them.
fn bundles(desk: &Desk, look: &Look) -> Vec<(Role, String)> {
    match desk.bundles {
        0 => Vec::new(),
        n => vec![
            (Role::Text, String::new()),
            (
                Role::Accent,
                look.lang.say("window.bundles_wait", &[("n", &n)]),
            ),
        ],
    }
}

pub(super) fn called(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    now: UtcMs,
) -> Option<Position> {
    let inner = paint::frame_box(area, buf, look.tr("window.calling"), look, true);
    let current = post.current()?;
    let row = &current.row;
    let y = big(buf, inner, inner.y + 1, &row.ticket, look);
    let gone = view::since(row, now);
    let late = gone.0 > post.setting.config.norms.max_called_s;
    let mark = if late {
        look.glyphs.lamp(Lamp::Soon)
    } else {
        ""
    };
    let span = format!("{mark}{}", words::span(gone, look.lang));
    let waited = words::minutes(current.waited_before, look.lang);
    let why = row.priority.map_or_else(String::new, |kind| {
        let why = words::priority(kind, look.lang);
        look.lang.say("window.priority", &[("why", &why)])
    });
    let said = [
        (
            if late { Role::Warn } else { Role::Text },
            look.lang
                .say("window.called_for", &[("span", &span), ("waited", &waited)]),
        ),
        (Role::Accent, why),
        (
            Role::Text,
            view::matter_name(post, current.matter.as_deref()).to_owned(),
        ),
        (Role::Text, String::new()),
        (Role::Hint, look.tr("window.do_start").to_owned()),
        (
            Role::Muted,
            look.lang
                .say("window.do_recall", &[("n", &current.recalls_left)]),
        ),
    ];
    let said: Vec<_> = said
        .into_iter()
        .filter(|(r, s)| *r == Role::Text || !s.is_empty())
        .collect();
    lines(buf, inner, y + 1, &said, look);
    None
}

fn outcome_key(word: &str) -> &'static str {
    match word {
        "on_the_spot" => "window.done_on_the_spot",
        "accepted" => "window.done_accepted",
        "papers_missing" => "window.papers_missing",
        "transferred" => "window.done_transferred",
        "forgotten" => "window.done_forgotten",
        "received" => "window.receive",
        "refused" => "window.say_no",
        "not_ours" => "window.tell_place",
        "collected" => "window.collected",
        "handed_over" => "window.k_hand_over",
        _ => "window.advice",
    }
}

pub(super) fn between(
    post: &WindowPost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let current = post.current()?;
    let title = look
        .lang
        .say("window.visit_of", &[("ticket", &current.row.ticket)]);
    let inner = paint::frame_box(area, buf, &title, look, true);
    let mut y = inner.y;
    if let Some(last) = current.done.last() {
        y = last_done(last, inner, buf, look);
    }
    // Once the pad has its answer, or gave up, there is nobody left to ask.
    let asks = post.desk.as_ref().is_some_and(|desk| desk.pad_asks);
    let rate = if asks {
        look.tr("window.please_rate")
    } else {
        ""
    };
    let back = match current.come_back {
        Some(window) => look.lang.say("window.will_go_back", &[("window", &window)]),
        None => String::new(),
    };
    let mut said = vec![(Role::Accent, rate.to_owned()), (Role::Text, back)];
    let choices = ["window.do_end_and_call", "window.do_more", "window.do_end"];
    let mut choices: Vec<(Role, String)> = choices
        .map(|key| (Role::Hint, look.tr(key).to_owned()))
        .into();
    if let Some(paper) = &post.paper {
        let role = match paper.is_wrong() {
            true => Role::Warn,
            false => Role::Hint,
        };
        choices.push((role, paper.says(look.lang)));
    }
    // One width for all, so that the digits stand below one another in the middle.
    let cells = choices.iter().map(|(_, words)| text::width(words));
    let cells = cells
        .max()
        .unwrap_or(0)
        .min(usize::from(inner.width.saturating_sub(4)));
    said.extend(choices.iter().zip(1..).map(|((role, words), n)| {
        let words = text::pad_right(words, cells);
        (*role, format!("{n} {words}"))
    }));
    let roomy = usize::from(inner.bottom().saturating_sub(y)) > said.len() + 1;
    if !roomy {
        said.retain(|(_, words)| !words.is_empty());
    }
    let wanted = u16::try_from(said.len()).unwrap_or(u16::MAX);
    let earlier = current.done.iter().rev().skip(1);
    said.extend(earlier.map(|part| (Role::Muted, part_words(part, look))));
    // Air above the choices is the first thing to go where there is little room.
    let air = u16::from(y.saturating_add(wanted) < inner.bottom());
    lines(buf, inner, y + air, &said, look);
    None
}

fn part_words(part: &DonePart, look: &Look) -> String {
    let outcome = look.tr(outcome_key(&part.outcome));
    let case = part.case.as_deref().unwrap_or_default();
    format!("{} {outcome} {case}", part.matter_name)
}

/// The case number and the date, large: what the resident takes home.
fn last_done(part: &DonePart, inner: Rect, buf: &mut Buffer, look: &Look) -> u16 {
    let outcome = look.tr(outcome_key(&part.outcome));
    let first = format!("{}  {outcome}", part.matter_name);
    lines(buf, inner, inner.y + 1, &[(Role::Title, first)], look);
    let mut y = inner.y + 3;
    if let Some(case) = &part.case {
        let roomy = inner.height >= 15;
        if roomy {
            y = big(buf, inner, y, case, look) + 1;
        } else {
            let line = look.lang.say("window.case", &[("case", case)]);
            lines(buf, inner, y, &[(Role::Big, line)], look);
            y += 1;
        }
    }
    if let Some(due) = part.due {
        let line = look.lang.say(
            "window.done_by",
            &[
                ("date", &words::date(due, look.lang)),
                ("weekday", &words::weekday(due, look.lang)),
            ],
        );
        lines(buf, inner, y, &[(Role::Big, line)], look);
        y += 1;
    }
    y
}
