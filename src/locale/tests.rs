//! Both languages say the same things, and nothing nobody asks for.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::*;

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|t| t.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn a_clock_that_lags_is_said_on_the_smallest_screen() {
    let columns = |text: &str| {
        text.chars()
            .map(|c| 1 + usize::from(c > '\u{2e80}'))
            .sum::<usize>()
    };
    for lang in Lang::ALL {
        for (seconds, part) in [
            (660, "11"),
            (3_600 * 47 + 3_540, "47"),
            (1_767_225_600, "20454"),
        ] {
            let said = clock_suspect(lang, Seconds(seconds));
            assert!(said.contains(part) && !said.contains('{'), "{said}");
            assert!(columns(&said) <= 57, "{said}");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_placeholders() {
    let zh = Lang::ZhCn.words();
    let en = Lang::En.words();
    let zh_keys: Vec<&String> = zh.keys().collect();
    let en_keys: Vec<&String> = en.keys().collect();
    assert_eq!(zh_keys, en_keys);
    for (key, text) in zh {
        assert_eq!(placeholders(text), placeholders(&en[key]), "{key}");
        assert!(!text.is_empty() && !en[key].is_empty(), "{key} is empty");
    }
}

#[test]
fn every_area_has_both_files_and_every_file_is_read() {
    for lang in Lang::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("data/locales")
            .join(lang.tag());
        let mut there: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let mut read: Vec<String> = FILES.iter().map(|f| format!("{}.toml", f.0)).collect();
        read.sort();
        assert_eq!(there, read, "{}", lang.tag());
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Returns the files of the program, without the tests that stand in files of their own.
fn program() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root, &mut files);
    files.retain(|file| {
        let mut parts = file.strip_prefix(&root).into_iter().flatten();
        !parts.any(|part| part == "tests" || part == "tests.rs")
    });
    assert!(files.len() > 5, "the sources were not found");
    files
}

/// Returns the literal keys that follow `opening` in a source text.
fn keys_after<'a>(source: &'a str, opening: &str) -> Vec<&'a str> {
    source
        .split(opening)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn every_key_named_in_the_source_exists() {
    let mut wrong = Vec::new();
    for file in program() {
        let source = fs::read_to_string(&file).unwrap();
        for opening in [".tr(", ".say(", "label:", "help:"] {
            for key in keys_after(&source, opening) {
                let known = Lang::ZhCn.lookup(key).is_some();
                if !known && !key.starts_with("test.") {
                    wrong.push(format!("{}: {key:?}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "no such keys: {wrong:#?}");
}

/// What the source says: its literals, and its names also as serde and the verbs write them.
#[derive(Default)]
struct Source {
    words: BTreeSet<String>,
    /// Keys with gaps, as `["duty.state_", ""]`.
    patterns: Vec<Vec<String>>,
}

impl Source {
    fn read(&mut self, text: &str) {
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let code = code.join("\n").replace("\\\"", "").replace("'\"'", "");
        for literal in code.split('"').skip(1).step_by(2) {
            self.words.insert(literal.to_owned());
            self.patterns.extend(pattern(literal));
        }
        for name in code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            self.words.insert(name.to_owned());
            self.words.insert(snake(name));
        }
    }

    fn says(&self, word: &str) -> bool {
        word.split('-')
            .all(|part| self.words.contains(part) || part.parse::<u32>().is_ok())
    }

    fn names(&self, key: &str) -> bool {
        self.words.contains(key) || self.patterns.iter().any(|p| self.fits(p, key))
    }

    fn fits(&self, pattern: &[String], key: &str) -> bool {
        let [fixed, rest @ ..] = pattern else {
            return false;
        };
        let (Some(tail), [next, ..]) = (key.strip_prefix(fixed.as_str()), rest) else {
            return rest.is_empty() && key == fixed;
        };
        // Of two gaps side by side the second may be left empty.
        let least = usize::from(!fixed.is_empty());
        (least..=tail.len()).any(|at| {
            let (word, after) = tail.split_at(at);
            let said = word.is_empty() || self.says(word);
            said && after.starts_with(next.as_str()) && self.fits(rest, after)
        })
    }
}

/// Returns what stands around the gaps of a key that is put together.
fn pattern(literal: &str) -> Option<Vec<String>> {
    let (area, name) = literal.split_once('.')?;
    FILES.iter().find(|file| file.0 == area)?;
    // A literal that ends so is the first half of a `concat!`.
    let literal = match name.ends_with('_') {
        true => format!("{literal}{{}}"),
        false => literal.to_owned(),
    };
    let mut parts = literal.split('{');
    let first = parts.next()?.to_owned();
    let rest: Option<Vec<String>> = parts
        .map(|part| Some(part.split_once('}')?.1.to_owned()))
        .collect();
    let rest = rest.filter(|rest| !rest.is_empty())?;
    Some(std::iter::once(first).chain(rest).collect())
}

/// Returns a name in small letters, `WindowBusy` as `window_busy`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if small && c.is_ascii_uppercase() {
            out.push('_');
        }
        small = !c.is_ascii_uppercase();
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Where the source puts a whole area's keys together, as `refusal.{}`, a key passes as soon as
/// its word stands anywhere in the source.
#[test]
fn every_key_of_the_files_is_used() {
    let mut source = Source::default();
    for file in program() {
        source.read(&fs::read_to_string(&file).unwrap());
    }
    // Profiles name kinds and questions that have their words here.
    source.read(include_str!("../../data/scoring/meetings.toml"));
    let unused: Vec<&String> = Lang::ZhCn
        .words()
        .keys()
        .filter(|key| !key.starts_with("unsound.") && !source.names(key))
        .collect();
    assert!(unused.is_empty(), "nobody says these: {unused:#?}");
}

/// The sentences of `verify` are found by their English words, not by their keys: those must be the
/// program's own, but for what stands in their gaps.
#[test]
fn every_finding_that_is_told_is_one_the_program_can_make() {
    let bare = |text: &str| {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        let name = |gap: &str| gap.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        parts.fold(first, |so_far, part| {
            let gap = part.split_once('}').filter(|(gap, _)| name(gap));
            so_far + "{" + gap.map_or(part, |(_, after)| after)
        })
    };
    let mut source = String::new();
    for file in program() {
        for line in fs::read_to_string(&file).unwrap().lines() {
            // A sentence may go on in the next line.
            match line.trim().strip_suffix('\\') {
                Some(begun) => source += begun,
                None => source = source + line.trim() + "\n",
            }
        }
    }
    let source = bare(&source);
    let unmade: Vec<&str> = Lang::En
        .keys("unsound")
        .filter(|key| !source.contains(&bare(Lang::En.tr(key))))
        .collect();
    assert!(unmade.is_empty(), "nobody finds these: {unmade:#?}");
}

#[test]
fn the_search_for_unused_keys_sees_what_is_missing() {
    let mut source = Source::default();
    source.read("x.say(&format!(\"duty.level_{}\", n)); y.tr(\"duty.closed\") // \"duty.day\"");
    source.read("enum Why { NotHere }\n// tr(\"duty.open\")\nformat!(\"refusal.{why}\")");
    source.read("format!(\"usage.{}{like}\", if near { \"_like\" } else { \"\" }); \"bad\"");
    source.read("concat!(\"pad.key_\", $word); row!(\"enter\")");
    for used in [
        "duty.level_5",
        "duty.closed",
        "refusal.not_here",
        "usage.bad",
        "usage.bad_like",
        "pad.key_enter",
    ] {
        assert!(source.names(used), "{used}");
    }
    for unused in [
        "duty.level_five",
        "duty.open",
        "refusal.gone",
        "usage.bad_near",
        "pad.key_leave",
        "duty.level_",
    ] {
        assert!(!source.names(unused), "{unused}");
    }
}

#[test]
fn the_search_for_keys_sees_calls_over_several_lines() {
    let source = "x.tr(\"a.b\"); y.say(\n    \"c.d\", &[])";
    assert_eq!(keys_after(source, ".tr("), ["a.b"]);
    assert_eq!(keys_after(source, ".say("), ["c.d"]);
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Lang::En.tr("test.nothing"), "⟦test.nothing⟧");
    let (a, b) = (Lang::En.tr("test.nothing"), Lang::ZhCn.tr("test.nothing"));
    assert!(std::ptr::eq(a, b), "the same key is kept once");
}

#[test]
fn placeholders_are_filled_once_and_unknown_ones_stay() {
    let values: [(&str, &dyn Display); 2] = [("n", &3), ("who", &"{n}")];
    assert_eq!(fill("等候{n}人", &values), "等候3人");
    assert_eq!(fill("{who} {n}", &values), "{n} 3");
    assert_eq!(fill("{x} {n", &values), "{x} {n");
    assert_eq!(fill("{{n}", &values), "{3");
    assert_eq!(fill("", &values), "");
}

#[test]
fn a_language_is_found_by_its_tag() {
    let table = [
        ("zh-CN", Some(Lang::ZhCn)),
        ("zh_CN.UTF-8", Some(Lang::ZhCn)),
        ("en", Some(Lang::En)),
        ("EN_gb", Some(Lang::En)),
        ("de", None),
        ("", None),
    ];
    for (tag, want) in table {
        assert_eq!(Lang::from_tag(tag), want, "{tag:?}");
    }
    assert_eq!(Lang::from_tag(Lang::ZhCn.tag()), Some(Lang::ZhCn));
}
