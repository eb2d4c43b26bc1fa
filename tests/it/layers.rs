//! The house keeps its order: a layer names only those below it, and files stay where they belong.

use std::path::Path;
use std::path::PathBuf;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Each layer with the layers it may name besides itself.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("sync", &["store", "domain", "config"]),
    ("ops", &["sync", "store", "domain", "config"]),
    ("ui", &["ops", "domain", "config", "clock", "locale"]),
    (
        "cli",
        &[
            "ui", "ops", "sync", "store", "domain", "config", "clock", "locale",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
    ("config", &["domain"]),
    ("clock", &["domain"]),
    ("locale", &["sync", "store", "domain", "config"]),
];

/// What the domain never names: it has no clock, file, SQL, terminal, environment or randomness.
const NOT_IN_DOMAIN: &[&str] = &[
    "rusqlite",
    "ratatui",
    "crossterm",
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "getrandom",
    "now_v7",
];

/// A file may have so many lines.
const MAX_LINES: usize = 600;

/// What stands at the top besides hidden files and what is built.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "data",
    "tests",
    "themes",
    "README.md",
    "LICENSE",
    "target",
];

/// Returns what is wrong in one file of `src/`, named by its path within `src/`.
fn faults(path: &str, text: &str) -> Vec<String> {
    let layer = path.split(['/', '.']).next().unwrap_or_default();
    let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{path}: {layer} is no layer; name it in MAY_NAME")];
    };
    let mut faults = Vec::new();
    if path.ends_with("mod.rs") {
        faults.push(format!("{path}: call it after its module, not mod.rs"));
    }
    if text.lines().count() > MAX_LINES {
        faults.push(format!("{path}: more than {MAX_LINES} lines"));
    }
    // Unit tests may read a file of real data or take a time.
    let unit_tests = path.contains("/tests") || path.ends_with("tests.rs");
    let tests_from = text.lines().position(|line| line.trim() == "#[cfg(test)]");
    for (n, line) in code_lines(text) {
        let mut fault = |what: String| faults.push(format!("{path}:{n}: {what}"));
        let mut own = vec!["crate::"];
        if matches!(layer, "main") {
            own.push("yizhan::");
        }
        for named in own.iter().flat_map(|prefix| after(line, prefix)) {
            if named.starts_with('{') {
                fault("one `use crate::…` a line, no group".to_owned());
                continue;
            }
            let name = word(named);
            if name != layer && !allowed.contains(&name) {
                fault(format!("{layer} names {name}"));
            }
        }
        if line.trim_start().starts_with("use crate::") && line.contains('{') {
            fault("one `use crate::…` a line, no group".to_owned());
        }
        if layer == "domain" && !unit_tests && tests_from.is_none_or(|from| n <= from) {
            for never in NOT_IN_DOMAIN.iter().filter(|never| line.contains(**never)) {
                fault(format!("domain names {never}"));
            }
        }
    }
    faults
}

/// Returns the lines that are code, with their numbers; comments name what they like.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(i, line)| (i + 1, line))
}

/// Returns what follows each whole `prefix` in a line.
fn after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).filter_map(move |(at, _)| {
        let before = line[..at].chars().next_back();
        (!before.is_some_and(|c| c.is_alphanumeric() || c == '_'))
            .then(|| &line[at + prefix.len()..])
    })
}

fn word(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// Returns the Rust files below a folder, by path within it.
fn rust_files(dir: &Path) -> Vec<(String, String)> {
    fn walk(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(dir, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// Returns the test files that `main.rs` does not declare, and so never run.
fn forgotten(files: &[&str], main: &str) -> Vec<String> {
    files
        .iter()
        .filter_map(|file| file.strip_suffix(".rs"))
        .filter(|name| *name != "main")
        .filter(|name| !main.lines().any(|line| line == format!("mod {name};")))
        .map(ToOwned::to_owned)
        .collect()
}

/// Returns the names that do not belong at the top.
fn strangers(names: &[String]) -> Vec<String> {
    names
        .iter()
        .filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()))
        .cloned()
        .collect()
}

fn names_in(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn no_layer_names_one_above_it() {
    let files = rust_files(&Path::new(ROOT).join("src"));
    assert!(files.len() > 50, "the source was not found");
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| faults(path, text))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_test_file_is_longer_than_one_can_read() {
    for (path, text) in rust_files(&Path::new(ROOT).join("tests")) {
        assert!(text.lines().count() <= MAX_LINES, "tests/{path}");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let it = Path::new(ROOT).join("tests/it");
    let names = names_in(&it);
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let main = std::fs::read_to_string(it.join("main.rs")).unwrap();
    assert_eq!(forgotten(&files, &main), Vec::<String>::new());
}

#[test]
fn nothing_strange_stands_at_the_top() {
    assert_eq!(strangers(&names_in(Path::new(ROOT))), Vec::<String>::new());
}

#[test]
fn the_scanner_sees_every_kind_of_fault() {
    let sees = |path: &str, text: &str, what: &str| {
        let found = faults(path, text);
        assert!(
            found.iter().any(|fault| fault.contains(what)),
            "{path} {text:?} gave {found:?}"
        );
    };
    sees(
        "domain/queue.rs",
        "use crate::store::Store;",
        "domain names store",
    );
    sees("store.rs", "    crate::ops::act::load()", "store names ops");
    sees("ops/act.rs", "use crate::ui::theme::Theme;", "ops names ui");
    sees("ops/act.rs", "use crate::clock::Clock;", "ops names clock");
    sees("ui/post.rs", "use crate::store::Store;", "ui names store");
    sees("ui/post.rs", "pub use crate::sync::Plan;", "ui names sync");
    sees("config.rs", "use crate::ops::Hall;", "config names ops");
    sees(
        "main.rs",
        "fn main() { yizhan::ops::run() }",
        "main names ops",
    );
    sees("helper.rs", "", "helper is no layer");
    sees("ops.rs", "use crate::{domain, store};", "no group");
    sees("ops.rs", "use crate::domain::{ids, time};", "no group");
    sees(
        "domain/x.rs",
        "let t = std::time::SystemTime::now();",
        "SystemTime",
    );
    sees("domain/x.rs", "use rusqlite::Connection;", "rusqlite");
    sees("domain/x.rs", "std::fs::read(p)", "std::fs");
    sees("domain/x.rs", "std::env::var(\"X\")", "std::env");
    sees("domain/x.rs", "getrandom::fill(&mut x)", "getrandom");
    sees(
        "domain/x/tests.rs",
        "use crate::store::Store;",
        "domain names store",
    );
    sees("ui/mod.rs", "", "mod.rs");
    sees("ui.rs", &"\n".repeat(MAX_LINES + 1), "more than");
}

#[test]
fn the_scanner_lets_good_code_pass() {
    for (path, text) in [
        (
            "ops/act.rs",
            "use crate::store::Store;\nuse crate::domain::ids::Centre;",
        ),
        (
            "domain/x.rs",
            "// crate::store may be named in a comment\nuse crate::domain::ids::*;",
        ),
        (
            "ui/post.rs",
            "use crate::clock::Clock;\nuse crate::locale::Locale;",
        ),
        ("cli/do.rs", "use crate::store::verify::verify;"),
        (
            "domain/x.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }",
        ),
        ("domain/x/tests.rs", "std::env::var(\"YIZHAN_REAL_DATA\")"),
        ("ops.rs", "macro_rules! x { () => { $crate::ops::y!() } }"),
    ] {
        assert_eq!(faults(path, text), Vec::<String>::new(), "{path}");
    }
    assert_eq!(word("store::view::{self}"), "store");
}

#[test]
fn the_scanner_sees_forgotten_tests_and_strange_files() {
    assert_eq!(
        forgotten(&["main.rs", "rules.rs", "cli.rs"], "mod cli;\n"),
        ["rules"]
    );
    assert_eq!(forgotten(&["rules.rs"], "// mod rules;\n"), ["rules"]);
    let top = ["src", "notes.txt", ".git", "README.md"].map(ToOwned::to_owned);
    assert_eq!(strangers(&top), ["notes.txt"]);
}
