//! The dialogs of a village post.

use crate::ops::read::ErrandLine;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Line;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::ask::unchosen;
use crate::ui::post::window::ask::words;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Which number.
    Find,
    /// Why it comes to the hall so late.
    Late,
    /// Which papers did not come.
    Confirm,
    /// The resident signs for the result.
    Deliver,
    /// The resident signs for papers.
    GiveBack,
    /// Stop or renew.
    StopOrRenew,
    /// Stop.
    Stop,
    /// Renew.
    Renew,
    /// Lost or found.
    LostOrFound,
    /// A paper is lost.
    Lost,
    /// A paper is found.
    Found,
    /// An official charge.
    Charge,
    /// A matter that a resident brings up.
    Raise,
    /// How the resident was told the answer.
    Tell,
    /// On which days of the week one is in the village.
    Plan,
    /// On which day one does not come.
    Miss,
}

impl Topic {
    /// Returns whether the papers of the errand are named below its lines.
    pub(super) fn names_papers(self) -> bool {
        matches!(
            self,
            Topic::Confirm | Topic::Deliver | Topic::GiveBack | Topic::Lost | Topic::Found
        )
    }

    /// Returns the key of how to write what is asked for, where that is not plain.
    pub(super) fn tip(self) -> Option<&'static str> {
        match self {
            Topic::Plan => Some("village.tip_plan"),
            Topic::Miss => Some("village.tip_miss"),
            _ => None,
        }
    }

    /// Returns the key of the usual words for its reason, parted by `|`.
    pub(super) fn usual(self) -> Option<&'static str> {
        match self {
            Topic::Late => Some("village.usual_late"),
            Topic::Stop => Some("village.usual_stop"),
            Topic::Lost => Some("village.usual_lost"),
            Topic::Found => Some("village.usual_found"),
            Topic::Charge => Some("village.usual_charge"),
            Topic::Tell => Some("village.usual_tell"),
            Topic::Miss => Some("village.usual_miss"),
            _ => None,
        }
    }

    /// Returns the dialog; `usual` are the usual words for its reason.
    pub(super) fn ask(self, usual: &str) -> Ask<Topic> {
        let slip = || text("village.ask_slip", "");
        let note = || text("village.ask_note", "");
        let (title, lines): (&'static str, Vec<Line>) = match self {
            Topic::Find => ("village.find", vec![code("village.ask_number")]),
            Topic::Late => ("village.hand_in", vec![text("village.ask_reason", usual)]),
            Topic::Confirm => ("village.confirm", vec![code("village.ask_missing"), note()]),
            Topic::Deliver => {
                let here = words(&["village.is_here", "village.not_here"]);
                (
                    "village.deliver",
                    vec![slip(), note(), unchosen("village.ask_here", here)],
                )
            }
            Topic::GiveBack => ("village.give_back", vec![slip(), note()]),
            Topic::StopOrRenew => (
                "village.k_stop",
                vec![pick(
                    "village.ask_which",
                    words(&["village.stop", "village.renew"]),
                )],
            ),
            Topic::Stop => (
                "village.stop",
                vec![slip(), text("village.ask_reason", usual)],
            ),
            Topic::Renew => (
                "village.renew",
                vec![slip(), code("village.ask_until"), note()],
            ),
            Topic::LostOrFound => (
                "village.k_lose",
                vec![pick(
                    "village.ask_which",
                    words(&["village.lost", "village.found"]),
                )],
            ),
            Topic::Lost => (
                "village.lost",
                vec![
                    code("village.ask_papers"),
                    text("village.ask_owner", ""),
                    code("village.ask_by_when"),
                    text("village.ask_reason", usual),
                ],
            ),
            Topic::Found => (
                "village.found",
                vec![code("village.ask_papers"), text("village.ask_how", usual)],
            ),
            Topic::Raise => (
                "village.k_raise",
                vec![
                    text("village.ask_what", ""),
                    text("village.ask_who", ""),
                    code("village.ask_phone"),
                    text("village.ask_block", ""),
                ],
            ),
            Topic::Tell => ("village.k_tell", vec![text("village.ask_told", usual)]),
            Topic::Plan => (
                "village.k_plan",
                vec![text("village.ask_days", ""), code("village.ask_from")],
            ),
            Topic::Miss => (
                "village.k_miss",
                vec![
                    code("village.ask_day"),
                    text("village.ask_reason", usual),
                    code("village.ask_substitute"),
                ],
            ),
            Topic::Charge => (
                "village.k_charge",
                vec![
                    code("village.ask_yuan"),
                    text("village.ask_receipt", ""),
                    text("village.ask_what_for", usual),
                ],
            ),
        };
        Ask::of(self, title, lines)
    }
}

/// Returns the papers of an errand with their places, as `1 户口簿  2 身份证`.
pub(in crate::ui::post) fn papers_of(line: &ErrandLine) -> String {
    let named = |paper: &crate::domain::mandate::Paper| format!("{} {}", paper.no, paper.name);
    let papers: Vec<String> = line.papers.iter().map(named).collect();
    papers.join("  ")
}

/// Returns the papers that are here, by their number, as verbs take them.
pub(super) fn here(line: &ErrandLine) -> String {
    let numbers: Vec<String> = line.here().map(|paper| paper.no.to_string()).collect();
    numbers.join(",")
}

/// Returns an amount in yuan as fen: `5`, `5.5` and `5.50`; `None` for what is no amount.
pub(in crate::ui::post) fn fen(yuan: &str) -> Option<u64> {
    let (whole, part) = yuan.split_once('.').unwrap_or((yuan, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    let whole: u64 = whole.parse().ok()?;
    whole
        .checked_mul(100)?
        .checked_add(part)
        .filter(|fen| *fen > 0)
}
