//! `yizhan do`: every verb of the hall from a script, one at a time or one a line.

use clap::Args;
use serde_json::Value;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::VERBS;
use crate::ops::VerbInfo;

mod args;
mod lines;

use args::Wish;

/// One thing to do. Its fields are its own options, so the words are read by this command itself.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Do {
    /// The verb and its fields: VERB --field value …; or --list, --stdin
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "VERB"
    )]
    words: Vec<String>,
}

/// Does what was asked.
///
/// # Errors
/// [`Problem`] as the verb's.
pub(crate) fn run(cx: &mut Context, given: &Do) -> Result<(), Problem> {
    let wish = args::read(cx, &given.words)?;
    if wish.list {
        return list(cx);
    }
    if wish.stdin {
        return lines::run(cx, &wish);
    }
    let Some(verb) = wish.verb.as_deref() else {
        if wish.help {
            output::line(cx.lang.tr("cli.do_help"));
            return Ok(());
        }
        return Err(Problem::unclear("do_what", &[]));
    };
    let info = VERBS
        .iter()
        .find(|info| info.word == verb)
        .ok_or_else(|| Problem::unclear("verb_unknown", &[("verb", &verb)]))?;
    if wish.help {
        return help(cx, info);
    }
    one(cx, info, wish)
}

fn one(cx: &Context, info: &VerbInfo, wish: Wish) -> Result<(), Problem> {
    let who = args::who(wish.by.as_deref(), wish.role.as_deref())?;
    let call = Call::parse(info.word, Value::Object(wish.fields))?;
    let mut hall = cx.hall()?;
    pad_alone(&hall, &call)?;
    let now = cx.now(&hall, wish.now.as_deref())?;
    let lag = lag(&hall, now, wish.now.is_some())?;
    let done = hall.perform(&call, who, now)?;
    tracing::info!(verb = info.word, "done");
    if let Some(lag) = lag {
        output::warn(&locale::clock_suspect(cx.lang, lag));
    }
    let done = json!(done);
    if cx.json {
        return output::json(&with_suspect(json!({ "done": done }), lag.is_some()));
    }
    let mut text = cx.lang.say("cli.done", &[("verb", &info.word)]);
    for (field, value) in done.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::String(value) => text.push_str(&format!("  {field}={value}")),
            other => text.push_str(&format!("  {field}={other}")),
        }
    }
    output::line(&crate::domain::plain::visible(&text));
    Ok(())
}

/// Whoever has a shell in a live hall is staff: a rating, or its absence, comes from the pad alone.
fn pad_alone(hall: &Hall, call: &Call) -> Result<(), Problem> {
    match call {
        Call::Rate(_) | Call::RatingTimeout(_) if !hall.is_trial() => {
            Err(Problem::refused("rating_at_pad_only", &[]))
        }
        _ => Ok(()),
    }
}

/// Returns how far the clock lies behind the ledger; a time given by hand is no clock's.
fn lag(hall: &Hall, now: UtcMs, by_hand: bool) -> Result<Option<Seconds>, Problem> {
    match by_hand {
        true => Ok(None),
        false => Ok(hall.clock_lag(now)?),
    }
}

/// Marks an answer whose time cannot be believed.
fn with_suspect(mut answer: Value, suspect: bool) -> Value {
    if suspect && let Some(fields) = answer.as_object_mut() {
        fields.insert("time_suspect".to_owned(), json!(true));
    }
    answer
}

fn list(cx: &Context) -> Result<(), Problem> {
    if cx.json {
        let verbs: Vec<Value> = VERBS
            .iter()
            .map(|info| {
                let fields: serde_json::Map<String, Value> = info
                    .fields
                    .iter()
                    .map(|(name, say)| ((*name).to_owned(), json!(say)))
                    .collect();
                json!({"verb": info.word, "about": info.about, "fields": fields})
            })
            .collect();
        return output::json(&verbs);
    }
    let mut table = Table::new(&[]);
    for info in VERBS {
        table.row(vec![info.word.to_owned(), info.about.to_owned()]);
    }
    output::print(&table.text());
    Ok(())
}

fn help(cx: &Context, info: &VerbInfo) -> Result<(), Problem> {
    output::line(&format!("{}: {}", info.word, info.about));
    let mut table = Table::new(&[]);
    for (name, say) in info.fields {
        let flag = format!("  --{}", name.replace('_', "-"));
        table.row(vec![flag, (*say).to_owned()]);
    }
    output::print(&table.text());
    output::line(cx.lang.tr("cli.do_common"));
    Ok(())
}
