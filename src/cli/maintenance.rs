//! `yizhan verify`, `rebuild`, `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::problem::STORE;
use crate::config::Config;
use crate::domain::head_code::HeadCode;
use crate::domain::head_code::NoHead;
use crate::domain::receipt::NoReceipt;
use crate::domain::receipt::Receipt;
use crate::locale;
use crate::store::maintenance;
use crate::store::verify;
use crate::store::verify::Report;
use crate::store::verify::receipt::Found;
use crate::sync::witness;

/// One file.
#[derive(Debug, Args)]
pub(crate) struct File {
    /// The file
    file: PathBuf,
}

/// What is checked.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Say whether the rating of this receipt code stands as it was given
    #[arg(long, value_name = "CODE", value_parser = receipt)]
    receipt: Option<Receipt>,
    /// Say whether the ledger still holds the head that a board showed with this code
    #[arg(long, value_name = "CODE", conflicts_with = "receipt")]
    head: Option<String>,
}

fn receipt(text: &str) -> Result<Receipt, String> {
    text.parse().map_err(|error: NoReceipt| error.to_string())
}

/// Checks the store and names every entry or table that is not as it should be.
///
/// # Errors
/// Exit 4 when something is wrong.
pub(crate) fn verify(cx: &Context, args: &Verify) -> Result<(), Problem> {
    if let Some(receipt) = &args.receipt {
        return stands(cx, receipt);
    }
    if let Some(code) = &args.head {
        return holds(cx, code);
    }
    let report = witness::verify(&cx.store)?;
    tracing::info!(ok = report.ok, entries = report.entries, "verified");
    say(cx, &report)
}

/// Says whether the rating of a receipt stands as it was given.
///
/// # Errors
/// Exit 4 when it does not.
fn stands(cx: &Context, receipt: &Receipt) -> Result<(), Problem> {
    let found = verify::receipt::find(&cx.store, receipt)?;
    let said = match found {
        Found::AsGiven { at, level } => {
            let when = Config::load(&cx.store)?.zone().local(at);
            let when = when.format("%Y-%m-%d %H:%M");
            let level = cx.lang.tr(&format!("pad.level_{level}"));
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("code", receipt), ("when", &when), ("level", &level)];
            cx.lang.say("cli.receipt_stands", values)
        }
        Found::Differs => cx.lang.say("cli.receipt_differs", &[("code", receipt)]),
        Found::Missing => cx.lang.say("cli.receipt_missing", &[("code", receipt)]),
    };
    if cx.json {
        output::json(&Weighed {
            receipt: receipt.to_string(),
            found,
        })?;
    } else {
        output::line(&said);
    }
    match found {
        Found::AsGiven { .. } => Ok(()),
        Found::Differs | Found::Missing => Err(Problem::Said(STORE)),
    }
}

/// What became of a receipt, for scripts.
#[derive(Debug, Serialize)]
struct Weighed {
    receipt: String,
    #[serde(flatten)]
    found: Found,
}

/// Says whether the ledger still holds the head that a board showed.
///
/// # Errors
/// Exit 2 for what is no such code or was misread; exit 4 when the ledger does not hold it.
fn holds(cx: &Context, text: &str) -> Result<(), Problem> {
    let code: HeadCode = text.parse().map_err(|error| match error {
        NoHead::Form => Problem::unclear("board_head_form", &[("code", &text)]),
        NoHead::Check => Problem::unclear("board_head_misread", &[("code", &text)]),
    })?;
    let found = verify::head::find(&cx.store, &code)?;
    if cx.json {
        output::json(&Held {
            head: code.to_string(),
            found: &found,
        })?;
    } else {
        for line in held(cx, &code, &found)? {
            output::line(&line);
        }
    }
    match found {
        verify::head::Found::Stands { .. } => Ok(()),
        _ => Err(Problem::Said(STORE)),
    }
}

/// What became of a head, for scripts.
#[derive(Debug, Serialize)]
struct Held<'f> {
    head: String,
    #[serde(flatten)]
    found: &'f verify::head::Found,
}

fn held(
    cx: &Context,
    code: &HeadCode,
    found: &verify::head::Found,
) -> Result<Vec<String>, Problem> {
    use verify::head::Fault;
    use verify::head::Found;
    let whose = |site: &Option<String>| match site {
        Some(name) => name.clone(),
        None => cx.lang.tr("cli.board_head_own").to_owned(),
    };
    Ok(match found {
        Found::Unknown => vec![cx.lang.say("cli.board_head_unknown", &[("code", code)])],
        Found::Stands { at, site } => {
            let when = Config::load(&cx.store)?.zone().local(*at);
            let when = when.format("%Y-%m-%d %H:%M");
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("code", code), ("whose", &whose(site)), ("when", &when)];
            vec![cx.lang.say("cli.board_head_stands", values)]
        }
        Found::Broken { logs, site } => {
            let values: &[(&str, &dyn std::fmt::Display)] =
                &[("code", code), ("whose", &whose(site))];
            let mut lines = vec![cx.lang.say("cli.board_head_broken", values)];
            for broken in logs {
                let (key, has) = match broken.fault {
                    // Of a site below it may only be that the rest has not come yet.
                    Fault::Short { has } if site.is_some() => ("cli.board_head_not_come", has),
                    Fault::Short { has } => ("cli.board_head_short", has),
                    Fault::Differs => ("cli.board_head_differs", 0),
                    Fault::Gone => ("cli.board_head_gone", 0),
                };
                let values: &[(&str, &dyn std::fmt::Display)] = &[
                    ("log", &broken.log),
                    ("entry", &broken.entry),
                    ("has", &has),
                ];
                lines.push(cx.lang.say(key, values));
            }
            lines
        }
    })
}

/// Says what a check found.
///
/// # Errors
/// Exit 4 when something is wrong.
fn say(cx: &Context, report: &Report) -> Result<(), Problem> {
    if cx.json {
        output::json(report)?;
    } else if report.ok {
        output::line(
            &cx.lang
                .say("cli.verify_ok", &[("entries", &report.entries)]),
        );
        let mut table = Table::new(&[]).right(&[1]);
        for (audience, seq, hash) in &report.heads {
            let short: String = hash.chars().take(16).collect();
            table.row(vec![audience.clone(), seq.to_string(), short]);
        }
        output::print(&table.text());
    } else {
        let count = report.problems.len();
        output::line(&cx.lang.say("cli.verify_wrong", &[("count", &count)]));
        let mut table = Table::new(&[]);
        for problem in &report.problems {
            let place = match (&problem.log, problem.entry) {
                (Some(log), Some(entry)) => cx
                    .lang
                    .say("cli.verify_entry", &[("log", log), ("entry", &entry)]),
                (Some(log), None) => log.clone(),
                _ => String::new(),
            };
            table.row(vec![
                problem.witness.to_owned(),
                place,
                locale::unsound(cx.lang, &problem.what),
            ]);
        }
        output::print(&table.text());
    }
    if report.ok {
        Ok(())
    } else {
        Err(Problem::Said(STORE))
    }
}

/// Folds the tables again from the ledger.
///
/// # Errors
/// The store's.
pub(crate) fn rebuild(cx: &Context) -> Result<(), Problem> {
    cx.hall()?.rebuild()?;
    tracing::info!("rebuilt");
    if cx.json {
        return output::json(&serde_json::json!({"rebuilt": true}));
    }
    output::line(cx.lang.tr("cli.rebuild_done"));
    Ok(())
}

/// Copies the store into a file.
///
/// # Errors
/// The store's; exit 3 when the file is there already.
pub(crate) fn backup(cx: &Context, args: &File) -> Result<(), Problem> {
    let bytes = maintenance::backup(&cx.store, &args.file)?;
    let hash = maintenance::fingerprint(&args.file)?.to_string();
    tracing::info!(bytes, "backed up");
    if cx.json {
        return output::json(&serde_json::json!({
            "file": args.file, "bytes": bytes, "sha256": hash,
        }));
    }
    let path = args.file.display();
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("path", &path), ("bytes", &bytes), ("hash", &hash)];
    output::line(&cx.lang.say("cli.backup_done", values));
    Ok(())
}

/// Puts a backup in place as the store.
///
/// # Errors
/// The store's; exit 3 when there is a store already.
pub(crate) fn restore(cx: &Context, args: &File) -> Result<(), Problem> {
    let report = maintenance::restore(&args.file, &cx.store)?;
    if cx.json {
        return output::json(&report);
    }
    let path = cx.store.display();
    output::line(&cx.lang.say(
        "cli.restore_done",
        &[("path", &path), ("entries", &report.entries)],
    ));
    Ok(())
}
