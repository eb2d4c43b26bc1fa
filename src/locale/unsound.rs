//! What `verify` found, in the reader's language. The store says it in English, for logs, reports and
//! scripts; the English locale has those sentences, by which each is found again.

use std::fmt::Display;

use crate::locale::Lang;

/// Returns what is wrong with a store in words of the language; a sentence that is none of the store's
/// own, such as the database's, stays as it is.
pub fn unsound(lang: Lang, what: &str) -> String {
    if lang == Lang::En {
        return what.to_owned();
    }
    let fitting = Lang::En.keys("unsound").filter_map(|key| {
        let pattern = Lang::En.tr(key);
        Some((pattern.len(), key, captured(pattern, what)?))
    });
    // The longest says most: another may fit too, and take its words for a name.
    match fitting.max_by_key(|(length, ..)| *length) {
        Some((_, key, values)) => {
            let values: Vec<(&str, &dyn Display)> = values
                .iter()
                .map(|(name, value)| (*name, value as &dyn Display))
                .collect();
            lang.say(key, &values)
        }
        None => what.to_owned(),
    }
}

/// Returns what stands in a text where a pattern has its names; `None` where the pattern does not fit.
fn captured<'t>(pattern: &'t str, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let (begin, mut pattern) = pattern.split_once('{').unwrap_or((pattern, ""));
    let mut text = text.strip_prefix(begin)?;
    let mut values = Vec::new();
    while let Some((name, after)) = pattern.split_once('}') {
        let (literal, rest) = after.split_once('{').unwrap_or((after, ""));
        let at = match rest.is_empty() {
            true => text.len().checked_sub(literal.len())?,
            false => text.find(literal)?,
        };
        let (value, tail) = text.split_at_checked(at)?;
        text = tail.strip_prefix(literal)?;
        values.push((name, value));
        pattern = rest;
    }
    text.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_is_told_in_chinese_with_what_it_names() {
        for key in Lang::En.keys("unsound") {
            let names = ["7", "9", "up/pad"];
            let mut english = Lang::En.tr(key).to_owned();
            let mut said = Vec::new();
            for name in names {
                if let Some((before, rest)) = english.clone().split_once('{') {
                    let (_, after) = rest.split_once('}').unwrap();
                    english = format!("{before}{name}{after}");
                    said.push(name);
                }
            }
            let told = unsound(Lang::ZhCn, &english);
            assert_eq!(unsound(Lang::En, &english), english);
            let plain = said.iter().fold(told.clone(), |told, name| {
                assert!(told.contains(name), "{told} names {name}");
                told.replace(name, "")
            });
            let plain = plain.replace("yizhan rebuild", "");
            let latin = plain.contains(|c: char| c.is_ascii_alphabetic() || "{}".contains(c));
            assert!(!latin, "{english}: {told}");
        }
    }

    #[test]
    fn a_sentence_that_looks_like_another_is_told_as_what_it_is() {
        let told = |what| unsound(Lang::ZhCn, what);
        assert_eq!(told("the log 3 does not belong here"), "日志3不属于这里");
        assert_eq!(
            told("table cases does not belong here"),
            "table cases不属于这里"
        );
        let odd = "entry 4 cannot be read: {why} to 9 are gone";
        assert_eq!(told(odd), "第4条读不出：{why} to 9 are gone");
        assert_eq!(
            told("Page 5: btreeInitPage() returns 11"),
            "Page 5: btreeInitPage() returns 11"
        );
        assert_eq!(told(""), "");
    }
}
