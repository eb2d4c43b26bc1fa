//! What a post has to say about the last thing done, kept until a view knows the language.

use std::fmt::Display;

use crate::domain::misuse::Misuse;
use crate::domain::refusal::Refusal;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Error;
use crate::ui::field::Outcome;

/// A sentence that is not yet in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A rule said no.
    Refused(Refusal),
    /// What was given means nothing.
    Misused(Misuse),
    /// The same in each language: what the store or the settings failed at, as the error itself cannot
    /// be kept, or a name that is data.
    InEach(Vec<(Lang, String)>),
    /// Words that are in the right language already.
    Plain(String),
    /// A locale key and the values of its placeholders.
    Key(&'static str, Vec<(String, String)>),
}

impl Said {
    /// Returns a sentence without values.
    pub fn key(key: &'static str) -> Said {
        Said::Key(key, Vec::new())
    }

    /// Returns what to say about an error.
    pub fn from_error(error: &Error) -> Said {
        match error {
            Error::Refused(refusal) => Said::Refused(refusal.clone()),
            Error::Usage(misuse) => Said::Misused(misuse.clone()),
            Error::Store(error) => Said::in_each(|lang| locale::store(lang, error)),
            Error::Sync(error) => Said::in_each(|lang| locale::sync(lang, error)),
            Error::Config(error) => Said::in_each(|lang| locale::settings(lang, error)),
        }
    }

    /// Returns a sentence that is made in each language.
    pub(super) fn in_each(sentence: impl Fn(Lang) -> String) -> Said {
        Said::InEach(Lang::ALL.map(|lang| (lang, sentence(lang))).into())
    }

    /// Returns the sentence in a language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Said::Refused(refusal) => locale::refusal(lang, refusal),
            Said::Misused(misuse) => locale::misuse(lang, misuse),
            Said::InEach(sentences) => sentences
                .iter()
                .find(|(of, _)| *of == lang)
                .map(|(_, said)| said.clone())
                .unwrap_or_default(),
            Said::Plain(words) => words.clone(),
            Said::Key(key, values) => {
                let values: Vec<(&str, &dyn Display)> = values
                    .iter()
                    .map(|(name, value)| (name.as_str(), value as &dyn Display))
                    .collect();
                lang.say(key, &values)
            }
        }
    }
}

/// Returns whether what was typed into a field changed it; else what to say about what was not taken:
/// nothing where the field has no use for the key.
pub(super) fn taken(outcome: Outcome) -> Result<bool, Option<Said>> {
    match outcome {
        Outcome::Changed => Ok(true),
        Outcome::Moved => Ok(false),
        Outcome::Ignored => Err(None),
        Outcome::Refused => Err(Some(Said::key("common.field_refused"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::config::Config;
    use crate::config::ConfigError;
    use crate::ops::Hall;

    #[test]
    fn a_failure_of_the_store_is_said_in_the_language_of_the_post() {
        let error = Hall::open(Path::new("/nowhere")).unwrap_err();
        let said = Said::from_error(&error);
        assert!(said.text(Lang::ZhCn).starts_with("/nowhere 里没有库；"));
        assert!(
            said.text(Lang::En)
                .starts_with("There is no store in /nowhere;")
        );
        let fault = Config::parse("[screen]\ntheme = 1").unwrap_err();
        let path = "hall.toml".into();
        let said = Said::from_error(&Error::from(ConfigError::Form { path, fault }));
        assert_eq!(
            said.text(Lang::ZhCn),
            "设置文件 hall.toml 第 2 行：theme 的值不对，要写成 \"default\" 这样；样例见 yizhan config sample"
        );
    }

    #[test]
    fn a_sentence_is_made_only_when_the_language_is_known() {
        let values = vec![("n".to_owned(), "3".to_owned())];
        let said = Said::Key("common.minutes", values);
        assert_eq!(said.text(Lang::ZhCn), "3分");
        assert_eq!(said.text(Lang::En), "3 min");
        let error = Error::Usage(Misuse::TimeBad { given: "x".into() });
        assert_eq!(
            Said::from_error(&error).text(Lang::ZhCn),
            "“x”不是时间；请写 10:15 或 2026-03-12T09:42"
        );
        let refused = Said::from_error(&Error::Refused(Refusal::DoorsClosed));
        assert_eq!(refused, Said::Refused(Refusal::DoorsClosed));
    }
}
