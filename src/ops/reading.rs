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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::Call;
    use crate::ops::Error;
    use serde_json::json;

    /// Returns a value that every field of this name takes.
    fn sample(verb: &str, field: &str) -> Value {
        match field {
            "ticket" => json!("B023"),
            "centre" | "to_centre" | "centres" => json!("social"),
            "result" | "slip" => json!("printed"),
            "outcome" => json!("advice"),
            "to" if verb == "move_shared" => json!("working"),
            "until" if verb.ends_with("_mandate") || verb == "lose_paper" => json!("2026-03-12"),
            "from" if verb == "set_service_days" => json!("2026-03-12"),
            "until" if verb == "ledger_followup" || verb == "consult_problem" => {
                json!("2026-03-12")
            }
            "class" => json!("criticism"),
            "lead" => json!("true"),
            "answer" => json!("unhappy"),
            "period" => json!("2026-Q1"),
            "reached" | "explained" | "exclude" | "left" => json!("true"),
            "mandate" if verb == "rate_mandate" => json!(uuid::Uuid::nil()),
            "step" if verb == "step_mandate" => json!("accepted"),
            "mode" => json!("alone"),
            "field" => json!("phone"),
            "stage" => json!("done"),
            "end" if verb == "close_hard" => json!("solved"),
            "end" => json!("left"),
            "ground" => json!("hearing"),
            "size" => json!("joint"),
            "limit" => json!("10wd"),
            "priority" => json!("elder"),
            "role" => json!("clerk"),
            "org" => json!("330182001"),
            "kind" if verb == "take_call" => json!("repair"),
            "kind" => json!("hall"),
            "channel" if verb == "score_act" => json!("remote"),
            "channel" if verb == "key_rating" => json!("box"),
            "channel" => json!("window"),
            "spot" => json!("outside"),
            "relation" => json!("parent"),
            "keep_place" | "come_back" | "on_the_spot" | "to_leader" | "unrepaired"
            | "keep_custody" => {
                json!("true")
            }
            "errand" => json!("01890a5d-ac96-774b-bcce-b302099a8057"),
            "day" | "deferred_until" => json!("2026-03-12"),
            "matters" | "people" => json!([]),
            _ => json!("3"),
        }
    }

    fn misuse(word: &str, fields: Value) -> Misuse {
        match Call::parse(word, fields) {
            Err(Error::Usage(misuse)) => misuse,
            other => panic!("{word}: {other:?}"),
        }
    }

    #[test]
    fn the_table_of_verbs_and_their_types_have_the_same_fields() {
        for info in VERBS {
            let all: Map<String, Value> = info
                .fields()
                .map(|field| (field.to_owned(), sample(info.word, field)))
                .collect();
            let read = Call::parse(info.word, Value::Object(all.clone()));
            assert!(read.is_ok(), "{}: {read:?}", info.word);
            for field in info.fields() {
                let mut others = all.clone();
                others.shift_remove(field);
                let read = Call::parse(info.word, Value::Object(others));
                let needed = info.necessary.contains(&field);
                assert_eq!(read.is_err(), needed, "{} {field}", info.word);
            }
            let given: Map<String, Value> = info
                .necessary
                .iter()
                .map(|field| ((*field).to_owned(), sample(info.word, field)))
                .collect();
            // What the table takes for optional, the type does too.
            let read = Call::parse(info.word, Value::Object(given));
            assert!(read.is_ok(), "{}: {read:?}", info.word);
        }
    }

    #[test]
    fn of_several_bad_values_the_first_one_is_named() {
        for (fields, bad) in [
            (json!({"window": 3, "minutes": "a", "reason": 5}), "minutes"),
            (json!({"reason": 5, "minutes": "a", "window": 3}), "reason"),
            (
                json!({"reason": "x", "minutes": 5, "window": null}),
                "window",
            ),
        ] {
            match misuse("park", fields) {
                Misuse::FieldBad { field, .. } => assert_eq!(field, bad),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_slip_of_the_key_is_recognised_and_nonsense_is_not() {
        let like = |word: &str| match misuse(word, json!({})) {
            Misuse::VerbUnknown { like, .. } => like,
            other => panic!("{other:?}"),
        };
        assert_eq!(like("call_nxt").as_deref(), Some("call_next"));
        assert_eq!(like("叫号"), None);
        assert_eq!(like(""), None);
        assert!(matches!(
            misuse("miss", json!([])),
            Misuse::FieldsNoObject { .. }
        ));
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let long = "长".repeat(500);
        match misuse("call_next", json!({"window": long})) {
            Misuse::FieldBad { given, .. } => assert_eq!(given.chars().count(), SHOWN + 1),
            other => panic!("{other:?}"),
        }
    }
}
