//! The tree of sites: the parent, this hall, its villages; when each was last heard, and what waits.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::ops::read::SiteLine;
use crate::ops::read::Sites;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::post::village::view::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Role;

/// One line of the tree: how deep it hangs, its name and code, and what is known of the line to it.
struct Branch<'a> {
    deep: usize,
    name: &'a str,
    org: Org,
    /// None for this site itself.
    other: Option<&'a SiteLine>,
}

impl<'a> Branch<'a> {
    fn to(line: &'a SiteLine, deep: usize) -> Branch<'a> {
        Branch {
            deep,
            name: &line.name,
            org: line.org,
            other: Some(line),
        }
    }
}

/// Returns the parent, this site below it, and below that its children.
fn branches(tree: &Sites) -> Vec<Branch<'_>> {
    let of = |relation| {
        tree.others
            .iter()
            .filter(move |line| line.relation == relation)
    };
    let above = usize::from(of(Relation::Parent).next().is_some());
    let own = tree.own.iter().map(|own| Branch {
        deep: above,
        name: &own.name,
        org: own.org,
        other: None,
    });
    of(Relation::Parent)
        .map(|line| Branch::to(line, 0))
        .chain(own)
        .chain(of(Relation::Child).map(|line| Branch::to(line, above + 1)))
        .collect()
}

/// Draws the tree.
pub(super) fn draw(draw: &Draw<'_>, tree: Option<&Sites>, area: Rect, buf: &mut Buffer) {
    let (look, now) = (draw.look, draw.words.now);
    let said = match tree {
        None => Some("duty.reading"),
        Some(tree) if tree.own.is_none() => Some("site.trouble_not_placed"),
        Some(_) => None,
    };
    if let Some(key) = said {
        paint::line(area, buf, look.tr(key), look.style(Role::Muted));
        return;
    }
    let branches = tree.map_or_else(Vec::new, branches);
    let zone = draw.words.zone;
    let list = List {
        columns: &[
            Column::left(0),
            Column::left(13),
            Column::left(18),
            Column::left(24),
        ],
        head: &[
            "duty.col_site",
            "duty.col_code",
            "duty.col_heard",
            "duty.col_waits",
        ],
        rows: branches.len(),
        line: |at| {
            let branch = &branches[at];
            let mark = if branch.deep > 0 { "└ " } else { "" };
            let name = format!(
                "{}{mark}{}",
                "  ".repeat(branch.deep.saturating_sub(1)),
                branch.name
            );
            let (heard, waits) = match branch.other.map(SiteLine::line) {
                None => (look.tr("duty.this_site").to_owned(), String::new()),
                Some(line) => {
                    let day = |at| format!("{} {}", draw.words.day(zone.day(at)), zone.clock(at));
                    let heard = line.heard.map(day);
                    let heard = heard.unwrap_or_else(|| look.tr("duty.never_heard").to_owned());
                    let lamp = match (line.is_silent(now), line.heard) {
                        (true, _) => Lamp::Over,
                        (false, None) => Lamp::Soon,
                        (false, Some(_)) => Lamp::Ok,
                    };
                    let waits = words::waiting(&line, look, (zone, zone.day(now)));
                    (paint::lamp(lamp, &heard, look.glyphs), waits)
                }
            };
            vec![name, branch.org.to_string(), heard, waits]
        },
    };
    list.draw(area, buf, draw.post.at, look);
}
