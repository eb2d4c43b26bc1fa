//! `yizhan verify`, `rebuild`, `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::problem::STORE;
use crate::store::maintenance;
use crate::store::verify;
use crate::store::verify::Report;

/// One file.
#[derive(Debug, Args)]
pub(crate) struct File {
    /// The file
    file: PathBuf,
}

/// Checks the store and names every entry or table that is not as it should be.
///
/// # Errors
/// Exit 4 when something is wrong.
pub(crate) fn verify(cx: &Context) -> Result<(), Problem> {
    let report = verify::verify(&cx.store)?;
    tracing::info!(ok = report.ok, entries = report.entries, "verified");
    say(cx, &report)
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
                problem.what.clone(),
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
