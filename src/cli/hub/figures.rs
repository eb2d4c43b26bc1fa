//! `yizhan hub figures`: the county's figures, one line for each organisation.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use chrono::Datelike;
use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::hub;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::report;
use crate::domain::county::summary::Summary;
use crate::domain::county::summary::summarise;
use crate::domain::site::Org;
use crate::ops::Hall;
use crate::ops::night::carriers;
use crate::sync::hub::address;
use crate::sync::hub::at;
use crate::sync::hub::figures;
use crate::ui::results::County;
use crate::ui::results::county_book;
use crate::ui::results::county_html;

/// Of which days, read where.
#[derive(Debug, Args)]
pub(crate) struct Figures {
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
    /// A new file: .html, .xlsx or .csv
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Shows the figures.
pub(super) fn show(cx: &Context, args: &Figures) -> Result<(), Problem> {
    let (hall, _) = hub::hub_of(cx)?;
    let today = hall.day_of(cx.now(&hall, None)?);
    let to = args.to.unwrap_or(today);
    let from = args.from.or(to.with_day(1)).unwrap_or(to);
    if from > to {
        return Err(Problem::unclear(
            "hub_span",
            &[("from", &from), ("to", &to)],
        ));
    }
    let set = || carriers::importer(&hall.config().sync.to).cloned();
    let url = args.url.clone().or_else(set).filter(|_| !args.here);
    let county = match url {
        Some(url) => address(&url)
            .and_then(|hub| at(&hub, move |client| figures::of_tables(client, (from, to)))),
        None => figures::of_store(hall.received()),
    };
    let sums = summarise(&county.map_err(Problem::Hub)?, (from, to));
    let mut all = Summary::default();
    sums.values().for_each(|sum| all.add(sum));
    if let Some(path) = &args.out {
        return write(cx, &hall, path, &sums, (from, to));
    }
    if cx.json {
        let orgs: Vec<_> = sums
            .iter()
            .map(|(org, sum)| json!({"org": org, "figures": told(sum)}))
            .collect();
        return output::json(&json!({
            "from": from, "to": to, "orgs": orgs, "county": told(&all),
        }));
    }
    let word = |key| cx.lang.tr(key);
    let heads = [
        word("hub.head_org"),
        word("hub.head_tickets"),
        word("hub.head_served"),
        word("hub.head_accepted"),
        word("hub.head_done"),
        word("hub.head_on_time"),
        word("hub.head_open"),
        word("hub.head_late"),
        word("hub.head_rated"),
        word("hub.head_bad"),
        word("hub.head_unrated"),
        word("hub.head_excluded"),
    ];
    let mut table = Table::new(&heads).right(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (org, sum) in &sums {
        table.row(row(org.to_string(), sum));
    }
    table.row(row(word("hub.county").to_owned(), &all));
    output::line(&cx.lang.say("hub.span", &[("from", &from), ("to", &to)]));
    output::print(&table.text());
    Ok(())
}

/// Writes the halls side by side to a file.
fn write(
    cx: &Context,
    hall: &Hall,
    path: &Path,
    sums: &BTreeMap<Org, Summary>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<(), Problem> {
    let sites = hall.sites()?;
    let known = |org: &Org| sites.others.iter().find(|site| site.org == *org);
    let name = |org: &Org| match known(org) {
        Some(site) if !site.same_name => site.name.clone(),
        Some(site) => format!("{} {org}", site.name),
        None => org.to_string(),
    };
    let mut all = Summary::default();
    sums.values().for_each(|sum| all.add(sum));
    let county = County {
        name: hall.config().hall.name.clone(),
        from,
        to,
        min: hall.config().rating.min_for_percent,
        halls: sums.iter().map(|(org, sum)| (name(org), *sum)).collect(),
        all,
    };
    let bytes = match report::ending(path).as_str() {
        "html" | "htm" => county_html(cx.lang, &county).into_bytes(),
        end @ ("xlsx" | "csv") => report::book(cx.lang, &county_book(cx.lang, &county), end, path)?,
        _ => return Err(report::unknown_form(path)),
    };
    report::write(path, &bytes)?;
    report::written(cx, path);
    Ok(())
}

fn row(name: String, sum: &Summary) -> Vec<String> {
    let bad: i64 = sum.days.levels[3..].iter().sum();
    let numbers = [
        sum.days.tickets,
        sum.days.served,
        sum.accepted,
        sum.done,
        sum.on_time,
        sum.open,
        sum.late,
        sum.days.rated(),
        bad,
        sum.days.unrated,
        sum.days.excluded,
    ];
    std::iter::once(name)
        .chain(numbers.iter().map(i64::to_string))
        .collect()
}

fn told(sum: &Summary) -> serde_json::Value {
    json!({
        "tickets": sum.days.tickets, "served": sum.days.served, "invited": sum.days.invited,
        "levels": sum.days.levels, "rated": sum.days.rated(), "unrated": sum.days.unrated,
        "excluded": sum.days.excluded,
        "accepted": sum.accepted, "done": sum.done, "on_time": sum.on_time,
        "refused": sum.refused, "withdrawn": sum.withdrawn, "lapsed": sum.lapsed,
        "open": sum.open, "late": sum.late,
    })
}
