//! The halls of a county side by side over some days: as one web page, or as a workbook.

use std::fmt::Display;
use std::fmt::Write;

use crate::domain::county::posted::Column;
use crate::domain::county::posted::CountyResults;
use crate::domain::county::posted::HallLine;
use crate::domain::county::posted::Said;
use crate::domain::county::summary::Summary;
use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::domain::measure::Indicator;
use crate::domain::measure::Shape;
use crate::domain::results::Mark;
use crate::domain::sheet::Sheet;
use crate::domain::sheet::SheetRow;
use crate::domain::site::Org;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ui::results::Grid;
use crate::ui::results::book::page_name;
use crate::ui::results::chart;
use crate::ui::results::chart::Line;
use crate::ui::results::html;
use crate::ui::results::html::CARRIED_COUNTY;
use crate::ui::results::html::escaped;
use crate::ui::results::small;

/// The columns that are drawn.
const DRAWN: [Column; 4] = [
    Column::Of(Indicator::Visits),
    Column::Of(Indicator::OnTime),
    Column::Of(Indicator::Good),
    Column::Of(Indicator::Answered),
];

/// Returns what a column is called.
pub fn column_name(lang: Lang, column: Column) -> &'static str {
    lang.tr(&format!("results.{}", column.word()))
}

/// Returns what a hall is called here: with its code where another has the same name.
pub fn hall_name(county: &CountyResults, hall: &HallLine) -> String {
    let alike = county.halls.iter().filter(|other| other.name == hall.name);
    match alike.count() {
        0 | 1 => hall.name.clone(),
        _ => format!("{} {}", hall.name, hall.org),
    }
}

fn is_share(column: Column) -> bool {
    matches!(column, Column::Of(indicator) if indicator.shape() == Shape::Share)
}

/// Returns the comparison as a table.
pub fn county_grid(lang: Lang, county: &CountyResults) -> Grid {
    let heads = std::iter::once(lang.tr("results.county_hall").to_owned());
    let names = Column::ALL.map(|column| column_name(lang, column).to_owned());
    let row = |(name, sum): (String, &Summary)| {
        let min = county.min_for_percent;
        let cells = Column::ALL.map(|column| words::county_said(lang, column, sum, min));
        std::iter::once(name).chain(cells).collect()
    };
    let halls = county.halls.iter();
    let halls = halls.map(|hall| (hall_name(county, hall), &hall.figures));
    let all = (lang.tr("results.county_all").to_owned(), &county.all);
    Grid {
        title: lang.tr("results.county_title"),
        heads: heads.chain(names).collect(),
        rows: halls.chain([all]).map(row).collect(),
        numbers: (1..=Column::ALL.len())
            .filter(|n| !is_share(Column::ALL[n - 1]))
            .collect(),
    }
}

/// Returns how a column is counted.
fn defined(lang: Lang, column: Column) -> String {
    match column {
        Column::Of(indicator) => words::figure_defined(lang, indicator),
        _ => lang
            .tr(&format!("results.{}_how", column.word()))
            .to_owned(),
    }
}

/// Returns up to which entry of which log each hall was counted, one line each, and how to check it.
pub fn county_ledger(lang: Lang, county: &CountyResults) -> Vec<String> {
    let mut lines = Vec::new();
    for hall in &county.halls {
        for mark in &hall.marks {
            let log = hex(&mark.log.0);
            let values: [(&str, &dyn Display); 3] =
                [("log", &log), ("seq", &mark.seq), ("hash", &mark.hash)];
            let line = lang.say("results.ledger_line", &values);
            lines.push(format!("{}  {line}", hall.org));
        }
    }
    lines.push(lang.tr("results.check_by").to_owned());
    lines
}

fn charts(out: &mut String, lang: Lang, county: &CountyResults) {
    let title = escaped(lang.tr("results.county_side"));
    let _ = writeln!(out, "<section class=\"charts\"><h2>{title}</h2>");
    let min = county.min_for_percent;
    let most = county.halls.iter().map(|hall| hall.figures.visits).max();
    let most = most.unwrap_or(0).max(1);
    for column in DRAWN {
        let line = |hall: &HallLine| {
            let sum = &hall.figures;
            let length = match column.of(sum) {
                Said::Figure(figure) if is_share(column) => figure.permille(min),
                Said::Figure(figure) => Some(figure.n.saturating_mul(1000) / most),
                Said::Number(_) => None,
            };
            let of_ratings = matches!(column, Column::Of(indicator) if indicator.is_of_ratings());
            let beneath = match of_ratings {
                true => words::county_beside(lang, column, sum, min),
                false => String::new(),
            };
            Line {
                name: hall_name(county, hall),
                length,
                says: words::county_said(lang, column, sum, min),
                beneath,
            }
        };
        let lines: Vec<Line> = county.halls.iter().map(line).collect();
        out.push_str(&chart::lines(column_name(lang, column), &lines));
    }
    out.push_str("</section>\n");
}

/// Returns the page of a county: its halls as bars, as a table, how each figure is counted, and up to
/// where.
pub fn county_html(lang: Lang, county: &CountyResults) -> String {
    let mut body = String::new();
    html::table(&mut body, lang, &county_grid(lang, county));
    let few = escaped(&small(lang, county.min_for_percent));
    let _ = writeln!(body, "<p class=\"small\">{few}</p>");
    charts(&mut body, lang, county);
    let how = Column::ALL.map(|column| {
        let (name, how) = (column_name(lang, column), defined(lang, column));
        lang.say("results.county_defined", &[("name", &name), ("how", &how)])
    });
    html::list(&mut body, lang.tr("results.head_how"), "defined", &how);
    let marks = county_ledger(lang, county);
    html::list(&mut body, lang.tr("results.ledger"), "ledger", &marks);
    let title = words::county_title(lang, county);
    let under = words::county_under(lang, county);
    let carried = html::carried(CARRIED_COUNTY, county);
    html::page(lang, (&county.name, &title), &under, &body, &carried)
}

/// Returns the figures a county's page carries and the language it is in; none where it carries none that
/// can be read.
pub fn embedded_county(page: &str) -> Option<(Lang, CountyResults)> {
    html::read_carried(page, CARRIED_COUNTY)
}

/// Returns the pages of a county's workbook: the table, its whole numbers, how each figure is counted, and
/// up to where.
pub fn county_book(lang: Lang, county: &CountyResults) -> Vec<(String, Sheet)> {
    let grid = county_grid(lang, county);
    let table = Sheet::new(grid.heads, grid.rows).with_numbers(&grid.numbers);
    let page = |key: &str| lang.tr(&format!("results.page_{key}")).to_owned();
    let how = Column::ALL.map(|column| {
        let name = column_name(lang, column).to_owned();
        vec![name, defined(lang, column)]
    });
    let heads = ["results.head_figure", "results.head_how"].map(|key| lang.tr(key));
    vec![
        (page_name(lang.tr("results.county_title")), table),
        (page("figures"), numbers(lang, county)),
        (page("how"), Sheet::new(heads, how)),
        (page("ledger"), ledger(lang, county)),
    ]
}

fn numbers(lang: Lang, county: &CountyResults) -> Sheet {
    let heads = ["results.head_number", "results.county_hall"].map(|key| lang.tr(key));
    let heads = heads.into_iter().chain(Summary::WORDS.iter().copied());
    let row = |(org, name, sum): (String, &str, &Summary)| {
        let numbers = sum.numbers().into_iter().map(|n| n.to_string());
        [org, name.to_owned()].into_iter().chain(numbers).collect()
    };
    let halls = county.halls.iter();
    let halls = halls.map(|hall| (hall.org.to_string(), hall.name.as_str(), &hall.figures));
    let all = (String::new(), lang.tr("results.county_all"), &county.all);
    let rows: Vec<Vec<String>> = halls.chain([all]).map(row).collect();
    let columns: Vec<usize> = (2..2 + Summary::WORDS.len()).collect();
    Sheet::new(heads, rows).with_numbers(&columns)
}

fn ledger(lang: Lang, county: &CountyResults) -> Sheet {
    let told = [
        ("county", county.form.to_string()),
        ("from", county.from.to_string()),
        ("to", county.to.to_string()),
        ("as_of", county.as_of.to_string()),
        ("whole", county.whole.to_string()),
        ("min", county.min_for_percent.to_string()),
        ("lang", lang.tag().to_owned()),
        ("name", county.name.clone()),
    ];
    let mut rows: Vec<Vec<String>> = told.map(|(key, value)| vec![key.to_owned(), value]).into();
    for hall in &county.halls {
        rows.extend(hall.marks.iter().map(|mark| {
            let (log, seq) = (hex(&mark.log.0), mark.seq.to_string());
            vec![log, seq, mark.hash.clone(), hall.org.to_string()]
        }));
    }
    let heads = ["log", "seq", "hash"].map(|key| format!("results.head_{key}"));
    let heads = heads.iter().map(|key| lang.tr(key));
    Sheet::new(heads.chain([lang.tr("results.head_number")]), rows)
}

/// Reads what a county's workbook tells, and the language it is in.
pub fn read_county_book(pages: &[Sheet]) -> Option<(Lang, CountyResults)> {
    let (figures, last) = (pages.get(1)?, pages.last()?);
    let cell = |row: &SheetRow, at: usize| row.cells.get(at).cloned().unwrap_or_default();
    let told = |key: &str| {
        let row = last.rows.iter().find(|row| cell(row, 0) == key)?;
        Some(cell(row, 1))
    };
    let org = |text: &str| text.parse().ok().and_then(Org::new);
    let mark = |row: &SheetRow| {
        let log = LogId(unhex(&cell(row, 0))?);
        let (seq, hash) = (cell(row, 1).parse().ok()?, cell(row, 2));
        Some((org(&cell(row, 3))?, Mark { log, seq, hash }))
    };
    let marks: Vec<(Org, Mark)> = last.rows.iter().filter_map(mark).collect();
    let sum = |row: &SheetRow| {
        let cells = row.cells.iter().skip(2);
        // What is no number stands for none that was ever counted.
        Summary::of_numbers(cells.map(|cell| cell.parse().unwrap_or(u64::MAX)))
    };
    let (all, halls) = figures.rows.split_last()?;
    let hall = |row: &SheetRow| {
        let org = org(&cell(row, 0))?;
        let own = marks.iter().filter(|(of, _)| *of == org);
        Some(HallLine {
            org,
            name: cell(row, 1),
            figures: sum(row)?,
            marks: own.map(|(_, mark)| mark.clone()).collect(),
        })
    };
    let county = CountyResults {
        form: told("county")?.parse().ok()?,
        name: told("name")?,
        from: told("from")?.parse().ok()?,
        to: told("to")?.parse().ok()?,
        as_of: told("as_of")?.parse().ok()?,
        whole: told("whole")?.parse().ok()?,
        min_for_percent: told("min")?.parse().ok()?,
        halls: halls.iter().map(hall).collect::<Option<_>>()?,
        all: sum(all)?,
    };
    Some((Lang::from_tag(&told("lang")?)?, county))
}

#[cfg(test)]
mod tests;
