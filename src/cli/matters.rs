//! `yizhan import` and `yizhan export`: the catalogue of matters; residents are in their own file.

use std::fmt::Display;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use clap::Subcommand;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::problem::REFUSED;
use crate::cli::residents;
use crate::cli::sheet;
use crate::cli::show;
use crate::domain::matter_file;
use crate::domain::matter_file::ColumnMap;
use crate::domain::plain::visible;
use crate::domain::score::Period;
use crate::domain::sheet::Sheet;
use crate::locale::catalogue as reasons;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::read::CaseLine;
use crate::ops::save_matters::MattersDone;
use crate::ops::save_matters::SaveMatters;

/// Takes something in.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    what: ImportWhat,
}

#[derive(Debug, Subcommand)]
enum ImportWhat {
    /// A catalogue of matters from CSV or a workbook
    Matters {
        /// The file; CSV in UTF-8, UTF-16 or GB18030, or .xlsx, .xls, .et, .ods
        file: PathBuf,
        /// Which column is what: name=HEADER,code=HEADER,limit_unit=wd
        #[arg(long, value_name = "PAIRS")]
        map: Option<String>,
        /// Only say what would be taken in
        #[arg(long)]
        dry_run: bool,
    },
    /// A register of residents and organisations from CSV or a workbook
    Residents {
        /// The file; CSV in UTF-8, UTF-16 or GB18030, or .xlsx, .xls, .et, .ods
        file: PathBuf,
        /// Which column is what: name=HEADER,number=HEADER,phone=…,village=…,address=…
        #[arg(long, value_name = "PAIRS")]
        map: Option<String>,
        /// Only say what would be taken in
        #[arg(long)]
        dry_run: bool,
    },
}

/// Writes something out.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: ExportWhat,
}

#[derive(Debug, Subcommand)]
enum ExportWhat {
    /// The catalogue of matters as CSV or .xlsx
    Matters {
        /// The file, a workbook when it ends in .xlsx; CSV to stdout when left out
        file: Option<PathBuf>,
    },
    /// The report of a day as CSV or .xlsx
    #[command(allow_missing_positional = true)]
    Report {
        /// The local day; today when left out
        day: Option<NaiveDate>,
        /// The file, a workbook when it ends in .xlsx
        file: PathBuf,
        /// At which time; only in a trial hall
        #[arg(long, value_name = "TIME")]
        now: Option<String>,
    },
    /// The score sheets of a period as CSV or .xlsx
    Scores {
        /// The file, a workbook when it ends in .xlsx
        file: PathBuf,
        /// The year or half of one, as 2026 or 2026-1; all that today is in when left out
        #[arg(long, value_name = "PERIOD", value_parser = show::scores::period)]
        period: Option<Period>,
        /// At which time; only in a trial hall
        #[arg(long, value_name = "TIME")]
        now: Option<String>,
    },
    /// The result of a meeting as CSV or .xlsx
    Meeting {
        /// Its number
        number: String,
        /// The file, a workbook when it ends in .xlsx
        file: Option<PathBuf>,
        /// At which time; only in a trial hall
        #[arg(long, value_name = "TIME")]
        now: Option<String>,
    },
    /// All cases as CSV or .xlsx
    Cases {
        /// The file, a workbook when it ends in .xlsx
        file: PathBuf,
        /// At which time; only in a trial hall
        #[arg(long, value_name = "TIME")]
        now: Option<String>,
    },
    /// A list of the problem register as CSV or .xlsx
    Problems {
        #[command(flatten)]
        which: show::Which,
        /// The file, a workbook when it ends in .xlsx; CSV to stdout when left out
        file: Option<PathBuf>,
        /// At which time; only in a trial hall
        #[arg(long, value_name = "TIME")]
        now: Option<String>,
    },
}

/// Takes a catalogue or a register in and says what became of every row.
///
/// # Errors
/// Exit 2 when the file or the map cannot be read, 3 when no row could be taken.
pub(crate) fn import(cx: &Context, args: &Import) -> Result<(), Problem> {
    match &args.what {
        ImportWhat::Matters { file, map, dry_run } => matters(cx, file, map.as_deref(), *dry_run),
        ImportWhat::Residents { file, map, dry_run } => {
            residents::import(cx, file, map.as_deref(), *dry_run)
        }
    }
}

fn matters(cx: &Context, file: &Path, map: Option<&str>, dry_run: bool) -> Result<(), Problem> {
    let wrong = |error: &matter_file::ReadError| unreadable(file, &reasons::file(cx.lang, error));
    let map: Option<ColumnMap> = map.map(str::parse).transpose().map_err(|e| wrong(&e))?;
    let sheet = sheet::read_table(cx.lang, file)?;
    let read = matter_file::take(&sheet, map.as_ref()).map_err(|e| wrong(&e))?;
    let taken = read.matters.len();
    let mut done = MattersDone {
        saved: 0,
        unchanged: 0,
    };
    if !dry_run && taken > 0 {
        let mut hall = cx.hall()?;
        let now = cx.clock(&hall).now();
        let matters = read.matters.clone();
        let call = SaveMatters { matters }.into();
        if let Done::SaveMatters(kept) = hall.perform(&call, Who::System, now)? {
            done = kept;
        }
        tracing::info!(rows = read.rows(), taken, "matters taken in");
    }
    report(cx, &read, &done, dry_run)?;
    if taken > 0 {
        Ok(())
    } else {
        Err(Problem::Said(REFUSED))
    }
}

fn report(
    cx: &Context,
    read: &matter_file::Import,
    done: &MattersDone,
    dry_run: bool,
) -> Result<(), Problem> {
    let (rows, taken) = (read.rows(), read.matters.len());
    let rejected: Vec<(u64, String)> = read
        .rejected
        .iter()
        .map(|row| (row.line, reasons::row(cx.lang, &row.reason)))
        .collect();
    let notes: Vec<(String, u64)> = read
        .notes
        .iter()
        .map(|(note, n)| (reasons::note(cx.lang, *note), *n))
        .collect();
    if cx.json {
        return output::json(&json!({
            "rows": rows, "taken": taken, "saved": done.saved, "unchanged": done.unchanged,
            "dry_run": dry_run,
            "rejected": rejected.iter().map(|(line, why)| json!({"line": line, "reason": why})).collect::<Vec<_>>(),
            "notes": notes.iter().map(|(note, n)| json!({"note": note, "rows": n})).collect::<Vec<_>>(),
        }));
    }
    output::line(&cx.lang.say(
        "cli.import_done",
        &[
            ("rows", &rows),
            ("taken", &taken),
            ("rejected", &rejected.len()),
            ("saved", &done.saved),
            ("unchanged", &done.unchanged),
        ],
    ));
    if dry_run {
        output::line(cx.lang.tr("cli.import_dry"));
    }
    for (note, n) in &notes {
        say_note(cx, note, n);
    }
    say_rejected(cx, &rejected);
    Ok(())
}

/// Returns the problem of a file that cannot be taken in at all.
pub(crate) fn unreadable(file: &Path, why: &dyn Display) -> Problem {
    Problem::unclear(
        "import_unreadable",
        &[("path", &file.display()), ("why", why)],
    )
}

/// Says what is odd about some rows that were taken.
pub(crate) fn say_note(cx: &Context, note: &str, rows: &dyn Display) {
    let said = cx
        .lang
        .say("cli.import_note", &[("note", &note), ("n", rows)]);
    output::line(&said);
}

/// Says which lines were not taken, and why.
pub(crate) fn say_rejected(cx: &Context, rejected: &[(u64, String)]) {
    for (line, why) in rejected {
        let said = cx
            .lang
            .say("cli.import_rejected", &[("line", line), ("why", why)]);
        output::line(&visible(&said));
    }
}

/// Writes the catalogue to a file or to stdout, or the cases of a day or all of them to a file.
///
/// # Errors
/// Exit 3 when the file is there already, 4 when it cannot be written.
pub(crate) fn export(cx: &Context, args: &Export) -> Result<(), Problem> {
    let hall = cx.hall()?;
    match &args.what {
        ExportWhat::Matters { file } => {
            sheet::export(cx, file.as_deref(), &matter_file::sheet(&hall.matters()?))
        }
        ExportWhat::Report { day, file, now } => {
            let now = cx.now(&hall, now.as_deref())?;
            let day = day.unwrap_or_else(|| hall.day_of(now));
            cases(cx, &hall, &hall.report(day, now)?.cases, file)
        }
        ExportWhat::Scores { file, period, now } => {
            let now = cx.now(&hall, now.as_deref())?;
            let shown = hall.scores(*period, now)?;
            let list = show::page(cx, &hall).score_list(&shown);
            written(cx, file, &list)
        }
        ExportWhat::Meeting { number, file, now } => {
            let now = cx.now(&hall, now.as_deref())?;
            let sheet = show::meeting_sheet(cx.lang, &hall.meeting(number, now)?);
            sheet::export(cx, file.as_deref(), &sheet)
        }
        ExportWhat::Cases { file, now } => {
            let now = cx.now(&hall, now.as_deref())?;
            cases(cx, &hall, &hall.all_cases(now)?, file)
        }
        ExportWhat::Problems { which, file, now } => {
            let now = cx.now(&hall, now.as_deref())?;
            let shown = which.read(&hall, now)?;
            let list = show::page(cx, &hall).problem_list(&shown, which.is_below());
            sheet::export(cx, file.as_deref(), &list.sheet())
        }
    }
}

/// Writes cases as the screen lists them.
fn cases(cx: &Context, hall: &Hall, lines: &[CaseLine], file: &Path) -> Result<(), Problem> {
    written(cx, file, &show::page(cx, hall).case_list(lines).sheet())
}

/// Writes a list to a file and says how many rows it has.
fn written(cx: &Context, file: &Path, list: &Sheet) -> Result<(), Problem> {
    sheet::write_table(cx.lang, file, list)?;
    output::line(&cx.lang.say(
        "case.exported",
        &[("path", &file.display()), ("count", &list.rows.len())],
    ));
    Ok(())
}
