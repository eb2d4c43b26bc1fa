//! The dialogs of the registrar's post.

use crate::ui::field::Field;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Line;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::text;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// What, when, where, and who is judged.
    Call,
    /// Of which kind, and who.
    Rater,
    /// Who left.
    Left,
    /// How many vote on paper, and why anew.
    Vote,
    /// A paper and its answers.
    Paper,
    /// A paper, a line and what stands there.
    Settle,
    /// A paper that was keyed under a wrong number.
    Withdraw,
    /// How many papers, and what did not come in.
    Count,
    /// Why.
    CallOff,
}

/// Returns a line with room for many names.
fn long(label: &'static str) -> Line {
    Line::Text {
        label,
        field: Field::text(500),
        usual: Vec::new(),
    }
}

impl Topic {
    /// Returns the dialog; `options` are the profiles or the kinds there are.
    pub(super) fn ask(self, options: Vec<Said>) -> Ask<Topic> {
        let (title, lines): (&'static str, Vec<Line>) = match self {
            Topic::Call => (
                "meeting.k_call",
                vec![
                    pick("meeting.head_kind", options),
                    code("meeting.ask_day"),
                    text("meeting.head_place", ""),
                    long("meeting.ask_subjects"),
                    code("meeting.ask_invited"),
                ],
            ),
            Topic::Rater => (
                "meeting.k_rater",
                vec![
                    pick("meeting.ask_kind", options),
                    text("meeting.ask_name", ""),
                ],
            ),
            Topic::Left => ("meeting.k_left", vec![text("meeting.ask_name", "")]),
            Topic::Vote => (
                "meeting.k_vote",
                vec![code("meeting.ask_papers"), text("meeting.ask_again", "")],
            ),
            Topic::Paper => (
                "meeting.k_paper",
                vec![code("meeting.ask_serial"), long("meeting.ask_answers")],
            ),
            Topic::Settle => (
                "meeting.k_settle",
                vec![
                    code("meeting.ask_serial"),
                    text("meeting.ask_line", ""),
                    code("meeting.ask_value"),
                ],
            ),
            Topic::Withdraw => ("meeting.k_withdraw", vec![code("meeting.ask_serial")]),
            Topic::Count => (
                "meeting.k_count",
                vec![code("meeting.ask_found"), code("meeting.ask_not_in")],
            ),
            Topic::CallOff => ("meeting.k_call_off", vec![text("meeting.ask_why", "")]),
        };
        Ask::of(self, title, lines)
    }
}
