//! What hangs out: posted results, page by page, while nobody waits and nobody is served. Whoever takes
//! a number has the board for itself again at once.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::results::Results;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::locale::results as words;
use crate::ui::paint;
use crate::ui::post::board::Board;
use crate::ui::results;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// For how long the hall is quiet before results are shown.
///
/// Source: a default of the program; whoever was just served is on the way out by then.
pub(super) const QUIET: Seconds = Seconds(60);

/// How long a page stays.
///
/// Source: a default of the program; six figures with how each is counted can be read in it.
pub(super) const TURN: Seconds = Seconds(15);

/// The columns of a figure's name.
const NAME: usize = 22;

type Line = (Role, String);

impl Board {
    /// Returns whether nobody waits, is called or is served.
    fn is_idle(&self) -> bool {
        self.board.as_ref().is_some_and(|board| {
            let waits = board.centres.iter().any(|centre| centre.waiting > 0);
            !waits && board.windows.iter().all(|window| window.ticket.is_none())
        })
    }

    /// Notes since when the hall is quiet.
    pub(super) fn listen(&mut self, now: UtcMs) {
        self.quiet = match (self.is_idle(), self.quiet) {
            (false, _) => None,
            // A clock that was put back must not hold the results off for an hour.
            (true, Some(since)) => Some(since.min(now)),
            (true, None) => Some(now),
        };
    }

    /// Returns which turn it is: what is on show changes with it.
    pub(super) fn turn(&self, now: UtcMs) -> Option<i64> {
        let since = self.quiet.filter(|_| !self.posted.is_empty())?;
        let quiet = now.0 - since.plus(QUIET).0;
        (quiet >= 0).then_some(quiet / (TURN.0 * 1000))
    }

    /// Draws the page whose turn it is; nothing where the turn is the usual board's.
    pub(super) fn draw_posted(
        &self,
        area: Rect,
        buf: &mut Buffer,
        look: &Look,
        now: UtcMs,
    ) -> bool {
        let Some(turn) = self.turn(now) else {
            return false;
        };
        let inner = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            ..area
        };
        let all: Vec<(&Results, Vec<Line>)> = self
            .posted
            .iter()
            .flat_map(|told| {
                let made = pages(told, inner.width, inner.height, look);
                made.into_iter().map(move |page| (told, page))
            })
            .collect();
        let count = all.len();
        // One turn of each round is the usual board's: who calls, who leads, what the ledger's head is.
        let at =
            usize::try_from(turn.rem_euclid(i64::try_from(count).unwrap_or(0) + 1)).unwrap_or(0);
        let Some((told, page)) = at.checked_sub(1).and_then(|at| all.get(at)) else {
            return false;
        };
        let title = words::results_title(look.lang, told.period);
        let under = words::results_under(look.lang, told).join("  ");
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &at), ("of", &count)];
        let place = look.lang.say("results.board_page", &values);
        let row = |y: u16| Rect {
            y: area.y + y,
            height: 1,
            ..inner
        };
        paint::put_centred(row(0), buf, &title, look.style(Role::Title));
        paint::put_centred(row(1), buf, &under, look.style(Role::Muted));
        for (y, (role, line)) in (3..).zip(page) {
            if y + 1 < area.height {
                paint::line(row(y), buf, line, look.style(*role));
            }
        }
        let foot = row(area.height.saturating_sub(1));
        paint::put_centred(foot, buf, &place, look.style(Role::Muted));
        true
    }
}

/// Lays the figures out on pages, each figure with how it is counted beneath, none torn apart.
fn pages(told: &Results, columns: u16, rows: u16, look: &Look) -> Vec<Vec<Line>> {
    // Title, line under it, a blank above and below, and the number of the page.
    let room = usize::from(rows.saturating_sub(5)).max(3);
    let cells = usize::from(columns);
    let mut pages: Vec<Vec<Line>> = Vec::new();
    for group in results::groups(look.lang, told) {
        let mut page: Vec<Line> = vec![(Role::Accent, group.title.to_owned())];
        for row in group.rows {
            let values = text::wrap(&row.value, cells.saturating_sub(NAME).max(10));
            let names = std::iter::once(row.name).chain(std::iter::repeat(""));
            let mut block: Vec<Line> = names
                .zip(values)
                .map(|(name, value)| format!("{}{value}", text::pad_right(name, NAME)))
                .map(|line| (Role::BoardText, line))
                .collect();
            let how = text::wrap(&row.how, cells.saturating_sub(2));
            block.extend(
                how.into_iter()
                    .map(|line| (Role::Muted, format!("  {line}"))),
            );
            if page.len() + block.len() > room && page.len() > 1 {
                let next = vec![(Role::Accent, group.title.to_owned())];
                pages.push(std::mem::replace(&mut page, next));
            }
            page.extend(block);
        }
        if let Some(beside) = &group.beside {
            let lines = text::wrap(beside, cells);
            if page.len() + lines.len() > room && page.len() > 1 {
                let next = vec![(Role::Accent, group.title.to_owned())];
                pages.push(std::mem::replace(&mut page, next));
            }
            page.extend(lines.into_iter().map(|line| (Role::BoardText, line)));
        }
        pages.push(page);
    }
    pages
}
