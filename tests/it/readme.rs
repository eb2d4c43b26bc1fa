//! The README says what is true: its key lists are those of the posts' own tables.

use yizhan::locale::Lang;
use yizhan::ui::key::KeyRow;
use yizhan::ui::post::duty;
use yizhan::ui::post::hotline;
use yizhan::ui::post::kiosk;
use yizhan::ui::post::launcher;
use yizhan::ui::post::meeting;
use yizhan::ui::post::pad;
use yizhan::ui::post::ratings;
use yizhan::ui::post::scores;
use yizhan::ui::post::village;
use yizhan::ui::post::window;

const README: &str = include_str!("../../README.md");

fn line<A>(post: &str, rows: &[KeyRow<A>]) -> String {
    let keys: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.key, Lang::ZhCn.tr(row.label)))
        .collect();
    format!("- `{post}`: {}", keys.join(" · "))
}

#[test]
fn the_readme_lists_the_keys_that_the_posts_have() {
    let lines = [
        line("window", window::KEYS),
        line("duty", duty::KEYS),
        line("village", village::KEYS),
        line("hotline", hotline::KEYS),
        line("ratings", ratings::KEYS),
        line("scores", scores::KEYS),
        line("meeting", meeting::KEYS),
        line("kiosk", kiosk::keys::HOME),
        line("pad", &[pad::ASKING_KEYS, pad::WELCOME_KEYS].concat()),
        line("launcher", launcher::KEYS),
    ];
    let missing: Vec<&String> = lines
        .iter()
        .filter(|line| !README.contains(*line))
        .collect();
    assert!(
        missing.is_empty(),
        "the README lacks these lines:\n{missing:#?}"
    );
}

#[test]
fn the_readme_stays_short_and_names_no_machine() {
    assert!(README.lines().count() <= 240);
    for word in ["/home/", "/tmp/", "@@"] {
        assert!(!README.contains(word), "{word}");
    }
}

#[test]
fn every_command_the_readme_names_exists() {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
        .args(["--help", "--lang", "en"])
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for command in [
        "demo", "init", "do", "show", "kiosk", "window", "pad", "board", "duty", "village",
        "hotline", "scores", "verify", "backup", "restore", "query", "ledger", "import",
        "simulate", "bench", "config", "rebuild", "site", "sites", "sync", "nightly", "hub",
        "hotline", "meeting", "ballot", "slips", "verify", "backup", "restore", "query", "ledger",
        "import", "simulate", "bench", "config", "rebuild", "site", "sites", "sync", "nightly",
        "hub",
    ] {
        assert!(help.contains(command), "{command} is not in --help");
    }
}
