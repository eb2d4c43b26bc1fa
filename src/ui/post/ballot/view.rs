//! How the ballot pad looks: large, calm, one question at a time.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::meeting;
use crate::domain::meeting::Answer;
use crate::domain::meeting::CODE_DIGITS;
use crate::locale::meeting as words;
use crate::ui::paint;
use crate::ui::post::Post;
use crate::ui::post::ballot::Action;
use crate::ui::post::ballot::BallotPad;
use crate::ui::post::ballot::IDLE;
use crate::ui::post::ballot::Keying;
use crate::ui::post::ballot::State;
use crate::ui::post::centred::Page;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

impl BallotPad {
    pub(super) fn draw(&self, frame: &mut Frame<'_>, look: &Look) {
        let area = frame.area();
        let buf = frame.buffer_mut();
        paint::ground(area, buf, look, Role::Text);
        if area.height < 2 {
            return;
        }
        let body = Rect::new(area.x, area.y, area.width, area.height - 1);
        match &self.state {
            State::Code { digits, said, .. } => self.code(body, buf, digits, *said, look),
            State::Trying(_) | State::Casting(_) => keeping(body, buf, look),
            State::Asking(keying) if keying.is_answered() => confirm(body, buf, keying, look),
            State::Asking(keying) => question(body, buf, keying, look),
            State::Thanks { .. } => thanks(body, buf, look),
        }
        self.foot(Rect::new(area.x, body.bottom(), area.width, 1), buf, look);
    }

    /// Draws one key for each thing that can be done; digits stand with the question.
    fn foot(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let rows = self.hints();
        let digits = self
            .keys()
            .iter()
            .filter(|r| matches!(r.action, Action::Digit(_)));
        let digits: Vec<_> = digits.map(|row| row.key).collect();
        let hints: Vec<paint::Hint<'_>> = rows
            .iter()
            .filter(|hint| !digits.contains(&hint.key))
            .map(|hint| paint::Hint {
                key: hint.key,
                label: look.tr(hint.label),
                enabled: hint.why_not.is_none(),
            })
            .collect();
        paint::hint_bar(area, buf, &hints, look);
    }

    fn code(
        &self,
        area: Rect,
        buf: &mut Buffer,
        digits: &str,
        said: Option<&'static str>,
        look: &Look,
    ) {
        let hall = self.seen.as_ref().map_or("", |sheet| sheet.hall.as_str());
        let said = said.map_or_else(String::new, |key| look.lang.say(key, &[("n", &IDLE.0)]));
        let Some(at) = self.meeting() else {
            let mut page = Page::new(area, 3, 2, look);
            page.line(buf, Role::Title, hall);
            page.gap();
            page.line(buf, Role::Text, look.tr("meeting.ballot_none"));
            page.gap();
            page.line(buf, Role::Hint, &said);
            return;
        };
        let welcome = look.tr("meeting.ballot_welcome");
        let room = area.height.saturating_sub(9) / 2;
        let rows = |line: &str| {
            paint::size_for(&[line], area.width, room, look.glyphs)
                .map_or(1, |size| size.rows() as u16)
        };
        // What is to come is shown too, so that nobody counts digits.
        let mut shown = digits.to_owned();
        shown.push_str(&"-".repeat(CODE_DIGITS.saturating_sub(digits.len())));
        let shown = meeting::shown(&shown);
        let secret = look.tr("meeting.ballot_secret");
        let mut secret = text::wrap(secret, usize::from(area.width.saturating_sub(4)));
        secret.truncate(2);
        let used = rows(welcome) + rows(&shown) + 5 + secret.len() as u16;
        let mut page = Page::new(area, used, 4, look);
        let name = words::profile(look.lang, &at.profile);
        page.line(buf, Role::Title, &format!("{hall}   {name}"));
        page.gap();
        page.big(buf, room, welcome);
        page.gap();
        let ask = look.lang.say("meeting.ballot_code", &[("n", &CODE_DIGITS)]);
        page.line(buf, Role::Text, &ask);
        page.big(buf, room, &shown);
        page.line(buf, Role::Muted, look.tr("meeting.ballot_enter"));
        page.gap();
        page.line(buf, Role::Hint, &said);
        page.gap();
        for line in &secret {
            page.line(buf, Role::Muted, line);
        }
    }
}

/// Returns how far a ballot is.
fn progress(keying: &Keying, look: &Look) -> String {
    let of = keying.answers.len();
    let n = (keying.at + 1).min(of);
    look.lang
        .say("meeting.ballot_progress", &[("n", &n), ("of", &of)])
}

fn question(area: Rect, buf: &mut Buffer, keying: &Keying, look: &Look) {
    let at = &keying.meeting;
    let per = at.questions.len().max(1);
    let subject = at.subjects.get(keying.at / per).map_or("", String::as_str);
    let asked = at.questions.get(keying.at % per).map_or("", String::as_str);
    let asked = words::question(look.lang, asked);
    let about = look
        .lang
        .say("meeting.ballot_subject", &[("subject", &subject)]);
    let about = crate::domain::plain::visible(&about).into_owned();
    let mut about = text::wrap(&about, usize::from(area.width.saturating_sub(4)));
    about.truncate(2);
    let choices = u16::from(at.marks) + 1;
    let fixed = 4 + about.len() as u16;
    let room = area.height.saturating_sub(fixed + choices);
    let big = paint::size_for(&[&asked], area.width, room, look.glyphs);
    let big = big.map_or(1, |size| size.rows() as u16);
    let free = area.height.saturating_sub(fixed + big);
    let step = if free >= choices * 2 + 3 { 2 } else { 1 };
    let mut page = Page::new(area, fixed + big + choices * step, 4, look);
    page.line(buf, Role::Muted, &progress(keying, look));
    for line in &about {
        page.line(buf, Role::Title, line);
    }
    page.gap();
    page.big(buf, room, &asked);
    page.gap();
    list(page.rows(choices * step), buf, keying, step, look);
    page.gap();
    page.line(buf, Role::Text, look.tr("meeting.ballot_how"));
    let said = keying.said.map_or("", |key| look.tr(key));
    page.line(buf, Role::Hint, said);
}

/// Draws the marks from the highest down, and to abstain last, each with its digit.
fn list(area: Rect, buf: &mut Buffer, keying: &Keying, step: u16, look: &Look) {
    let at = &keying.meeting;
    let names: Vec<(u8, String)> = (1..=at.marks)
        .rev()
        .chain([0])
        .map(|digit| (digit, words::mark(look.lang, &at.profile, digit)))
        .collect();
    let widest = names.iter().map(|(_, name)| text::width(name)).max();
    let columns = u16::try_from(widest.unwrap_or(0) + 9).unwrap_or(area.width);
    let x = area.x + area.width.saturating_sub(columns) / 2;
    for ((digit, name), nth) in names.iter().zip(0u16..) {
        let y = area.y + nth * step;
        if y >= area.bottom() {
            return;
        }
        let chosen = keying.answer() == Some(answer(*digit));
        let tick = look.glyphs.tick(chosen);
        let role = if chosen { Role::Title } else { Role::Text };
        let line = format!("{tick} {digit}  {name}");
        paint::put(buf, x, y, &line, columns, look.style(role));
    }
}

fn answer(digit: u8) -> Answer {
    match digit {
        0 => Answer::Abstain,
        mark => Answer::Mark(mark),
    }
}

fn confirm(area: Rect, buf: &mut Buffer, keying: &Keying, look: &Look) {
    let ready = look.tr("meeting.ballot_confirm");
    let room = area.height.saturating_sub(4);
    let rows = paint::size_for(&[ready], area.width, room, look.glyphs);
    let rows = rows.map_or(1, |size| size.rows() as u16);
    let mut page = Page::new(area, rows + 2, 2, look);
    page.big(buf, room, ready);
    page.gap();
    page.line(buf, Role::Text, look.tr("meeting.ballot_confirm_how"));
    page.gap();
    let said = keying.said.map_or("", |key| look.tr(key));
    page.line(buf, Role::Hint, said);
}

fn keeping(area: Rect, buf: &mut Buffer, look: &Look) {
    let mut page = Page::new(area, 1, 1, look);
    page.line(buf, Role::Title, look.tr("meeting.ballot_keeping"));
}

fn thanks(area: Rect, buf: &mut Buffer, look: &Look) {
    let thanks = look.tr("meeting.ballot_thanks");
    let room = area.height.saturating_sub(3);
    let rows = paint::size_for(&[thanks], area.width, room, look.glyphs);
    let rows = rows.map_or(1, |size| size.rows() as u16);
    let mut page = Page::new(area, rows + 1, 1, look);
    page.big(buf, room, thanks);
    page.gap();
    page.line(buf, Role::Text, look.tr("meeting.ballot_thanks_in"));
}
