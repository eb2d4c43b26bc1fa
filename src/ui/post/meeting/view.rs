//! The registrar's screen: drawing only.

use std::fmt::Display;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::meeting::State;
use crate::domain::plain;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::locale::meeting as words;
use crate::ops::read::MeetingPage;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::paper::compose::meeting as said;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::desk::Phase;
use crate::ui::post::foot;
use crate::ui::post::meeting::MeetingPost;
use crate::ui::post::meeting::ask::Topic;
use crate::ui::post::paging;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::row_of;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

const SHAPE: Shape = Shape {
    side: 62,
    figures: 0,
    tall: 20,
    list: 4,
};

/// Draws the post.
pub(super) fn draw(post: &MeetingPost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        banner(post, at.banner, buf, look, now);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::SignIn => sign_in(&post.desk.badge, "meeting.sign_in_rule", at.body, buf, look),
            Phase::Board => {
                match (post.whole, post.page()) {
                    (Some(from), Some(page)) => whole(page, from, at.body, buf, look),
                    _ => board(post, at, buf, look),
                }
                None
            }
        };
        foot::tip(tip(post, look), at.tip, buf, look);
        foot::note(post.desk.note.as_ref(), at.note, buf, look);
        foot::bar(post, post.ask.is_none(), at.keys, buf, look);
        match &post.ask {
            Some(ask) => dialog(ask, &notice(post, look), at.body, buf, look),
            None => caret,
        }
    });
}

fn banner(post: &MeetingPost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = &post.desk.setting.config.hall.name;
    let said = ("meeting.name", name.as_str(), post.my_name());
    board_rows::banner(said, row, buf, look, (post.desk.setting.zone, now));
}

/// Returns what to do now.
fn tip<'l>(post: &MeetingPost, look: &'l Look) -> &'l str {
    if let Some(ask) = &post.ask {
        return look.tr(match ask.topic {
            Topic::Call => "meeting.tip_call",
            Topic::Rater | Topic::Left => "meeting.tip_rater",
            Topic::Vote => "meeting.tip_vote",
            Topic::Paper | Topic::Settle => "meeting.tip_paper",
            Topic::Withdraw => "meeting.tip_withdraw",
            Topic::Count => "meeting.tip_count",
            Topic::CallOff => "meeting.tip_call_off",
        });
    }
    match (post.phase(), post.state()) {
        (Phase::Board, _) if post.whole.is_some() => look.tr("meeting.tip_show"),
        (Phase::Board, Some(State::Voting)) => look.tr("meeting.tip_voting"),
        (Phase::Board, _) => look.tr("meeting.tip_board"),
        _ => "",
    }
}

/// Returns what a dialog is told beside its lines.
fn notice(post: &MeetingPost, look: &Look) -> String {
    let (Some(ask), Some(page)) = (&post.ask, post.page()) else {
        return String::new();
    };
    match ask.topic {
        Topic::Rater | Topic::Left => said::kinds(page, look.lang),
        Topic::Paper | Topic::Settle => {
            let named = page.line.subjects.iter().zip(1..);
            let named: Vec<String> = named.map(|(name, n)| format!("{n} {name}")).collect();
            let questions = page.questions.iter();
            let questions: Vec<String> = questions
                .map(|word| format!("{word} {}", words::question(look.lang, word)))
                .collect();
            let comma = look.tr("meeting.comma");
            format!("{}\n{}", named.join(comma), questions.join(comma))
        }
        _ => String::new(),
    }
}

fn board(post: &MeetingPost, at: &Rows, buf: &mut Buffer, look: &Look) {
    let inner = paint::frame_box(at.list, buf, look.tr("meeting.list"), look, true);
    list(post, inner, buf, look);
    if at.chosen.is_empty() {
        return;
    }
    let title = post
        .page()
        .map_or_else(String::new, |page| title(page, look));
    let inner = paint::frame_box(at.chosen, buf, &title, look, false);
    if let Some(page) = post.page() {
        lines(page, 0, inset(inner), buf, look);
    }
}

fn title(page: &MeetingPage, look: &Look) -> String {
    let profile = words::profile(look.lang, &page.line.profile);
    format!("{} {profile}", page.line.number)
}

/// Draws the chosen meeting on the whole screen, from a line on.
fn whole(page: &MeetingPage, from: usize, body: Rect, buf: &mut Buffer, look: &Look) {
    let inner = paint::frame_box(body, buf, &title(page, look), look, true);
    let behind = lines(page, from, inset(inner), buf, look);
    paint::more(inner, buf, (from > 0, behind), look);
}

/// Draws what is told of a meeting, from a line on; returns whether there is more.
fn lines(page: &MeetingPage, from: usize, area: Rect, buf: &mut Buffer, look: &Look) -> bool {
    let width = usize::from(area.width);
    let told = told(page, look.lang).into_iter().flat_map(|(role, line)| {
        let line = plain::visible(&line).into_owned();
        let parts = text::wrap(&line, width).into_iter();
        parts.map(|part| (role, part)).collect::<Vec<_>>()
    });
    let told: Vec<(Role, String)> = told.collect();
    let last = told.len().saturating_sub(usize::from(area.height).max(1));
    let shown = told
        .iter()
        .skip(from.min(last))
        .zip(area.top()..area.bottom());
    for ((role, line), y) in shown {
        paint::put(buf, area.x, y, line, area.width, look.style(*role));
    }
    from < last
}

fn list(post: &MeetingPost, inner: Rect, buf: &mut Buffer, look: &Look) {
    if post.lines.is_empty() {
        let place = inset(row_of(inner, 0));
        let none = look.tr("meeting.list_none");
        paint::line(place, buf, none, look.style(Role::Muted));
        return;
    }
    // English words take more cells.
    let (state, kind) = match look.lang {
        Lang::ZhCn => (6, 14),
        Lang::En => (11, 16),
    };
    let columns = [
        Column::right(1),
        Column::left(10),
        Column::left(kind),
        Column::left(state),
        Column::right(9),
        Column::left(0),
    ];
    let room = usize::from(inner.height).max(1);
    let first = paging::first(post.desk.at, post.lines.len(), room);
    for (y, (at, line)) in post
        .lines
        .iter()
        .enumerate()
        .skip(first)
        .take(room)
        .enumerate()
    {
        let role = if at == post.desk.at {
            Role::Select
        } else {
            Role::Text
        };
        let raters = format!("{}/{}", line.raters, line.wanted);
        let day = line.day.to_string();
        let cells = [
            paging::digit(at, post.desk.at),
            day,
            words::profile(look.lang, &line.profile),
            words::state(look.lang, line.state),
            raters,
            line.place.clone(),
        ];
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let row = row_of(inner, u16::try_from(y).unwrap_or(u16::MAX));
        paint::row(row, buf, &columns, &cells, look.style(role));
    }
    paint::more(
        inner,
        buf,
        (first > 0, first + room < post.lines.len()),
        look,
    );
}

/// Returns the chosen meeting line by line: what is missing first.
pub(super) fn told(page: &MeetingPage, lang: Lang) -> Vec<(Role, String)> {
    let values: [(&str, &dyn Display); 3] = [
        ("day", &page.line.day),
        ("place", &page.line.place),
        ("earliest", &page.earliest),
    ];
    let state = words::state(lang, page.line.state);
    let mut lines = vec![(Role::Title, state)];
    if let Some(lacks) = &page.lacks {
        lines.push((Role::Warn, words::lacks(lang, lacks)));
    }
    lines.push((Role::Text, lang.say("meeting.told_day", &values)));
    lines.push((Role::Text, said::kinds(page, lang)));
    match (&page.tally, &page.voting) {
        (Some(tally), _) => lines.push((Role::Text, words::tally(lang, tally))),
        (None, Some(voting)) => {
            let ballots = said::ballots(voting, lang).into_iter();
            let role = match voting.trouble {
                Some(_) => Role::Warn,
                None => Role::Text,
            };
            lines.extend(ballots.map(|line| (role, line)));
        }
        (None, None) => {}
    }
    lines.extend(said::anew(page, lang).map(|line| (Role::Warn, line)));
    for part in page.result.chunk_by(|a, b| a.subject == b.subject) {
        let subject = part.first().map_or("", |line| line.subject.as_str());
        lines.push((Role::Title, subject.to_owned()));
        for line in part {
            let question = words::question(lang, &line.question);
            let line = format!(
                "  {question}  {}  {}",
                said::mean(line, lang),
                said::before(line, lang)
            );
            lines.push((Role::Text, line));
        }
    }
    if page.result.is_empty() {
        let names = page.line.subjects.join(lang.tr("meeting.comma"));
        lines.push((
            Role::Muted,
            lang.say("meeting.told_subjects", &[("names", &names)]),
        ));
    }
    for line in &page.kinds {
        let of = page.raters.iter().filter(|rater| rater.kind == line.kind);
        let names: Vec<&str> = of.map(|rater| rater.name.as_str()).collect();
        if !names.is_empty() {
            let kind = words::kind(lang, &line.kind);
            let names = names.join(lang.tr("meeting.comma"));
            lines.push((Role::Muted, format!("{kind}  {names}")));
        }
    }
    lines
}
