//! The problem register's screen: drawing only.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::deadline;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::read::ProblemLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::board_rows;
use crate::ui::post::board_rows::BoardLine;
use crate::ui::post::board_rows::Rows;
use crate::ui::post::board_rows::Shape;
use crate::ui::post::desk::Phase;
use crate::ui::post::foot;
use crate::ui::post::problems::Over;
use crate::ui::post::problems::ProblemsPost;
use crate::ui::post::problems::TABS;
use crate::ui::post::problems::ask::class_key;
use crate::ui::post::problems::ask::head;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::sign_in;
use crate::ui::post::window::view::over::dialog;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words::date;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

mod problem;

const SHAPE: Shape = Shape {
    side: 50,
    figures: 2,
    tall: 20,
    list: 4,
};

/// Draws the post.
pub(super) fn draw(post: &ProblemsPost, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
    board_rows::draw(frame, &SHAPE, look, |at, buf| {
        let name = post.board.as_ref().map_or("", |board| board.name.as_str());
        let said = ("problem.name", name, post.my_name());
        let when = (post.desk.setting.zone, now);
        board_rows::banner(said, at.banner, buf, look, when);
        let caret = match post.phase() {
            Phase::Loading => None,
            Phase::SignIn => sign_in(&post.desk.badge, "problem.sign_in_rule", at.body, buf, look),
            Phase::Board => {
                board(post, at, buf, look);
                None
            }
        };
        let tip = match (&post.over, post.phase()) {
            (Over::Nothing, Phase::Board) => look.tr("problem.tip_board"),
            (Over::Ask(..), _) => look.tr("problem.tip_ask"),
            _ => "",
        };
        foot::tip(tip, at.tip, buf, look);
        // What is missing is read to its end: over what to do now, and over the figures, where it is long.
        let from = |top: Rect| Rect {
            y: top.y.min(at.note.y),
            height: at.note.bottom().saturating_sub(top.y.min(at.note.y)),
            ..at.note
        };
        let rooms = [at.note, from(at.tip), from(at.figures)];
        foot::whole_note(post.desk.note.as_ref(), &rooms, buf, look);
        let free = matches!(post.over, Over::Nothing);
        foot::bar(post, free, at.keys, buf, look);
        match &post.over {
            Over::Nothing => caret,
            Over::Ask(ask, problem) => {
                let line = problem.and_then(|problem| post.line(problem));
                let said = line.map(|line| head(line, look.tr(class_key(line.class))));
                dialog(ask, &said.unwrap_or_default(), at.body, buf, look)
            }
            Over::Page(page, first) => {
                problem::page(page, *first, at.body, buf, look);
                None
            }
        }
    });
}

/// Returns the key of a tab's word.
fn tab_key(tab: usize) -> &'static str {
    match tab {
        0 => "problem.all",
        1 => "problem.class_criticism",
        2 => "problem.class_common",
        3 => "problem.class_hardship",
        4 => "problem.class_dispute",
        5 => "problem.tab_mine",
        _ => "problem.tab_late",
    }
}

fn board(post: &ProblemsPost, at: &Rows, buf: &mut Buffer, look: &Look) {
    let tabs = (0..TABS).map(|tab| (tab_key(tab), post.lines_of(tab).len()));
    board_rows::tabs(&tabs.collect::<Vec<_>>(), post.desk.tab, at.tabs, buf, look);
    let inner = paint::frame_box(at.list, buf, look.tr(tab_key(post.desk.tab)), look, true);
    list(post, inner, buf, look);
    if !at.chosen.is_empty() {
        let title = post.chosen().map_or("", |line| line.number.as_str());
        let inner = paint::frame_box(at.chosen, buf, title, look, false);
        if let Some(line) = post.chosen() {
            board_rows::all_of(&problem::said(line, false, look), inset(inner), buf, look);
        }
    }
    figures(post, at.figures, buf, look);
}

fn list(post: &ProblemsPost, inner: Rect, buf: &mut Buffer, look: &Look) {
    let lines = post.lines();
    if lines.is_empty() {
        let words = look.tr("problem.none");
        paint::line(inset(row_of(inner, 1)), buf, words, look.style(Role::Muted));
        return;
    }
    // English words take more cells.
    let (class, step, day) = match look.lang {
        locale::Lang::ZhCn => (4, 6, 14),
        locale::Lang::En => (9, 10, 17),
    };
    let columns = [
        Column::right(1),
        Column::left(8),
        Column::left(class),
        Column::left(0),
        Column::left(8),
        Column::left(step),
        Column::left(u16::try_from(day).unwrap_or(u16::MAX)),
    ];
    let lines = lines.into_iter().map(|line| {
        let owner = line.owner.as_ref().map_or("", |owner| owner.name.as_str());
        let (lamp, due) = due(line, look);
        let class = look.tr(class_key(line.class));
        let step = problem::step(line, look);
        let cells = [short(&line.number), class, &line.text, owner, step, &due];
        BoardLine {
            cells: cells.map(ToOwned::to_owned).into(),
            lamp,
        }
    });
    let lines: Vec<BoardLine> = lines.collect();
    board_rows::list(&lines, (&columns, day), post.desk.at, inner, buf, look);
}

/// Returns the end of a number that is told apart on a list: month, day and count.
fn short(number: &str) -> &str {
    number.get(3..).unwrap_or(number)
}

/// Returns the lamp of the day that comes first, and that day in words.
fn due(line: &ProblemLine, look: &Look) -> (Option<Lamp>, String) {
    let (Some(clock), Some(lamp)) = (line.clocks.first(), line.lamp) else {
        return (None, String::new());
    };
    let (lamp, key) = match lamp {
        deadline::Lamp::Red => (Lamp::Over, "common.lamp_over"),
        deadline::Lamp::Amber => (Lamp::Soon, "common.lamp_soon"),
        deadline::Lamp::Green => (Lamp::Ok, "common.lamp_ok"),
    };
    let shown = paint::lamp(lamp, look.tr(key), look.glyphs);
    (
        Some(lamp),
        format!("{shown} {}", date(clock.due, look.lang)),
    )
}

/// What is counted, the number closed never without the number registered.
fn figures(post: &ProblemsPost, area: Rect, buf: &mut Buffer, look: &Look) {
    let Some(board) = post.board.as_ref().filter(|_| !area.is_empty()) else {
        return;
    };
    let mut words = locale::problem_count(look.lang, &board.count);
    words.push_str(&locale::problem_share(look.lang, board.solved_permille));
    let role = match board.count.overdue {
        0 => Role::Text,
        _ => Role::Warn,
    };
    let place = inset(area);
    if crate::ui::text::width(&words) > usize::from(place.width) {
        // Too long for a row: it is parted where the sentence is, not inside a word.
        words = words.replacen(look.tr("problem.count_and"), "\n", 1);
    }
    paint::put_wrapped(buf, place, &words, look.style(role));
}
