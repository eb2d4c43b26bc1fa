//! `yizhan due`: a due date, and why that day.

use chrono::NaiveDate;
use clap::Args;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::domain::deadline;
use crate::domain::deadline::Step;
use crate::domain::matter::Limit;
use crate::locale::Lang;
use crate::ops::calendar_of;

/// A limit from a day.
#[derive(Debug, Args)]
pub(crate) struct Due {
    /// The day of acceptance, as 2026-03-12
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The limit: 5wd, 60d, 1m or spot
    #[arg(long)]
    limit: Limit,
    /// Say why
    #[arg(long)]
    explain: bool,
}

/// Counts the date and says it, with its reasons if wanted.
///
/// # Errors
/// Exit 3 when there is no limit to count or it leaves the calendar.
pub(crate) fn run(cx: &Context, args: &Due) -> Result<(), Problem> {
    let due = deadline::due(&calendar_of(&cx.store)?, args.from, args.limit)
        .ok_or_else(|| Problem::refused("due_none", &[("limit", &args.limit)]))?;
    let reasons: Vec<String> = due.steps.iter().map(|step| reason(cx.lang, step)).collect();
    if cx.json {
        return output::json(&serde_json::json!({
            "from": args.from, "limit": args.limit, "due": due.date,
            "provisional": due.provisional, "reasons": reasons,
        }));
    }
    output::line(&due.date.to_string());
    if args.explain {
        for reason in reasons {
            output::line(&format!("  {reason}"));
        }
    } else if due.provisional {
        output::line(cx.lang.tr("cli.due_provisional"));
    }
    Ok(())
}

fn reason(lang: Lang, step: &Step) -> String {
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
