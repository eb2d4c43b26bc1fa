//! A night's report as one page of lines, for the command line and the duty post alike.

use crate::domain::night::Clash;
use crate::domain::night::LegNight;
use crate::domain::night::Night;
use crate::domain::night::SiteNight;
use crate::domain::night::Step;
use crate::domain::night::StepEnd;
use crate::domain::night::StepKind;
use crate::domain::night::spoken;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::locale::clock_span;
use crate::locale::foreign;
use crate::locale::sync::carrier;
use crate::locale::unsound::unsound;

/// Returns the report, a line each; what stands under a site or a heading is indented by two.
pub fn report(lang: Lang, night: &Night, zone: Zone) -> Vec<String> {
    let verdict = lang.tr(&format!("night.verdict_{}", night.verdict().word()));
    let (from, to) = (zone.clock(night.began), zone.clock(night.ended));
    let mut lines = vec![lang.say("night.title", &[("day", &night.day), ("verdict", &verdict)])];
    lines.push(lang.say("night.span", &[("from", &from), ("to", &to)]));
    lines.extend(night.steps.iter().map(|s| step(lang, s)));
    if let Some(reason) = night.renewed {
        let why = lang.tr(&format!("night.renewed_{}", reason.word()));
        lines.push(lang.say("night.renewed", &[("why", &why)]));
    }
    if night.returned + night.rehomed > 0 {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("back", &night.returned), ("again", &night.rehomed)];
        lines.push(lang.say("night.back", &values));
    }
    if night.unsettled {
        lines.push(lang.tr("night.unsettled").to_owned());
    }
    if let Some((no, code)) = &night.checkpoint {
        let no = spoken(*no);
        lines.push(lang.say("night.checkpoint", &[("no", &no), ("code", code)]));
    }
    if night.tasks > 0 {
        lines.push(lang.say("night.tasks", &[("n", &night.tasks)]));
    }
    // What wants somebody's hand stands before what only informs.
    if !night.clashes.is_empty() {
        lines.push(String::new());
        lines.push(lang.tr("night.clashes").to_owned());
        let said = night.clashes.iter().map(|c| clash(lang, night, c));
        lines.extend(said.map(|said| format!("  {said}")));
    }
    let failed = failed_for_all(night);
    if !failed.is_empty() {
        lines.push(String::new());
        lines.push(lang.tr("night.carriers").to_owned());
        lines.extend(failed.iter().map(|leg| stopped(lang, leg)));
    }
    for found in &night.sites {
        lines.push(String::new());
        site(lang, found, (zone, &failed), &mut lines);
    }
    lines
}

/// Returns a carrier each that got through to no site, where there are several: that is one failure
/// and is told once.
fn failed_for_all(night: &Night) -> Vec<&LegNight> {
    let Some((first, others)) = night.sites.split_first() else {
        return Vec::new();
    };
    let same = |leg: &&LegNight| {
        let failed = leg.stopped.is_some() && leg.sent + leg.received == 0;
        let there = |site: &SiteNight| {
            let mut legs = site.legs.iter();
            legs.any(|l| (&l.carrier, &l.stopped) == (&leg.carrier, &leg.stopped))
        };
        failed && others.iter().all(there)
    };
    match others.is_empty() {
        true => Vec::new(),
        false => first.legs.iter().filter(same).collect(),
    }
}

fn stopped(lang: Lang, leg: &LegNight) -> String {
    let why = leg
        .stopped
        .as_ref()
        .map(|(trouble, why)| carrier(lang, *trouble, why));
    let why = why.unwrap_or_default();
    lang.say(
        "night.leg_stopped",
        &[("carrier", &leg.carrier), ("why", &why)],
    )
}

fn step(lang: Lang, step: &Step) -> String {
    let name = lang.tr(&format!("night.step_{}", step.kind.word()));
    match &step.end {
        StepEnd::Failed(why) if step.kind == StepKind::County => {
            let parts: Vec<String> = why.split("; ").map(|part| at_carrier(lang, part)).collect();
            lang.say("night.county_failed", &[("why", &parts.join("; "))])
        }
        StepEnd::Failed(why) if step.kind == StepKind::Verify => {
            let why = match why.split_once(": ") {
                Some((witness, what)) => format!("{witness}: {}", unsound(lang, what)),
                None => foreign(lang, why),
            };
            lang.say("night.step_failed", &[("step", &name), ("why", &why)])
        }
        StepEnd::Failed(why) => {
            let why = foreign(lang, why);
            lang.say("night.step_failed", &[("step", &name), ("why", &why)])
        }
        StepEnd::Nothing => lang.say("night.step_nothing", &[("step", &name)]),
        StepEnd::Done(n) => {
            let n: &dyn std::fmt::Display = match step.kind {
                StepKind::Backup => &bytes(*n),
                _ => n,
            };
            let key = format!("night.{}_done", step.kind.word());
            lang.say(&key, &[("n", n)])
        }
    }
}

/// Says a failure before which the carrier may stand that it happened at.
fn at_carrier(lang: Lang, text: &str) -> String {
    let named = ["dir:", "postgres:"]
        .iter()
        .any(|begin| text.starts_with(begin));
    match text.split_once(": ").filter(|_| named) {
        Some((carrier, why)) => format!("{carrier}: {}", foreign(lang, why)),
        None => foreign(lang, text),
    }
}

fn site(lang: Lang, site: &SiteNight, (zone, told): (Zone, &[&LegNight]), lines: &mut Vec<String>) {
    let relation = lang.tr(&format!("refusal.relation_{}", site.relation.word()));
    lines.push(lang.say(
        "night.site",
        &[
            ("name", &site.name),
            ("org", &site.org),
            ("relation", &relation),
        ],
    ));
    if site.legs.is_empty() {
        lines.push(lang.tr("night.leg_none").to_owned());
    }
    let told = |leg: &LegNight| {
        told.iter()
            .any(|l| (&l.carrier, &l.stopped) == (&leg.carrier, &leg.stopped))
    };
    for found in site.legs.iter().filter(|found| !told(found)) {
        leg(lang, found, lines);
    }
    match site.since {
        Some(since) if site.waiting > 0 => lines.push(lang.say(
            "night.waiting",
            &[("n", &site.waiting), ("since", &moment(since, zone))],
        )),
        _ => lines.push(lang.tr("night.nothing_waits").to_owned()),
    }
    let heard = match site.heard {
        Some(at) => moment(at, zone),
        None => lang.tr("site.never").to_owned(),
    };
    lines.push(lang.say("night.heard", &[("when", &heard)]));
    if let Some(ahead) = site.ahead {
        let span = clock_span(lang, ahead);
        lines.push(lang.say("night.clock_ahead", &[("span", &span)]));
    }
}

fn leg(lang: Lang, leg: &LegNight, lines: &mut Vec<String>) {
    let name = &leg.carrier;
    if leg.stopped.is_some() {
        lines.push(stopped(lang, leg));
    }
    if leg.sent + leg.received > 0 {
        lines.push(lang.say(
            "night.leg",
            &[
                ("carrier", name),
                ("sent", &leg.sent),
                ("bytes", &bytes(leg.bytes)),
                ("received", &leg.received),
            ],
        ));
    } else if leg.stopped.is_none() {
        lines.push(lang.say("night.leg_quiet", &[("carrier", name)]));
    }
    if leg.again > 0 {
        lines.push(lang.say("night.leg_again", &[("n", &leg.again)]));
    }
    if leg.gaps > 0 {
        lines.push(lang.say("night.leg_gaps", &[("n", &leg.gaps)]));
    }
    if leg.later > 0 {
        lines.push(lang.say("night.leg_later", &[("n", &leg.later)]));
    }
    if let Some(said) = refused(lang, name, &leg.damaged) {
        lines.push(format!("  {said}"));
    }
}

/// Says what was refused of a carrier, if anything was: how much, the first of it, and what to do.
pub fn refused(lang: Lang, carrier: &str, refused: &[String]) -> Option<String> {
    let first = refused.first()?;
    // Reports from before this say no place.
    let why = match first.split_once(": ") {
        Some((place, why)) => format!("{place}: {}", foreign(lang, why)),
        None => foreign(lang, first),
    };
    let key = match carrier.starts_with("dir:") {
        true => "night.leg_damaged",
        // A row stays as it is until its keeper takes it away: whoever sends may only add.
        false => "night.leg_damaged_rows",
    };
    Some(lang.say(key, &[("n", &refused.len()), ("why", &why)]))
}

fn clash(lang: Lang, night: &Night, clash: &Clash) -> String {
    let named = |org: &Org| {
        let site = night.sites.iter().find(|site| site.org == *org);
        site.map_or_else(|| org.to_string(), |site| format!("{} {org}", site.name))
    };
    match clash {
        Clash::Fork { org, log, seq } => {
            let short = log.get(..8).unwrap_or(log);
            let site = named(org);
            lang.say(
                "night.clash_fork",
                &[("site", &site), ("log", &short), ("seq", seq)],
            )
        }
        Clash::Unvouched { org } => lang.say(
            "night.clash_unvouched",
            &[("site", &named(org)), ("org", org)],
        ),
        Clash::LeftOut { org, no } => lang.say(
            "night.clash_left_out",
            &[("site", &named(org)), ("no", &spoken(*no))],
        ),
        Clash::TwoCheckpoints { org, no } => lang.say(
            "night.clash_checkpoints",
            &[("site", &named(org)), ("no", &spoken(*no))],
        ),
        Clash::SaysLess { org, entries, .. } => {
            lang.say("night.clash_less", &[("site", &named(org)), ("n", entries)])
        }
        Clash::NamesAnothers { org, no } => lang.say(
            "night.clash_names",
            &[("site", &named(org)), ("no", &spoken(*no))],
        ),
        Clash::KnowsOther { org, seq } => {
            lang.say("night.clash_other", &[("site", &named(org)), ("seq", seq)])
        }
    }
}

/// Returns the local day and time.
fn moment(at: UtcMs, zone: Zone) -> String {
    format!("{} {}", zone.day(at), zone.clock(at))
}

/// Returns a size as people say it.
fn bytes(n: u64) -> String {
    match n {
        0..1_024 => format!("{n} B"),
        1_024..1_048_576 => format!("{} KB", n.div_ceil(1_024)),
        _ => format!("{}.{} MB", n >> 20, ((n & 0xf_ffff) * 10) >> 20),
    }
}
