//! `yizhan ledger show`: the last entries, as an auditor reads them.

use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;

/// The ledger.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Shows the last entries, the latest first
    Show {
        /// How many
        #[arg(long, default_value_t = 20, value_name = "N")]
        last: usize,
    },
}

/// Shows the last entries. Bodies, which may name people, are only in the JSON form.
///
/// # Errors
/// The store's.
pub(crate) fn run(cx: &Context, args: &Ledger) -> Result<(), Problem> {
    let What::Show { last } = &args.what;
    let hall = cx.hall()?;
    let lines = hall.ledger(*last)?;
    if cx.json {
        return output::json(&lines);
    }
    let zone = hall.config().zone();
    let lang = cx.lang;
    let mut table = Table::new(&[
        lang.tr("cli.head_log"),
        lang.tr("cli.head_entry"),
        lang.tr("cli.head_time"),
        lang.tr("cli.head_who"),
        lang.tr("cli.head_what"),
        lang.tr("cli.head_hash"),
    ])
    .right(&[1]);
    for entry in lines {
        let at = zone.local(entry.at).format("%Y-%m-%d %H:%M:%S").to_string();
        let hash = entry.hash.chars().take(12).collect();
        table.row(vec![
            entry.log,
            entry.seq.to_string(),
            at,
            entry.actor,
            entry.kind,
            hash,
        ]);
    }
    output::print(&table.text());
    Ok(())
}
