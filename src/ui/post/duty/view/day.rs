//! The figures of a day: visits by end, waits and services, cases, ratings.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::time::Seconds;
use crate::ops::read;
use crate::ops::read::Span;
use crate::ui::paint;
use crate::ui::paint::Column;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::watch::rating_lines;
use crate::ui::theme::Role;

/// Draws a day; without figures it is still being read.
pub(super) fn draw(
    draw: &Draw<'_>,
    (day, figures): (NaiveDate, Option<&read::Day>),
    area: Rect,
    buf: &mut Buffer,
) {
    let (words, look) = (&draw.words, draw.look);
    let named = day.to_string();
    let title = look.lang.say(
        "duty.day",
        &[("day", &named), ("weekday", &words.weekday(day))],
    );
    let inner = paint::frame_box(area, buf, &title, look, draw.post.dialogs.is_empty());
    let mut page = Page {
        draw,
        area: inner,
        y: inner.y,
    };
    match figures {
        Some(figures) => page.figures(figures, buf),
        None => page.line(look.tr("duty.reading"), Role::Muted, buf),
    }
}

struct Page<'a, 'd> {
    draw: &'a Draw<'d>,
    area: Rect,
    y: u16,
}

const SPANS: [Column; 9] = [
    Column::left(10),
    Column::right(8),
    Column::right(6),
    Column::right(7),
    Column::right(8),
    Column::right(8),
    Column::right(6),
    Column::right(7),
    Column::right(8),
];

impl Page<'_, '_> {
    fn line(&mut self, text: &str, role: Role, buf: &mut Buffer) {
        if self.y < self.area.bottom() {
            let style = self.draw.look.style(role);
            let width = self.area.width.saturating_sub(1);
            paint::put(buf, self.area.x + 1, self.y, text, width, style);
            self.y += 1;
        }
    }

    fn figures(&mut self, day: &read::Day, buf: &mut Buffer) {
        let look = self.draw.look;
        let words = &self.draw.words;
        let closed = if day.closed {
            "duty.day_closed"
        } else {
            "duty.day_open"
        };
        let visits = look.lang.say("duty.day_visits", &[("n", &day.visits)]);
        let here = look.lang.say("duty.day_here", &[("n", &day.open)]);
        let visits = format!("{visits}   {here}   {}", look.tr(closed));
        self.line(&visits, Role::Text, buf);
        let ends: Vec<String> = day
            .ends
            .iter()
            .map(|(end, n)| format!("{} {n}", words.end(*end)))
            .collect();
        self.line(&ends.join("   "), Role::Text, buf);
        let cases = look.lang.say(
            "duty.day_cases",
            &[("n", &day.cases), ("spot", &day.on_the_spot)],
        );
        self.line(&cases, Role::Text, buf);
        let errands: Vec<String> = day
            .errands
            .iter()
            .map(|(word, n)| {
                let name = look.lang.lookup(&format!("duty.outcome_{word}"));
                format!("{} {n}", name.unwrap_or(word))
            })
            .collect();
        let errands = format!("{}   {}", look.tr("duty.day_errands"), errands.join("   "));
        self.line(&errands, Role::Text, buf);
        self.spans(day, buf);
        self.y += u16::from(self.area.height > 18);
        let n = look.lang.say(
            "duty.ratings",
            &[("n", &day.ratings.rated()), ("open", &day.ratings.open)],
        );
        self.line(&n, Role::Title, buf);
        let lines = rating_lines(&day.ratings, words.duty.min_for_percent, look.lang);
        for line in lines {
            self.line(&line, Role::Text, buf);
        }
    }

    fn spans(&mut self, day: &read::Day, buf: &mut Buffer) {
        let look = self.draw.look;
        let heads = [
            "duty.col_n",
            "duty.col_mean",
            "duty.col_most",
            "duty.col_off",
        ];
        let heads = heads.map(|key| look.tr(key));
        let mut top = vec![
            "",
            look.tr("duty.span_waits"),
            "",
            "",
            "",
            look.tr("duty.span_services"),
        ];
        self.cells(&top, Role::Muted, buf);
        top = [""].into_iter().chain(heads).chain(heads).collect();
        self.cells(&top, Role::Muted, buf);
        let hall = (look.tr("duty.whole_hall"), day.waits, day.services);
        let centres = day
            .centres
            .iter()
            .map(|c| (self.draw.words.centre(c.centre), c.waits, c.services));
        let rows: Vec<(&str, Span, Span)> = centres.chain([hall]).collect();
        for (name, waits, services) in rows {
            let texts: Vec<String> = [waits, services].into_iter().flat_map(span).collect();
            let cells: Vec<&str> = [name]
                .into_iter()
                .chain(texts.iter().map(String::as_str))
                .collect();
            self.cells(&cells, Role::Text, buf);
        }
        for (key, span_of) in [
            ("duty.span_calls", day.calls),
            ("duty.span_holds", day.holds),
        ] {
            let texts = span(span_of);
            let cells: Vec<&str> = [look.tr(key)]
                .into_iter()
                .chain(texts.iter().map(String::as_str))
                .collect();
            self.cells(&cells, Role::Muted, buf);
        }
    }

    fn cells(&mut self, cells: &[&str], role: Role, buf: &mut Buffer) {
        if self.y < self.area.bottom() {
            let row = Rect {
                x: self.area.x + 1,
                y: self.y,
                width: self.area.width.saturating_sub(1),
                height: 1,
            };
            paint::row(row, buf, &SPANS, cells, self.draw.look.style(role));
            self.y += 1;
        }
    }
}

/// Returns how many, their mean, the longest, and how many do not count.
fn span(span: Span) -> [String; 4] {
    [
        span.n.to_string(),
        clock(span.mean),
        clock(span.longest),
        span.inaccurate.to_string(),
    ]
}

/// Returns minutes and seconds, as a stop-watch shows them.
fn clock(span: Seconds) -> String {
    format!("{}:{:02}", span.0 / 60, span.0 % 60)
}
