//! Whether a file of the county's figures still says what was received.

use std::fmt::Display;
use std::path::Path;

use serde_json::Value;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::hub::figures;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::report;
use crate::domain::county::posted::COUNTY_FORM;
use crate::domain::county::posted::Column;
use crate::domain::county::posted::CountyResults;
use crate::domain::county::posted::Difference;
use crate::domain::entry::hex;
use crate::domain::sheet::Sheet;
use crate::domain::site::Org;
use crate::locale::Lang;
use crate::locale::results as words;
use crate::ops::CountyAgain;
use crate::ops::Hall;
use crate::ui::results::column_name;
use crate::ui::results::embedded_county;
use crate::ui::results::hall_name;
use crate::ui::results::read_county_book;

/// Reads the figures of halls side by side and the language they are in; none of any other file.
pub(in crate::cli) fn read(bytes: &[u8]) -> Option<(Lang, CountyResults)> {
    if let Ok(pages) = Sheet::read_book(bytes) {
        return read_county_book(&pages);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    match serde_json::from_str(text) {
        Ok(county) => Some((Lang::default(), county)),
        Err(_) => embedded_county(text),
    }
}

/// Counts the figures of a file again, and says whether they and its words are what this store gives.
///
/// # Errors
/// Exit 4 where the file says something else.
pub(in crate::cli) fn check(
    cx: &Context,
    hall: &Hall,
    path: &Path,
    (bytes, (lang, told)): (&[u8], &(Lang, CountyResults)),
) -> Result<(), Problem> {
    let found = match hall.count_county_again(told)? {
        CountyAgain::Found(found) => found,
        CountyAgain::OtherLedger(org, mark) => {
            let log = format!("{org} {}", hex(&mark.log.0));
            let values: [(&str, &dyn Display); 2] = [("log", &log), ("seq", &mark.seq)];
            let said = cx.lang.say("results.checked_other_ledger", &values);
            return report::unsound(cx, "other_ledger", &said, &Value::Array(Vec::new()));
        }
        CountyAgain::OtherForm(form) => {
            let values: [(&str, &dyn Display); 2] = [("form", &form), ("own", &COUNTY_FORM)];
            let said = cx.lang.say("results.checked_other_form", &values);
            return report::unsound(cx, "other_form", &said, &Value::Array(Vec::new()));
        }
    };
    let differ = told.differences(&found);
    if !differ.is_empty() {
        let said = differences(cx.lang, &differ, told, &found);
        let list: Vec<Value> = differ.iter().map(in_json).collect();
        return report::unsound(cx, "differs", &said, &Value::Array(list));
    }
    if figures::file(*lang, &found, path)? != bytes {
        let said = cx.lang.tr("results.checked_text");
        return report::unsound(cx, "text", said, &Value::Array(Vec::new()));
    }
    let untold = hall.county_untold(told)?;
    let logs: Vec<(Org, String)> = untold
        .logs
        .iter()
        .map(|(org, log)| (*org, hex(&log.0)))
        .collect();
    if cx.json {
        let logs: Vec<Value> = logs
            .iter()
            .map(|(org, log)| json!({"org": org, "log": log}))
            .collect();
        return output::json(&json!({"same": true, "absent": untold.sites, "unmarked": logs}));
    }
    output::line(cx.lang.tr("results.checked_same"));
    let note = |key: &str, list: Vec<String>| {
        if !list.is_empty() {
            let list = list.join(cx.lang.tr("cli.comma"));
            output::line(&cx.lang.say(key, &[("list", &list)]));
        }
    };
    let sites = untold.sites.iter().map(Org::to_string).collect();
    note("results.county_absent", sites);
    let logs = logs.iter().map(|(org, log)| format!("{org} {log}"));
    note("results.county_unmarked", logs.collect());
    Ok(())
}

fn in_json(differ: &Difference) -> Value {
    match differ {
        Difference::Name(org) => json!({"org": org, "figure": "name"}),
        Difference::Figure(org, column) => json!({"org": org, "figure": column.word()}),
        Difference::Parts(org) => json!({"org": org, "figure": "numbers"}),
    }
}

fn differences(
    lang: Lang,
    differ: &[Difference],
    told: &CountyResults,
    found: &CountyResults,
) -> String {
    let hall = |org: &Option<Org>| {
        let line = org.and_then(|org| told.hall(org));
        line.map_or_else(
            || lang.tr("results.county_all").to_owned(),
            |line| hall_name(told, line),
        )
    };
    let named = |differ: &Difference| match differ {
        Difference::Name(org) => format!("{} {org}", lang.tr("results.part_hall")),
        Difference::Figure(org, column) => format!("{} {}", hall(org), column_name(lang, *column)),
        Difference::Parts(org) => format!("{} {}", hall(org), lang.tr("results.county_numbers")),
    };
    let names: Vec<String> = differ.iter().map(named).collect();
    let list = names.join(lang.tr("cli.comma"));
    let mut out = lang.say("results.checked_differs", &[("list", &list)]);
    let say = |name: &str, told: &str, found: &str| {
        let values: [(&str, &dyn Display); 3] =
            [("name", &name), ("told", &told), ("found", &found)];
        format!("\n{}", lang.say("results.checked_differs_line", &values))
    };
    for (differ, name) in differ.iter().zip(&names) {
        match differ {
            Difference::Name(org) => {
                let called = |county: &CountyResults| county.hall(*org).map(|h| h.name.clone());
                let (told, found) = (called(told), called(found));
                let (told, found) = (told.unwrap_or_default(), found.unwrap_or_default());
                out.push_str(&say(name, &told, &found));
            }
            Difference::Figure(org, column) => {
                let (told, found) = (
                    value(lang, told, *org, *column),
                    value(lang, found, *org, *column),
                );
                out.push_str(&say(name, &told, &found));
            }
            Difference::Parts(_) => {}
        }
    }
    out
}

fn value(lang: Lang, county: &CountyResults, org: Option<Org>, column: Column) -> String {
    let sum = match org {
        None => Some(&county.all),
        Some(org) => county.hall(org).map(|hall| &hall.figures),
    };
    sum.map_or_else(
        || lang.tr("results.none").to_owned(),
        |sum| words::county_said(lang, column, sum, county.min_for_percent),
    )
}
