//! What is wrong in a file of settings, and on which line.

use std::fmt;

use crate::config::Config;

/// The first thing that is wrong in a file of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: What,
}

/// What is wrong on a line of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is no line of TOML.
    Syntax,
    /// A setting or a section stands there a second time.
    Twice,
    /// There is no such setting or section.
    Unknown {
        /// The word in the file.
        key: String,
        /// The one that may be meant.
        like: Option<String>,
    },
    /// The value is of another kind than the setting's.
    Type {
        /// The setting.
        key: String,
        /// The value it has when left out, as TOML.
        sample: String,
    },
    /// The value is of the right kind, but no hall can work with it.
    Rule {
        /// The section.
        section: &'static str,
        /// The setting.
        key: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.what {
            What::Syntax => f.write_str("this is no TOML"),
            What::Twice => f.write_str("this stands there already"),
            What::Unknown { key, .. } => write!(f, "there is no setting {key}"),
            What::Type { key, sample } => write!(f, "write {key} as {sample}"),
            What::Rule { section, key } => write!(f, "{section}.{key} is out of range"),
        }
    }
}

impl Fault {
    /// Finds the line and the setting of an error of the TOML reader.
    pub(super) fn of(text: &str, error: &toml::de::Error) -> Fault {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.as_bytes().get(..start).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let what = match toml::from_str::<toml::Table>(text) {
            Err(error) if error.message().contains("duplicate key") => What::Twice,
            Err(_) => What::Syntax,
            Ok(_) => setting(text, line),
        };
        Fault { line, what }
    }

    /// Finds the line of a setting whose value is out of range.
    pub fn rule(text: &str, section: &'static str, key: &'static str) -> Fault {
        let mut here = None;
        let mut first = None;
        let mut named = None;
        for (number, line) in (1..).zip(text.lines()) {
            here = header(line).or(here);
            if here == Some(section) {
                first = first.or(Some(number));
                if key_of(line) == Some(key) {
                    named = named.or(Some(number));
                }
            }
        }
        Fault {
            // Where the setting was left out, the section's own line is the nearest.
            line: named.or(first).unwrap_or(1),
            what: What::Rule { section, key },
        }
    }
}

/// Says what is wrong with the setting on a line of well-formed TOML.
fn setting(text: &str, line: usize) -> What {
    let all = toml::Table::try_from(Config::default()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().take(line).collect();
    let here = lines.last().copied().unwrap_or_default();
    let section = lines.iter().rev().find_map(|line| header(line));
    let known = section.and_then(|name| all.get(name)?.as_table());
    let (key, table) = match (header(here), section, known) {
        // A header, or a line of a section that is itself unknown.
        (Some(name), _, _) | (None, Some(name), None) => (name, &all),
        (None, Some(_), Some(table)) => (key_of(here).unwrap_or_default(), table),
        (None, None, _) => (key_of(here).unwrap_or_default(), &all),
    };
    let key = key.to_owned();
    match table.get(&key) {
        Some(toml::Value::Table(_)) => What::Type {
            sample: format!("[{key}]"),
            key,
        },
        Some(value) => What::Type {
            sample: value.to_string(),
            key,
        },
        None => What::Unknown {
            like: table
                .keys()
                .map(|name| (strsim::jaro_winkler(&key, name), name))
                .filter(|(score, _)| *score > 0.8)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, name)| name.clone()),
            key,
        },
    }
}

fn header(line: &str) -> Option<&str> {
    let (name, _) = line.trim().strip_prefix('[')?.split_once(']')?;
    Some(name.trim())
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    Some(key.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let unknown = |key: &str, like: Option<&str>| What::Unknown {
            key: key.into(),
            like: like.map(ToOwned::to_owned),
        };
        let kind = |key: &str, sample: &str| What::Type {
            key: key.into(),
            sample: sample.into(),
        };
        let rule = |section, key| What::Rule { section, key };
        for (text, line, what) in [
            ("[hall]\n\nnmae = \"x\"", 3, unknown("nmae", Some("name"))),
            ("[hal]\nname = \"x\"", 1, unknown("hal", Some("hall"))),
            ("colour = 1", 1, unknown("colour", None)),
            ("[norms]\nmax_line = \"ten\"", 2, kind("max_line", "10")),
            ("[hours]\nopen = \"8 Uhr\"", 2, kind("open", "\"08:00\"")),
            ("[bands]\neconomy = \"AB\"", 2, kind("economy", "\"A\"")),
            ("hall = 3", 1, kind("hall", "[hall]")),
            ("[hall]\nname = 云溪", 2, What::Syntax),
            ("[hall", 1, What::Syntax),
            ("[hall]\nname = \"a\"\nname = \"b\"", 3, What::Twice),
            ("[bands]\nsocial = \"A\"", 2, rule("bands", "social")),
            ("[bands]\nlast = 0", 2, rule("bands", "last")),
            ("\n[bands]\neconomy = \"B\"", 2, rule("bands", "social")),
            (
                "[hall]\n# 时区\nutc_offset_minutes = 99999",
                3,
                rule("hall", "utc_offset_minutes"),
            ),
            ("[hall]\ncode = \"镇\"", 2, rule("hall", "code")),
            ("[norms]\nmax_wait_s = -1", 2, rule("norms", "max_wait_s")),
        ] {
            let fault = Config::parse(text).unwrap_err();
            assert_eq!((fault.line, fault.what), (line, what), "{text}");
        }
    }

    #[test]
    fn no_text_makes_the_reading_of_settings_panic() {
        for text in [
            "\u{feff}[hall]",
            "[[hall]]",
            "=",
            "[]\n=",
            "hall.name = 1",
            "hall = {x = 1}",
            "\0",
        ] {
            assert!(
                Config::parse(text).is_err() || text.starts_with('\u{feff}'),
                "{text:?}"
            );
        }
    }
}
