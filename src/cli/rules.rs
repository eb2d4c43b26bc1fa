//! `yizhan rules`: the hall's rules, where each comes from and what guards it.

use serde::Deserialize;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::locale::Lang;

const LIST: &str = include_str!("../../data/rules.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    rule: Vec<Rule>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    source: String,
    zh: String,
    en: String,
    scenarios: Vec<String>,
    tests: Vec<String>,
}

/// Writes the rules.
///
/// # Errors
/// Only the output's own.
pub(crate) fn run(cx: &Context) -> Result<(), Problem> {
    let list: List = toml::from_str(LIST).expect("a test reads the embedded list of rules");
    if cx.json {
        return output::json(&list.rule);
    }
    let mut text = String::new();
    for rule in &list.rule {
        let sentence = match cx.lang {
            Lang::ZhCn => &rule.zh,
            Lang::En => &rule.en,
        };
        text.push_str(&format!("{}  {sentence}\n    {}\n", rule.id, rule.source));
        for guard in rule.scenarios.iter().chain(&rule.tests) {
            text.push_str(&format!("    - {guard}\n"));
        }
    }
    output::print(&text);
    Ok(())
}
