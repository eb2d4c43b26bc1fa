//! What lies over the board: errands that were looked up, the pick-up list, who holds what, and the
//! mandate just given.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::mandate::number;
use crate::ops::give_mandate::MandateTaken;
use crate::ops::read::ErrandLine;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::holds;
use crate::ui::post::raised;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::view::errand;
use crate::ui::post::village::view::inset;
use crate::ui::post::village::view::walk as walk_view;
use crate::ui::post::village::view::words;
use crate::ui::post::window::view::row_of;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Draws it.
pub(super) fn draw(post: &VillagePost, room: Rect, buf: &mut Buffer, look: &Look) {
    let width = room.width.min(100);
    let whole = (width, room.height);
    let board = post.board.as_ref();
    let today = board.map_or(NaiveDate::MIN, |board| board.day);
    match &post.over {
        Over::Nothing | Over::Ask(..) | Over::Rating(..) | Over::GiveBack => {}
        Over::Found(lines, at) => {
            let inner = paint::popup(room, buf, whole, look.tr("village.found_title"), look);
            found(lines, *at, inner, buf, look);
        }
        Over::PickUp(from) => {
            let inner = paint::popup(room, buf, whole, look.tr("village.pick_up_title"), look);
            let lines = board.map_or(&[][..], |board| board.lines.as_slice());
            let lines: Vec<&ErrandLine> = lines.iter().filter(|line| line.is_picked_up()).collect();
            pick_up(&lines, *from, inner, buf, look);
        }
        Over::Held(holding) => {
            let title = look.tr(holds::view::title(holding));
            let inner = paint::popup(room, buf, (room.width.min(140), room.height), title, look);
            holds::view::draw(holding, inner, buf, look);
        }
        Over::Raised(at) => {
            let inner = paint::popup(
                room,
                buf,
                (room.width.min(140), room.height),
                look.tr("village.k_raised"),
                look,
            );
            raised::draw(
                post.raised(),
                *at,
                inner,
                buf,
                (look, post.desk.setting.zone, today),
            );
        }
        Over::Walk(from) => {
            let inner = paint::popup(room, buf, whole, look.tr("paper.walk"), look);
            if let (Some(walk), Some(board)) = (&post.walk, board) {
                let stops = (walk.stops.as_slice(), *from);
                walk_view::stops(stops, board.day, inner, buf, look);
            }
        }
        Over::Days(days) => {
            let title = look
                .lang
                .say("village.days_title", &[("month", &days.month)]);
            let inner = paint::popup(room, buf, whole, &title, look);
            walk_view::days(days, inner, buf, look);
        }
        Over::Given(taken) => given((taken, today), room, buf, look),
    }
}

fn found(lines: &[ErrandLine], at: usize, inner: Rect, buf: &mut Buffer, look: &Look) {
    let shown = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(5);
    let first = (at + 1).saturating_sub(usize::from(shown));
    let columns = [Column::left(20), Column::left(12), Column::left(0)];
    let rows = lines.iter().enumerate().skip(first);
    for (y, (no, line)) in (0..shown).zip(rows) {
        let role = if no == at { Role::Select } else { Role::Text };
        let cells = [line.number.as_str(), &line.applicant, &line.matter_name];
        let row = inset(row_of(inner, y));
        paint::row(row, buf, &columns, &cells, look.style(role));
    }
    let below = Rect {
        y: inner.y + (shown + 1).min(inner.height),
        height: inner.height.saturating_sub(shown + 1),
        ..inset(inner)
    };
    if let Some(line) = lines.get(at) {
        errand::draw(line, below, buf, look);
    }
}

/// Draws lines that may each take several rows, from one on.
pub(super) fn run(
    said: &[Vec<(Role, String)>],
    from: usize,
    inner: Rect,
    buf: &mut Buffer,
    look: &Look,
) {
    let mut y = inner.y;
    let mut shown = from;
    for part in said.iter().skip(from) {
        if y >= inner.bottom() {
            break;
        }
        shown += 1;
        let place = Rect {
            y,
            height: inner.bottom().saturating_sub(y),
            ..inset(inner)
        };
        y = paint::paragraphs(place, buf, part, look);
    }
    paint::more(inner, buf, (from > 0, shown < said.len()), look);
}

/// The pick-up list: who comes for what, and which papers go back with it.
fn pick_up(lines: &[&ErrandLine], from: usize, inner: Rect, buf: &mut Buffer, look: &Look) {
    let part = |(line, no): (&&ErrandLine, usize)| {
        let end = number::end(&line.number);
        let head = format!(
            "{no}. {}  {}  {}  {end}",
            line.applicant, line.phone, line.matter_name
        );
        let papers: Vec<String> = line.here().map(|paper| words::paper(paper, look)).collect();
        let back = match papers.is_empty() {
            true => look.tr("village.only_result").to_owned(),
            false => {
                let papers = papers.join("、");
                look.lang.say("village.to_return", &[("papers", &papers)])
            }
        };
        vec![(Role::Title, head), (Role::Text, format!("   {back}"))]
    };
    let said: Vec<Vec<(Role, String)>> = lines.iter().zip(1..).map(part).collect();
    run(&said, from, inner, buf, look);
}

fn given((taken, today): (&MandateTaken, NaiveDate), room: Rect, buf: &mut Buffer, look: &Look) {
    let lang = look.lang;
    let by = words::date(taken.hand_in, today, lang);
    let papers = match taken.papers.is_empty() {
        true => look.tr("village.no_papers").to_owned(),
        false => taken.papers.join("、"),
    };
    let mut said = vec![
        (
            Role::Title,
            lang.say("village.given_number", &[("number", &taken.mandate)]),
        ),
        (Role::Text, look.tr("village.given_phone").to_owned()),
        (
            Role::Text,
            lang.say("village.given_papers", &[("papers", &papers)]),
        ),
        (Role::Text, lang.say("village.given_by", &[("day", &by)])),
        (Role::Text, lang.say("village.fee", &[("n", &taken.fee)])),
    ];
    if !taken.warnings.is_empty() {
        said.push((Role::Warn, look.tr("village.given_warned").to_owned()));
    }
    said.push((Role::Hint, look.tr("village.given_next").to_owned()));
    let rows = u16::try_from(said.len()).unwrap_or(u16::MAX);
    let size = (room.width.min(66), rows.saturating_add(4));
    let inner = paint::popup(room, buf, size, look.tr("village.given_title"), look);
    run(&[said], 0, inner, buf, look);
}
