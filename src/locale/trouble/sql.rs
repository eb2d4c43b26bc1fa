//! What SQLite says, in the chosen language: it speaks English only.

use rusqlite::Error;
use rusqlite::ErrorCode;

use crate::locale::Lang;

/// Says what is wrong with a statement.
pub(super) fn statement(lang: Lang, error: &Error) -> String {
    let said = match error {
        Error::MultipleStatement => return lang.tr("trouble.sql_many").to_owned(),
        Error::InvalidQuery => return lang.tr("trouble.sql_no_answer").to_owned(),
        Error::SqlInputError { msg, .. } | Error::SqliteFailure(_, Some(msg)) => msg.as_str(),
        _ => "",
    };
    if said == "incomplete input" {
        return lang.tr("trouble.sql_incomplete").to_owned();
    }
    let known = [
        ("near \"", "trouble.sql_near"),
        ("unrecognized token: \"", "trouble.sql_token"),
        ("no such table: ", "trouble.sql_no_table"),
        ("no such column: ", "trouble.sql_no_column"),
        ("no such function: ", "trouble.sql_no_function"),
        ("ambiguous column name: ", "trouble.sql_ambiguous"),
    ];
    for (opening, key) in known {
        if let Some(rest) = said.strip_prefix(opening) {
            let word = rest.split("\": ").next().unwrap_or(rest);
            return lang.say(key, &[("word", &word.trim_end_matches('"'))]);
        }
    }
    lang.say("trouble.sql_other", &[("code", &number(error))])
}

/// Says what the database failed at.
pub(super) fn database(lang: Lang, error: &Error) -> String {
    let key = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "trouble.db_corrupt",
        Some(ErrorCode::DiskFull) => "trouble.db_full",
        Some(ErrorCode::SystemIoFailure) => "trouble.db_io",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "trouble.db_open",
        Some(ErrorCode::ReadOnly) => "trouble.db_read_only",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "trouble.db_busy",
        _ => "trouble.db_other",
    };
    lang.say(key, &[("code", &number(error))])
}

fn number(error: &Error) -> i32 {
    match error {
        Error::SqlInputError { error, .. } => error.extended_code,
        _ => error.sqlite_error().map_or(1, |error| error.extended_code),
    }
}
