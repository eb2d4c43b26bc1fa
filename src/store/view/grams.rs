//! Text cut into single characters and pairs, for the indexes that answer names of two characters.

use crate::domain::plain;

/// The most characters of a query that are looked up.
const MOST: usize = 32;

/// Cuts a text into single characters and pairs, each after a mark that keeps columns apart.
pub(crate) fn cut(text: &str, mark: &str) -> String {
    let chars: Vec<char> = squeezed(text).chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        out.push_str(mark);
        out.push(*c);
        out.push(' ');
        if let Some(next) = chars.get(i + 1) {
            out.push_str(mark);
            out.push(*c);
            out.push(*next);
            out.push(' ');
        }
    }
    out
}

/// Returns the full-text query for a part of a text; `None` when nothing in it can be looked up.
pub(crate) fn query(text: &str, mark: &str) -> Option<String> {
    let chars: Vec<char> = squeezed(text).chars().take(MOST).collect();
    match chars.as_slice() {
        [] => None,
        [only] => Some(format!("\"{mark}{only}\"")),
        many => Some(
            many.windows(2)
                .map(|pair| format!("\"{mark}{}{}\"", pair[0], pair[1]))
                .collect::<Vec<_>>()
                .join(" AND "),
        ),
    }
}

/// Returns what of a text is compared: letters, digits and private-use characters, lower case.
pub(crate) fn squeezed(text: &str) -> String {
    plain::name_key(text)
        .chars()
        .filter(|c| c.is_alphanumeric() || plain::is_private(*c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_characters_and_pairs_and_a_rare_one_is_not_lost() {
        assert_eq!(cut("王芳", ""), "王 王芳 芳 ");
        assert_eq!(cut("买提·A", "#"), "#买 #买提 #提 #提a #a ");
        assert_eq!(cut("𠮷\u{e815}", ""), "𠮷 𠮷\u{e815} \u{e815} ");
    }

    #[test]
    fn a_query_cannot_leave_its_quotes() {
        assert_eq!(
            query("\"王\" OR *", ""),
            Some("\"王o\" AND \"or\"".to_owned())
        );
        assert_eq!(query("*\"-", ""), None);
    }
}
