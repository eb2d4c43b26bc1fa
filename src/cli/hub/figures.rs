//! `yizhan hub figures`: the county's figures, one line for each organisation, and whether a page of
//! them still says what was received.

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::cli::context::Context;
use crate::cli::hub;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::report::file as report_file;
use crate::domain::county::posted::CountyResults;
use crate::domain::county::summary::Summary;
use crate::domain::measure::Period;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ops::Hall;
use crate::ops::night::carriers;
use crate::sync::hub::HubError;
use crate::sync::hub::address;
use crate::sync::hub::at;
use crate::sync::hub::figures;
use crate::ui::results::county_book;
use crate::ui::results::county_html;
use crate::ui::results::hall_name;

pub(in crate::cli) mod verify;

/// Of which days, read where.
#[derive(Debug, Args)]
pub(crate) struct Figures {
    /// A month 2026-03, a quarter 2026-Q1 or a year 2026; this month up to today when no days are given
    #[arg(value_name = "SPAN", conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    /// The importer's address
    #[arg(long, value_name = "URL", conflicts_with = "here")]
    url: Option<String>,
    /// Count what this store received
    #[arg(long)]
    here: bool,
    /// A new file: .html, .xlsx, .csv, .json or .txt
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Counts the figures of a page, workbook or JSON file again from what this store received
    #[arg(long, value_name = "FILE", conflicts_with_all = ["period", "from", "to", "url", "here", "out"])]
    verify: Option<PathBuf>,
}

/// Shows, writes or checks the figures.
pub(super) fn show(cx: &Context, args: &Figures) -> Result<(), Problem> {
    let (hall, _) = hub::hub_of(cx)?;
    if let Some(path) = &args.verify {
        let bytes = std::fs::read(path).map_err(|error| Problem::unreadable(path, error))?;
        return match verify::read(&bytes) {
            Some(told) => verify::check(cx, &hall, path, (&bytes, &told)),
            None => Err(report_file::no_results(path)),
        };
    }
    let county = counted(cx, &hall, args)?;
    if let Some(path) = &args.out {
        report_file::write(path, &file(cx.lang, &county, path)?)?;
        report_file::written(cx, path);
        return Ok(());
    }
    if cx.json {
        return output::json(&county);
    }
    output::print(&text(cx.lang, &county));
    Ok(())
}

fn text(lang: Lang, county: &CountyResults) -> String {
    let mut lines = vec![words::county_title(lang, county)];
    lines.extend(words::county_under(lang, county));
    lines.push(table(lang, county).text());
    lines.join("\n")
}

/// Counts the days that were asked for, on the server or from the store.
fn counted(cx: &Context, hall: &Hall, args: &Figures) -> Result<CountyResults, Problem> {
    let now = cx.now(hall, None)?;
    let days = hall.county_days(span(args, hall.day_of(now))?, now)?;
    let set = || carriers::importer(&hall.config().sync.to).cloned();
    let url = args.url.clone().or_else(set).filter(|_| !args.here);
    let counted = match url {
        Some(url) => {
            address(&url).and_then(|hub| at(&hub, move |client| figures::of_tables(client, days)))
        }
        None => figures::of_store(hall.received(), days).map_err(HubError::from),
    };
    Ok(hall.county(counted.map_err(Problem::Hub)?, days)?)
}

fn span(args: &Figures, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    if let Some(period) = args.period {
        return Ok((period.first(), period.last()));
    }
    let to = args
        .to
        .unwrap_or_else(|| args.from.unwrap_or(today).max(today));
    let from = args.from.unwrap_or_else(|| Period::month_of(to).first());
    match from > to {
        true => Err(Problem::unclear(
            "hub_span",
            &[("from", &from), ("to", &to)],
        )),
        false => Ok((from, to)),
    }
}

/// Returns the bytes of a file of the comparison; its form follows from the name's end.
fn file(lang: Lang, county: &CountyResults, path: &Path) -> Result<Vec<u8>, Problem> {
    Ok(match report_file::ending(path).as_str() {
        "html" | "htm" => county_html(lang, county).into_bytes(),
        end @ ("xlsx" | "csv") => report_file::book(lang, &county_book(lang, county), end, path)?,
        "json" => report_file::json(county, path)?,
        "txt" => text(lang, county).into_bytes(),
        _ => return Err(report_file::unknown_form(path)),
    })
}

fn table(lang: Lang, county: &CountyResults) -> Table {
    let heads = [
        "org", "tickets", "served", "accepted", "ended", "on_time", "open", "late", "rated", "bad",
        "unrated", "excluded",
    ];
    let heads = heads.map(|head| lang.tr(&format!("hub.head_{head}")));
    let mut table = Table::new(&heads).right(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for hall in &county.halls {
        let name = hall_name(county, hall);
        let name = match name.contains(&hall.org.to_string()) {
            true => name,
            false => format!("{name} {}", hall.org),
        };
        table.row(row(name, &hall.figures));
    }
    table.row(row(lang.tr("hub.county").to_owned(), &county.all));
    table
}

fn row(name: String, sum: &Summary) -> Vec<String> {
    vec![
        name,
        sum.visits.to_string(),
        sum.served.to_string(),
        sum.accepted.to_string(),
        sum.ended().to_string(),
        format!("{}/{}", sum.on_time, sum.promised),
        sum.open.to_string(),
        sum.late.to_string(),
        sum.rated().to_string(),
        sum.bad().to_string(),
        sum.unrated.to_string(),
        sum.excluded.to_string(),
    ]
}
