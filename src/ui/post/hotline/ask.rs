//! The dialogs of the hotline.

use crate::domain::hotline::Spot;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Line;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::pick;
use crate::ui::post::window::ask::rating;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::ask::words;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Which number or phone.
    Find,
    /// Who goes, when and from where.
    Send,
    /// The same, for a job that was sent.
    SendAnew,
    /// The answer on the phone.
    Reply,
    /// Nobody was met.
    Miss,
    /// The caller is told.
    Tell,
    /// An official charge.
    Charge,
}

impl Topic {
    /// Returns the key of the usual words for its reason, parted by `|`.
    pub(super) fn usual(self) -> Option<&'static str> {
        match self {
            Topic::SendAnew => Some("hotline.usual_anew"),
            Topic::Miss => Some("hotline.usual_miss"),
            Topic::Tell => Some("hotline.usual_how"),
            Topic::Charge => Some("village.usual_charge"),
            _ => None,
        }
    }

    /// Returns the dialog; `usual` are the usual words for its reason, `stations` where a job can go.
    pub(super) fn ask(self, usual: &str, stations: Vec<Said>) -> Ask<Topic> {
        let person = || text("hotline.person", "");
        // A day and a time have a blank between them, which a code has not.
        let when = || text("hotline.when", "");
        let spot = || {
            let keys = Spot::ALL.map(|spot| match spot {
                Spot::Home => "hotline.spot_home",
                Spot::Outside => "hotline.spot_outside",
            });
            pick("hotline.spot", words(&keys))
        };
        let (title, lines): (&'static str, Vec<Line>) = match self {
            Topic::Find => ("hotline.find", vec![code("hotline.ask_number")]),
            Topic::Send => (
                "hotline.k_send",
                vec![pick("hotline.station", stations), person(), when(), spot()],
            ),
            Topic::SendAnew => (
                "hotline.send_anew",
                vec![
                    pick("hotline.station", stations),
                    person(),
                    when(),
                    spot(),
                    text("hotline.ask_reason", usual),
                ],
            ),
            Topic::Reply => ("hotline.k_reply", vec![text("hotline.answer", "")]),
            Topic::Miss => (
                "hotline.k_miss",
                vec![text("hotline.ask_reason", usual), when(), person()],
            ),
            Topic::Tell => (
                "hotline.tell",
                vec![
                    text("hotline.ask_how", usual),
                    rating("hotline.ask_level", Some("hotline.unsaid")),
                    text("hotline.ask_note", ""),
                ],
            ),
            Topic::Charge => (
                "hotline.k_charge",
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
