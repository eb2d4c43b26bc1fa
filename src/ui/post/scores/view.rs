//! The screen of score sheets: drawing only.

use std::fmt::Display;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::score::Points;
use crate::domain::score::State;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::locale::score;
use crate::ops::read::ScoreLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::desk::Phase;
use crate::ui::post::foot;
use crate::ui::post::paging;
use crate::ui::post::scores::Over;
use crate::ui::post::scores::ScoresPost;
use crate::ui::post::scores::TABS;
use crate::ui::post::scores::ask::Topic;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod over;

const SHAPE: Shape = Shape {
    side: 46,
    figures: 0,
    tall: 20,
    list: 4,
};

/// Draws the post.
pub(super) fn draw(post: &ScoresPost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        banner(post, at.banner, buf, look, now);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::SignIn => sign_in(&post.desk.badge, "score.sign_in_rule", at.body, buf, look),
            Phase::Board => {
                board(post, at, buf, look);
                None
            }
        };
        foot::tip(tip(post).map_or("", |key| look.tr(key)), at.tip, buf, look);
        foot::note(post.desk.note.as_ref(), at.note, buf, look);
        let free = matches!(post.over, Over::Nothing);
        foot::bar(post, free, at.keys, buf, look);
        match &post.over {
            Over::Nothing => caret,
            Over::Ask(ask, number) => {
                let line = post.line(number);
                let said = line.map_or_else(String::new, |line| head(line, look.lang));
                dialog(ask, &said, at.body, buf, look)
            }
            Over::Form(form) => over::form(post, form, at.body, buf, look),
            Over::Page(page, from) => {
                over::page(page, *from, at.body, buf, look);
                None
            }
        }
    });
}

fn banner(post: &ScoresPost, row: Rect, buf: &mut Buffer, look: &Look, now: UtcMs) {
    let name = post
        .desk
        .me
        .and_then(|me| post.name_of(me))
        .unwrap_or_default();
    let hall = &post.desk.setting.config.hall.name;
    let said = ("score.name", hall.as_str(), name);
    board_rows::banner(said, row, buf, look, (post.desk.setting.zone, now));
}

/// Returns what to do now: a locale key.
fn tip(post: &ScoresPost) -> Option<&'static str> {
    Some(match (&post.over, post.phase()) {
        (Over::Nothing, Phase::Board) => "score.tip_board",
        (Over::Ask(ask, _), _) => match ask.topic {
            Topic::Open => "score.tip_open",
            Topic::Act => "score.tip_act",
            Topic::Correct | Topic::Decide => "score.tip_line",
            Topic::Close => "score.tip_close",
            Topic::Appeal => "score.tip_appeal",
        },
        (Over::Form(form), _) if form.at_daily() => "score.tip_daily",
        (Over::Form(form), _) if form.settles => "score.tip_settle",
        (Over::Form(_), _) => "score.tip_key",
        (Over::Page(..), _) => "score.tip_page",
        _ => return None,
    })
}

/// Returns who is scored, by what and when, as a dialog names it.
fn head(line: &ScoreLine, lang: Lang) -> String {
    let profile = score::profile_name(lang, &line.terms);
    format!(
        "{}  {}  {profile}  {}",
        line.number, line.person, line.period
    )
}

/// Returns the key of a tab's word.
fn tab_key(tab: usize) -> &'static str {
    match tab {
        0 => "score.tab_all",
        1 => "score.tab_key",
        2 => "score.tab_settle",
        _ => "score.tab_appeal",
    }
}

fn board(post: &ScoresPost, at: &Rows, buf: &mut Buffer, look: &Look) {
    let tabs = (0..TABS).map(|tab| (tab_key(tab), post.lines_of(tab).len()));
    board_rows::tabs(&tabs.collect::<Vec<_>>(), post.desk.tab, at.tabs, buf, look);
    let inner = paint::frame_box(at.list, buf, look.tr(tab_key(post.desk.tab)), look, true);
    list(post, inner, buf, look);
    if !at.chosen.is_empty() {
        let chosen = post.chosen();
        let title = chosen.map_or_else(String::new, |line| line.number.clone());
        let inner = paint::frame_box(at.chosen, buf, &title, look, false);
        if let Some(line) = chosen {
            paint::paragraphs(inset(inner), buf, &said(line, look.lang), look);
        }
    }
}

/// Returns the role of where a sheet stands.
fn state_role(state: State) -> Role {
    match state {
        State::Appealed => Role::Warn,
        State::Void => Role::Muted,
        State::Open | State::Closed | State::Decided => Role::Text,
    }
}

fn list(post: &ScoresPost, inner: Rect, buf: &mut Buffer, look: &Look) {
    let lines = post.lines();
    if lines.is_empty() {
        let place = inset(row_of(inner, 1));
        paint::line(place, buf, look.tr("score.none"), look.style(Role::Muted));
        return;
    }
    // English words take more cells.
    let (place, total, band, state) = match look.lang {
        Lang::ZhCn => (4, 5, 8, 10),
        Lang::En => (5, 6, 13, 12),
    };
    let columns = [
        Column::right(1),
        Column::right(place),
        Column::left(10),
        Column::left(10),
        Column::right(total),
        Column::left(band),
        Column::left(state),
        Column::left(0),
    ];
    let heads = [
        "",
        look.tr("score.col_place"),
        look.tr("score.col_person"),
        look.tr("score.col_profile"),
        look.tr("score.col_total"),
        look.tr("score.col_band"),
        look.tr("score.col_state"),
        look.tr("score.col_todo"),
    ];
    paint::row(
        row_of(inner, 0),
        buf,
        &columns,
        &heads,
        look.style(Role::Muted),
    );
    let room = usize::from(inner.height.saturating_sub(1)).max(1);
    let first = paging::first(post.desk.at, lines.len(), room);
    for (y, (at, line)) in (1_u16..).zip(lines.iter().enumerate().skip(first).take(room)) {
        let role = match at == post.desk.at {
            true => Role::Select,
            false => state_role(line.state),
        };
        let band = line.band.as_ref();
        let cells: [&str; 8] = [
            &paging::digit(at, post.desk.at),
            &line
                .place
                .map_or_else(String::new, |place| place.to_string()),
            &line.person,
            &line.profile,
            &line.total_tenths.to_string(),
            band.map_or("", |band| score::band_name(look.lang, band)),
            score::state_word(look.lang, line.state),
            &score::todo(look.lang, &line.terms, &line.to_key, &line.to_settle),
        ];
        paint::row(row_of(inner, y), buf, &columns, &cells, look.style(role));
    }
    paint::more(inner, buf, (first > 0, first + room < lines.len()), look);
}

/// Says how far a sheet is: who, each block with its heads, and what is to do.
fn said(line: &ScoreLine, lang: Lang) -> Vec<(Role, String)> {
    let profile = score::profile_name(lang, &line.terms);
    let title = format!("{}  {profile}  {}", line.person, line.period);
    let mut all = vec![(Role::Title, title)];
    for block in &line.blocks {
        let heads = block.heads.iter().map(|head| {
            let name = score::head_name(lang, &line.terms, &head.head);
            format!("{name} {}/{}", head.counted, head.most)
        });
        let heads = heads.collect::<Vec<_>>().join(lang.tr("cli.comma"));
        all.push((Role::Text, heads));
    }
    let counted: Vec<String> = line.blocks.iter().map(|b| b.counted.to_string()).collect();
    let parts = counted.join(" + ");
    let values: [(&str, &dyn Display); 2] = [("parts", &parts), ("total", &line.total_tenths)];
    all.push((Role::Text, lang.say("score.total", &values)));
    let judged = line
        .judged_tenths
        .filter(|judged| *judged != line.total_tenths);
    if let Some(judged) = judged {
        let judged: Points = judged;
        all.push((Role::Muted, lang.say("score.judged", &[("total", &judged)])));
    }
    let todo = score::todo(lang, &line.terms, &line.to_key, &line.to_settle);
    if !todo.is_empty() {
        all.push((Role::Warn, todo));
    }
    all
}
