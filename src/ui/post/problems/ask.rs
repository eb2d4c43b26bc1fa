//! The dialogs of the problem register, the registration itself among them.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::problem::ProblemClass;
use crate::ops::act::MAX_TEXT;
use crate::ui::field::Field;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Line;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::ask::words;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Topic {
    /// What is registered.
    Register,
    /// What to do about the chosen problem.
    Deed,
    /// To whom it is given.
    Take,
    /// Who answers for it, and by when.
    Consult,
    /// What was done, and what remains.
    Progress,
    /// What was replied.
    Reply,
    /// How it was seen to.
    Fix,
    /// What whoever raised it says now.
    Visit,
    /// Whether a leader signs.
    Sign,
    /// Which one it repeats.
    Link,
}

/// What a digit does about the chosen problem, in the order of its way.
pub(super) const DEEDS: [&str; 9] = [
    "problem.k_take",
    "problem.k_lead",
    "problem.k_consult",
    "problem.k_progress",
    "problem.k_reply",
    "problem.k_fix",
    "problem.k_visit",
    "problem.k_sign",
    "problem.k_close",
];

/// Returns the key of a class's word.
pub(super) fn class_key(class: ProblemClass) -> &'static str {
    match class {
        ProblemClass::Criticism => "problem.class_criticism",
        ProblemClass::Common => "problem.class_common",
        ProblemClass::Hardship => "problem.class_hardship",
        ProblemClass::Dispute => "problem.class_dispute",
    }
}

/// Returns a line for a text as long as the register takes it.
fn long(label: &'static str) -> Line {
    Line::Text {
        label,
        field: Field::text(MAX_TEXT),
        usual: Vec::new(),
    }
}

impl Topic {
    /// Returns the dialog.
    pub(super) fn ask(self) -> Ask<Topic> {
        let (title, lines): (&'static str, Vec<Line>) = match self {
            Topic::Register => (
                "problem.k_register",
                vec![
                    pick(
                        "problem.head_class",
                        words(&ProblemClass::ALL.map(class_key)),
                    ),
                    long("problem.ask_text"),
                    text("problem.head_name", ""),
                    Line::Text {
                        label: "problem.ask_phone",
                        field: Field::code(24),
                        usual: Vec::new(),
                    },
                    text("problem.head_village", ""),
                    text("problem.head_unit", ""),
                    code("problem.ask_of_maybe"),
                ],
            ),
            Topic::Deed => (
                "problem.k_deed",
                vec![pick("problem.ask_deed", words(&DEEDS))],
            ),
            Topic::Take => ("problem.k_take", vec![text("problem.ask_staff_maybe", "")]),
            Topic::Consult => (
                "problem.k_consult",
                vec![text("problem.ask_staff", ""), code("problem.ask_until")],
            ),
            Topic::Progress => (
                "problem.k_progress",
                vec![long("problem.ask_done"), long("problem.ask_left")],
            ),
            Topic::Reply => ("problem.k_reply", vec![long("problem.ask_reply")]),
            Topic::Fix => (
                "problem.k_fix",
                vec![
                    long("problem.ask_evidence"),
                    pick(
                        "problem.ask_end",
                        words(&[
                            "problem.end_solved",
                            "problem.end_explained",
                            "problem.end_not_ours",
                        ]),
                    ),
                    text("problem.ask_office", ""),
                ],
            ),
            Topic::Visit => (
                "problem.k_visit",
                vec![
                    pick(
                        "problem.ask_answer",
                        words(&[
                            "problem.answer_satisfied",
                            "problem.answer_unhappy",
                            "problem.answer_nobody",
                        ]),
                    ),
                    long("problem.ask_note"),
                ],
            ),
            Topic::Sign => ("problem.k_sign", vec![long("problem.ask_refuse")]),
            Topic::Link => ("problem.k_link", vec![code("problem.ask_of")]),
        };
        Ask::of(self, title, lines)
    }

    /// Returns the line that takes a member of staff, if there is one.
    pub(super) fn staff_line(self) -> Option<usize> {
        matches!(self, Topic::Take | Topic::Consult).then_some(0)
    }
}

/// Returns what a dialog is about: the problem's own words.
pub(super) fn head(line: &crate::ops::read::ProblemLine, class: &str) -> String {
    let parts = [class, &line.text, &line.name, &line.phone, &line.unit];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<&str>>().join("  ")
}

/// Returns a sentence about a problem's number.
pub(super) fn about(key: &'static str, number: &str) -> Said {
    Said::Key(key, vec![("number".to_owned(), number.to_owned())])
}
