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
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::VERBS;
use crate::ops::VerbInfo;

mod args;
mod lines;

use args::Wish;
pub(super) use args::who;

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
    if wish.help
        && let Some(info) = VERBS.iter().find(|info| info.word == verb)
    {
        return help(cx, info);
    }
    let call = Call::parse(verb, Value::Object(wish.fields.clone()))?;
    one(cx, &call, &wish)
}

fn one(cx: &Context, call: &Call, wish: &Wish) -> Result<(), Problem> {
    let who = who(wish.by.as_deref(), wish.role.as_deref())?;
    let mut hall = cx.hall()?;
    pad_alone(&hall, call)?;
    let now = cx.now(&hall, wish.now.as_deref())?;
    let lag = lag(&hall, now, wish.now.is_some())?;
    let done = hall.perform(call, who, now)?;
    tracing::info!(verb = call.word(), "done");
    if let Some(lag) = lag {
        output::warn(&locale::clock_suspect(cx.lang, lag));
    }
    let done = json!(done);
    if cx.json {
        return output::json(&with_suspect(json!({ "done": done }), lag.is_some()));
    }
    let mut text = cx.lang.say("cli.done", &[("verb", &call.word())]);
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
        Call::Rate(_) | Call::RateLate(_) | Call::RateMandate(_) | Call::RatingTimeout(_)
            if !hall.is_trial() =>
        {
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
                    .fields()
                    .map(|name| (name.to_owned(), json!(field(cx.lang, info, name))))
                    .collect();
                json!({"verb": info.word, "about": about(cx.lang, info), "fields": fields})
            })
            .collect();
        return output::json(&verbs);
    }
    let mut table = Table::new(&[]);
    for info in VERBS {
        table.row(vec![info.word.to_owned(), about(cx.lang, info).to_owned()]);
    }
    output::print(&table.text());
    Ok(())
}

fn help(cx: &Context, info: &VerbInfo) -> Result<(), Problem> {
    output::line(&format!("{}: {}", info.word, about(cx.lang, info)));
    let mut table = Table::new(&[]);
    for name in info.fields() {
        let flag = format!("  --{}", name.replace('_', "-"));
        table.row(vec![flag, field(cx.lang, info, name)]);
    }
    output::print(&table.text());
    output::line(cx.lang.tr("cli.do_common"));
    Ok(())
}

/// Returns what a verb does.
fn about(lang: Lang, info: &VerbInfo) -> &'static str {
    lang.tr(&format!("verb.{}", info.word))
}

/// Returns what a field takes; `*` marks a necessary one.
fn field(lang: Lang, info: &VerbInfo, name: &str) -> String {
    let mark = if info.necessary.contains(&name) {
        "* "
    } else {
        ""
    };
    format!("{mark}{}", locale::field_of(lang, info.word, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_and_field_has_its_sentence_in_both_languages() {
        for info in VERBS {
            for lang in Lang::ALL {
                assert!(!about(lang, info).contains('⟦'), "{}", info.word);
                for name in info.fields() {
                    assert!(
                        !field(lang, info, name).contains('⟦'),
                        "{} {name}",
                        info.word
                    );
                }
            }
        }
    }
}
