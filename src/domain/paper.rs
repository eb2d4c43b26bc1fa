//! The papers a hall gives out: what is said on each, and one description that every renderer draws.
//!
//! A `…Doc` holds the facts of one paper, filled from the read model of a case; the words around them are put in by
//! `ui::paper::compose`, which makes a [`Paper`] of it. A4, text and thermal paper all draw that same [`Paper`].

mod docs;

pub use docs::AcceptanceDoc;
pub use docs::DeferredPaper;
pub use docs::DeliveredDocument;
pub use docs::DeliveryDoc;
pub use docs::DeliveryWay;
pub use docs::ExtensionDoc;
pub use docs::MandateDoc;
pub use docs::MandatePaperIn;
pub use docs::MissingPaper;
pub use docs::NotOursDoc;
pub use docs::NoticeDoc;
pub use docs::PaperHead;
pub use docs::PaperIn;
pub use docs::PauseDoc;
pub use docs::RefusalDoc;
pub use docs::RefusalStage;
pub use docs::WalkDoc;

use std::fmt;
use std::str::FromStr;

/// Which paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaperKind {
    /// 受理回执单: the errand was accepted, and by when it will be done.
    Acceptance,
    /// 一次性告知书: everything that is missing, told at once.
    Notice,
    /// 不予受理 or 不予许可决定书: a refusal with its reason and remedy.
    Refusal,
    /// 不属本机关职权范围告知书: not ours, and which office is the right one.
    NotOurs,
    /// 送达回证: the result was handed over.
    Delivery,
    /// 期限中止告知书: the clock stands still, why and how long.
    Pause,
    /// 代办委托书: a village assistant runs an errand for a resident, who tears off its lower end.
    Mandate,
    /// 走访单: at whose doors an assistant has something to do today.
    Walk,
    /// 取件单: who gets what back on the next market day.
    PickUp,
    /// 延期办理告知书: more time is needed, why and until when.
    Extension,
    /// 打分表: one person's sheet line by line, to be signed and filed.
    Score,
    /// 打分公示单: the closed sheets of a period, for the wall.
    Scores,
    /// 评议结果单: what a meeting that judges came to.
    Result,
    /// 投票号条: the codes of a voting, to be cut; printed once, when it is opened.
    Slips,
}

impl PaperKind {
    /// Every kind, in the order in which a case meets them.
    pub const ALL: [PaperKind; 14] = [
        PaperKind::Mandate,
        PaperKind::NotOurs,
        PaperKind::Notice,
        PaperKind::Acceptance,
        PaperKind::Pause,
        PaperKind::Extension,
        PaperKind::Refusal,
        PaperKind::Delivery,
        PaperKind::Walk,
        PaperKind::PickUp,
        PaperKind::Score,
        PaperKind::Scores,
        PaperKind::Result,
        PaperKind::Slips,
    ];

    /// Returns whether it is a list of a day or a period and about no number.
    pub const fn is_list(self) -> bool {
        matches!(
            self,
            PaperKind::Walk | PaperKind::PickUp | PaperKind::Scores
        )
    }

    /// Returns the word used on the command line and in file names.
    pub const fn word(self) -> &'static str {
        match self {
            PaperKind::Acceptance => "acceptance",
            PaperKind::Notice => "notice",
            PaperKind::Refusal => "refusal",
            PaperKind::NotOurs => "not-ours",
            PaperKind::Delivery => "delivery",
            PaperKind::Pause => "pause",
            PaperKind::Extension => "extension",
            PaperKind::Mandate => "mandate",
            PaperKind::Walk => "walk",
            PaperKind::PickUp => "pick-up",
            PaperKind::Score => "score",
            PaperKind::Scores => "scores",
            PaperKind::Result => "result",
            PaperKind::Slips => "slips",
        }
    }
}

impl fmt::Display for PaperKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Says that a word names no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a paper is mandate, acceptance, notice, refusal, not-ours, delivery, pause, extension, walk, pick-up, score, scores or result, not {0:?}"
)]
pub struct UnknownPaper(pub String);

impl FromStr for PaperKind {
    type Err = UnknownPaper;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        PaperKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word.trim())
            .ok_or_else(|| UnknownPaper(word.to_owned()))
    }
}

/// One paper, ready to be drawn: finished sentences from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Which paper it is.
    pub kind: PaperKind,
    /// The hall that issues it, at the head of every page.
    pub hall: String,
    /// What the paper is called, in large letters.
    pub title: String,
    /// The case number, at the head of every page; empty where there is no case.
    pub number: String,
    /// The sentence at the foot of every page: when it was printed and with which check code.
    pub foot: String,
    /// The mark of a second or later print (补打), with its count; absent on the first.
    pub reprint: Option<String>,
    /// The sentence that explains `□`, with `{codes}` for the code points; used only where a character is missing.
    pub missing: String,
    /// The word for a page's number, with `{n}` and `{m}`.
    pub page: String,
    /// What stands on it, from top to bottom.
    pub lines: Vec<Block>,
}

/// One part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The heading of a part.
    Heading(String),
    /// A fact everybody looks for first, drawn large: the case number, the due date.
    Big {
        /// What it is.
        label: String,
        /// The fact.
        value: String,
        /// A remark under it; empty when there is none.
        note: String,
    },
    /// A fact with its name.
    Field {
        /// What it is.
        label: String,
        /// The fact.
        value: String,
    },
    /// Numbered things, each with what is said about it.
    List(Vec<Item>),
    /// A sentence or paragraph.
    Text(String),
    /// A square code; drawn only where the paper can hold it.
    Qr {
        /// What the code says.
        text: String,
        /// What to do with it, printed beside or under it.
        caption: String,
    },
    /// A line to sign on, with a place for the date.
    SignatureLine {
        /// Who signs.
        label: String,
        /// The word before the date's place.
        date_label: String,
    },
    /// The line along which the lower end is torn off.
    TearOff(String),
    /// The place of the seal, at the right.
    SealLine {
        /// Whose seal.
        office: String,
        /// The date under it.
        date: String,
    },
}

/// One numbered thing of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// What it is.
    pub text: String,
    /// What is said about it, in smaller letters; empty when there is nothing.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_own_word_and_no_other() {
        for kind in PaperKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        assert_eq!(
            "receipt".parse::<PaperKind>(),
            Err(UnknownPaper("receipt".to_owned()))
        );
    }
}
