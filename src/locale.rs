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

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::time::Seconds;

pub mod catalogue;
mod foreign;
mod hotline;
mod hub;
mod mandate;
pub mod meeting;
mod misuse;
mod night;
mod problem;
mod rating;
mod refusal;
pub mod results;
pub mod score;
mod sync;
mod task;
mod trouble;
mod unsound;
mod villages;

pub use self::foreign::foreign;
pub use self::hotline::RateWords;
pub use self::hotline::hotline_rates;
pub use self::hub::hub;
pub use self::hub::hub_finding;
pub use self::mandate::hands;
pub use self::mandate::keeper;
pub use self::misuse::field_of;
pub use self::misuse::misuse;
pub use self::misuse::system;
pub use self::night::refused;
pub use self::night::report as night_report;
pub use self::problem::problem_clock;
pub use self::problem::problem_count;
pub use self::problem::problem_deed;
pub use self::problem::problem_share;
pub use self::rating::rated_badly;
pub use self::refusal::finding;
pub use self::refusal::lacks;
pub use self::refusal::refusal;
pub use self::sync::carrier;
pub use self::sync::sync;
pub use self::task::task_about;
pub use self::task::task_brief;
pub use self::task::task_words;
pub use self::trouble::settings;
pub use self::trouble::store;
pub use self::unsound::unsound;
pub use self::villages::FigureLine;
pub use self::villages::Tone;
pub use self::villages::report as villages_report;
pub use self::villages::week_line;

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
const FILES: [(&str, &str, &str); 30] = files![
    "common", "launcher", "kiosk", "window", "pad", "board", "duty", "refusal", "usage", "verb",
    "cli", "cli_help", "case", "deadline", "paper", "trouble", "site", "hub", "night", "seal",
    "village", "unsound", "measure", "hotline", "results", "score", "problem", "rating", "ratings",
    "meeting",
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

    /// Returns the keys of an area.
    fn keys(self, area: &str) -> impl Iterator<Item = &'static str> {
        let mine = move |key: &&str| key.split_once('.').is_some_and(|(of, _)| of == area);
        self.words().keys().map(String::as_str).filter(mine)
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

/// Returns a day as people say it: 3月12日.
pub fn date(lang: Lang, day: NaiveDate) -> String {
    let month = lang.tr("window.months");
    let month = month.split('|').nth(day.month0() as usize);
    let values: [(&str, &dyn Display); 2] = [("m", &month.unwrap_or_default()), ("d", &day.day())];
    lang.say("window.date", &values)
}

/// Returns a day as people say it, with its year where that is another than today's.
pub fn date_seen(lang: Lang, day: NaiveDate, today: NaiveDate) -> String {
    let date = date(lang, day);
    match day.year() == today.year() {
        true => date,
        false => lang.say("window.date_year", &[("y", &day.year()), ("date", &date)]),
    }
}

/// Returns what a person reads about a clock that lies so far behind the ledger.
pub fn clock_suspect(lang: Lang, lag: Seconds) -> String {
    lang.say("common.clock_suspect", &[("span", &clock_span(lang, lag))])
}

/// Returns how far a clock is off, as people say it.
pub(crate) fn clock_span(lang: Lang, lag: Seconds) -> String {
    let minutes = lag.whole_minutes();
    let (h, n) = (minutes / 60, minutes % 60);
    match h {
        48.. => lang.say("common.span_days", &[("d", &(h / 24))]),
        0 => lang.say("common.span_minutes", &[("n", &n)]),
        _ => lang.say("common.span_hours", &[("h", &h), ("n", &n)]),
    }
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
mod tests;
