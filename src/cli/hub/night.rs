//! `yizhan hub import` and `checkpoint`: what the county's site does night by night.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::hub;
use crate::cli::output;
use crate::cli::problem;
use crate::cli::problem::Problem;
use crate::locale;
use crate::ops::Error;
use crate::ops::night;
use crate::ops::night::carriers;
use crate::store::far;
use crate::sync::exchange;
use crate::sync::exchange::Report;
use crate::sync::hub::checkpoint;
use crate::sync::hub::load_all;

/// How to take in.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// How many logs at once
    #[arg(long, default_value_t = 2, value_name = "N")]
    connections: usize,
}

/// Takes in what lies on the carriers, then loads what is new into the hub's tables.
pub(super) fn import(cx: &Context, args: &Import) -> Result<(), Problem> {
    let (mut hall, own) = hub::hub_of(cx)?;
    let _lease = hall.lease()?;
    let mut carriers = carriers::open(&hall.config().sync.to, own);
    let importer = carriers::importer(&hall.config().sync.to).cloned();
    let now = cx.now(&hall, None)?;
    let report = hall.as_site(now, |site| {
        exchange::run(site, &mut carriers).map_err(Error::from)
    })?;
    let loaded = importer
        .map(|url| load_all(hall.received(), &url, args.connections))
        .transpose()
        .map_err(Problem::Hub)?;
    let received: u64 = report.legs.iter().map(|leg| leg.received.entries).sum();
    if cx.json {
        output::json(&json!({
            "received": received,
            "loaded": loaded.map(|l| json!({"new": l.new, "known": l.known, "forked": l.forked})),
            "failed": failed(&report).map(|(name, trouble, why)| json!({
                "carrier": name, "message": locale::carrier(cx.lang, trouble, why),
            })).collect::<Vec<_>>(),
            "refused": report.legs.iter().flat_map(night::refused).collect::<Vec<_>>(),
        }))?;
    } else {
        output::line(
            &cx.lang
                .say("hub.import_received", &[("entries", &received)]),
        );
        if let Some(l) = loaded {
            output::line(&cx.lang.say(
                "hub.import_loaded",
                &[("new", &l.new), ("forked", &l.forked)],
            ));
        }
    }
    for (name, trouble, why) in failed(&report) {
        let why = locale::carrier(cx.lang, trouble, why);
        output::warn(
            &cx.lang
                .say("hub.carrier_failed", &[("name", &name), ("why", &why)]),
        );
    }
    let mut whole = true;
    for leg in &report.legs {
        if let Some(said) = locale::refused(cx.lang, &leg.carrier, &night::refused(leg)) {
            whole = false;
            let parts: [(&str, &dyn std::fmt::Display); 2] =
                [("name", &leg.carrier), ("why", &said)];
            output::warn(&cx.lang.say("hub.carrier_failed", &parts));
        }
    }
    match failed(&report).next() {
        Some(_) => Err(Problem::Said(problem::STORE)),
        None if whole => Ok(()),
        None => Err(Problem::Said(problem::PARTLY)),
    }
}

/// Returns the carriers that failed, each once.
fn failed(report: &Report) -> impl Iterator<Item = (&str, crate::sync::carrier::Trouble, &str)> {
    report.legs.iter().filter_map(|leg| {
        let (trouble, why) = leg.stopped.as_ref()?;
        Some((leg.carrier.as_str(), *trouble, why.as_str()))
    })
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
    match done.failed.is_empty() {
        true => Ok(()),
        false => Err(Problem::Said(problem::STORE)),
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
        &[("no", &last.no), ("code", &last.short())],
    ));
    Ok(())
}
