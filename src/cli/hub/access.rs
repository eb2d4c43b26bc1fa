//! `yizhan hub init`, `add-hall`, `remove-hall` and `lint`: what is done at the database itself.

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem;
use crate::cli::problem::Problem;
use crate::domain::misuse::Misuse;
use crate::domain::site::Org;
use crate::locale;
use crate::ops::Error;
use crate::sync::dice::Dice;
use crate::sync::hub;

fn dice() -> Result<Dice, Problem> {
    Dice::of_machine().ok_or(Problem::Ops(Error::Usage(Misuse::NoRandomness)))
}

/// Makes the tables, roles and rules; again it changes nothing.
pub(super) fn init(cx: &Context, url: &str) -> Result<(), Problem> {
    let made = hub::init(url, &mut dice()?).map_err(Problem::Hub)?;
    let line = made.importer.as_ref().map(|access| access.line.as_str());
    if cx.json {
        return output::json(&json!({"steps": made.steps, "importer": line}));
    }
    let said = match made.steps.len() {
        0 => cx.lang.tr("hub.init_nothing").to_owned(),
        steps => cx.lang.say("hub.init_done", &[("steps", &steps)]),
    };
    output::line(&said);
    match line {
        Some(line) => {
            output::line(cx.lang.tr("hub.init_importer"));
            output::line(&setting(line));
        }
        None => output::line(cx.lang.tr("hub.init_importer_there")),
    }
    Ok(())
}

fn setting(line: &str) -> String {
    format!("to = \"{line}\"")
}

/// Makes a hall's login and writes the one line it needs.
pub(super) fn add_hall(cx: &Context, org: Org, url: &str) -> Result<(), Problem> {
    let access = hub::add_hall(url, org, &mut dice()?).map_err(Problem::Hub)?;
    if cx.json {
        return output::json(&json!({"org": org, "user": access.user, "line": access.line}));
    }
    output::line(&setting(&access.line));
    output::warn(&cx.lang.say("hub.hall_added", &[("org", &org)]));
    Ok(())
}

/// Takes a hall's login away.
pub(super) fn remove_hall(cx: &Context, org: Org, url: &str) -> Result<(), Problem> {
    hub::remove_hall(url, org).map_err(Problem::Hub)?;
    if cx.json {
        return output::json(&json!({"org": org, "removed": true}));
    }
    output::line(&cx.lang.say("hub.hall_removed", &[("org", &org)]));
    Ok(())
}

/// Says which rules are broken.
pub(super) fn lint(cx: &Context, url: &str) -> Result<(), Problem> {
    let findings = hub::address(url).and_then(|address| hub::at(&address, hub::lint));
    let findings = findings.map_err(Problem::Hub)?;
    let said = |finding| locale::hub_finding(cx.lang, finding);
    if cx.json {
        let rows: Vec<_> = findings
            .iter()
            .map(|f| json!({"rule": f.rule.word(), "at": f.at, "message": said(f)}))
            .collect();
        output::json(&json!({"sound": rows.is_empty(), "findings": rows}))?;
    } else if findings.is_empty() {
        let rules = hub::lint::Rule::ALL.len();
        output::line(&cx.lang.say("hub.lint_sound", &[("rules", &rules)]));
    } else {
        findings.iter().for_each(|f| output::line(&said(f)));
    }
    match findings.is_empty() {
        true => Ok(()),
        false => Err(Problem::Said(problem::STORE)),
    }
}
