//! What waits for a duty leader to decide.

use serde::{Deserialize, Serialize};

/// The kind of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Two sites say different things about one case; follows the case and ends with it.
    Conflict,
    /// A log went on in two ways: the store was copied or put back.
    Fork,
    /// One number was given twice.
    DoubledNumber,
    /// A site waits to be confirmed.
    SiteToConfirm,
    /// A rating that was asked for is missing.
    MissingRating,
    /// A night's exchange did not get through.
    Exchange,
    /// A witness contradicts what is kept here.
    Evidence,
    /// A paper of an errand by proxy is disputed, lost past its day, or not back in time; ends when
    /// the paper is settled.
    Papers,
    /// Nobody was in a village often enough in a week.
    VillageDays,
    /// A bad rating whose clock is over, or that waits for a leader; ends when that is seen to.
    Followup,
    /// A resident was paid back for a rating.
    Retaliation,
    /// A registered problem whose clock is over, or that waits for a leader; ends when that is seen to.
    Problem,
    /// Somebody asked that their score sheet be looked at again; ends when that is decided.
    ScoreAppeal,
    /// A window or a member of staff was last of two months running: somebody talks to them.
    Talk,
    /// Anything else; also a kind of a later version.
    #[serde(other)]
    Other,
}

impl TaskKind {
    /// All kinds.
    pub const ALL: [TaskKind; 15] = [
        TaskKind::Conflict,
        TaskKind::Fork,
        TaskKind::DoubledNumber,
        TaskKind::SiteToConfirm,
        TaskKind::MissingRating,
        TaskKind::Exchange,
        TaskKind::Evidence,
        TaskKind::Papers,
        TaskKind::VillageDays,
        TaskKind::Followup,
        TaskKind::Retaliation,
        TaskKind::Problem,
        TaskKind::ScoreAppeal,
        TaskKind::Talk,
        TaskKind::Other,
    ];

    /// Returns the word used in tables, locales and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            TaskKind::Conflict => "conflict",
            TaskKind::Fork => "fork",
            TaskKind::DoubledNumber => "doubled_number",
            TaskKind::SiteToConfirm => "site_to_confirm",
            TaskKind::MissingRating => "missing_rating",
            TaskKind::Exchange => "exchange",
            TaskKind::Evidence => "evidence",
            TaskKind::Papers => "papers",
            TaskKind::VillageDays => "village_days",
            TaskKind::Followup => "followup",
            TaskKind::Retaliation => "retaliation",
            TaskKind::Problem => "problem",
            TaskKind::ScoreAppeal => "score_appeal",
            TaskKind::Talk => "talk",
            TaskKind::Other => "other",
        }
    }

    /// Reads the word; anything else is [`TaskKind::Other`].
    pub fn from_word(word: &str) -> TaskKind {
        let mut all = TaskKind::ALL.into_iter();
        all.find(|kind| kind.word() == word)
            .unwrap_or(TaskKind::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_the_same_word_in_tables_and_in_the_ledger() {
        for kind in TaskKind::ALL {
            let body = serde_json::to_string(&kind).unwrap();
            assert_eq!(body, format!("{:?}", kind.word()));
            assert_eq!(serde_json::from_str::<TaskKind>(&body).unwrap(), kind);
            assert_eq!(TaskKind::from_word(kind.word()), kind);
        }
    }

    #[test]
    fn a_kind_of_a_later_version_is_read_as_another() {
        let later = serde_json::from_str::<TaskKind>("\"eclipse\"").unwrap();
        assert_eq!(later, TaskKind::Other);
        assert_eq!(TaskKind::from_word("eclipse"), TaskKind::Other);
    }
}
