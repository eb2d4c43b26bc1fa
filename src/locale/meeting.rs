//! Meetings that judge, in words: the same on the pad, on paper and at the command line.

use std::fmt::Display;

use crate::domain::meeting::Lacks;
use crate::domain::meeting::State;
use crate::domain::meeting::Tally;
use crate::locale::Lang;

fn word(lang: Lang, of: &str, word: &str) -> String {
    let said = lang.lookup(&format!("meeting.{of}_{word}"));
    said.unwrap_or(word).to_owned()
}

/// Names a profile.
pub fn profile(lang: Lang, name: &str) -> String {
    word(lang, "profile", name)
}

/// Names a kind of raters.
pub fn kind(lang: Lang, name: &str) -> String {
    word(lang, "kind", name)
}

/// Names kinds of raters, or says that there are none.
pub fn kinds(lang: Lang, names: &[String]) -> String {
    if names.is_empty() {
        return lang.tr("meeting.kinds_none").to_owned();
    }
    let named: Vec<String> = names.iter().map(|name| kind(lang, name)).collect();
    named.join(lang.tr("meeting.comma"))
}

/// Names a question.
pub fn question(lang: Lang, name: &str) -> String {
    word(lang, "question", name)
}

/// Names a mark of a profile; 0 is to abstain.
pub fn mark(lang: Lang, profile: &str, mark: u8) -> String {
    match mark {
        0 => lang.tr("meeting.abstain").to_owned(),
        _ => {
            let key = format!("meeting.mark_{profile}_{mark}");
            lang.lookup(&key).unwrap_or_default().to_owned()
        }
    }
}

/// Says where a meeting stands.
pub fn state(lang: Lang, state: State) -> String {
    word(lang, "state", state.word())
}

/// Writes a mean of hundredths.
pub fn hundredths(mean: u32) -> String {
    format!("{}.{:02}", mean / 100, mean % 100)
}

/// Says how the marks are spread, from the highest down.
pub fn spread(lang: Lang, profile: &str, marks: &[u32], (abstained, empty): (u32, u32)) -> String {
    let count = |name: &str, n: u32| lang.say("meeting.mark_count", &[("mark", &name), ("n", &n)]);
    let mut parts: Vec<String> = (1u8..)
        .zip(marks)
        .map(|(at, n)| count(&mark(lang, profile, at), *n))
        .collect();
    parts.reverse();
    parts.push(count(lang.tr("meeting.abstain"), abstained));
    if empty > 0 {
        parts.push(count(lang.tr("meeting.empty"), empty));
    }
    parts.join(lang.tr("meeting.comma"))
}

/// Says what became of all that was given out.
pub fn tally(lang: Lang, tally: &Tally) -> String {
    let values: [(&str, &dyn Display); 6] = [
        ("issued", &tally.issued()),
        ("codes", &tally.codes),
        ("papers", &tally.papers),
        ("pad", &tally.pad),
        ("paper", &tally.paper),
        ("left", &tally.not_in()),
    ];
    lang.say("meeting.tie", &values)
}

/// Says what a meeting lacks.
pub fn lacks(lang: Lang, lacks: &Lacks) -> String {
    let values: [(&str, &dyn Display); 2] = [("have", &lacks.have), ("wanted", &lacks.wanted)];
    let mut said = lang.say("meeting.lacks", &values);
    if !lacks.kinds.is_empty() {
        let named = kinds(lang, &lacks.kinds);
        said.push_str(&lang.say("meeting.lacks_kinds", &[("kinds", &named)]));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting::shipped;

    #[test]
    fn everything_a_profile_names_has_its_words_in_both_languages() {
        for lang in Lang::ALL {
            for p in shipped() {
                assert_ne!(profile(lang, &p.name), p.name);
                for name in &p.kinds {
                    assert_ne!(kind(lang, name), *name);
                }
                for name in &p.questions {
                    assert_ne!(question(lang, name), *name);
                }
                for at in 0..=p.marks {
                    assert!(!mark(lang, &p.name, at).is_empty(), "{} {at}", p.name);
                }
            }
            for at in [
                State::Called,
                State::Open,
                State::Voting,
                State::Counted,
                State::Signed,
                State::CalledOff,
                State::Invalid,
                State::Lapsed,
            ] {
                assert!(
                    lang.lookup(&format!("meeting.state_{}", at.word()))
                        .is_some()
                );
                assert!(
                    lang.lookup(&format!("refusal.standing_{}", at.word()))
                        .is_some()
                );
            }
        }
    }

    #[test]
    fn a_spread_names_empty_lines_only_where_there_are_any() {
        let said = |empty| spread(Lang::En, "jury", &[0, 0, 1, 0, 7], (2, empty));
        assert_eq!(
            said(0),
            "Very strong 7, Strong 0, Fair 1, Weak 0, Very weak 0, Abstain 2"
        );
        assert!(said(1).ends_with("left empty 1"));
        assert_eq!(hundredths(405), "4.05");
    }
}
