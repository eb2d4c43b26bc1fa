//! The screen of ratings that come later: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::plain;
use crate::domain::rating::REASONS;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::locale::Lang;
use crate::ops::read::FollowupLine;
use crate::ops::read::FormLine;
use crate::ops::read::Named;
use crate::ops::read::UnratedLine;
use crate::ops::reveal_person::Revealed;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::desk::Phase;
use crate::ui::post::foot;
use crate::ui::post::pad::REASON_KEYS;
use crate::ui::post::paging;
use crate::ui::post::ratings::Over;
use crate::ui::post::ratings::RatingsPost;
use crate::ui::post::ratings::Row;
use crate::ui::post::ratings::TABS;
use crate::ui::post::ratings::ask;
use crate::ui::post::ratings::ask::Topic;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

const SHAPE: Shape = Shape {
    side: 40,
    figures: 0,
    tall: 18,
    list: 5,
};

/// Draws the post.
pub(super) fn draw(post: &RatingsPost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        banner(post, at.banner, buf, look, now);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::SignIn => sign_in(&post.desk.badge, "ratings.sign_in_rule", at.body, buf, look),
            Phase::Board => {
                board(post, at, buf, look);
                None
            }
        };
        let tip = tip(post, look.lang);
        foot::tip(&tip, at.tip, buf, look);
        foot::note(post.desk.note.as_ref(), at.note, buf, look);
        let free = matches!(post.over, Over::Nothing);
        foot::bar(post, free, at.keys, buf, look);
        match &post.over {
            Over::Nothing => caret,
            Over::Ask(ask) => {
                let about = match at_reasons(ask) {
                    true => legend(look.lang),
                    false => about(post, &ask.topic, look.lang),
                };
                dialog(ask, &about, at.body, buf, look)
            }
            Over::Person(person, _) => {
                whom(person, at.body, buf, look);
                None
            }
        }
    });
}

fn banner(post: &RatingsPost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = post.desk.me.and_then(|me| post.name_of(me));
    let hall = &post.desk.setting.config.hall.name;
    let said = ("ratings.name", hall.as_str(), name.unwrap_or_default());
    board_rows::banner(said, row, buf, look, (post.desk.setting.zone, now));
}

/// Returns the number by which people name an errand: its case's, else the visit's.
pub(super) fn number(line: &UnratedLine) -> String {
    match (&line.case, line.ticket) {
        (Some(case), _) => case.clone(),
        (None, Some(ticket)) => ticket.to_string(),
        (None, None) => String::new(),
    }
}

fn names(named: &[Named], lang: Lang) -> String {
    let names = named
        .iter()
        .map(|one| plain::visible(&one.name).to_string());
    names.collect::<Vec<_>>().join(lang.tr("cli.comma"))
}

/// Returns whether the line that has the keys takes digits of reasons.
fn at_reasons(ask: &Ask<Topic>) -> bool {
    match (&ask.topic, ask.at) {
        (Topic::Call(_), 1) | (Topic::Key, 4) => true,
        (Topic::Settle(_, line), 1) => line == "reasons",
        _ => false,
    }
}

/// The reasons with their digits, as the pad words them.
fn legend(lang: Lang) -> String {
    let rows = REASON_KEYS.iter().take(REASONS.len()).zip(1..);
    let words = rows.map(|(row, n)| format!("{n}{}", lang.tr(row.label)));
    words.collect::<Vec<_>>().join(" ")
}

/// Returns what to do now.
fn tip(post: &RatingsPost, lang: Lang) -> String {
    let key = match (&post.over, post.phase()) {
        (Over::Nothing, Phase::Board) => match post.desk.tab {
            0 => "ratings.tip_call",
            1 => "ratings.tip_key",
            2 => "ratings.tip_settle",
            _ => "ratings.tip_order",
        },
        (Over::Ask(ask), _) => match (&ask.topic, ask.at) {
            _ if at_reasons(ask) => "ratings.tip_reasons",
            (Topic::Call(_), _) => "ratings.tip_ask_call",
            (Topic::Key, _) => "ratings.tip_ask_key",
            (Topic::Settle(..), _) => "ratings.tip_ask_settle",
            (Topic::Order(_), _) => "ratings.tip_ask_order",
            (Topic::Reveal(..) | Topic::Rater(_), _) => "ratings.tip_reveal",
        },
        (Over::Person(..), _) => "ratings.tip_person",
        _ => return String::new(),
    };
    lang.tr(key).to_owned()
}

/// Returns what a dialog is about.
fn about(post: &RatingsPost, topic: &Topic, lang: Lang) -> String {
    match topic {
        Topic::Call(errand) => {
            let mut errands = post.board.iter().flat_map(|board| &board.errands);
            let line = errands.find(|line| line.errand.to_string() == *errand);
            line.map_or_else(String::new, |line| named(line, lang))
        }
        Topic::Settle(paper, line) => format!("{paper}  {}", lang.tr(ask::line_key(line))),
        Topic::Reveal(case, _) => case.clone(),
        Topic::Order(number) | Topic::Rater(number) => number.clone(),
        Topic::Key => String::new(),
    }
}

/// Names an errand in a line.
fn named(line: &UnratedLine, lang: Lang) -> String {
    let day = locale::date(lang, line.day);
    let parts = [
        day,
        number(line),
        plain::visible(&line.matter_name).to_string(),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("  ")
}

/// Returns the key of a tab's word.
fn tab_key(tab: usize) -> &'static str {
    match tab {
        0 => "ratings.tab_call",
        1 => "ratings.tab_key",
        2 => "ratings.tab_settle",
        _ => "ratings.tab_order",
    }
}

fn board(post: &RatingsPost, at: &Rows, buf: &mut Buffer, look: &Look) {
    let tab = post.desk.tab;
    let tabs = (0..TABS).map(|tab| (tab_key(tab), post.lines_of(tab).len()));
    board_rows::tabs(&tabs.collect::<Vec<_>>(), tab, at.tabs, buf, look);
    let inner = paint::frame_box(at.list, buf, look.tr(tab_key(tab)), look, true);
    list(post, inner, buf, look);
    if at.chosen.is_empty() {
        return;
    }
    let chosen = post.chosen();
    let title = match &chosen {
        Some(Row::Errand(line)) => number(line),
        Some(Row::Form(form)) => form.paper.clone(),
        Some(Row::Order(line)) => line.number.clone(),
        None => String::new(),
    };
    let inner = paint::frame_box(at.chosen, buf, &title, look, false);
    if let Some(row) = chosen {
        let said = said(post, row, look.lang);
        paint::paragraphs(inset(inner), buf, &said, look);
    }
}

fn list(post: &RatingsPost, inner: Rect, buf: &mut Buffer, look: &Look) {
    let lines = post.lines();
    if lines.is_empty() {
        let key = match post.desk.tab {
            0 => "ratings.none_call",
            1 => "ratings.none_key",
            2 => "ratings.none_settle",
            _ => "ratings.none_order",
        };
        let place = inset(row_of(inner, 1));
        paint::line(place, buf, look.tr(key), look.style(Role::Muted));
        return;
    }
    let columns = [
        Column::right(1),
        Column::left(18),
        Column::left(0),
        Column::left(20),
        Column::left(16),
    ];
    let room = usize::from(inner.height).max(1);
    let first = paging::first(post.desk.at, lines.len(), room);
    for (y, (at, row)) in (0_u16..).zip(lines.iter().enumerate().skip(first).take(room)) {
        let chosen = at == post.desk.at;
        let role = if chosen { Role::Select } else { Role::Text };
        let cells = cells(*row, look.lang);
        let digit = paging::digit(at, post.desk.at);
        let cells = [&digit, &cells[0], &cells[1], &cells[2], &cells[3]].map(String::as_str);
        paint::row(row_of(inner, y), buf, &columns, &cells, look.style(role));
    }
    let more = (first > 0, first + room < lines.len());
    paint::more(inner, buf, more, look);
}

/// Number, what for, who, and by when or what is missing.
fn cells(row: Row<'_>, lang: Lang) -> [String; 4] {
    match row {
        Row::Order(line) => order_cells(line, lang),
        Row::Errand(line) => {
            let served = lang.say(
                "ratings.served_short",
                &[("window", &line.window), ("name", &line.staff.name)],
            );
            let last = line.last.map(|day| locale::date(lang, day));
            let last = last.map_or_else(String::new, |day| {
                lang.say("ratings.until", &[("day", &day)])
            });
            [number(line), line.matter_name.clone(), served, last]
        }
        Row::Form(form) => {
            let day = locale::date(lang, form.day);
            let keyed = lang.say("ratings.keyed_by", &[("names", &names(&form.keyed, lang))]);
            [form.paper.clone(), keyed, wants(form, lang), day]
        }
    }
}

/// What a bad rating waits for and until when.
fn order_cells(line: &FollowupLine, lang: Lang) -> [String; 4] {
    let due = line.due().map(|day| locale::date(lang, day));
    let due = due.map_or_else(String::new, |day| {
        lang.say("ratings.until", &[("day", &day)])
    });
    let step = line.step.map_or_else(String::new, |step| {
        lang.tr(&format!("case.followup_step_{step}")).to_owned()
    });
    let why = locale::rated_badly(lang, &line.reasons, &line.remark);
    [
        line.number.clone(),
        plain::visible(&why).to_string(),
        step,
        due,
    ]
}

fn wants(form: &FormLine, lang: Lang) -> String {
    match (form.overtaken, form.is_twice()) {
        (true, _) => lang.tr("ratings.overtaken").to_owned(),
        (false, false) => lang.tr("ratings.wants_second").to_owned(),
        (false, true) => lang.say("ratings.wants_third", &[("n", &form.differ.len())]),
    }
}

/// Says what is known of the chosen line.
fn said(post: &RatingsPost, row: Row<'_>, lang: Lang) -> Vec<(Role, String)> {
    match row {
        Row::Order(line) => {
            let said = crate::ui::post::duty::said_of_order(line, lang);
            said.into_iter().map(|words| (Role::Text, words)).collect()
        }
        Row::Errand(line) => {
            let served = lang.say(
                "ratings.served",
                &[("window", &line.window), ("name", &line.staff.name)],
            );
            let calls = match line.calls {
                0 => lang.tr("ratings.calls_none").to_owned(),
                n => lang.say("ratings.calls", &[("n", &n)]),
            };
            let mut all = vec![
                (Role::Title, named(line, lang)),
                (Role::Text, served),
                (Role::Text, calls),
            ];
            if !line.phone {
                all.push((Role::Muted, lang.tr("ratings.why_no_phone").to_owned()));
            }
            all
        }
        Row::Form(form) => {
            let keyed = lang.say("ratings.keyed_by", &[("names", &names(&form.keyed, lang))]);
            let mut all = vec![(Role::Text, keyed), (Role::Title, wants(form, lang))];
            // Both have keyed: only then is said what they read, and to nobody who served.
            let shown = !form.served.iter().any(|staff| Some(*staff) == post.desk.me);
            for differs in form.differ.iter().filter(|_| shown) {
                let read = |value: &Option<String>| {
                    ask::worded(&differs.line, value.as_deref(), errands(post)).text(lang)
                };
                let (first, second) = (read(&differs.first), read(&differs.second));
                let line = lang.tr(ask::line_key(&differs.line));
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("line", &line), ("first", &first), ("second", &second)];
                all.push((Role::Text, lang.say("ratings.differs", &values)));
            }
            all
        }
    }
}

fn errands(post: &RatingsPost) -> &[UnratedLine] {
    post.board.as_ref().map_or(&[][..], |board| &board.errands)
}

/// Shows whom to call.
fn whom(person: &Revealed, area: Rect, buf: &mut Buffer, look: &Look) {
    let size = (area.width.min(60), area.height.min(8));
    let inner = paint::popup(area, buf, size, look.tr("ratings.whom"), look);
    let said = [
        (Role::Title, plain::visible(&person.name).to_string()),
        (Role::Text, person.phone.clone()),
        (Role::Text, plain::visible(&person.place).to_string()),
        (Role::Muted, look.tr("ratings.whom_kept").to_owned()),
    ];
    paint::paragraphs(inset(inner), buf, &said, look);
}
