//! `yizhan hub import` and `checkpoint`: what the county's site does night by night.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::hub;
use crate::cli::night as cli_night;
use crate::cli::output;
use crate::cli::problem;
use crate::cli::problem::Problem;
use crate::domain::night::spoken;
use crate::locale;
use crate::ops::Error;
use crate::ops::night::carriers;
use crate::store::far;
use crate::sync::hub::checkpoint;
use crate::sync::hub::load_all;

/// How to take in.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// How many logs at once
    #[arg(long, default_value_t = 2, value_name = "N")]
    connections: usize,
}

/// Takes in what lies on the carriers as any exchange does, then loads what is new into the hub's
/// tables. Ends as `yizhan sync` does, and at best in part where the tables could not be filled: what
/// was taken in stays, and the next time fills them.
pub(super) fn import(cx: &Context, args: &Import) -> Result<(), Problem> {
    let (mut hall, _) = hub::hub_of(cx)?;
    let lease = hall.lease()?;
    let importer = carriers::importer(&hall.config().sync.to).cloned();
    let night = cli_night::exchange(cx, &mut hall, &lease)?;
    if !cx.json {
        cli_night::page(cx, &hall, &night);
    }
    let loaded = importer
        .map(|url| load_all(hall.received(), &url, args.connections).map_err(Problem::Hub))
        .transpose();
    let (loaded, failed) = match loaded {
        Ok(loaded) => (loaded, None),
        Err(problem) => (None, Some(problem)),
    };
    if cx.json {
        let legs = night.sites.iter().flat_map(|site| &site.legs);
        let received: u64 = legs.map(|leg| leg.received).sum();
        let mut told = json!({
            "verdict": night.verdict(),
            "night": night,
            "received": received,
            "loaded": loaded.map(|l| json!({"new": l.new, "known": l.known, "forked": l.forked})),
        });
        if let Some(problem) = &failed {
            told["error"] = json!({"code": problem.code(), "message": problem.message(cx.lang)});
        }
        output::json(&told)?;
    } else if let Some(l) = loaded {
        output::line(&cx.lang.say(
            "hub.import_loaded",
            &[("new", &l.new), ("forked", &l.forked)],
        ));
    }
    if let Some(problem) = &failed {
        output::warn(&problem.message(cx.lang));
    }
    cli_night::ended(&night)?;
    match failed {
        None => Ok(()),
        Some(_) => Err(Problem::Said(problem::PARTLY)),
    }
}

/// Whether to publish or only to look.
#[derive(Debug, Args)]
pub(crate) struct Checkpoint {
    /// Only show the last one kept here
    #[arg(long)]
    last: bool,
}

/// Publishes the checkpoint, or shows the last one that is kept here.
pub(super) fn checkpoint(cx: &Context, args: &Checkpoint) -> Result<(), Problem> {
    if args.last {
        let last = cx.hall()?.last_checkpoint()?;
        let last = last.ok_or_else(|| Problem::refused("hub_no_checkpoint", &[]))?;
        return told(cx, &last, json!({}));
    }
    let (mut hall, own) = hub::hub_of(cx)?;
    let _lease = hall.lease()?;
    let mut carriers = carriers::open(&hall.config().sync.to, own);
    let now = cx.now(&hall, None)?;
    let done = hall.as_site(now, |site| {
        checkpoint::publish(site, &mut carriers).map_err(Error::from)
    })?;
    told(
        cx,
        &done.checkpoint,
        json!({"logs": done.logs, "laid": done.laid, "failed": done.failed.len()}),
    )?;
    for error in &done.failed {
        let why = locale::carrier(cx.lang, error.trouble, &error.why);
        output::warn(&cx.lang.say(
            "hub.carrier_failed",
            &[("name", &error.name), ("why", &why)],
        ));
    }
    match (done.failed.is_empty(), done.laid) {
        (true, _) => Ok(()),
        (false, 0) => Err(Problem::Said(problem::STORE)),
        (false, _) => Err(Problem::Said(problem::PARTLY)),
    }
}

fn told(cx: &Context, last: &far::Checkpoint, more: serde_json::Value) -> Result<(), Problem> {
    if cx.json {
        let mut value = json!({
            "no": last.no, "code": last.short(), "root": last.root.to_string(), "at": last.seen.0,
        });
        if let (Some(value), Some(more)) = (value.as_object_mut(), more.as_object()) {
            value.extend(more.clone());
        }
        return output::json(&value);
    }
    output::line(&cx.lang.say(
        "hub.checkpoint",
        &[("no", &spoken(last.no)), ("code", &last.short())],
    ));
    Ok(())
}
