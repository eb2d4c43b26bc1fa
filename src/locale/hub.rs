//! What the county's database fails at, and what to do about it.

use crate::locale::Lang;
use crate::locale::foreign;
use crate::locale::trouble::store;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Trouble;
use crate::sync::carrier::postgres::line::said;
use crate::sync::hub::HubError;
use crate::sync::hub::lint::Finding;
use crate::sync::hub::lint::Rule;

/// Says what the hub's database failed at, and what to do about it.
pub fn hub(lang: Lang, error: &HubError) -> String {
    match error {
        HubError::Address(error) => lang.say("hub.trouble_address", &[("why", &error.why)]),
        HubError::Carrier(error) => line(lang, error),
        HubError::Sql(error) => lang.say("hub.trouble_refused", &[("why", &said(error))]),
        HubError::Of { org, log, why } => lang.say(
            "hub.trouble_of",
            &[("org", org), ("log", log), ("why", &hub(lang, why))],
        ),
        HubError::Range(_) | HubError::Broken => lang.say("hub.trouble_refused", &[("why", error)]),
        HubError::Changed(step) => lang.say("hub.trouble_changed", &[("step", step)]),
        HubError::Newer { there, known } => {
            lang.say("hub.trouble_newer", &[("there", there), ("known", known)])
        }
        HubError::NotOurs => lang.tr("hub.trouble_not_ours").to_owned(),
        HubError::NoHub => lang.tr("hub.trouble_no_hub").to_owned(),
        HubError::Store(error) => store(lang, error),
    }
}

fn line(lang: Lang, error: &CarrierError) -> String {
    let key = match error.trouble {
        // The codes of the SQL standard's class 28: a login that is not let in.
        _ if error.why.ends_with("(28P01)") || error.why.ends_with("(28000)") => {
            "hub.trouble_login"
        }
        _ if error.why.contains("TLS") || error.why.contains("sslrootcert") => "hub.trouble_tls",
        Trouble::Away => "hub.trouble_away",
        _ => "hub.trouble_line",
    };
    let why = foreign(lang, &error.why);
    lang.say(key, &[("name", &error.name), ("why", &why)])
}

/// Says which rule of the hub's tables is broken, and where.
pub fn hub_finding(lang: Lang, finding: &Finding) -> String {
    let key = match finding.rule {
        Rule::KeyWithoutOrg => "hub.lint_key_without_org",
        Rule::NoKey => "hub.lint_no_key",
        Rule::ForkSwallowed => "hub.lint_fork_swallowed",
        Rule::ForeignKeyAcross => "hub.lint_foreign_key_across",
        Rule::Trigger => "hub.lint_trigger",
        Rule::RowSecurityOff => "hub.lint_row_security_off",
        Rule::RowSecurityNotForced => "hub.lint_row_security_not_forced",
        Rule::InsertWholeTable => "hub.lint_insert_whole_table",
        Rule::InsertReceiptTime => "hub.lint_insert_receipt_time",
        Rule::MayRewrite => "hub.lint_may_rewrite",
        Rule::AboveTheRules => "hub.lint_above_the_rules",
        Rule::HallIsMoreThanHall => "hub.lint_hall_is_more_than_hall",
    };
    lang.say(key, &[("at", &finding.at)])
}
