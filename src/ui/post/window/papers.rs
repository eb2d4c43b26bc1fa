//! The papers a resident takes home from the window, and what became of each.

use crate::domain::paper::PaperKind;
use crate::locale::Lang;
use crate::ui::app::press::PaperOut;
use crate::ui::post::Effect;
use crate::ui::post::said::Said;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::slip::PrintError;

/// The papers of a case that can be printed from its page, by digit.
pub(super) const PRINTS: [PaperKind; 4] = [
    PaperKind::Acceptance,
    PaperKind::Notice,
    PaperKind::Refusal,
    PaperKind::Delivery,
];

/// The last paper asked for at this window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LastPaper {
    kind: PaperKind,
    number: String,
    state: PaperState,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PaperState {
    /// Nobody wanted it yet: what is done on the spot has no date to take home.
    Offered,
    /// It is with the printer.
    UnderWay,
    /// This became of it.
    Out(PaperOut),
}

/// Returns the locale key of what a kind of paper is called.
pub(super) fn name_key(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Acceptance => "paper.acceptance",
        PaperKind::Notice => "paper.notice",
        PaperKind::Refusal => "paper.refusal_not_accepted",
        PaperKind::NotOurs => "paper.not_ours",
        PaperKind::Delivery => "paper.delivery",
        PaperKind::Pause => "paper.pause",
        PaperKind::Extension => "paper.extension",
        PaperKind::Mandate => "paper.mandate",
        PaperKind::Walk => "paper.walk",
        PaperKind::PickUp => "paper.pick_up",
        PaperKind::Score => "paper.score",
        PaperKind::Scores => "paper.scores",
        PaperKind::Result => "paper.result",
        PaperKind::Slips => "paper.slips",
    }
}

/// Returns a sentence about a paper: which one, and why it did not come out.
fn about(key: &'static str, out: &PaperOut, lang: Lang) -> Said {
    // Only a refusal is called differently by how far its case was.
    let name = match (out.kind, out.title.as_str()) {
        (PaperKind::Refusal, title) if !title.is_empty() => title,
        (kind, _) => lang.tr(name_key(kind)),
    };
    let why = match out.result {
        Err(PrintError::Failed { why }) => lang.tr(&format!("case.why_{}", why.key())),
        Err(PrintError::NoPaper) => lang.tr("case.why_no_paper"),
        _ => "",
    };
    let values = [
        ("paper", name),
        ("number", out.number.as_str()),
        ("why", why),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Said::Key(key, values.into())
}

/// Returns what became of a paper, in words.
pub(in crate::ui::post) fn became(out: &PaperOut, lang: Lang) -> Said {
    let key = match (&out.result, out.is_reprint) {
        (Ok(()), false) => "window.paper_printed",
        (Ok(()), true) => "window.paper_reprinted",
        (Err(PrintError::NoPrinter), _) => "window.paper_no_printer",
        (Err(_), _) => "window.paper_failed",
    };
    about(key, out, lang)
}

/// Returns what printing it again does, and what became of it before.
fn again(out: &PaperOut, lang: Lang) -> Said {
    let key = match (&out.result, out.is_reprint) {
        (Ok(()), false) => "window.again_printed",
        (Ok(()), true) => "window.again_reprinted",
        (Err(PrintError::NoPrinter), _) => "window.again_no_printer",
        (Err(_), _) => "window.again_failed",
    };
    about(key, out, lang)
}

impl LastPaper {
    /// Returns whether it should have come out and did not.
    pub(super) fn is_wrong(&self) -> bool {
        matches!(&self.state, PaperState::Out(out)
            if !matches!(out.result, Ok(()) | Err(PrintError::NoPrinter)))
    }

    /// Returns what the key that prints it does now, and how far it is.
    pub(super) fn says(&self, lang: Lang) -> String {
        let key = match &self.state {
            PaperState::Out(out) => return again(out, lang).text(lang),
            PaperState::Offered => "window.paper_offered",
            PaperState::UnderWay => "window.paper_under_way",
        };
        lang.say(key, &[("paper", &lang.tr(name_key(self.kind)))])
    }
}

impl WindowPost {
    /// Offers a paper for the key that prints it.
    pub(super) fn offer_paper(&mut self, kind: PaperKind, number: &str) {
        self.paper = Some(LastPaper {
            kind,
            number: number.to_owned(),
            state: PaperState::Offered,
        });
    }

    /// Prints a paper.
    pub(super) fn print_paper(&mut self, kind: PaperKind, number: &str) -> Vec<Effect> {
        let number = number.to_owned();
        self.paper = Some(LastPaper {
            kind,
            number: number.clone(),
            state: PaperState::UnderWay,
        });
        vec![Effect::Paper(self.who(), kind, number)]
    }

    /// Prints the last paper again.
    pub(super) fn print_again(&mut self) -> Vec<Effect> {
        match self.paper.clone() {
            // The one under way is not sent twice by an impatient finger.
            Some(last) if last.state == PaperState::UnderWay => {
                self.beep(Said::Plain(last.says(self.hall_lang())))
            }
            Some(last) => self.print_paper(last.kind, &last.number),
            None => self.beep(Said::key("window.why_no_paper")),
        }
    }

    /// Takes what became of a paper. Nothing done before it is undone: the case stands.
    pub(super) fn paper_came(&mut self, out: PaperOut) -> Vec<Effect> {
        let lang = self.hall_lang();
        let said = match (&self.over, &out.result, out.kind) {
            // A notice must be in writing: without a printer it is copied by hand.
            (Over::Notice(given), Err(PrintError::NoPrinter), PaperKind::Notice) => {
                let papers = vec![("papers".to_owned(), given.lacking.join("、"))];
                return self.came(out, Some(Said::Key("window.notice_by_hand", papers)));
            }
            _ => became(&out, lang),
        };
        let wrong = !matches!(out.result, Ok(()) | Err(PrintError::NoPrinter));
        if wrong {
            return self.came(out, Some(said));
        }
        // The desk itself says it while its visit goes on, and an earlier sentence is not wiped out.
        let on_desk = matches!(self.over, Over::Nothing) && self.phase() == Phase::Between;
        if !on_desk && self.note.is_none() {
            self.say(said);
        }
        self.came(out, None)
    }

    fn came(&mut self, out: PaperOut, wrong: Option<Said>) -> Vec<Effect> {
        if let Some(last) = &mut self.paper
            && last.kind == out.kind
            && last.number == out.number
        {
            last.state = PaperState::Out(out);
        }
        wrong.map_or_else(Vec::new, |said| self.beep(said))
    }
}
