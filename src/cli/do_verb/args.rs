//! The words after `yizhan do`: the command's own options, the rest are the verb's fields.

use std::collections::VecDeque;
use std::path::Path;

use serde_json::Map;
use serde_json::Value;

use crate::cli::context::Context;
use crate::cli::problem::Problem;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ui::theme::Theme;

/// What the words say.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// The verb's word.
    pub(super) verb: Option<String>,
    /// Its fields; values are text, the verbs read numbers from text.
    pub(super) fields: Map<String, Value>,
    /// The badge number of who does it.
    pub(super) by: Option<String>,
    /// `resident` or `system`.
    pub(super) role: Option<String>,
    /// When, in a trial hall.
    pub(super) now: Option<String>,
    /// Whether the verbs are to be listed.
    pub(super) list: bool,
    /// Whether lines are to be read.
    pub(super) stdin: bool,
    /// Whether help is wanted.
    pub(super) help: bool,
}

/// Reads the words; options that every command has are put into the context.
///
/// # Errors
/// Exit 2 for a word that means nothing.
pub(super) fn read(cx: &mut Context, words: &[String]) -> Result<Wish, Problem> {
    let mut wish = Wish::default();
    let mut left: VecDeque<&str> = words.iter().map(String::as_str).collect();
    while let Some(word) = left.pop_front() {
        let Some(flag) = word.strip_prefix("--").filter(|flag| !flag.is_empty()) else {
            match word {
                "-h" => wish.help = true,
                _ if wish.verb.is_none() && !word.starts_with('-') => {
                    wish.verb = Some(word.replace('-', "_"));
                }
                _ => return Err(Problem::unclear("do_word", &[("word", &word)])),
            }
            continue;
        };
        let (name, given) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (flag, None),
        };
        match (name, given) {
            ("list", None) => wish.list = true,
            ("stdin", None) => wish.stdin = true,
            ("help", None) => wish.help = true,
            ("json", None) => cx.json = true,
            _ => {
                let value = match given {
                    Some(value) => value,
                    None if left.front().is_some_and(|next| !next.starts_with("--")) => {
                        left.pop_front().unwrap_or_default()
                    }
                    None => "true",
                };
                put(cx, &mut wish, name, value)?;
            }
        }
    }
    Ok(wish)
}

fn put(cx: &mut Context, wish: &mut Wish, name: &str, value: &str) -> Result<(), Problem> {
    match name {
        "by" => wish.by = Some(value.to_owned()),
        "as" => wish.role = Some(value.to_owned()),
        "now" => wish.now = Some(value.to_owned()),
        "theme" if Theme::NAMES.contains(&value) => cx.theme = Some(value.to_owned()),
        "theme" => return Err(Problem::unclear("theme_unknown", &[("name", &value)])),
        "glyphs" if ["unicode", "ascii"].contains(&value) => cx.glyphs = Some(value.to_owned()),
        "glyphs" => return Err(Problem::unclear("no_such_glyphs", &[("name", &value)])),
        "store" => {
            cx.store_given = true;
            cx.set_store(Path::new(value));
        }
        "lang" => {
            cx.lang = Lang::from_tag(value)
                .ok_or_else(|| Problem::unclear("lang_unknown", &[("lang", &value)]))?;
            cx.lang_given = true;
        }
        field => {
            let field = field.replace('-', "_");
            // Only a list of matters or people has no form as text.
            let value = match field.as_str() {
                "matters" => serde_json::from_str(value)
                    .map_err(|_| Problem::unclear("matters_json", &[]))?,
                "people" => {
                    serde_json::from_str(value).map_err(|_| Problem::unclear("people_json", &[]))?
                }
                _ => Value::String(value.to_owned()),
            };
            if wish.fields.insert(field.clone(), value).is_some() {
                return Err(Problem::unclear("do_twice", &[("field", &field)]));
            }
        }
    }
    Ok(())
}

/// Returns who does it: a badge number, the resident, or the program itself.
///
/// # Errors
/// Exit 2 when it is neither, or both.
pub(in crate::cli) fn who(by: Option<&str>, role: Option<&str>) -> Result<Who, Problem> {
    match (by, role) {
        (None, None | Some("system")) => Ok(Who::System),
        (None, Some("resident")) => Ok(Who::Resident),
        (Some(by), None) => by
            .parse()
            .map(Who::Staff)
            .map_err(|_| Problem::unclear("by_wrong", &[("given", &by)])),
        _ => Err(Problem::unclear("do_who", &[])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Common;

    fn wish(words: &[&str]) -> Result<Wish, Problem> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        read(&mut Context::new(Common::default()), &words)
    }

    #[test]
    fn fields_are_text_dashes_are_underscores_and_a_bare_flag_is_true() {
        let wish = wish(&[
            "transfer",
            "--window",
            "3",
            "--to-centre=social",
            "--keep-place",
            "--reason",
            "-1",
        ])
        .unwrap();
        assert_eq!(wish.verb.as_deref(), Some("transfer"));
        assert_eq!(wish.fields["window"], "3");
        assert_eq!(wish.fields["to_centre"], "social");
        assert_eq!(wish.fields["keep_place"], "true");
        assert_eq!(wish.fields["reason"], "-1");
    }

    #[test]
    fn a_field_given_twice_or_a_stray_word_is_not_guessed_at() {
        assert!(wish(&["miss", "--window", "3", "--window", "4"]).is_err());
        assert!(wish(&["miss", "3"]).is_err());
        assert!(wish(&["--matters", "[", "save_matters"]).is_err());
    }

    #[test]
    fn who_does_it_is_one_of_three() {
        assert_eq!(who(None, None).unwrap(), Who::System);
        assert_eq!(who(None, Some("resident")).unwrap(), Who::Resident);
        assert!(matches!(who(Some("312"), None).unwrap(), Who::Staff(no) if no.0 == 312));
        assert!(who(Some("0"), None).is_err());
        assert!(who(Some("312"), Some("resident")).is_err());
        assert!(who(None, Some("king")).is_err());
    }
}
