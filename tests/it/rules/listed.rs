//! The list of rules: each names what guards it, and nothing that guards is left out.

use super::*;

/// Reads the rules each scenario names.
fn guards() -> BTreeMap<String, Vec<String>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut guards: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let scenario: Scenario = toml::from_str(&text).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(!scenario.rules.is_empty(), "{name} names no rule");
        for rule in scenario.rules {
            guards.entry(rule).or_default().push(name.clone());
        }
    }
    guards.values_mut().for_each(|names| names.sort());
    guards
}

#[test]
fn every_rule_is_guarded_by_what_the_list_says() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["rules", "--json"])
        .output()
        .unwrap();
    let list: Vec<Map<String, Value>> = serde_json::from_slice(&run.stdout).unwrap();
    let mut guards = guards();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for rule in &list {
        let id = rule["id"].as_str().unwrap();
        let have = guards.remove(id).unwrap_or_default();
        assert_eq!(rule["scenarios"], json!(have), "the scenarios of {id}");
        let others = rule["tests"].as_array().unwrap();
        assert!(have.len() + others.len() > 0, "nothing guards {id}");
        for name in others {
            let (file, test) = name.as_str().unwrap().split_once("::").unwrap();
            let text = std::fs::read_to_string(tests.join(format!("{file}.rs"))).unwrap();
            assert!(text.contains(&format!("fn {test}()")), "{name} of {id}");
        }
    }
    assert!(guards.is_empty(), "rules nobody lists: {guards:?}");
    for id in (1..=9)
        .map(|n| format!("L{n}"))
        .chain((1..=7).flat_map(|n| ["W", "R", "B"].map(|of| format!("{of}{n}"))))
        .chain(["S1", "S2", "S4", "S6", "S7", "A11", "A14"].map(String::from))
    {
        assert!(list.iter().any(|rule| rule["id"] == id), "{id} is missing");
    }
}
