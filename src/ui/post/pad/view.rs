//! How the pad looks: large, calm, few words.

use std::fmt::Display;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::plain;
use crate::domain::rating::Level;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::AskedFor;
use crate::ops::read::PadAsk;
use crate::ui::key;
use crate::ui::key::KeyRow;
use crate::ui::paint;
use crate::ui::post::Post;
use crate::ui::post::centred::Page;
use crate::ui::post::pad::ASKING_KEYS;
use crate::ui::post::pad::Action;
use crate::ui::post::pad::Caret;
use crate::ui::post::pad::Choice;
use crate::ui::post::pad::OTHER;
use crate::ui::post::pad::Pad;
use crate::ui::post::pad::REASON_KEYS;
use crate::ui::post::pad::Reasons;
use crate::ui::post::pad::State;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod earlier;

/// Cells of the bar that shows the time left.
const BAR: u16 = 24;

/// Cells between the edge and a field.
const MARGIN: u16 = 4;

fn words(keys: &[KeyRow<Action>], action: Action, look: &Look) -> &'static str {
    key::row_of(keys, action).map_or("", |row| look.tr(row.label))
}

fn level_words(level: Level, look: &Look) -> &'static str {
    words(ASKING_KEYS, Action::Rate(level), look)
}

/// Returns the line that says who served and what for; two lines when one is too short.
fn served(ask: &PadAsk, pad: &Pad, columns: u16, look: &Look) -> Vec<String> {
    let badge = format!("{:04}", ask.staff.0);
    let name = plain::visible(&ask.staff_name);
    let by = |key: &str, place: &dyn Display| {
        let values = [
            ("window", place),
            ("name", &name as &dyn Display),
            ("badge", &badge),
        ];
        look.lang.say(key, &values)
    };
    let who = match &ask.of {
        AskedFor::Present => by("pad.served_by", &pad.no),
        AskedFor::Earlier { window, .. } => by("pad.served_by", window),
        AskedFor::Village { hall } => by("pad.served_by_village", &plain::visible(hall)),
    };
    let matter = match ask.matter_name.trim() {
        "" => look.tr("pad.advice"),
        name => name,
    };
    let matter = plain::visible(matter);
    let what = look.lang.say("pad.served_for", &[("matter", &matter)]);
    let both = format!("{who}      {what}");
    if text::width(&both) + 4 <= usize::from(columns) {
        vec![both]
    } else {
        vec![who, what]
    }
}

impl Pad {
    pub(super) fn draw(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        let area = frame.area();
        let buf = frame.buffer_mut();
        paint::ground(area, buf, look, Role::Text);
        if area.height < 2 {
            return;
        }
        let body = Rect::new(area.x, area.y, area.width, area.height - 1);
        let mut caret = None;
        match &self.state {
            State::Resuming(_) | State::Welcome => self.welcome(body, buf, look),
            State::Earlier(earlier) => caret = self.earlier(body, buf, earlier, look, now),
            State::Asking { ask, .. } => self.asking(body, buf, ask, look, now),
            State::Reasons(reasons) => caret = self.reasons(body, buf, reasons, look, now),
            State::Undo { choice, .. } => self.undo(body, buf, choice, look, now),
            State::Keeping { .. } => keeping(body, buf, look),
            State::Thanks { receipt, .. } => {
                self.thanks(body, buf, receipt.as_deref(), look, now);
            }
            State::Wronged { asked, .. } => asked.draw(body, buf, look),
        }
        self.foot(Rect::new(area.x, body.bottom(), area.width, 1), buf, look);
        if let Some(caret) = caret {
            frame.set_cursor_position(caret);
        }
    }

    /// Draws one key for each thing that can be done; levels and reasons already stand beside
    /// their digits above.
    fn foot(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let (rows, keys) = (self.hints(), self.keys());
        let first = |at: usize, action: Action| keys.iter().take(at).all(|k| k.action != action);
        let hints: Vec<paint::Hint<'_>> = rows
            .iter()
            .zip(keys)
            .enumerate()
            .filter(|(at, (_, row))| {
                !matches!(row.action, Action::Rate(_) | Action::Reason(_)) && first(*at, row.action)
            })
            .map(|(_, (hint, _))| paint::Hint {
                key: hint.key,
                label: look.tr(hint.label),
                enabled: hint.why_not.is_none(),
            })
            .collect();
        paint::hint_bar(area, buf, &hints, look);
    }

    /// Draws the bar and the seconds that are left.
    fn countdown(&self, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
        let Some((from, end)) = self.span() else {
            return;
        };
        let tenths = |ms: i64| u32::try_from(ms.max(0) / 100).unwrap_or(u32::MAX);
        let left = self.left(now);
        let total = tenths(end.0.saturating_sub(from.0));
        let bar = paint::progress(tenths(left), total, BAR, look.glyphs);
        let seconds = left.saturating_add(999) / 1000;
        let line = format!("{bar}  {seconds:>2}");
        paint::put_centred(row, buf, &line, look.style(Role::Muted));
    }

    fn welcome(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let hall = self.seen.as_ref().map_or("", |pad| pad.hall.as_str());
        let window = look.lang.say("pad.window", &[("window", &self.no)]);
        let hello = look.tr("pad.welcome");
        let room = area.height.saturating_sub(3) / 2;
        let rows = |line: &str| {
            paint::size_for(&[line], area.width, room, look.glyphs)
                .map_or(1, |size| size.rows() as u16)
        };
        let mut page = Page::new(area, 1 + rows(hello) + rows(&window), 2, look);
        page.line(buf, Role::Title, hall);
        page.gap();
        page.big(buf, room, hello);
        page.gap();
        page.big(buf, room, &window);
    }

    fn asking(&self, area: Rect, buf: &mut Buffer, ask: &PadAsk, look: &Look, now: UtcMs) {
        let served = served(ask, self, area.width, look);
        let lines = 4 + u16::try_from(served.len()).unwrap_or(2);
        let boxes = Boxes::new(area, area.height.saturating_sub(lines), look);
        let mut page = Page::new(area, lines + boxes.rows, 5, look);
        let title = match &ask.of {
            AskedFor::Present | AskedFor::Village { .. } => look.tr("pad.title").to_owned(),
            AskedFor::Earlier { day, .. } => {
                let day = locale::date(look.lang, *day);
                look.lang.say("pad.title_earlier", &[("day", &day)])
            }
        };
        page.line(buf, Role::Title, &title);
        page.gap();
        for line in &served {
            page.line(buf, Role::Text, line);
        }
        page.gap();
        boxes.draw(page.rows(boxes.rows), buf, look);
        page.gap();
        let how = match &ask.of {
            AskedFor::Village { .. } => "pad.how_village",
            _ => "pad.how",
        };
        page.line(buf, Role::Text, look.tr(how));
        page.gap();
        let idle = self.setting.config.rating.idle_s;
        let silence = match ask.of {
            AskedFor::Present | AskedFor::Village { .. } => "pad.silence",
            AskedFor::Earlier { .. } => "pad.silence_earlier",
        };
        let silence = look.lang.say(silence, &[("n", &idle)]);
        page.line(buf, Role::Muted, &silence);
        self.countdown(page.rows(1), buf, look, now);
    }

    fn reasons(
        &self,
        area: Rect,
        buf: &mut Buffer,
        reasons: &Reasons,
        look: &Look,
        now: UtcMs,
    ) -> Option<Position> {
        let level = format!(
            "{} {}",
            reasons.level.number(),
            level_words(reasons.level, look)
        );
        let step = if area.height >= 20 { 2 } else { 1 };
        let lines = REASON_KEYS
            .iter()
            .filter(|row| matches!(row.action, Action::Reason(_)))
            .count()
            .div_ceil(2) as u16;
        let mut page = Page::new(area, 7 + lines * step, 4, look);
        page.line(buf, Role::Title, look.tr("pad.reasons_title"));
        page.line(
            buf,
            Role::Text,
            &look.lang.say("pad.chosen", &[("level", &level)]),
        );
        page.gap();
        list(page.rows(lines * step), buf, reasons, step, look);
        page.gap();
        let caret = own_words(page.rows(2), buf, reasons, look);
        page.gap();
        let todo = if reasons.is_enough() {
            "pad.then_confirm"
        } else {
            "pad.choose_first"
        };
        page.line(buf, Role::Hint, look.tr(todo));
        page.line(buf, Role::Muted, look.tr("pad.unseen"));
        self.countdown(page.rows(1), buf, look, now);
        caret
    }

    fn undo(&self, area: Rect, buf: &mut Buffer, choice: &Choice, look: &Look, now: UtcMs) {
        let level = format!(
            "{} {}",
            choice.level.number(),
            level_words(choice.level, look)
        );
        let room = area.height.saturating_sub(5);
        let rows = paint::size_for(&[&level], area.width, room, look.glyphs)
            .map_or(1, |size| size.rows() as u16);
        let mut page = Page::new(area, rows + 4, 3, look);
        page.line(buf, Role::Title, look.tr("pad.you_chose"));
        page.gap();
        page.big(buf, room, &level);
        let named: Vec<&str> = REASON_KEYS
            .iter()
            .zip(crate::domain::rating::REASONS)
            .filter(|(_, code)| choice.reasons.iter().any(|chosen| chosen == code))
            .map(|(row, _)| look.tr(row.label))
            .collect();
        page.gap();
        page.line(buf, Role::Text, &named.join(look.tr("pad.and")));
        page.gap();
        let undo = self.setting.config.rating.undo_s.max(0);
        page.line(buf, Role::Hint, &look.lang.say("pad.undo", &[("n", &undo)]));
        self.countdown(page.rows(1), buf, look, now);
    }

    fn thanks(&self, area: Rect, buf: &mut Buffer, receipt: Option<&str>, look: &Look, now: UtcMs) {
        let room = area.height.saturating_sub(4) / 2;
        let rows = |line: &str| {
            paint::size_for(&[line], area.width, room, look.glyphs)
                .map_or(1, |size| size.rows() as u16)
        };
        let hello = look.tr("pad.thanks");
        let code = receipt.map_or(0, rows);
        let mut page = Page::new(area, rows(hello) + code + 3, 3, look);
        page.big(buf, room, hello);
        page.gap();
        match receipt {
            Some(receipt) => {
                page.line(buf, Role::Text, look.tr("pad.receipt"));
                page.big(buf, room, receipt);
                page.gap();
                page.line(buf, Role::Muted, look.tr("pad.receipt_use"));
            }
            None => page.line(buf, Role::Text, look.tr("pad.closed")),
        }
        page.gap();
        self.countdown(page.rows(1), buf, look, now);
    }
}

fn keeping(area: Rect, buf: &mut Buffer, look: &Look) {
    let mut page = Page::new(area, 2, 1, look);
    page.line(buf, Role::Title, look.tr("pad.keeping"));
    page.gap();
    page.line(buf, Role::Text, look.tr("pad.keeping_safe"));
}

/// The five boxes, all alike: none is easier to press than another.
struct Boxes {
    columns: u16,
    gap: u16,
    rows: u16,
    digit_rows: u16,
    word_rows: u16,
}

impl Boxes {
    fn new(area: Rect, room: u16, look: &Look) -> Boxes {
        let gap = u16::from(area.width >= 70);
        let columns = (area.width.saturating_sub(6 * gap) / 5).min(22);
        let inner = columns.saturating_sub(2);
        let word_rows = Level::ALL
            .iter()
            .map(|level| text::wrap(level_words(*level, look), usize::from(inner)).len())
            .max()
            .unwrap_or(1) as u16;
        let free = room.saturating_sub(2 + word_rows);
        let digit_rows =
            paint::size_for(&["5"], inner, free, look.glyphs).map_or(1, |size| size.rows() as u16);
        Boxes {
            columns,
            gap,
            rows: 2 + digit_rows + word_rows,
            digit_rows,
            word_rows,
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let whole = self.columns * 5 + self.gap * 4;
        let mut x = area.x + area.width.saturating_sub(whole) / 2;
        for level in Level::ALL {
            let place = Rect::new(x, area.y, self.columns, area.height);
            let inner = paint::frame_box(place, buf, "", look, false);
            let digit = Rect {
                height: inner.height.min(self.digit_rows),
                ..inner
            };
            let number = level.number().to_string();
            let style = look.style(Role::Big);
            paint::put_big(digit, buf, &[&number], style, look.glyphs);
            let lines = text::wrap(level_words(level, look), usize::from(inner.width));
            let first = inner.bottom().saturating_sub(self.word_rows);
            for (line, y) in lines.iter().zip(first..inner.bottom()) {
                let row = Rect::new(inner.x, y, inner.width, 1);
                paint::put_centred(row, buf, line, look.style(Role::BoardText));
            }
            x += self.columns + self.gap;
        }
    }
}

/// Draws the reasons in two columns, each with its digit and a tick box.
fn list(area: Rect, buf: &mut Buffer, reasons: &Reasons, step: u16, look: &Look) {
    let rows = (area.height / step).max(1);
    let columns = (area.width / 2).min(36);
    let left = area.x + area.width.saturating_sub(columns * 2) / 2;
    for (at, on) in reasons.chosen.iter().enumerate() {
        let nth = u16::try_from(at).unwrap_or(0);
        let y = area.y + nth % rows * step;
        if y >= area.bottom() {
            continue;
        }
        let tick = look.glyphs.tick(*on);
        let name = words(REASON_KEYS, Action::Reason(at), look);
        let line = format!("{tick} {}  {name}", at + 1);
        let role = if *on { Role::Title } else { Role::Text };
        let x = left + nth / rows * columns + 2;
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

/// Draws the field for own words and returns where its caret is when it has the keyboard.
fn own_words(area: Rect, buf: &mut Buffer, reasons: &Reasons, look: &Look) -> Option<Position> {
    if !reasons.chosen[OTHER] || area.height == 0 {
        return None;
    }
    let here = reasons.caret == Caret::Words;
    let role = if here { Role::Focus } else { Role::Text };
    let label = look.tr("pad.words");
    let from = area.x + MARGIN.min(area.width);
    let end = paint::put(buf, from, area.y, label, area.width / 3, look.style(role)) + 1;
    let field = Rect::new(end, area.y, area.right().saturating_sub(end + MARGIN), 1);
    let caret = reasons.words.draw(field, buf, look.style(Role::Input));
    if let (Some(note), true) = (reasons.words.note_text(look.lang), area.height > 1) {
        let style = look.style(Role::Warn);
        paint::put(buf, end, area.y + 1, &note, field.width, style);
    }
    caret.filter(|_| here)
}
