//! How the board looks: the newest call large, below it every window, the lines, who leads today.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::domain::estimate::Estimate;
use crate::domain::ids::Centre;
use crate::domain::live::WindowState;
use crate::domain::time::UtcMs;
use crate::ops::read;
use crate::ops::read::BoardWindow;
use crate::ops::read::CallRow;
use crate::ui::glyphs::Size;
use crate::ui::paint;
use crate::ui::post::board::Board;
use crate::ui::post::board::PAGE;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The least columns of one window in the table.
const LEAST_WINDOW: u16 = 40;

/// Columns of one of the last calls.
const LAST_CALL: u16 = 26;

/// Rows of windows for which the large line gives way; further windows turn on pages.
const LEAST_ROWS: u16 = 2;

/// Where the parts of the board stand.
struct Parts {
    large: Rect,
    windows: Rect,
    calls: Option<Rect>,
    foot: Rect,
    across: u16,
}

impl Parts {
    fn new(area: Rect, lines: &[Vec<String>; 2], board: &read::Board, look: &Look) -> Parts {
        let across = (area.width / LEAST_WINDOW).max(2);
        let wanted = u16::try_from(board.windows.len())
            .unwrap_or(u16::MAX)
            .div_ceil(across)
            .max(1);
        let foot = u16::try_from(2 + lines_waiting(board, area.width, look).len()).unwrap_or(3);
        let foot = foot.min(area.height);
        let body = area.height - foot;
        // A rule and the heads of the columns stand above the windows.
        let least = 2 + wanted.min(LEAST_ROWS);
        let large = large_rows(lines, area.width, body.saturating_sub(least), look);
        let free = body.saturating_sub(large + 2 + wanted);
        let known = u16::try_from(board.calls.len()).unwrap_or(0);
        let calls = match known.div_ceil((area.width / LAST_CALL).max(1)) {
            0 => 0,
            rows if rows < free => rows + 1,
            _ => 0,
        };
        let windows = (2 + wanted).min(body.saturating_sub(large));
        // What is left over stands around the large line.
        let large = body.saturating_sub(windows + calls);
        let at = |y: u16, rows: u16| Rect::new(area.x, area.y + y, area.width, rows);
        Parts {
            large: at(0, large),
            windows: at(large, windows),
            calls: (calls > 0).then(|| at(large + windows, calls)),
            foot: at(body, foot),
            across,
        }
    }
}

fn size_rows(size: Size, lines: usize) -> u16 {
    u16::try_from(lines * size.rows() + lines - 1).unwrap_or(u16::MAX)
}

/// Returns the rows of the large line when it may take at most so many, with one blank above.
fn large_rows(lines: &[Vec<String>; 2], columns: u16, rows: u16, look: &Look) -> u16 {
    let room = rows.saturating_sub(1);
    let form = best(lines, columns, room, look);
    form.1.map_or(1, |size| size_rows(size, form.0.len())) + 1
}

/// Returns the form, in one line or two, that comes out largest, and its size.
fn best<'a>(
    forms: &'a [Vec<String>; 2],
    columns: u16,
    rows: u16,
    look: &Look,
) -> (&'a [String], Option<Size>) {
    let sizes = forms.each_ref().map(|form| {
        let lines: Vec<&str> = form.iter().map(String::as_str).collect();
        paint::size_for(&lines, columns, rows, look.glyphs)
    });
    let rank = |size: Option<Size>| size.map_or(0, Size::rows);
    if rank(sizes[1]) > rank(sizes[0]) {
        (&forms[1], sizes[1])
    } else {
        (&forms[0], sizes[0])
    }
}

/// Returns the large text in one line and in two.
fn forms(call: Option<&CallRow>, look: &Look) -> [Vec<String>; 2] {
    let Some(call) = call else {
        let hello = look.tr("board.welcome").to_owned();
        return [vec![hello.clone()], vec![hello]];
    };
    let number = look.lang.say("board.call", &[("ticket", &call.ticket)]);
    let place = look.lang.say("board.to", &[("window", &call.window)]);
    let between = look.tr("board.between");
    [
        vec![format!("{number}{between}{place}")],
        vec![number, place],
    ]
}

fn centre_word(centre: Centre, look: &Look) -> &'static str {
    match centre {
        Centre::Economy => look.tr("board.economy"),
        Centre::Social => look.tr("board.social"),
        Centre::Governance => look.tr("board.governance"),
    }
}

fn short_word(centre: Centre, look: &Look) -> &'static str {
    match centre {
        Centre::Economy => look.tr("board.economy_short"),
        Centre::Social => look.tr("board.social_short"),
        Centre::Governance => look.tr("board.governance_short"),
    }
}

impl Board {
    pub(super) fn draw(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        let area = frame.area();
        let buf = frame.buffer_mut();
        paint::ground(area, buf, look, Role::BoardText);
        self.head(Rect { height: 1, ..area }, buf, look, now);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        if self.draw_posted(body, buf, look, now) {
            return;
        }
        let Some(board) = &self.board else {
            return;
        };
        let forms = forms(self.large(now), look);
        let parts = Parts::new(body, &forms, board, look);
        self.call(parts.large, buf, &forms, look, now);
        self.windows(parts.windows, buf, board, parts.across, look, now);
        if let Some(area) = parts.calls {
            self.last_calls(area, buf, &board.calls, look);
        }
        foot(parts.foot, buf, board, look);
        self.ledger_head(parts.foot, buf, board, look);
    }

    /// Draws the code of the ledger's head into the rule above the foot, for whoever notes it down.
    fn ledger_head(&self, area: Rect, buf: &mut Buffer, board: &read::Board, look: &Look) {
        let Some(head) = board.head.as_ref().filter(|_| area.height > 0) else {
            return;
        };
        let local = self.setting.zone.local(head.at);
        let time = match local.date() == board.day {
            true => local.format("%H:%M"),
            false => local.format("%m-%d %H:%M"),
        };
        let values: [(&str, &dyn std::fmt::Display); 2] = [("code", &head.code), ("time", &time)];
        let said = format!(" {} ", look.lang.say("board.head", &values));
        let cells = u16::try_from(text::width(&said)).unwrap_or(area.width);
        let x = area.right().saturating_sub(cells + 2).max(area.x);
        let style = look.style(Role::BoardText);
        paint::put(buf, x, area.y, &said, area.right() - x, style);
    }

    fn head(&self, area: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
        let clock = self.setting.zone.clock(now);
        let hall = match &self.board {
            Some(board) => board.hall.as_str(),
            None => self.setting.config.hall.name.as_str(),
        };
        let clock_cells = u16::try_from(text::width(&clock)).unwrap_or(5) + 2;
        let middle = Rect {
            x: area.x + clock_cells,
            width: area.width.saturating_sub(clock_cells * 2),
            ..area
        };
        paint::put_centred(middle, buf, hall, look.style(Role::Title));
        let x = area.right().saturating_sub(clock_cells);
        paint::put(buf, x, area.y, &clock, clock_cells, look.style(Role::Title));
    }

    fn call(
        &self,
        area: Rect,
        buf: &mut Buffer,
        forms: &[Vec<String>; 2],
        look: &Look,
        now: UtcMs,
    ) {
        let (form, size) = best(forms, area.width, area.height.saturating_sub(1), look);
        let rows = size.map_or(1, |size| size_rows(size, form.len()));
        let mut style = look.style(Role::Big);
        if self.is_fresh(now) {
            style = style.add_modifier(Modifier::REVERSED);
            let band = Rect {
                y: area.y.saturating_add(1),
                height: area.height.saturating_sub(1),
                ..area
            };
            buf.set_style(band.intersection(buf.area), style);
        }
        let above = area.height.saturating_sub(rows).div_ceil(2).max(1);
        let place = Rect {
            y: area.y.saturating_add(above),
            height: area.height.saturating_sub(above),
            ..area
        };
        let lines: Vec<&str> = form.iter().map(String::as_str).collect();
        paint::put_big(place, buf, &lines, style, look.glyphs);
    }

    fn windows(
        &self,
        area: Rect,
        buf: &mut Buffer,
        board: &read::Board,
        across: u16,
        look: &Look,
        now: UtcMs,
    ) {
        paint::rule(area, buf, look);
        let rows = usize::from(area.height.saturating_sub(2).max(1));
        let fit = rows * usize::from(across);
        let pages = board.windows.len().div_ceil(fit).max(1);
        let turn = now.0.div_euclid(PAGE.0 * 1000).rem_euclid(pages as i64);
        let page = usize::try_from(turn).unwrap_or(0);
        if pages > 1 {
            let place = format!(" {}/{pages} ", page + 1);
            let x = area.right().saturating_sub(10);
            paint::put(buf, x, area.y, &place, 9, look.style(Role::Muted));
        }
        let shown: Vec<&BoardWindow> = board.windows.iter().skip(page * fit).take(fit).collect();
        let deep = shown.len().div_ceil(usize::from(across)).max(1);
        let columns = area.width / across;
        let used = u16::try_from(shown.len().div_ceil(deep)).unwrap_or(across);
        for column in 0..across.min(used) {
            let place = Rect::new(area.x + column * columns, area.y + 1, columns, 1);
            cells(
                place,
                buf,
                [
                    look.tr("board.window"),
                    look.tr("board.serving"),
                    look.tr("board.centre"),
                ],
                [Role::Muted; 3],
                look,
            );
        }
        for (at, window) in shown.iter().enumerate() {
            let (column, row) = ((at / deep) as u16, (at % deep) as u16);
            let y = area.y + 2 + row;
            if y < area.bottom() {
                let place = Rect::new(area.x + column * columns, y, columns, 1);
                self.window(place, buf, window, look);
            }
        }
    }

    /// Draws one window. Why it pauses is the hall's own business.
    fn window(&self, area: Rect, buf: &mut Buffer, window: &BoardWindow, look: &Look) {
        let no = window.no.to_string();
        // The name on the sign, or the short ones of a window that serves several centres.
        let centres = match window.centres.as_slice() {
            [one] => centre_word(*one, look).to_owned(),
            several => {
                let short: Vec<&str> = several.iter().map(|c| short_word(*c, look)).collect();
                short.join(look.tr("board.and"))
            }
        };
        match (&window.state, &window.ticket) {
            (_, Some(ticket)) => cells(
                area,
                buf,
                [&no, ticket, &centres],
                [Role::Title, Role::Serving, Role::BoardText],
                look,
            ),
            (WindowState::Open, None) => cells(
                area,
                buf,
                [&no, look.tr("board.free"), &centres],
                [Role::Title, Role::Muted, Role::BoardText],
                look,
            ),
            (WindowState::Paused { until, .. }, None) => {
                let back = match until {
                    Some(until) => {
                        let time = self.setting.zone.clock(*until);
                        look.lang.say("board.back_at", &[("time", &time)])
                    }
                    None => look.tr("board.paused").to_owned(),
                };
                over(area, buf, &no, &back, Role::Warn, look);
            }
            (WindowState::Closed, None) => {
                over(area, buf, &no, look.tr("board.shut"), Role::Muted, look);
            }
        }
    }

    fn last_calls(&self, area: Rect, buf: &mut Buffer, calls: &[CallRow], look: &Look) {
        paint::rule(area, buf, look);
        let title = format!(" {} ", look.tr("board.last_calls"));
        paint::put(
            buf,
            area.x + 2,
            area.y,
            &title,
            area.width,
            look.style(Role::Muted),
        );
        let across = usize::from((area.width / LAST_CALL).max(1));
        let columns = area.width / u16::try_from(across).unwrap_or(1);
        for (at, call) in calls.iter().enumerate() {
            let y = area.y + 1 + u16::try_from(at / across).unwrap_or(0);
            if y >= area.bottom() {
                break;
            }
            let x = area.x + u16::try_from(at % across).unwrap_or(0) * columns + 2;
            let time = self.setting.zone.clock(call.at);
            let line = look.lang.say(
                "board.last_call",
                &[
                    ("time", &time),
                    ("ticket", &call.ticket),
                    ("window", &call.window),
                ],
            );
            // Somebody is still on the way: said by a sign as well as by the colour.
            let (sign, role) = if call.waiting {
                (look.glyphs.pointer(), Role::Called)
            } else {
                (" ", Role::Muted)
            };
            let line = format!("{sign} {line}");
            paint::put(
                buf,
                x,
                y,
                &line,
                columns.saturating_sub(3),
                look.style(role),
            );
        }
    }
}

/// Draws number, ticket and centres of a window.
fn cells(area: Rect, buf: &mut Buffer, shown: [&str; 3], roles: [Role; 3], look: &Look) {
    let [no, ticket, centres] = shown;
    let [no_role, ticket_role, centre_role] = roles;
    let x = area.x + 1;
    let no = text::pad_left(no, 6);
    paint::put(buf, x, area.y, &no, 6, look.style(no_role));
    let ticket = text::centre(ticket, 10);
    paint::put(buf, x + 7, area.y, &ticket, 10, look.style(ticket_role));
    let rest = area.width.saturating_sub(19);
    paint::put(buf, x + 18, area.y, centres, rest, look.style(centre_role));
}

/// Draws a window where nobody is served.
fn over(area: Rect, buf: &mut Buffer, no: &str, what: &str, role: Role, look: &Look) {
    let x = area.x + 1;
    let no = text::pad_left(no, 6);
    paint::put(buf, x, area.y, &no, 6, look.style(Role::Title));
    let rest = area.width.saturating_sub(9);
    paint::put(buf, x + 9, area.y, what, rest, look.style(role));
}

/// Returns how many wait and how long it takes, in as many rows as it needs.
fn lines_waiting(board: &read::Board, columns: u16, look: &Look) -> Vec<String> {
    let room = usize::from(columns.saturating_sub(4));
    let mut rows = vec![look.tr("board.waiting").to_owned()];
    for choice in &board.centres {
        let wait = match choice.estimate {
            Estimate::AtOnce => look.tr("board.at_once").to_owned(),
            Estimate::About { minutes } => look.lang.say("board.about", &[("n", &minutes)]),
            Estimate::NoWindow => look.tr("board.no_window").to_owned(),
        };
        let centre = short_word(choice.centre, look);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("centre", &centre), ("n", &choice.waiting), ("wait", &wait)];
        let piece = look.lang.say("board.line", &values);
        match rows.last_mut() {
            Some(row) if text::width(row) + 3 + text::width(&piece) <= room => {
                row.push_str("   ");
                row.push_str(&piece);
            }
            _ => rows.push(piece),
        }
    }
    rows
}

/// Draws the lines that wait, the leader on duty and what the hall promises.
fn foot(area: Rect, buf: &mut Buffer, board: &read::Board, look: &Look) {
    paint::rule(area, buf, look);
    let (x, room) = (area.x + 2, area.width.saturating_sub(4));
    let mut y = area.y + 1;
    for row in lines_waiting(board, area.width, look) {
        if y < area.bottom() {
            paint::put(buf, x, y, &row, room, look.style(Role::BoardText));
            y += 1;
        }
    }
    if y >= area.bottom() {
        return;
    }
    let leaders = match board.leaders.as_slice() {
        [] => String::new(),
        leaders => {
            let names = leaders.join(look.tr("board.and"));
            look.lang.say("board.leaders", &[("names", &names)]) + "    "
        }
    };
    let (role, promise) = if board.doors_open {
        (Role::Accent, look.tr("board.slogan"))
    } else {
        (Role::Warn, look.tr("board.doors_closed"))
    };
    // The sentence for everybody is never pushed off by a long list of names.
    let kept = u16::try_from(text::width(promise)).unwrap_or(room);
    let style = look.style(Role::BoardText);
    let x = paint::put(buf, x, y, &leaders, room.saturating_sub(kept), style);
    paint::put(buf, x, y, promise, kept, look.style(role));
}
