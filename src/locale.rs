//! Every sentence the program says, in two languages, from `data/locales/`.
//!
//! A key is `area.name`; the area is the file. The language is an argument everywhere:
//! two posts of one process may speak differently.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use crate::domain::time::Seconds;

pub mod catalogue;
mod misuse;
mod refusal;
mod trouble;

pub use self::misuse::field_of;
pub use self::misuse::misuse;
pub use self::misuse::system;
pub use self::refusal::finding;
pub use self::refusal::refusal;
pub use self::trouble::settings;
pub use self::trouble::store;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese as written in mainland China.
    #[default]
    ZhCn,
    /// English.
    En,
}

macro_rules! files {
    ($($area:literal),* $(,)?) => {
        [$((
            $area,
            include_str!(concat!("../data/locales/zh-CN/", $area, ".toml")),
            include_str!(concat!("../data/locales/en/", $area, ".toml")),
        )),*]
    };
}

/// Area, Chinese file, English file.
const FILES: [(&str, &str, &str); 16] = files![
    "common", "launcher", "kiosk", "window", "pad", "board", "duty", "refusal", "usage", "verb",
    "cli", "cli_help", "case", "deadline", "paper", "trouble",
];

type Words = BTreeMap<String, String>;

impl Lang {
    /// Both languages.
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// Returns the language's tag: `zh-CN` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Returns the language of a tag such as `zh-CN`, `zh_CN.UTF-8`, `zh` or `en_GB`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let language = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::ZhCn),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Returns the words under a key, or the key itself as `⟦key⟧` when there are none.
    pub fn tr(self, key: &str) -> &'static str {
        self.lookup(key).unwrap_or_else(|| missing(key))
    }

    /// Returns the words under a key, if there are any.
    pub fn lookup(self, key: &str) -> Option<&'static str> {
        self.words().get(key).map(String::as_str)
    }

    /// Returns the words under a key with each `{name}` replaced by its value.
    ///
    /// A placeholder without a value stays as it is; a value is never searched again.
    pub fn say(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.tr(key), values)
    }

    fn words(self) -> &'static Words {
        static ZH: OnceLock<Words> = OnceLock::new();
        static EN: OnceLock<Words> = OnceLock::new();
        match self {
            Lang::ZhCn => ZH.get_or_init(|| read(FILES.map(|(area, zh, _)| (area, zh)))),
            Lang::En => EN.get_or_init(|| read(FILES.map(|(area, _, en)| (area, en)))),
        }
    }
}

/// Returns what a person reads about a clock that lies so far behind the ledger.
pub fn clock_suspect(lang: Lang, lag: Seconds) -> String {
    let minutes = lag.whole_minutes();
    let (h, n) = (minutes / 60, minutes % 60);
    let span = match h {
        48.. => lang.say("common.span_days", &[("d", &(h / 24))]),
        0 => lang.say("common.span_minutes", &[("n", &n)]),
        _ => lang.say("common.span_hours", &[("h", &h), ("n", &n)]),
    };
    lang.say("common.clock_suspect", &[("span", &span)])
}

fn read(files: [(&str, &str); FILES.len()]) -> Words {
    let mut words = Words::new();
    for (area, text) in files {
        let table: BTreeMap<String, String> =
            toml::from_str(text).expect("the embedded locale files are tables of strings");
        for (name, value) in table {
            words.insert(format!("{area}.{name}"), value);
        }
    }
    words
}

fn fill(pattern: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let value = tail
            .split_once('}')
            .and_then(|(name, after)| Some((values.iter().find(|(n, _)| *n == name)?, after)));
        rest = match value {
            Some(((_, value), after)) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{value}");
                after
            }
            None => {
                out.push('{');
                tail
            }
        };
    }
    out.push_str(rest);
    out
}

/// Keeps one copy of each missing key for the life of the program: keys come from the code, so
/// there are few, and a test looks for them.
fn missing(key: &str) -> &'static str {
    static SEEN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let marked = format!("⟦{key}⟧");
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = seen.get(marked.as_str()) {
        return known;
    }
    let kept: &'static str = Box::leak(marked.into_boxed_str());
    seen.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;
    use std::path::PathBuf;

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
        let mut files = Vec::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        sources(&root, &mut files);
        assert!(files.len() > 5, "the sources were not found");
        files.retain(|file| !file.ends_with("src/locale.rs"));
        let mut wrong = Vec::new();
        for file in files {
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
}
