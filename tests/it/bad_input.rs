//! Bad input at the command line: one sentence that says what is wrong and what to do, in the
//! chosen language, with the right exit code, and nothing done.

use crate::cli::Hall;
use crate::cli::Ran;

mod files;

/// Words of the libraries below that no clerk should read.
const FOREIGN: [&str; 14] = [
    "error", "Usage", "expected", "invalid", "unknown", "missing", "TOML", "os error", "No such",
    "syntax", "column", "tip:", "panicked", "⟦",
];

#[track_caller]
fn one_sentence(args: &[&str], ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{args:?}: {}{}", ran.out, ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{args:?}: {}", ran.err);
    for part in parts {
        assert!(
            ran.err.contains(part),
            "{args:?}: no {part:?} in {}",
            ran.err
        );
    }
}

#[track_caller]
fn both(hall: &Hall, args: &[&str], code: i32, zh: &[&str], en: &[&str]) {
    let ran = hall.run(args);
    one_sentence(args, &ran, code, zh);
    for word in FOREIGN {
        // What was typed comes back as it was.
        let typed = args.iter().any(|arg| arg.contains(word));
        assert!(typed || !ran.err.contains(word), "{args:?}: {}", ran.err);
    }
    let chinese = ran.err.chars().any(|c| ('一'..='龥').contains(&c));
    assert!(chinese, "{args:?}: {}", ran.err);

    let mut english = vec!["--lang", "en"];
    english.extend(args);
    let ran = hall.run(&english);
    one_sentence(&english, &ran, code, en);
    assert!(
        !ran.err.contains("error:") && !ran.err.contains("Usage:"),
        "{}",
        ran.err
    );
    let strange = |c: &char| ('一'..='龥').contains(c) && !args.iter().any(|arg| arg.contains(*c));
    assert_eq!(ran.err.chars().find(strange), None, "{args:?}: {}", ran.err);
}

#[test]
fn what_the_command_line_does_not_understand_is_one_sentence() {
    let hall = Hall::set_up(true);
    let before = hall.entries();
    for (line, zh, en) in [
        (
            "due --from x --limit 5wd",
            "“x”不能用作 --from",
            "“x” does not do for --from",
        ),
        (
            "due --from",
            "--from 后面没有写值",
            "--from lacks its value",
        ),
        (
            "due --from 2026-03-12",
            "缺少 --limit",
            "--limit (the limit",
        ),
        ("due --form 2026-03-12", "是不是 --from", "is it --from"),
        (
            "due --from 2026-03-12 --limit soon",
            "“soon”不能用作 --limit",
            "“soon” does not do",
        ),
        ("show day 2026-13-01", "如 2026-03-12", "as 2026-03-12"),
        ("show desk x", "窗口号，如 3", "as 3"),
        ("show ticket nr", "如 B023", "as B023"),
        ("show", "queue、desk、board", "queue, desk, board"),
        ("window", "缺少 <号>", "<NUMBER>"),
        (
            "nosuch",
            "没有“nosuch”这个命令",
            "There is no command “nosuch”",
        ),
        ("verfy", "是不是 verify", "is it verify"),
        ("config chek", "是不是 check", "is it check"),
        ("verify extra", "没有“extra”", "“extra”"),
        ("--nosuch", "没有“--nosuch”", "“--nosuch”"),
        (
            "--theme bad board",
            "“bad”不能用作 --theme",
            "default, light",
        ),
        (
            "--glyphs bad board",
            "“bad”不能用作 --glyphs",
            "unicode or ascii",
        ),
        ("--tsv", "--tsv", "--tsv"),
        ("query --tsv --tsv x", "写了两次", "twice"),
        ("simulate --arrivals x --windows 99", "1 到 50", "1 to 50"),
        ("simulate --arrivals x --speed fast", "60x", "60x"),
        ("bench --only nosuch", "commits", "commits"),
        ("ledger show --last many", "“many”不能用作 --last", "“many”"),
        ("demo window x", "“x”不是窗口号", "“x” is no window"),
        ("demo nowhere", "“nowhere”", "“nowhere”"),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        both(&hall, &args, 2, &[zh], &[en]);
    }
    one_sentence(
        &[],
        &hall.run(&["--lang", "xx"]),
        2,
        &["“xx”不能用作 --lang", "zh-CN 或 en"],
    );
    let ran = hall.words("due --from x --limit 5wd --json").ends(2);
    assert_eq!(ran.json()["error"]["code"], "usage_arg_value");
    assert_eq!(hall.entries(), before);
}

#[test]
fn help_speaks_the_chosen_language_and_is_no_failure() {
    let hall = Hall::empty();
    for line in [
        "--help",
        "-h",
        "due --help",
        "show desk --help",
        "do --help",
        "do transfer --help",
    ] {
        let ran = hall.words(line).ends(0);
        assert!(ran.err.is_empty(), "{line}: {}", ran.err);
        for english in ["Usage", "Options", "OPTIONS", "Commands", "Print help"] {
            assert!(!ran.out.contains(english), "{line}: {}", ran.out);
        }
    }
    let list = hall.words("do --list").ends(0).out;
    assert!(
        list.lines()
            .all(|line| line.chars().any(|c| ('一'..='龥').contains(&c))),
        "{list}"
    );
    assert!(
        hall.words("do --list --lang en")
            .ends(0)
            .out
            .contains("Gives a resident a number")
    );
    assert!(
        hall.words("--lang en due --help")
            .ends(0)
            .out
            .contains("Usage: yizhan due")
    );
    assert!(hall.words("--version").ends(0).out.starts_with("yizhan "));
}

#[test]
fn a_verb_that_cannot_be_read_is_one_sentence_and_does_nothing() {
    let hall = Hall::set_up(true);
    let before = hall.entries();
    for (line, zh, en) in [
        ("do", "yizhan do --list", "yizhan do --list"),
        ("do callnext", "是不是 call_next", "is it call_next"),
        (
            "do xyzzy",
            "没有“xyzzy”这个动作",
            "There is no verb “xyzzy”",
        ),
        ("do call_next", "缺少 window", "lacks window"),
        (
            "do call_next --window x",
            "不能是“x”；要写窗口号",
            "the window's number",
        ),
        ("do call_next --window 0", "不能是“0”", "“0” does not do"),
        ("do call_next --windw 1", "是不是 window", "is it window"),
        (
            "do call_next --window 1 --colour red",
            "没有“colour”",
            "no field “colour”",
        ),
        (
            "do call_next --window 1 --window 2",
            "写了两次",
            "given twice",
        ),
        (
            "do call_next --window 1 --by x",
            "“x”不是工号",
            "“x” is no badge number",
        ),
        (
            "do call_next --window 1 --as king",
            "--as resident",
            "--as resident",
        ),
        (
            "do call_next --window 1 --now tomorrow",
            "“tomorrow”不是时间",
            "“tomorrow” is no time",
        ),
        ("do call_next 1", "“1”", "“1”"),
        ("do take_ticket", "没有说去哪个中心", "No centre was named"),
        (
            "do take_ticket --centre nowhere",
            "economy、social",
            "economy, social",
        ),
        (
            "do take_ticket --centre social --priority x",
            "elder",
            "elder",
        ),
        (
            "do take_ticket --centre social --appointment noon",
            "“noon”不是时间",
            "“noon” is no time",
        ),
        (
            "do call_ticket --window 1 --ticket 中",
            "如 B023",
            "as B023",
        ),
        (
            "do park --window 1 --minutes 900 --reason x",
            "1 到 480",
            "1 to 480",
        ),
        (
            "do park --window 1 --minutes soon --reason x",
            "“soon”",
            "“soon”",
        ),
        (
            "do night_close --day 2026-02-30",
            "如 2026-03-12",
            "as 2026-03-12",
        ),
        (
            "do transfer --window 1 --reason x --keep-place maybe",
            "“maybe”",
            "“maybe”",
        ),
        ("do rate --errand x --level 5", "errand", "errand"),
        (
            "do save_window --window 2 --centres social,moon",
            "“social,moon”",
            "“social,moon”",
        ),
        (
            "do save_staff --staff 4294967295 --name x",
            "换一个工号",
            "choose another",
        ),
        ("do save_matters --matters [", "JSON", "JSON"),
        ("do verify --theme bad", "“bad”", "“bad”"),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        both(&hall, &args, 2, &[zh], &[en]);
    }
    assert_eq!(hall.entries(), before);
}

#[test]
fn a_stream_answers_each_bad_line_and_ends_with_the_worst_code() {
    let hall = Hall::set_up(true);
    let lines = b"nonsense\n{\"window\":1}\n{\"do\":\"callnext\"}\n{\"do\":\"call_next\",\"window\":[1]}\n{\"do\":\"post_staff\",\"staff\":102}\n";
    let before = hall.entries();
    let ran = hall.feed(&["do", "--stdin"], lines).ends(2);
    let answers: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let codes: Vec<&str> = answers
        .iter()
        .map(|a| a["code"].as_str().unwrap_or("ok"))
        .collect();
    assert_eq!(
        codes,
        [
            "line_wrong",
            "line_without_do",
            "verb_unknown",
            "field_bad",
            "ok"
        ]
    );
    for answer in &answers[..4] {
        let said = answer["message"].as_str().unwrap();
        assert!(said.chars().any(|c| ('一'..='龥').contains(&c)), "{said}");
        for word in FOREIGN {
            assert!(!said.contains(word), "{said}");
        }
    }
    assert_eq!(hall.entries(), before + 1, "the good line was done");
    hall.feed(
        &["do", "--stdin"],
        b"{\"do\":\"call_next\",\"window\":9}\nx\n",
    )
    .ends(3);
    hall.feed(&["do", "--stdin"], b"\n").ends(0);
}
