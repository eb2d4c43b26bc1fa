//! What the store and the settings fail at: the command line and the posts say the same sentence.

use crate::config::ConfigError;
use crate::config::fault::What;
use crate::domain::score::Wrong;
use crate::locale::Lang;
use crate::locale::misuse::system;
use crate::store::StoreError;
use crate::store::error::BackupFault;

mod sql;

/// Says what is wrong with the settings.
pub fn settings(lang: Lang, error: &ConfigError) -> String {
    match error {
        ConfigError::Io { path, source } => lang.say(
            "trouble.settings_unreadable",
            &[("path", &path.display()), ("why", &system(lang, source))],
        ),
        ConfigError::Form { path, fault } => lang.say(
            "trouble.settings_wrong",
            &[
                ("path", &path.display()),
                ("line", &fault.line),
                ("why", &wrong(lang, &fault.what)),
            ],
        ),
        ConfigError::Sheets { path, fault } => lang.say(
            "trouble.settings_wrong",
            &[
                ("path", &path.display()),
                ("line", &fault.line),
                ("why", &profiles(lang, &fault.wrong)),
            ],
        ),
    }
}

/// Says what is wrong with the hall's own score profiles, and what to do.
fn profiles(lang: Lang, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Form => lang.tr("score.wrong_form").to_owned(),
        Wrong::Unknown { key } => lang.say("score.wrong_unknown", &[("key", key)]),
        Wrong::Twice { key } => lang.say("score.wrong_twice", &[("key", key)]),
        Wrong::Word { key } => lang.say("score.wrong_word", &[("key", key)]),
        Wrong::Head { key } => lang.say("score.wrong_head", &[("key", key)]),
        Wrong::Sum { block, sum, most } => lang.say(
            "score.wrong_sum",
            &[("block", block), ("sum", sum), ("most", most)],
        ),
        Wrong::Total { sum } => lang.say("score.wrong_total", &[("sum", sum)]),
        Wrong::Bands => lang.tr("score.wrong_bands").to_owned(),
    }
}

/// Says what is wrong with a setting.
fn wrong(lang: Lang, what: &What) -> String {
    match what {
        What::Syntax => lang.tr("trouble.setting_syntax").to_owned(),
        What::Twice => lang.tr("trouble.setting_twice").to_owned(),
        What::Unknown { key, like: None } => lang.say("trouble.setting_unknown", &[("key", key)]),
        What::Unknown {
            key,
            like: Some(like),
        } => lang.say("trouble.setting_like", &[("key", key), ("like", like)]),
        What::Type { key, sample } => {
            lang.say("trouble.setting_type", &[("key", key), ("sample", sample)])
        }
        What::Rule { section, key } => {
            let rule = match (*section, *key) {
                ("bands", "first" | "last") => "trouble.rule_numbers",
                ("bands", _) => "trouble.rule_letter",
                ("hall", "name") => "trouble.rule_name",
                ("hall", "code") => "trouble.rule_code",
                ("hall", _) => "trouble.rule_offset",
                ("kiosk", "format") => "trouble.rule_format",
                ("kiosk", _) => "trouble.rule_printer",
                ("screen", "language") => "trouble.rule_language",
                ("screen", "theme") => "trouble.rule_theme",
                ("screen", _) => "trouble.rule_glyphs",
                ("sync", "to") => "trouble.rule_carrier",
                ("sync", "backups") => "trouble.rule_backups",
                ("sync", "keep") => "trouble.rule_keep",
                ("score", "profile") => "score.rule_profile",
                ("score", _) => "score.rule_weights",
                ("calls", "max_recalls") => "trouble.rule_recalls",
                _ => "trouble.rule_span",
            };
            lang.say(
                "trouble.setting_rule",
                &[("key", key), ("rule", &lang.tr(rule))],
            )
        }
    }
}

/// Says what the store failed at, and what to do about it.
pub fn store(lang: Lang, error: &StoreError) -> String {
    let key = format!("trouble.{}", error.code());
    match error {
        StoreError::Io { path, source, .. } => {
            let why = system(lang, source);
            lang.say(&key, &[("path", &path.display()), ("why", &why)])
        }
        StoreError::Sqlite { source, .. } if error.is_of_query() => {
            lang.say(&key, &[("why", &sql::statement(lang, source))])
        }
        StoreError::Sqlite { source, .. } => {
            lang.say(&key, &[("why", &sql::database(lang, source))])
        }
        StoreError::NotThere { path }
        | StoreError::AlreadyThere { path }
        | StoreError::BoxMissing { path }
        | StoreError::BoxDamaged { path } => lang.say(&key, &[("path", &path.display())]),
        StoreError::NotLocal { path, kind } => {
            lang.say(&key, &[("path", &path.display()), ("kind", kind)])
        }
        StoreError::BadBackup { path, why } => {
            let why = lang.tr(match why {
                BackupFault::Missing => "trouble.backup_missing",
                BackupFault::NoStore(_) => "trouble.backup_no_store",
                BackupFault::Unsound(_) => "trouble.backup_unsound",
            });
            lang.say(&key, &[("path", &path.display()), ("why", &why)])
        }
        StoreError::OldSqlite { found, .. } => lang.say(&key, &[("found", found)]),
        StoreError::TooNew { found, known } => {
            lang.say(&key, &[("found", found), ("known", known)])
        }
        StoreError::MigrationChanged { step } => lang.say(&key, &[("step", step)]),
        StoreError::BadEntry { log, seq, .. } => lang.say(&key, &[("log", log), ("entry", seq)]),
        StoreError::BadView { table, value } => {
            lang.say(&key, &[("table", table), ("value", value)])
        }
        StoreError::BehindHighWater { log, found, wanted } => {
            lang.say(&key, &[("log", log), ("found", found), ("wanted", wanted)])
        }
        StoreError::NotAsMarked { log, seq } => lang.say(&key, &[("log", log), ("seq", seq)]),
        StoreError::NotReadOnly(_) | StoreError::MarksMissing => lang.say(&key, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_of_the_store_has_a_sentence() {
        let path = || std::path::PathBuf::from("/x");
        let io = |kind| StoreError::Io {
            what: "read",
            path: path(),
            source: std::io::Error::from(kind),
        };
        let failures = [
            StoreError::Sqlite {
                what: "x",
                source: rusqlite::Error::InvalidQuery,
            },
            StoreError::Sqlite {
                what: "read that query",
                source: rusqlite::Error::InvalidQuery,
            },
            io(std::io::ErrorKind::AlreadyExists),
            io(std::io::ErrorKind::NotFound),
            StoreError::NotThere { path: path() },
            StoreError::AlreadyThere { path: path() },
            StoreError::NotLocal {
                path: path(),
                kind: "NFS",
            },
            StoreError::OldSqlite {
                found: "3.1",
                wanted: "3.2",
            },
            StoreError::TooNew { found: 9, known: 1 },
            StoreError::MigrationChanged { step: 1 },
            StoreError::BadEntry {
                log: 1,
                seq: 2,
                why: "x".into(),
            },
            StoreError::BadView {
                table: "t",
                value: "v".into(),
            },
            StoreError::BehindHighWater {
                log: "l".into(),
                found: 1,
                wanted: 2,
            },
            StoreError::NotAsMarked {
                log: "l".into(),
                seq: 1,
            },
            StoreError::MarksMissing,
            StoreError::NotReadOnly("x".into()),
            StoreError::BoxMissing { path: path() },
            StoreError::BoxDamaged { path: path() },
            StoreError::BadBackup {
                path: path(),
                why: BackupFault::NoStore("x".into()),
            },
        ];
        for failure in failures {
            for lang in Lang::ALL {
                let said = store(lang, &failure);
                assert!(!said.contains(['⟦', '{']), "{said}");
            }
        }
    }
}
