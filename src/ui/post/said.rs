//! What a post has to say about the last thing done, kept until a view knows the language.

use std::fmt::Display;

use crate::domain::misuse::Misuse;
use crate::domain::refusal::Refusal;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Error;

/// A sentence that is not yet in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A rule said no.
    Refused(Refusal),
    /// What was given means nothing.
    Misused(Misuse),
    /// Words that are the same in every language: what the store or the system said.
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
            other => Said::Plain(other.to_string()),
        }
    }

    /// Returns the sentence in a language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Said::Refused(refusal) => locale::refusal(lang, refusal),
            Said::Misused(misuse) => locale::misuse(lang, misuse),
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

#[cfg(test)]
mod tests {
    use super::*;

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
