//! Input that means nothing, as a sentence: the one place that all posts and the command line ask.

use std::fmt::Display;
use std::io;

use crate::domain::misuse::Misuse;
use crate::locale::Lang;

/// Returns the sentence of a misuse: what is wrong and what to do.
///
/// Values that people typed stay as they are: whoever shows the sentence makes them harmless.
pub fn misuse(lang: Lang, misuse: &Misuse) -> String {
    let mut values = misuse.values();
    if let Misuse::FieldMissing { verb, field } | Misuse::FieldBad { verb, field, .. } = misuse {
        values.push(("wanted".to_owned(), field_of(lang, verb, field).to_owned()));
        values.push(("flag".to_owned(), field.replace('_', "-")));
    }
    let named: Vec<(&str, &dyn Display)> = values
        .iter()
        .map(|(field, value)| (field.as_str(), value as &dyn Display))
        .collect();
    let like = if values.iter().any(|(field, _)| field == "like") {
        "_like"
    } else {
        ""
    };
    lang.say(&format!("usage.{}{like}", misuse.code()), &named)
}

/// Returns what a field of a verb takes; the verb's own words before those that serve all verbs.
pub fn field_of(lang: Lang, verb: &str, field: &str) -> &'static str {
    lang.lookup(&format!("verb.{verb}-{field}"))
        .unwrap_or_else(|| lang.tr(&format!("verb.field-{field}")))
}

/// Returns why the system could not do something with a file, in words of the language.
pub fn system(lang: Lang, error: &io::Error) -> String {
    let key = match error.kind() {
        io::ErrorKind::NotFound => "common.io_not_found",
        io::ErrorKind::PermissionDenied => "common.io_denied",
        io::ErrorKind::AlreadyExists => "common.io_exists",
        io::ErrorKind::IsADirectory => "common.io_folder",
        io::ErrorKind::NotADirectory => "common.io_no_folder",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "common.io_full",
        io::ErrorKind::ReadOnlyFilesystem => "common.io_read_only",
        io::ErrorKind::InvalidData => "common.io_no_text",
        io::ErrorKind::TimedOut => "common.io_timed_out",
        io::ErrorKind::ConnectionRefused => "common.io_refused",
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => "common.io_reset",
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown => "common.io_unreachable",
        // EIO, ENXIO and ENODEV: what is left of a stick that was pulled out.
        _ if matches!(error.raw_os_error(), Some(5 | 6 | 19)) => "common.io_gone",
        _ => "common.io_other",
    };
    let code = error.raw_os_error().unwrap_or_default();
    lang.say(key, &[("code", &code)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// Returns the misuse that follows in the list of all; the match makes the list complete.
    fn after(misuse: &Misuse) -> Option<Misuse> {
        let text = || "甲".to_owned();
        let verb = || "park".to_owned();
        let field = || "window".to_owned();
        let path = || PathBuf::from("days.csv");
        Some(match misuse {
            Misuse::VerbUnknown { like: None, .. } => Misuse::VerbUnknown {
                verb: text(),
                like: Some(verb()),
            },
            Misuse::VerbUnknown { .. } => Misuse::FieldsNoObject { verb: verb() },
            Misuse::FieldsNoObject { .. } => Misuse::FieldMissing {
                verb: verb(),
                field: field(),
            },
            Misuse::FieldMissing { .. } => Misuse::FieldUnknown {
                verb: verb(),
                field: text(),
                like: None,
            },
            Misuse::FieldUnknown { like: None, .. } => Misuse::FieldUnknown {
                verb: verb(),
                field: text(),
                like: Some(field()),
            },
            Misuse::FieldUnknown { .. } => Misuse::FieldBad {
                verb: verb(),
                field: field(),
                given: text(),
            },
            Misuse::FieldBad { .. } => Misuse::TimeBad { given: text() },
            Misuse::TimeBad { .. } => Misuse::NotToday { given: text() },
            Misuse::NotToday { .. } => Misuse::MinutesOutside {
                given: 0,
                least: 1,
                most: 480,
            },
            Misuse::MinutesOutside { .. } => Misuse::CentreMissing,
            Misuse::CentreMissing => Misuse::PaperBad { given: text() },
            Misuse::PaperBad { .. } => Misuse::BadgeReserved { given: 1 },
            Misuse::BadgeReserved { .. } => Misuse::DaysDate {
                path: path(),
                line: 2,
                given: text(),
            },
            Misuse::DaysDate { .. } => Misuse::DaysKind {
                path: path(),
                line: 2,
                given: text(),
            },
            Misuse::DaysKind { .. } => Misuse::DaysTwice {
                path: path(),
                line: 2,
                given: text(),
            },
            Misuse::DaysTwice { .. } => Misuse::DaysRow {
                path: path(),
                line: 2,
            },
            Misuse::DaysRow { .. } => Misuse::NoRandomness,
            Misuse::NoRandomness => return None,
        })
    }

    #[test]
    fn every_misuse_has_a_sentence_with_all_its_values() {
        let mut next = Some(Misuse::VerbUnknown {
            verb: "x".into(),
            like: None,
        });
        let mut seen = 0;
        while let Some(one) = next {
            for lang in Lang::ALL {
                let said = misuse(lang, &one);
                assert!(!said.contains(['⟦', '{', '\n']), "{said}");
            }
            seen += 1;
            next = after(&one);
        }
        assert_eq!(seen, 18);
    }

    #[test]
    fn the_system_speaks_no_english_to_a_chinese_hall() {
        for code in 1..134 {
            let said = system(Lang::ZhCn, &io::Error::from_raw_os_error(code));
            let letters = said.chars().filter(char::is_ascii_alphabetic).count();
            assert_eq!(letters, 0, "{said}");
        }
    }
}
