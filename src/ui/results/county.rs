//! The halls of a county side by side over some days: as one web page, or as a workbook.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::domain::county::summary::Summary;
use crate::domain::measure::permille;
use crate::domain::sheet::Sheet;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ui::results::Grid;
use crate::ui::results::book::page_name;
use crate::ui::results::chart;
use crate::ui::results::chart::Bar;
use crate::ui::results::html;
use crate::ui::results::html::escaped;
use crate::ui::results::small;

/// What a county shows of its halls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// The county's name.
    pub name: String,
    /// The first local day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Below how many a share is shown as counts only (rule R7).
    pub min: u64,
    /// Each hall by its name, in the order of their codes: never by rank, as a hall of three windows
    /// is no worse for having fewer visitors.
    pub halls: Vec<(String, Summary)>,
    /// All of them.
    pub all: Summary,
}

/// The columns after the name, each with its definition: `results.county_<word>`, `…_how`.
const COLUMNS: [&str; 12] = [
    "tickets", "served", "accepted", "done", "on_time", "open", "late", "rated", "good",
    "answered", "unrated", "excluded",
];

/// The columns of shares, from 0 after the name.
const SHARES: [usize; 3] = [4, 8, 9];

fn counted(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// What a share is of: how many hold, of how many.
fn parts(sum: &Summary, word: &str) -> (u64, u64) {
    let rated = sum.days.rated();
    let (n, of) = match word {
        "on_time" => (sum.on_time, sum.done),
        "good" => (sum.days.levels[..3].iter().sum(), rated),
        _ => (rated, rated + sum.days.unrated),
    };
    (counted(n), counted(of))
}

fn cell(lang: Lang, sum: &Summary, word: &str, min: u64) -> String {
    let n = match word {
        "tickets" => sum.days.tickets,
        "served" => sum.days.served,
        "accepted" => sum.accepted,
        "done" => sum.done,
        "open" => sum.open,
        "late" => sum.late,
        "rated" => sum.days.rated(),
        "unrated" => sum.days.unrated,
        "excluded" => sum.days.excluded,
        _ => {
            let of = parts(sum, word);
            return words::share(lang, of, permille(of, min));
        }
    };
    n.to_string()
}

fn grid(lang: Lang, county: &County) -> Grid {
    let name = |word: &&str| lang.tr(&format!("results.county_{word}")).to_owned();
    let heads = std::iter::once(lang.tr("results.county_hall").to_owned());
    let all = (lang.tr("results.county_all").to_owned(), county.all);
    let rows = county.halls.iter().chain([&all]).map(|(hall, sum)| {
        let cells = COLUMNS.iter().map(|word| cell(lang, sum, word, county.min));
        std::iter::once(hall.clone()).chain(cells).collect()
    });
    Grid {
        title: lang.tr("results.county_title"),
        heads: heads.chain(COLUMNS.iter().map(name)).collect(),
        rows: rows.collect(),
        numbers: (1..=COLUMNS.len())
            .filter(|n| !SHARES.contains(&(n - 1)))
            .collect(),
    }
}

fn definitions(lang: Lang, county: &County) -> Vec<String> {
    let line = |word: &&str| {
        let name = lang.tr(&format!("results.county_{word}"));
        let how = lang.tr(&format!("results.county_{word}_how"));
        lang.say("results.county_defined", &[("name", &name), ("how", &how)])
    };
    let mut lines: Vec<String> = COLUMNS.iter().map(line).collect();
    lines.push(small(lang, county.min));
    lines
}

/// Returns the page of a county: its halls as bars, as a table, and how each figure is counted.
pub fn county_html(lang: Lang, county: &County) -> String {
    let mut body = String::new();
    let _ = writeln!(
        body,
        "<section class=\"charts\"><h2>{}</h2>",
        escaped(lang.tr("results.county_side"))
    );
    for word in ["tickets", "on_time", "good", "answered"] {
        let bars: Vec<Bar> = county
            .halls
            .iter()
            .map(|(hall, sum)| {
                let percent = permille(parts(sum, word), county.min);
                let height = match word {
                    "tickets" => Some(sum.days.tickets.saturating_mul(100)),
                    _ => percent.and_then(|n| i64::try_from(n * 10).ok()),
                };
                Bar {
                    label: hall.chars().take(6).collect(),
                    height,
                    says: format!("{hall} {}", cell(lang, sum, word, county.min)),
                }
            })
            .collect();
        let top = (word != "tickets").then_some(100);
        let title = lang.tr(&format!("results.county_{word}"));
        body.push_str(&chart::bars(title, &bars, top));
    }
    body.push_str("</section>\n");
    html::table(&mut body, lang, &grid(lang, county));
    let how = definitions(lang, county);
    html::list(&mut body, lang.tr("results.head_how"), "defined", &how);
    let under = [lang.say(
        "results.span",
        &[("from", &county.from), ("to", &county.to)],
    )];
    let title = lang.tr("results.county_title");
    html::page(lang, (&county.name, title), &under, &body, "")
}

/// Returns the pages of a county's workbook: the table, and how each figure is counted.
pub fn county_book(lang: Lang, county: &County) -> Vec<(String, Sheet)> {
    let grid = grid(lang, county);
    let table = Sheet::new(grid.heads, grid.rows).with_numbers(&grid.numbers);
    let rows = COLUMNS.iter().map(|word| {
        let told = |end: &str| lang.tr(&format!("results.county_{word}{end}")).to_owned();
        vec![told(""), told("_how")]
    });
    let heads = ["results.head_figure", "results.head_how"].map(|key| lang.tr(key));
    vec![
        (page_name(lang.tr("results.county_title")), table),
        (
            lang.tr("results.page_how").to_owned(),
            Sheet::new(heads, rows),
        ),
    ]
}
