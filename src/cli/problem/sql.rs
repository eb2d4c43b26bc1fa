//! What SQLite says, in the chosen language: it speaks English only.

use rusqlite::Error;
use rusqlite::ErrorCode;

use crate::locale::Lang;

/// Says what is wrong with a statement.
pub(super) fn statement(lang: Lang, error: &Error) -> String {
    let said = match error {
        Error::MultipleStatement => return lang.tr("cli.sql_many").to_owned(),
        Error::InvalidQuery => return lang.tr("cli.sql_no_answer").to_owned(),
        Error::SqlInputError { msg, .. } | Error::SqliteFailure(_, Some(msg)) => msg.as_str(),
        _ => "",
    };
    if said == "incomplete input" {
        return lang.tr("cli.sql_incomplete").to_owned();
    }
    let known = [
        ("near \"", "cli.sql_near"),
        ("unrecognized token: \"", "cli.sql_token"),
        ("no such table: ", "cli.sql_no_table"),
        ("no such column: ", "cli.sql_no_column"),
        ("no such function: ", "cli.sql_no_function"),
        ("ambiguous column name: ", "cli.sql_ambiguous"),
    ];
    for (opening, key) in known {
        if let Some(rest) = said.strip_prefix(opening) {
            let word = rest.split("\": ").next().unwrap_or(rest);
            return lang.say(key, &[("word", &word.trim_end_matches('"'))]);
        }
    }
    lang.say("cli.sql_other", &[("code", &number(error))])
}

/// Says what the database failed at.
pub(super) fn database(lang: Lang, error: &Error) -> String {
    let key = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "cli.db_corrupt",
        Some(ErrorCode::DiskFull) => "cli.db_full",
        Some(ErrorCode::SystemIoFailure) => "cli.db_io",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "cli.db_open",
        Some(ErrorCode::ReadOnly) => "cli.db_read_only",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "cli.db_busy",
        _ => "cli.db_other",
    };
    lang.say(key, &[("code", &number(error))])
}

fn number(error: &Error) -> i32 {
    match error {
        Error::SqlInputError { error, .. } => error.extended_code,
        _ => error.sqlite_error().map_or(1, |error| error.extended_code),
    }
}
