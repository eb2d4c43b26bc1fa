//! `yizhan report`: the results of a month, a quarter or a year (亮晒评), and whether a page of them
//! still says what the ledger says.

use std::fmt::Display;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::Value;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::hub::figures::verify as county;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem;
use crate::cli::problem::Problem;
use crate::domain::entry::hex;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::results::FORM;
use crate::domain::results::Results;
use crate::domain::sheet::Sheet;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ops::Hall;
use crate::ops::read::Again;
use crate::ui::results as page;

pub(super) mod file;

/// Which results, and as what.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// A month 2026-03, a quarter 2026-Q1 or a year 2026; the last whole month when left out
    #[arg(value_name = "SPAN")]
    period: Option<Period>,
    /// As of the end of this local day; nothing written later counts
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// What was last posted about the span, as it was judged then
    #[arg(long, conflicts_with = "as_of")]
    posted: bool,
    /// Lists what was posted
    #[arg(long, conflicts_with_all = ["as_of", "posted", "out", "verify", "behind"])]
    list: bool,
    /// A new file: .html, .xlsx, .csv, .json or .txt
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Counts the figures of a page, workbook or JSON file again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["period", "as_of", "posted", "out", "behind"])]
    verify: Option<PathBuf>,
    /// What this figure is made of, and the entries behind it
    #[arg(long, value_name = "FIGURE", conflicts_with_all = ["as_of", "posted", "out"])]
    behind: Option<Indicator>,
    /// How many lines at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// At which time; only in a trial hall
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

/// Shows, writes or checks results.
///
/// # Errors
/// Exit 2 for a file that carries no results, 3 for a span that lies ahead or was not posted, 4 when a
/// file says something else than the ledger.
pub(crate) fn run(cx: &Context, args: &Report) -> Result<(), Problem> {
    let hall = cx.hall()?;
    if let Some(path) = &args.verify {
        return verify(cx, &hall, path);
    }
    let now = cx.now(&hall, args.now.as_deref())?;
    let period = args
        .period
        .unwrap_or_else(|| Period::month_of(hall.day_of(now)).before());
    if args.list {
        return list(cx, &hall, period, args.limit);
    }
    if let Some(indicator) = args.behind {
        let span = (period.first(), period.last());
        let behind = hall.behind(indicator, span, args.limit, now)?;
        if cx.json {
            return output::json(&behind);
        }
        output::print(&behind_text(cx.lang, &hall, &behind));
        return Ok(());
    }
    let results = match args.posted {
        true => hall.posted(period)?,
        false => hall.results(period, args.as_of, now)?,
    };
    match &args.out {
        Some(path) => {
            file::write(path, &bytes_of(cx.lang, &results, path)?)?;
            file::written(cx, path);
            Ok(())
        }
        None if cx.json => output::json(&results),
        None => {
            output::print(&text(cx.lang, &results));
            Ok(())
        }
    }
}

fn list(cx: &Context, hall: &Hall, period: Period, limit: usize) -> Result<(), Problem> {
    let postings = hall.postings(limit)?;
    if cx.json {
        return output::json(&postings);
    }
    let lang = cx.lang;
    if postings.is_empty() {
        output::line(lang.tr("results.posted_none"));
        let hint = lang.say("results.posted_none_hint", &[("period", &period)]);
        output::line(&hint);
        return Ok(());
    }
    output::line(lang.tr("results.posted_list"));
    for line in &postings {
        let name = crate::cli::show::named(&line.staff);
        let values: [(&str, &dyn Display); 3] = [
            ("period", &line.period),
            ("day", &line.day),
            ("name", &name),
        ];
        output::line(&lang.say("results.posted_line", &values));
    }
    Ok(())
}

fn behind_text(lang: Lang, hall: &Hall, behind: &crate::ops::read::Behind) -> String {
    let min = hall.config().rating.min_for_percent;
    let figure = &behind.figure;
    let value = words::figure_value(lang, figure, min);
    let mut out = format!("{}  {value}\n", words::figure_name(lang, figure.indicator));
    out.push_str(&words::figure_defined(lang, figure.indicator));
    out.push('\n');
    let mut table = Table::new(&[
        lang.tr("results.head_about"),
        lang.tr("results.head_day"),
        lang.tr("results.head_window"),
        lang.tr("results.head_holds"),
        lang.tr("results.head_amount"),
        lang.tr("results.head_entries"),
    ]);
    for line in &behind.lines {
        let holds = if line.holds { "yes" } else { "no" };
        table.row(vec![
            line.about.clone(),
            line.day.map(|day| day.to_string()).unwrap_or_default(),
            line.window.map(|w| w.to_string()).unwrap_or_default(),
            lang.tr(&format!("results.{holds}")).to_owned(),
            words::figure_amount(lang, figure.indicator, line.amount),
            line.entries.join(" "),
        ]);
    }
    out.push_str(&table.text());
    if behind.lines.iter().any(|line| line.is_hashed()) {
        out.push_str(lang.tr("results.behind_hashed"));
        out.push('\n');
    }
    let shown = behind.lines.len();
    if shown < behind.all {
        let values: [(&str, &dyn Display); 2] = [("shown", &shown), ("all", &behind.all)];
        out.push_str(&lang.say("results.behind_more", &values));
        out.push('\n');
    }
    out
}

/// Returns the results as text.
fn text(lang: Lang, results: &Results) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(&crate::domain::plain::visible(text));
        out.push('\n');
    };
    let title = words::results_title(lang, results.period);
    line(&format!("{}  {title}", results.hall));
    for under in words::results_under(lang, results) {
        line(&under);
    }
    for group in page::groups(lang, results) {
        line("");
        line(group.title);
        let mut table = Table::new(&[
            lang.tr("results.head_figure"),
            lang.tr("results.head_value"),
            lang.tr("results.head_before"),
        ]);
        for row in &group.rows {
            table.row(vec![
                row.name.to_owned(),
                row.value.clone(),
                row.before.clone(),
            ]);
        }
        let text = table.text();
        let mut rows = text.lines();
        rows.next().into_iter().for_each(&mut line);
        for (shown, row) in rows.zip(&group.rows) {
            line(shown);
            line(&format!("    {}", row.how));
        }
        group.beside.as_deref().into_iter().for_each(&mut line);
    }
    for grid in page::grids(lang, results) {
        line("");
        line(grid.title);
        if grid.rows.is_empty() {
            line(lang.tr("results.none"));
            continue;
        }
        let heads: Vec<&str> = grid.heads.iter().map(String::as_str).collect();
        let mut table = Table::new(&heads).right(&grid.numbers);
        grid.rows.into_iter().for_each(|row| table.row(row));
        table.text().lines().for_each(&mut line);
    }
    line("");
    line(&page::small(lang, results.min_for_percent));
    line("");
    line(lang.tr("results.ledger"));
    page::ledger(lang, results)
        .iter()
        .for_each(|text| line(text));
    out
}

/// Returns the bytes of a file of results; its form follows from the name's end.
fn bytes_of(lang: Lang, results: &Results, path: &Path) -> Result<Vec<u8>, Problem> {
    Ok(match file::ending(path).as_str() {
        "html" | "htm" => page::html(lang, results).into_bytes(),
        end @ ("xlsx" | "csv") => file::book(lang, &page::book(lang, results), end, path)?,
        "json" => file::json(results, path)?,
        "txt" => text(lang, results).into_bytes(),
        _ => return Err(file::unknown_form(path)),
    })
}

/// What a file tells.
struct Told {
    lang: Lang,
    results: Results,
    /// Whether its tables are told as data, or only as cells.
    whole: bool,
}

fn read(path: &Path, bytes: &[u8]) -> Result<Told, Problem> {
    let none = || file::no_results(path);
    if let Ok(pages) = Sheet::read_book(bytes) {
        let (lang, results) = page::read_book(&pages).ok_or_else(none)?;
        let whole = false;
        return Ok(Told {
            lang,
            results,
            whole,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| none())?;
    if let Ok(results) = serde_json::from_str(text) {
        let lang = Lang::default();
        let whole = true;
        return Ok(Told {
            lang,
            results,
            whole,
        });
    }
    let (lang, results) = page::embedded(text).ok_or_else(none)?;
    let whole = true;
    Ok(Told {
        lang,
        results,
        whole,
    })
}

/// Counts the figures of a file again, and says whether they and its words are what this ledger gives.
fn verify(cx: &Context, hall: &Hall, path: &Path) -> Result<(), Problem> {
    let bytes = std::fs::read(path).map_err(|error| Problem::unreadable(path, error))?;
    // The halls of a county side by side are checked here as well.
    if let Some(told) = county::read(&bytes) {
        return county::check(cx, hall, path, (&bytes, &told));
    }
    let told = read(path, &bytes)?;
    let found = match hall.count_again(&told.results)? {
        Again::Found(found) => found,
        Again::OtherLedger(mark) => {
            let log = hex(&mark.log.0);
            let values: [(&str, &dyn Display); 2] = [("log", &log), ("seq", &mark.seq)];
            let said = cx.lang.say("results.checked_other_ledger", &values);
            return unsound(cx, "other_ledger", &said, &json!([]));
        }
        Again::LeftOut(mark) => {
            let log = hex(&mark.log.0);
            let values: [(&str, &dyn Display); 2] = [("log", &log), ("seq", &mark.seq)];
            let said = cx.lang.say("results.checked_left_out", &values);
            return unsound(cx, "left_out", &said, &json!([]));
        }
        Again::OtherForm(form) => {
            let values: [(&str, &dyn Display); 2] = [("form", &form), ("own", &FORM)];
            let said = cx.lang.say("results.checked_other_form", &values);
            return unsound(cx, "other_form", &said, &json!([]));
        }
    };
    let mut differ = found.differences(&told.results);
    if !told.whole {
        differ.retain(|word| Indicator::from_word(word).is_some());
    }
    if !differ.is_empty() {
        return unsound(
            cx,
            "differs",
            &differences(cx.lang, &differ, &told.results, &found),
            &json!(differ),
        );
    }
    if bytes_of(told.lang, &found, path)? != bytes {
        return unsound(cx, "text", cx.lang.tr("results.checked_text"), &json!([]));
    }
    if cx.json {
        return output::json(&json!({"same": true}));
    }
    output::line(cx.lang.tr("results.checked_same"));
    Ok(())
}

/// Says that a file and the ledger do not agree, and where.
pub(super) fn unsound(cx: &Context, code: &str, said: &str, differ: &Value) -> Result<(), Problem> {
    if cx.json {
        let told = json!({
            "same": false, "why": code, "differs": differ, "message": said,
        });
        output::json(&told)?;
    } else {
        output::line(said);
    }
    Err(Problem::Said(problem::STORE))
}

fn differences(lang: Lang, differ: &[&str], told: &Results, found: &Results) -> String {
    let name = |word: &str| lang.tr(&format!("results.{word}"));
    let names: Vec<&str> = differ.iter().map(|word| name(word)).collect();
    let list = names.join(lang.tr("cli.comma"));
    let mut out = lang.say("results.checked_differs", &[("list", &list)]);
    let min = found.min_for_percent;
    let value = |figure: Option<&Figure>| {
        figure.map_or_else(String::new, |figure| words::figure_value(lang, figure, min))
    };
    for indicator in differ.iter().filter_map(|word| Indicator::from_word(word)) {
        let (told, found) = (
            value(told.figure(indicator)),
            value(found.figure(indicator)),
        );
        let values: [(&str, &dyn Display); 3] = [
            ("name", &name(indicator.word())),
            ("told", &told),
            ("found", &found),
        ];
        out.push('\n');
        out.push_str(&lang.say("results.checked_differs_line", &values));
    }
    out
}
