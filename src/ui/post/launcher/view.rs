//! How the launcher looks: the posts, and the windows below.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::Centre;
use crate::domain::live::Window;
use crate::domain::live::WindowState;
use crate::domain::time::UtcMs;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::post::Post;
use crate::ui::post::foot;
use crate::ui::post::launcher::Doing;
use crate::ui::post::launcher::Goal;
use crate::ui::post::launcher::Kind;
use crate::ui::post::launcher::Launcher;
use crate::ui::post::launcher::PER_PAGE;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The widest the lists get: a digit and its words stay together.
const WIDEST: u16 = 92;

/// The rows from which the posts stand apart.
const TALL: u16 = 32;

/// The rows from which all posts stand above the windows that are chosen from.
const ROOM: u16 = 24;

/// Draws the post.
pub(super) fn draw(launcher: &Launcher, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    let area = frame.area();
    let buf = frame.buffer_mut();
    paint::ground(area, buf, look, Role::Text);
    banner(launcher, area, buf, look, now);
    let width = area.width.saturating_sub(4).min(WIDEST);
    let x = area.x + (area.width - width) / 2;
    let roomy = area.height >= 20;
    let mut y = area.y + 1 + u16::from(roomy);
    let ask = match launcher.doing {
        Doing::Post { .. } => "launcher.ask",
        Doing::Window {
            goal: Goal::Window, ..
        } => "launcher.choose_window",
        Doing::Window {
            goal: Goal::Pad, ..
        } => "launcher.choose_pad",
    };
    paint::put(buf, x, y, look.tr(ask), width, look.style(Role::Title));
    y += 1 + u16::from(roomy);
    let step = 1 + u16::from(area.height >= TALL);
    // Whoever chooses a window needs its list; on a small screen the other posts give way to it.
    let choosing = matches!(launcher.doing, Doing::Window { .. });
    let alone = choosing && area.height < ROOM;
    let count = if alone { 1 } else { Kind::ALL.len() as u16 };
    posts(
        launcher,
        Rect::new(x, y, width, count * step),
        (step, alone),
        buf,
        look,
    );
    y += count * step + u16::from(roomy);
    let foot = area.bottom().saturating_sub(1);
    // Nine windows and the frame; more rows would only be empty.
    let height = foot.saturating_sub(y).min(PER_PAGE as u16 + 2);
    windows(launcher, Rect::new(x, y, width, height), buf, look);
    let row = Rect {
        y: foot,
        height: 1,
        ..area
    };
    keys(launcher, row, buf, look);
}

fn banner(launcher: &Launcher, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let row = Rect { height: 1, ..area };
    paint::ground(row, buf, look, Role::Banner);
    let style = look.style(Role::Banner);
    let time = launcher.setting.zone.local(now).format("%Y-%m-%d %H:%M");
    let time = time.to_string();
    let right = area.right().saturating_sub(17);
    let name = &launcher.setting.config.hall.name;
    let words = format!("{}  {name}", look.tr("launcher.title"));
    let room = right.saturating_sub(area.x + 2);
    paint::put(buf, area.x + 1, area.y, &words, room, style);
    paint::put(buf, right, area.y, &time, 16, style);
}

fn words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Window => ("launcher.window", "launcher.window_who"),
        Kind::Kiosk => ("launcher.kiosk", "launcher.kiosk_who"),
        Kind::Pad => ("launcher.pad", "launcher.pad_who"),
        Kind::Board => ("launcher.board", "launcher.board_who"),
        Kind::Duty => ("launcher.duty", "launcher.duty_who"),
        Kind::Hotline => ("launcher.hotline", "launcher.hotline_who"),
        Kind::Ratings => ("launcher.ratings", "launcher.ratings_who"),
        Kind::Scores => ("launcher.scores", "launcher.scores_who"),
        Kind::Problems => ("launcher.problems", "launcher.problems_who"),
        Kind::Meeting => ("launcher.meeting", "launcher.meeting_who"),
        Kind::Ballot => ("launcher.ballot", "launcher.ballot_who"),
        Kind::Village => ("launcher.village", "launcher.village_who"),
    }
}

fn posts(
    launcher: &Launcher,
    area: Rect,
    (step, alone): (u16, bool),
    buf: &mut Buffer,
    look: &Look,
) {
    let (pointed, active) = match launcher.doing {
        Doing::Post { at } => (at, true),
        Doing::Window { goal, .. } => (if goal == Goal::Window { 0 } else { 2 }, false),
    };
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        if alone && at != pointed {
            continue;
        }
        let (name, who) = words(kind);
        let line = if alone { 0 } else { at as u16 };
        let row = Rect {
            y: area.y + line * step,
            height: 1,
            ..area
        };
        let chosen = at == pointed && active;
        let plain = if active { Role::Text } else { Role::Muted };
        let pick = |role: Role| if chosen { Role::Select } else { role };
        let pointer = match at == pointed {
            true => look.glyphs.pointer(),
            false => " ",
        };
        // Ten and more have no digit and are reached with the arrows.
        let digit = match at {
            0..9 => (at + 1).to_string(),
            _ => " ".to_owned(),
        };
        let name = text::pad_right(look.tr(name), 10);
        let who = text::pad_right(look.tr(who), usize::from(area.width.saturating_sub(15)));
        let spans = [
            (pick(plain), pointer),
            (pick(plain), " "),
            (pick(if active { Role::Key } else { Role::Muted }), &digit),
            (pick(plain), "  "),
            (pick(plain), &name),
            (pick(Role::Muted), &who),
        ];
        paint::put_spans(buf, row, &spans, look);
    }
}

fn windows(launcher: &Launcher, area: Rect, buf: &mut Buffer, look: &Look) {
    let count = launcher.windows.len();
    let (page, pages) = (launcher.page(), launcher.pages());
    let title = if pages > 1 {
        let shown = page + 1;
        look.lang.say(
            "launcher.windows_page",
            &[("n", &count), ("page", &shown), ("pages", &pages)],
        )
    } else {
        look.lang.say("launcher.windows", &[("n", &count)])
    };
    let chosen = match launcher.doing {
        Doing::Window { at, .. } => Some(at % PER_PAGE),
        Doing::Post { .. } => None,
    };
    let inner = paint::frame_box(area, buf, &title, look, chosen.is_some());
    let note = match &launcher.failed {
        Some(why) => Some(look.lang.say("launcher.failed", &[("why", why)])),
        None if count == 0 => Some(look.tr("launcher.windows_none").to_owned()),
        None => None,
    };
    if let Some(note) = note {
        let place = Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            ..inner
        };
        paint::put_wrapped(buf, place, &note, look.style(Role::Warn));
        return;
    }
    let rows = usize::from(inner.height);
    let first = chosen.map_or(0, |at| (at + 1).saturating_sub(rows));
    let shown = launcher.windows.iter().skip(page * PER_PAGE).take(PER_PAGE);
    for (at, window) in shown.enumerate().skip(first).take(rows) {
        let row = Rect {
            y: inner.y + (at - first) as u16,
            height: 1,
            ..inner
        };
        let digit = chosen.is_some().then_some(at + 1);
        line(window, digit, chosen == Some(at), row, buf, look);
    }
}

fn line(
    window: &Window,
    digit: Option<usize>,
    chosen: bool,
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let (lamp, state) = state(window, look);
    let pick = |role: Role| if chosen { Role::Select } else { role };
    if chosen {
        paint::ground(row, buf, look, Role::Select);
    }
    let pointer = if chosen { look.glyphs.pointer() } else { " " };
    let digit = digit.map_or_else(|| " ".to_owned(), |n| n.to_string());
    let name = look.lang.say("launcher.number", &[("n", &window.no)]);
    let name = text::pad_right(&name, 14);
    let state = paint::lamp(lamp, &state, look.glyphs);
    let state = text::pad_right(&state, 24);
    let serves: Vec<&str> = window
        .centres
        .iter()
        .map(|centre| look.tr(centre_key(*centre)))
        .collect();
    let spans = [
        (pick(Role::Text), pointer),
        (pick(Role::Text), " "),
        (pick(Role::Key), digit.as_str()),
        (pick(Role::Text), "  "),
        (pick(Role::Text), name.as_str()),
        (pick(lamp.role()), state.as_str()),
        (pick(Role::Muted), "  "),
        (pick(Role::Muted), &serves.join(" ")),
    ];
    paint::put_spans(buf, row, &spans, look);
}

fn centre_key(centre: Centre) -> &'static str {
    match centre {
        Centre::Economy => "launcher.economy",
        Centre::Social => "launcher.social",
        Centre::Governance => "launcher.governance",
    }
}

fn state(window: &Window, look: &Look) -> (Lamp, String) {
    match (&window.state, window.staff) {
        (WindowState::Open, Some(staff)) => {
            let words = look.lang.say("launcher.open_staff", &[("staff", &staff)]);
            (Lamp::Ok, words)
        }
        (WindowState::Open, None) => (Lamp::Ok, look.tr("launcher.open").to_owned()),
        (WindowState::Paused { reason, .. }, _) if !reason.is_empty() => {
            let words = look
                .lang
                .say("launcher.paused_reason", &[("reason", reason)]);
            (Lamp::Soon, words)
        }
        (WindowState::Paused { .. }, _) => (Lamp::Soon, look.tr("launcher.paused").to_owned()),
        (WindowState::Closed, _) => (Lamp::Off, look.tr("launcher.closed").to_owned()),
    }
}

fn keys(launcher: &Launcher, row: Rect, buf: &mut Buffer, look: &Look) {
    foot::keys(launcher.hints().iter(), Some(Key::Digit(0)), row, buf, look);
}
