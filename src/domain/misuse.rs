//! What was given and cannot be understood, and what to say about it.

use std::path::PathBuf;

use serde::Serialize;
use thiserror::Error;

/// Words that mean nothing to the hall. Each case has a sentence in both languages under
/// `usage.<code>`; one that may be a slip of the key has a second under `usage.<code>_like`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Misuse {
    /// There is no such verb.
    #[error("there is no verb {verb:?}; yizhan do --list names them all")]
    VerbUnknown {
        /// The word given.
        verb: String,
        /// The verb that may be meant.
        like: Option<String>,
    },
    /// The fields of a verb are not an object.
    #[error("{verb}: its fields must be an object")]
    FieldsNoObject {
        /// The verb.
        verb: String,
    },
    /// A necessary field is missing.
    #[error("{verb}: the field {field} is missing")]
    FieldMissing {
        /// The verb.
        verb: String,
        /// The field.
        field: String,
    },
    /// The verb has no such field.
    #[error("{verb}: there is no field {field:?}")]
    FieldUnknown {
        /// The verb.
        verb: String,
        /// The word given.
        field: String,
        /// The field that may be meant.
        like: Option<String>,
    },
    /// The value of a field cannot be read.
    #[error("{verb}: {given:?} does not do for {field}")]
    FieldBad {
        /// The verb.
        verb: String,
        /// The field.
        field: String,
        /// The value given.
        given: String,
    },
    /// A text is no time.
    #[error("{given:?} is no time: write 10:15 or 2026-03-12T09:42")]
    TimeBad {
        /// The text given.
        given: String,
    },
    /// A booking is for another day.
    #[error("the booked time {given:?} is not today")]
    NotToday {
        /// The text given.
        given: String,
    },
    /// A timer is shorter or longer than a visit may be put aside.
    #[error("{given} minutes is not from {least} to {most}")]
    MinutesOutside {
        /// The minutes given.
        given: u32,
        /// The fewest minutes.
        least: u32,
        /// The most minutes.
        most: u32,
    },
    /// Neither a centre nor a matter was given.
    #[error("give a centre or a matter")]
    CentreMissing,
    /// A text is no number of a paper.
    #[error("{given:?} is no number of a paper; write 1,2,4 or all")]
    PaperBad {
        /// The text given.
        given: String,
    },
    /// A badge number that stands for residents.
    #[error("the badge number {given} stands for residents")]
    BadgeReserved {
        /// The number given.
        given: u32,
    },
    /// A line of the hall's own days off has no day.
    #[error("{}: line {line}: {given:?} is no day such as 2026-02-14", path.display())]
    DaysDate {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The text found.
        given: String,
    },
    /// A line of the hall's own days off is neither `off` nor `makeup`.
    #[error("{}: line {line}: {given:?} is neither off nor makeup", path.display())]
    DaysKind {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The text found.
        given: String,
    },
    /// A day stands twice in the hall's own days off.
    #[error("{}: line {line}: {given} is listed twice", path.display())]
    DaysTwice {
        /// The file.
        path: PathBuf,
        /// The line of the second row, from 1.
        line: u64,
        /// The day.
        given: String,
    },
    /// A line of the hall's own days off is no row of the table.
    #[error("{}: line {line} is no row of date,name,kind", path.display())]
    DaysRow {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
    },
    /// The machine has no randomness to make an id of.
    #[error("this machine gives no random numbers")]
    NoRandomness,
}

impl Misuse {
    /// Returns the machine-readable code, the name of its sentence.
    pub fn code(&self) -> String {
        self.table()
            .and_then(|table| Some(table.get("code")?.as_str()?.to_owned()))
            .unwrap_or_else(|| "usage".to_owned())
    }

    /// Returns the values that the sentence names, by field; those that are not there are left out.
    pub fn values(&self) -> Vec<(String, String)> {
        self.table()
            .into_iter()
            .flatten()
            .filter(|(field, value)| field != "code" && !value.is_null())
            .map(|(field, value)| {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), ToOwned::to_owned);
                (field, text)
            })
            .collect()
    }

    fn table(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(table)) => Some(table),
            _ => None,
        }
    }
}
