//! Posted results as the pages of a workbook.

use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Shape;
use crate::domain::rating::Tally;
use crate::domain::results::Mark;
use crate::domain::results::Results;
use crate::domain::results::SilentFair;
use crate::domain::sheet::Sheet;
use crate::domain::sheet::SheetRow;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ui::results::grids;

/// Returns the pages, each with its name: the figures as numbers, the tables, the definitions, and up
/// to where the ledger was counted.
pub fn book(lang: Lang, results: &Results) -> Vec<(String, Sheet)> {
    let page = |key: &str| lang.tr(&format!("results.page_{key}")).to_owned();
    let mut pages = vec![(page("figures"), figures(lang, results))];
    for grid in grids(lang, results) {
        let sheet = Sheet::new(grid.heads, grid.rows).with_numbers(&grid.numbers);
        pages.push((page_name(grid.title), sheet));
    }
    pages.push((page("how"), definitions(lang, results)));
    pages.push((page("ledger"), ledger(lang, results)));
    pages
}

/// Returns a name as a workbook takes it for a page: short, and without what Excel refuses.
pub(super) fn page_name(title: &str) -> String {
    let plain = title.chars().filter(|c| !"[]:*?/\\'".contains(*c));
    plain.take(31).collect::<String>().trim().to_owned()
}

fn heads(lang: Lang, keys: &[&str]) -> Vec<String> {
    let head = |key: &&str| lang.tr(&format!("results.head_{key}")).to_owned();
    keys.iter().map(head).collect()
}

fn figures(lang: Lang, results: &Results) -> Sheet {
    let min = results.min_for_percent;
    let rows = results.figures.iter().map(|figure| {
        let mean = figure.indicator.shape() == Shape::Mean;
        let told = |so: bool, n: i128| if so { n.to_string() } else { String::new() };
        let before = results.figure_before(figure.indicator);
        vec![
            words::figure_name(lang, figure.indicator).to_owned(),
            words::figure_value(lang, figure, min),
            before.map_or_else(String::new, |b| words::figure_value(lang, b, min)),
            words::figure_unit(lang, figure.indicator).to_owned(),
            figure.n.to_string(),
            figure.of.to_string(),
            told(mean, figure.total.into()),
            told(mean, figure.most.into()),
        ]
    });
    // What is in none of the figures stands behind them all.
    let beside = results.silent_fair.map(|silent| {
        let said = words::silent_fair(lang, Some(silent)).unwrap_or_default();
        let mut row = vec![String::new(); 8];
        (row[0], row[4]) = (said, silent.n.to_string());
        row
    });
    let rows = rows.chain(beside);
    let keys = [
        "figure", "value", "before", "unit", "n", "of", "total", "most",
    ];
    Sheet::new(heads(lang, &keys), rows).with_numbers(&[4, 5, 6, 7])
}

fn definitions(lang: Lang, results: &Results) -> Sheet {
    let rows = results.figures.iter().map(|figure| {
        vec![
            words::figure_name(lang, figure.indicator).to_owned(),
            words::figure_unit(lang, figure.indicator).to_owned(),
            words::figure_how(lang, figure.indicator).to_owned(),
            figure.indicator.rule().to_owned(),
        ]
    });
    Sheet::new(heads(lang, &["figure", "unit", "how", "rule"]), rows)
}

/// Under this the page of the ledger keeps after how many days what is unrated is told apart.
const SILENT: &str = "silent_fair_days";

fn ledger(lang: Lang, results: &Results) -> Sheet {
    let told = [
        ("form", results.form.to_string()),
        ("period", results.period.to_string()),
        ("as_of", results.as_of.to_string()),
        ("whole", results.whole.to_string()),
        ("min", results.min_for_percent.to_string()),
        ("lang", lang.tag().to_owned()),
        ("hall", results.hall.clone()),
        ("code", results.code.clone()),
    ];
    let mut rows: Vec<Vec<String>> = told.map(|(key, value)| vec![key.to_owned(), value]).into();
    let silent = results.silent_fair.iter();
    rows.extend(silent.map(|silent| vec![SILENT.to_owned(), silent.days.to_string()]));
    rows.extend(
        results
            .marks
            .iter()
            .map(|mark| vec![hex(&mark.log.0), mark.seq.to_string(), mark.hash.clone()]),
    );
    Sheet::new(heads(lang, &["log", "seq", "hash"]), rows)
}

/// Reads what a workbook of results tells: its language, and results without their tables.
pub fn read_book(pages: &[Sheet]) -> Option<(Lang, Results)> {
    let (first, last) = (pages.first()?, pages.last()?);
    let cell = |row: &SheetRow, at: usize| row.cells.get(at).cloned().unwrap_or_default();
    let told = |key: &str| {
        let row = last.rows.iter().find(|row| cell(row, 0) == key)?;
        Some(cell(row, 1))
    };
    let marks = last.rows.iter().filter_map(|row| {
        let log = LogId(unhex(&cell(row, 0))?);
        let (seq, hash) = (cell(row, 1).parse().ok()?, cell(row, 2));
        Some(Mark { log, seq, hash })
    });
    let figure = |(indicator, row): (&Indicator, &SheetRow)| Figure {
        indicator: *indicator,
        n: cell(row, 4).parse().unwrap_or(u64::MAX),
        of: cell(row, 5).parse().unwrap_or(0),
        total: cell(row, 6).parse().unwrap_or(0),
        most: cell(row, 7).parse().unwrap_or(0),
    };
    let results = Results {
        form: told("form")?.parse().ok()?,
        hall: told("hall")?,
        code: told("code")?,
        period: told("period")?.parse().ok()?,
        as_of: told("as_of")?.parse().ok()?,
        whole: told("whole")?.parse().ok()?,
        marks: marks.collect(),
        min_for_percent: told("min")?.parse().ok()?,
        figures: Indicator::ALL.iter().zip(&first.rows).map(figure).collect(),
        before: Vec::new(),
        ratings: Tally::default(),
        centres: Vec::new(),
        windows: Vec::new(),
        series: Vec::new(),
        problems: Vec::new(),
        judged: Vec::new(),
        silent_fair: told(SILENT).and_then(|days| {
            let (days, n) = (days.parse().ok()?, 0);
            Some(SilentFair { days, n })
        }),
    };
    Some((Lang::from_tag(&told("lang")?)?, results))
}
