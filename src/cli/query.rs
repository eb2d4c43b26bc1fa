//! `yizhan query`: reading the store with SQL, and nothing but reading.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::store::maintenance;

/// One statement.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// One SELECT
    sql: String,
    /// Cells parted by tabs instead of a table
    #[arg(long)]
    tsv: bool,
}

/// Runs the statement and writes what it returns.
///
/// # Errors
/// Exit 3 for a statement that could write, 2 for one that is no SQL.
pub(crate) fn run(cx: &Context, args: &Query) -> Result<(), Problem> {
    let answer = maintenance::query(&cx.store, &args.sql)?;
    if cx.json {
        return output::json(&json!({"columns": answer.columns, "rows": answer.rows}));
    }
    let headers: Vec<&str> = answer.columns.iter().map(String::as_str).collect();
    let cells = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default);
    if args.tsv {
        let mut text = headers.join("\t");
        text.push('\n');
        for row in answer.rows {
            let row: Vec<String> = cells(row)
                .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
                .collect();
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        output::print(&text);
        return Ok(());
    }
    let mut table = Table::new(&headers);
    for row in answer.rows {
        table.row(cells(row).collect());
    }
    output::print(&table.text());
    Ok(())
}
