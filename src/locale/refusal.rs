//! What a rule refused, as a sentence: the one place that all posts and the command line ask.

use std::fmt::Display;

use crate::domain::refusal::Refusal;
use crate::locale::Lang;
use crate::locale::meeting;

/// Returns the sentence of a refusal, its values in words of the language.
///
/// Values that people typed stay as they are: whoever shows the sentence makes them harmless.
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    let values: Vec<(String, String)> = refusal
        .values()
        .into_iter()
        .map(|(field, value)| {
            let word = match field.as_str() {
                "state" | "stage" | "step" | "next" | "field" | "kind" | "relation"
                | "standing" => {
                    let word = lang.lookup(&format!("refusal.{field}_{value}"));
                    word.map(ToOwned::to_owned)
                }
                // The lines of the door list, parted by commas.
                "lines" => Some(door_lines(lang, &value)),
                "lacks" => Some(lacks(lang, &value)),
                // Kinds of raters, parted by commas.
                "kinds" => {
                    let words = value.split(',').filter(|word| !word.is_empty());
                    let words: Vec<String> = words.map(ToOwned::to_owned).collect();
                    Some(meeting::kinds(lang, &words))
                }
                _ => None,
            };
            (field, word.unwrap_or(value))
        })
        .collect();
    let named: Vec<(&str, &dyn Display)> = values
        .iter()
        .map(|(field, value)| (field.as_str(), value as &dyn Display))
        .collect();
    lang.say(&format!("refusal.{}", refusal.code()), &named)
}

fn door_lines(lang: Lang, words: &str) -> String {
    let words = words.split(',');
    let named: Vec<&str> = words
        .map(|word| lang.lookup(&format!("hotline.door_{word}")).unwrap_or(word))
        .collect();
    named.join(lang.tr("hotline.and"))
}

/// Says everything that is missing before something is closed, its words parted by commas, in one go.
pub fn lacks(lang: Lang, words: &str) -> String {
    let said = words.split(',').map(|word| {
        let key = format!("refusal.lack_{word}");
        lang.lookup(&key).unwrap_or(word)
    });
    said.collect::<Vec<_>>().join(lang.tr("refusal.lack_and"))
}

/// Returns the sentence of a finding about a number, by its code; the code itself when unknown.
pub fn finding(lang: Lang, code: &str) -> String {
    lang.lookup(&format!("refusal.finding_{code}"))
        .unwrap_or(code)
        .to_owned()
}

#[cfg(test)]
mod tests;
