//! From words to a verb: which word or field means nothing, and what may be meant instead.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::Map;
use serde_json::Value;

use crate::domain::calendar::CalendarError;
use crate::domain::misuse::Misuse;
use crate::ops::VERBS;
use crate::ops::VerbInfo;

/// How alike two words must be to be taken for a slip of the key, from 0 to 1.
const ALIKE: f64 = 0.8;

/// The longest value that a sentence repeats, characters.
const SHOWN: usize = 60;

/// Finds a verb by its word.
pub(super) fn verb(word: &str) -> Result<&'static VerbInfo, Misuse> {
    VERBS
        .iter()
        .find(|info| info.word == word)
        .ok_or_else(|| unknown(word))
}

/// Returns what to say about a word that is no verb.
pub(super) fn unknown(word: &str) -> Misuse {
    Misuse::VerbUnknown {
        verb: shown(word),
        like: alike(word, VERBS.iter().map(|info| info.word)),
    }
}

/// Reads the fields of a verb.
///
/// The table of verbs is asked first, so that what is missing or unknown has its own sentence;
/// what the type refuses after that is a value.
pub(super) fn fields<T: DeserializeOwned>(info: &VerbInfo, given: &Value) -> Result<T, Misuse> {
    let verb = info.word.to_owned();
    let Value::Object(map) = given else {
        return Err(Misuse::FieldsNoObject { verb });
    };
    if let Some(field) = map.keys().find(|key| !info.fields().any(|f| f == *key)) {
        return Err(Misuse::FieldUnknown {
            verb,
            like: alike(field, info.fields()),
            field: shown(field),
        });
    }
    if let Some(field) = info.necessary.iter().find(|f| !map.contains_key(**f)) {
        let field = (*field).to_owned();
        return Err(Misuse::FieldMissing { verb, field });
    }
    T::deserialize(given).map_err(|_| {
        let (field, value) = culprit::<T>(map);
        Misuse::FieldBad {
            verb,
            field: field.to_owned(),
            given: shown(value.as_str().unwrap_or(&value.to_string())),
        }
    })
}

/// Finds the value that the type refuses: fields are read in their order, so it is the first with
/// which reading stops at something else than what is still to come.
fn culprit<T: DeserializeOwned>(map: &Map<String, Value>) -> (&str, &Value) {
    static NOTHING: Value = Value::Null;
    let mut read = Map::new();
    for (field, value) in map {
        read.insert(field.clone(), value.clone());
        match T::deserialize(Value::Object(read.clone())) {
            Err(error) if !error.to_string().starts_with("missing field") => {
                return (field, value);
            }
            _ => {}
        }
    }
    ("", &NOTHING)
}

fn alike(word: &str, known: impl Iterator<Item = &'static str>) -> Option<String> {
    known
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(score, _)| *score > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns what to say about the hall's own list of days off.
pub(super) fn days(path: PathBuf, error: CalendarError) -> Misuse {
    match error {
        CalendarError::Table(error) => Misuse::DaysRow {
            path,
            line: error.line,
        },
        CalendarError::Date { line, text } => Misuse::DaysDate {
            path,
            line,
            given: shown(&text),
        },
        CalendarError::Kind { line, text } => Misuse::DaysKind {
            path,
            line,
            given: shown(&text),
        },
        CalendarError::Twice { line, date } => Misuse::DaysTwice {
            path,
            line,
            given: date.to_string(),
        },
    }
}
