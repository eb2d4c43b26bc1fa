//! `yizhan due`: a due date and why that day, or the days between the times of a file.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use crate::cli::context;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::deadline::Clock;
use crate::domain::deadline::ExtensionError;
use crate::domain::deadline::Pause;
use crate::domain::deadline::Step;
use crate::domain::matter::Limit;
use crate::locale::Lang;
use crate::ops::calendar_of;

mod between;

/// A limit from a day, or a file of times.
#[derive(Debug, Args)]
pub(crate) struct Due {
    /// The day of acceptance, as 2026-03-12
    #[arg(long, value_name = "DATE", required_unless_present = "between")]
    from: Option<NaiveDate>,
    /// The limit: 5wd, 60d, 1m or spot
    #[arg(long, required_unless_present = "between")]
    limit: Option<Limit>,
    /// Say why, with the clause behind each reason
    #[arg(long)]
    explain: bool,
    /// Days that do not count, as hearing:2026-02-24..2026-02-26; no end while it runs
    #[arg(long, value_name = "GROUND:FROM..TO")]
    pause: Vec<Pause>,
    /// Time added by the head, as 10wd
    #[arg(long, value_name = "LIMIT")]
    extend: Option<Limit>,
    /// Several offices decide together
    #[arg(long)]
    joint: bool,
    /// The day on which a running pause is looked at
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Measures the days between two times on every row of a CSV file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "limit", "explain", "pause", "extend", "joint", "today"])]
    between: Option<PathBuf>,
    /// The header of the earlier time; found by itself when left out
    #[arg(long, value_name = "HEADER", requires = "between")]
    from_column: Option<String>,
    /// The header of the later time
    #[arg(long, value_name = "HEADER", requires = "between")]
    to_column: Option<String>,
    /// Writes the measured rows into a CSV file
    #[arg(long, value_name = "OUT", requires = "between")]
    csv: Option<PathBuf>,
}

/// Counts the date and says it, with its reasons if wanted; or measures a file.
///
/// # Errors
/// Exit 3 when there is no limit to count, it leaves the calendar, or the extension is more than
/// the law allows; for a file see [`between::run`].
pub(crate) fn run(cx: &Context, args: &Due) -> Result<(), Problem> {
    let calendar = calendar_of(&cx.store)?;
    if let Some(file) = &args.between {
        return between::run(cx, args, file, &calendar);
    }
    // Both are there unless a file is: the command line is read so.
    match (args.from, args.limit) {
        (Some(from), Some(limit)) => count(cx, args, &calendar, Clock::new(from, limit)),
        _ => Ok(()),
    }
}

fn count(cx: &Context, args: &Due, calendar: &Calendar, clock: Clock) -> Result<(), Problem> {
    let mut clock = clock;
    clock.pauses.clone_from(&args.pause);
    if let Some(asked) = args.extend {
        clock.extend(args.joint, asked).map_err(not_extended)?;
    }
    let today = match args.today {
        Some(today) => today,
        None => today_of(cx)?,
    };
    let due = deadline::count(calendar, &clock, today)
        .ok_or_else(|| Problem::refused("due_none", &[("limit", &clock.limit)]))?;
    let reasons: Vec<String> = due.steps.iter().map(|step| reason(cx.lang, step)).collect();
    let clauses: Vec<&str> = due.steps.iter().map(|s| cx.lang.tr(s.clause())).collect();
    if cx.json {
        let steps = reasons.iter().zip(&clauses);
        let steps: Vec<_> = steps
            .map(|(reason, clause)| json!({"reason": reason, "clause": clause}))
            .collect();
        return output::json(&json!({
            "from": clock.start, "limit": clock.limit, "extension": args.extend,
            "due": due.date, "provisional": due.provisional, "open": due.open,
            "reasons": reasons, "steps": steps,
        }));
    }
    output::line(&due.date.to_string());
    if args.explain {
        for (reason, clause) in reasons.iter().zip(&clauses) {
            let said = cx.lang.say(
                "deadline.due_with_clause",
                &[("reason", reason), ("clause", clause)],
            );
            output::line(&format!("  {said}"));
        }
    } else if due.provisional {
        output::line(cx.lang.tr("cli.due_provisional"));
    }
    if due.open {
        output::line(cx.lang.tr("deadline.due_open"));
    }
    Ok(())
}

/// Returns today's day at the hall, or in China where there is none.
fn today_of(cx: &Context) -> Result<NaiveDate, Problem> {
    let zone = Config::load(&cx.store)?.zone();
    Ok(zone.day(context::clock_of(&cx.store).now()))
}

fn not_extended(error: ExtensionError) -> Problem {
    match error {
        ExtensionError::Nothing { asked } => {
            Problem::refused("extend_nothing", &[("asked", &asked)])
        }
        ExtensionError::Unit { asked, most } => {
            Problem::refused("extend_unit", &[("asked", &asked), ("most", &most)])
        }
        ExtensionError::TooLong { asked, most } => {
            Problem::refused("extend_too_long", &[("asked", &asked), ("most", &most)])
        }
        ExtensionError::Twice => Problem::refused("extend_twice", &[]),
        ExtensionError::NotExtendable { limit } => {
            Problem::refused("extend_not", &[("limit", &limit)])
        }
    }
}

/// Says one reason why a date is where it is.
pub(crate) fn reason(lang: Lang, step: &Step) -> String {
    let named = |name: &Option<String>| match name {
        Some(name) => name.clone(),
        None => lang.tr("cli.due_weekend").to_owned(),
    };
    match step {
        Step::StartNotCounted { date } => lang.say("cli.due_start", &[("date", date)]),
        Step::Skipped { from, to, name } => lang.say(
            "cli.due_skipped",
            &[("from", from), ("to", to), ("name", &named(name))],
        ),
        Step::MakeUp { date, name } => {
            lang.say("cli.due_makeup", &[("date", date), ("name", name)])
        }
        Step::Clamped { wanted, to } => {
            lang.say("cli.due_clamped", &[("wanted", wanted), ("to", to)])
        }
        Step::EndMoved { from, to, name } => lang.say(
            "cli.due_moved",
            &[("from", from), ("to", to), ("name", &named(name))],
        ),
        Step::YearNotLoaded { year } => lang.say("cli.due_unknown_year", &[("year", year)]),
        Step::Paused {
            ground,
            from,
            to,
            running,
        } => {
            let ground = lang.tr(&format!("deadline.ground_{ground}"));
            let key = match running {
                true => "deadline.due_paused_running",
                false => "deadline.due_paused",
            };
            lang.say(key, &[("from", from), ("to", to), ("ground", &ground)])
        }
        Step::Extended { from, limit } => {
            lang.say("deadline.due_extended", &[("from", from), ("limit", limit)])
        }
    }
}
