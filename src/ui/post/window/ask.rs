//! Small dialogs: a few lines, each a choice by digit or a text, and one answer.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::hard::HardSize;
use crate::domain::ids::Centre;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Level;
use crate::ops::read::CaseLine;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key::Key;
use crate::ui::post::pad::ASKING_KEYS;
use crate::ui::post::said::Said;
use crate::ui::post::window::papers::PRINTS;
use crate::ui::post::window::papers::name_key;

mod when;

pub(in crate::ui::post) use when::day_meant;
use when::time_meant;
pub(in crate::ui::post) use when::when_meant;

/// What a dialog is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::post) enum Topic {
    /// How the errand ends without a case.
    Finish,
    /// Park or transfer.
    MoveOn,
    /// To another window or centre.
    Transfer,
    /// Aside with a timer.
    Park,
    /// Why a call is taken back.
    PutBack,
    /// Which number to call.
    CallNumber,
    /// Why the window pauses, until when.
    Pause,
    /// Where the clerk is, until when, who sits here meanwhile.
    Away,
    /// How a call for help ended.
    EndHelp,
    /// A recorded no (否定答复).
    SayNo,
    /// The right office, when the matter is not the hall's.
    TellPlace,
    /// A hard matter for window 1.
    HandOver,
    /// A home visit, for who cannot come again.
    BookVisit,
    /// Why the case is urgent.
    Urgent,
    /// To whom a case goes, and why.
    Pass,
    /// Why a case was not for here.
    SendBack,
    /// Which papers the applicant is to bring.
    Return,
    /// To whom the result is handed.
    Deliver,
    /// Why a case is refused, by which clause, and what can be done instead.
    Refuse,
    /// Which paper of a case.
    Print,
    /// Which case is looked for.
    Find,
    /// Why a bad rating is appealed.
    Appeal,
}

/// Where a transfer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::post) enum Goal {
    /// A centre's line.
    Centre(Centre),
    /// One window's line.
    Window(WindowNo),
}

/// How hard a matter for window 1 is, by digit.
pub(in crate::ui::post) const SIZES: [(HardSize, &str); 3] = [
    (HardSize::Complex, "window.size_complex"),
    (HardSize::Joint, "window.size_joint"),
    (HardSize::Impossible, "window.size_impossible"),
];

/// The minutes a visit can be put aside for, by digit.
pub(in crate::ui::post) const MINUTES: [u32; 6] = [5, 10, 15, 30, 60, 120];

/// One line of a dialog.
#[derive(Debug, Clone)]
pub(in crate::ui::post) enum Line {
    /// One of several, chosen by digit.
    Pick {
        label: &'static str,
        options: Vec<Said>,
        at: usize,
        /// Whether a digit alone chooses: what somebody said is not passed by on the way.
        by_digit: bool,
    },
    /// A text; while it is empty a digit takes one of the usual words.
    Text {
        label: &'static str,
        field: Field,
        usual: Vec<String>,
    },
}

/// A dialog.
#[derive(Debug, Clone)]
pub(in crate::ui::post) struct Ask<T = Topic> {
    pub(in crate::ui::post) topic: T,
    pub(in crate::ui::post) title: &'static str,
    pub(in crate::ui::post) lines: Vec<Line>,
    pub(in crate::ui::post) at: usize,
    /// Where a transfer can go, in the order of its choices.
    pub(in crate::ui::post) goals: Vec<Goal>,
    /// The case it is about.
    pub(in crate::ui::post) case: Option<Box<CaseLine>>,
}

/// What comes of a key in a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::post) enum Answer {
    /// It goes on.
    Stay,
    /// The key means nothing here.
    Beep,
    /// It is left.
    Drop,
    /// It is answered.
    Give,
}

/// Returns a line of choices.
pub(in crate::ui::post) fn pick(label: &'static str, options: Vec<Said>) -> Line {
    Line::Pick {
        label,
        options,
        at: 0,
        by_digit: false,
    }
}

/// Returns a line of choices of which none is chosen yet: what somebody said is never there before
/// they said it.
pub(in crate::ui::post) fn unchosen(label: &'static str, options: Vec<Said>) -> Line {
    Line::Pick {
        label,
        at: options.len(),
        options,
        by_digit: true,
    }
}

/// Returns a line for a rating, a digit for each level as on the pad, and one for none.
pub(in crate::ui::post) fn rating(label: &'static str, none: Option<&'static str>) -> Line {
    let labels = ASKING_KEYS.iter().rev().map(|row| row.label);
    unchosen(label, labels.chain(none).map(Said::key).collect())
}

/// Returns what some locale keys say.
pub(in crate::ui::post) fn words(keys: &[&'static str]) -> Vec<Said> {
    keys.iter().map(|key| Said::key(key)).collect()
}

/// Returns a line of text with its usual words, parted by `|`.
pub(in crate::ui::post) fn text(label: &'static str, usual: &str) -> Line {
    let usual = usual.split('|').filter(|word| !word.is_empty());
    Line::Text {
        label,
        field: Field::text(120),
        usual: usual.map(ToOwned::to_owned).collect(),
    }
}

/// Returns a line for a number, a day or a time.
pub(in crate::ui::post) fn code(label: &'static str) -> Line {
    only(label, Field::code(16))
}

/// Returns a line that takes what fits a field.
pub(in crate::ui::post) fn only(label: &'static str, field: Field) -> Line {
    Line::Text {
        label,
        field,
        usual: Vec::new(),
    }
}

impl Ask {
    /// Returns a dialog; `usual` gives the usual words for its reasons, parted by `|`.
    pub(in crate::ui::post) fn about(topic: Topic, usual: &str) -> Ask {
        let (title, lines) = match topic {
            Topic::Finish => (
                "window.ask_finish",
                vec![pick(
                    "window.ask_how",
                    words(&[
                        "window.papers_missing",
                        "window.advice",
                        "window.say_no",
                        "window.tell_place",
                        "window.k_hand_over",
                        "window.receive",
                        "window.collected",
                        "hotline.k_book",
                    ]),
                )],
            ),
            Topic::MoveOn => (
                "window.ask_move_on",
                vec![pick(
                    "window.ask_how",
                    words(&["window.park", "window.transfer"]),
                )],
            ),
            Topic::Transfer => ("window.transfer", transfer_lines(usual)),
            Topic::Park => (
                "window.park",
                vec![
                    pick("window.ask_minutes", MINUTES.iter().map(minutes).collect()),
                    text("window.ask_reason", usual),
                ],
            ),
            Topic::PutBack => ("window.k_put_back", vec![text("window.ask_reason", usual)]),
            Topic::CallNumber => ("window.k_call_number", vec![code("window.ask_number")]),
            Topic::Pause => (
                "window.k_pause",
                vec![
                    text("window.ask_reason", usual),
                    code("window.ask_until_maybe"),
                ],
            ),
            Topic::Away => (
                "window.k_away",
                vec![
                    text("window.ask_place", usual),
                    code("window.ask_until"),
                    code("window.ask_stand_in"),
                ],
            ),
            Topic::EndHelp => ("window.end_help", vec![text("window.ask_end_help", usual)]),
            Topic::SayNo => (
                "window.say_no",
                vec![
                    text("window.ask_what", ""),
                    text("window.ask_reason", usual),
                    text("window.ask_clause", ""),
                    text("window.ask_instead", ""),
                ],
            ),
            Topic::TellPlace => (
                "window.tell_place",
                vec![
                    text("window.ask_what", ""),
                    text("window.ask_office", usual),
                    text("window.ask_address", ""),
                ],
            ),
            Topic::HandOver => (
                "window.k_hand_over",
                vec![
                    text("window.ask_what", ""),
                    text("window.ask_blocked", usual),
                    pick("window.ask_size", words(&SIZES.map(|(_, key)| key))),
                ],
            ),
            Topic::BookVisit => (
                "hotline.k_book",
                vec![
                    text("window.ask_what", ""),
                    text("hotline.where", ""),
                    text("hotline.person", ""),
                    text("hotline.when", ""),
                ],
            ),
            Topic::Pass => (
                "window.pass_case",
                vec![
                    pick(
                        "window.ask_goal",
                        words(&[
                            "window.held_leader",
                            "window.economy",
                            "window.social",
                            "window.governance",
                            "window.an_office",
                            "window.a_colleague",
                        ]),
                    ),
                    text("window.ask_to_whom", ""),
                    text("window.ask_reason", usual),
                ],
            ),
            Topic::SendBack => ("window.send_back", vec![text("window.ask_reason", usual)]),
            Topic::Return => (
                "window.return_case",
                vec![
                    text("window.ask_papers", usual),
                    text("window.ask_reason", ""),
                ],
            ),
            Topic::Deliver => (
                "window.deliver_case",
                vec![text("window.ask_to", usual), text("window.ask_result", "")],
            ),
            Topic::Refuse => (
                "window.refuse_case",
                vec![
                    text("window.ask_reason", usual),
                    text("window.ask_clause", ""),
                    text("window.ask_instead", ""),
                ],
            ),
            Topic::Urgent => (
                "window.k_urgent",
                vec![
                    text("window.ask_urgent", usual),
                    code("window.ask_deferred"),
                ],
            ),
            Topic::Print => (
                "window.k_print",
                vec![pick("window.ask_paper", words(&PRINTS.map(name_key)))],
            ),
            Topic::Appeal => ("rating.appeal", vec![text("window.ask_reason", usual)]),
            Topic::Find => ("window.k_find_case", vec![text("window.ask_case", "")]),
        };
        Ask::of(topic, title, lines)
    }

    /// Offers where a transfer can go.
    pub(in crate::ui::post) fn offer(&mut self, goals: Vec<Goal>) {
        let names = goals.iter().map(|goal| match goal {
            Goal::Centre(centre) => Said::key(centre_key(*centre)),
            Goal::Window(no) => {
                Said::Key("window.title", vec![("window".to_owned(), no.to_string())])
            }
        });
        if let Some(Line::Pick { options, at, .. }) = self.lines.first_mut() {
            *options = names.collect();
            *at = 0;
        }
        self.goals = goals;
    }
}

/// What was typed and chosen in a dialog, as a draft keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ui::post) struct Typed {
    at: usize,
    lines: Vec<String>,
}

impl<T> Ask<T> {
    /// Returns what is kept of it; nothing where nothing was typed or chosen.
    pub(in crate::ui::post) fn typed(&self) -> Option<Typed> {
        let said = |line: &Line| match line {
            Line::Pick { at, .. } => at.to_string(),
            Line::Text { field, .. } => field.value().to_owned(),
        };
        let typed = |line: &Line| match line {
            Line::Pick { at, options, .. } => *at > 0 && *at < options.len(),
            Line::Text { field, .. } => !field.is_empty(),
        };
        let touched = self.at > 0 || self.lines.iter().any(typed);
        touched.then(|| Typed {
            at: self.at,
            lines: self.lines.iter().map(said).collect(),
        })
    }

    /// Fills in what was kept, as far as it still has such lines.
    pub(in crate::ui::post) fn retype(mut self, kept: &Typed) -> Ask<T> {
        for (line, kept) in self.lines.iter_mut().zip(&kept.lines) {
            match line {
                Line::Pick { options, at, .. } => {
                    let kept = kept.parse().ok();
                    *at = kept.filter(|kept| *kept < options.len()).unwrap_or(*at);
                }
                Line::Text { field, .. } => field.set(kept),
            }
        }
        self.at = kept.at.min(self.lines.len().saturating_sub(1));
        self
    }

    /// Returns a dialog of some lines.
    pub(in crate::ui::post) fn of(topic: T, title: &'static str, lines: Vec<Line>) -> Ask<T> {
        Ask {
            topic,
            title,
            lines,
            at: 0,
            goals: Vec::new(),
            case: None,
        }
    }

    /// Fills the first line; what is known already need not be walked through.
    pub(in crate::ui::post) fn begin_with(&mut self, known: &str) {
        if let Some(Line::Text { field, .. }) = self.lines.first_mut() {
            field.set(known);
        }
        let last = self.lines.len().saturating_sub(1);
        self.at = usize::from(!known.is_empty()).min(last);
    }

    /// Fills a line.
    pub(in crate::ui::post) fn fill(&mut self, line: usize, known: &str) {
        if let Some(Line::Text { field, .. }) = self.lines.get_mut(line) {
            field.set(known);
        }
    }

    /// Offers words for a line.
    pub(in crate::ui::post) fn suggest(&mut self, line: usize, words: Vec<String>) {
        if let Some(Line::Text { usual, .. }) = self.lines.get_mut(line) {
            *usual = words;
        }
    }

    /// Takes a key.
    pub(in crate::ui::post) fn key(&mut self, key: Key) -> Answer {
        let last = self.lines.len().saturating_sub(1);
        match key {
            Key::Esc => Answer::Drop,
            Key::F(8) => Answer::Give,
            Key::Enter if self.at >= last => Answer::Give,
            Key::Enter | Key::Tab => self.go(1),
            Key::BackTab => self.go(-1),
            _ => self.line_key(key),
        }
    }

    fn line_key(&mut self, key: Key) -> Answer {
        match self.lines.get_mut(self.at) {
            Some(Line::Pick {
                options,
                at,
                by_digit,
                ..
            }) => match key {
                Key::Digit(n @ 1..=9) if usize::from(n) <= options.len() => {
                    *at = usize::from(n) - 1;
                    self.picked()
                }
                Key::Up if *by_digit => self.go(-1),
                Key::Down if *by_digit => self.go(1),
                Key::Left | Key::Right if *by_digit => Answer::Beep,
                Key::Down | Key::Right => {
                    *at = (*at + 1).min(options.len().saturating_sub(1));
                    Answer::Stay
                }
                Key::Up | Key::Left if *at > 0 => {
                    *at -= 1;
                    Answer::Stay
                }
                Key::Up => self.go(-1),
                _ => Answer::Beep,
            },
            Some(Line::Text { field, usual, .. }) => match key {
                Key::Digit(n @ 1..=9) if field.is_empty() && !usual.is_empty() => {
                    match usual.get(usize::from(n) - 1) {
                        Some(word) => {
                            field.set(word);
                            self.picked()
                        }
                        None => Answer::Beep,
                    }
                }
                Key::Up => self.go(-1),
                Key::Down => self.go(1),
                _ => match field.key(key) {
                    Outcome::Ignored | Outcome::Refused => Answer::Beep,
                    Outcome::Moved | Outcome::Changed => Answer::Stay,
                },
            },
            None => Answer::Beep,
        }
    }

    /// Takes a pasted text.
    pub(in crate::ui::post) fn paste(&mut self, pasted: &str) -> Answer {
        match self.lines.get_mut(self.at) {
            Some(Line::Text { field, .. }) => match field.paste(pasted) {
                Outcome::Changed | Outcome::Moved => Answer::Stay,
                _ => Answer::Beep,
            },
            _ => Answer::Beep,
        }
    }

    /// A choice made goes on; the choice of a dialog with one line is its answer.
    fn picked(&mut self) -> Answer {
        let chosen = matches!(self.lines.get(self.at), Some(Line::Pick { .. }));
        match (self.lines.len(), chosen) {
            (1, true) => Answer::Give,
            _ => self.go(1),
        }
    }

    fn go(&mut self, by: isize) -> Answer {
        let last = self.lines.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        Answer::Stay
    }

    /// Returns which choice a line has.
    pub(in crate::ui::post) fn chosen(&self, line: usize) -> usize {
        match self.lines.get(line) {
            Some(Line::Pick { at, .. }) => *at,
            _ => 0,
        }
    }

    /// Returns the level that a line of [`rating`] has, or that it has none; outside that nothing where
    /// nothing was chosen yet.
    pub(in crate::ui::post) fn rated(&self, line: usize) -> Option<Option<Level>> {
        let options = match self.lines.get(line) {
            Some(Line::Pick { options, .. }) => options.len(),
            _ => 0,
        };
        let chosen = self.chosen(line);
        let level = u8::try_from(chosen + 1).ok().and_then(Level::of);
        (chosen < options).then_some(level)
    }

    /// Returns the text of a line.
    pub(in crate::ui::post) fn text(&self, line: usize) -> String {
        match self.lines.get(line) {
            Some(Line::Text { field, .. }) => field.value().trim().to_owned(),
            _ => String::new(),
        }
    }

    /// Returns the time of a line as `10:15`; `1015` and full-width signs are read too.
    pub(in crate::ui::post) fn time(&self, line: usize) -> Option<String> {
        time_meant(&self.text(line))
    }
}

fn transfer_lines(usual: &str) -> Vec<Line> {
    vec![
        pick("window.ask_goal", Vec::new()),
        pick(
            "window.ask_place_there",
            words(&["window.keep_place", "window.at_the_end"]),
        ),
        pick(
            "window.ask_come_back",
            words(&["window.no_return", "window.comes_back"]),
        ),
        text("window.ask_reason", usual),
    ]
}

fn minutes(n: &u32) -> Said {
    Said::Key("common.minutes", vec![("n".to_owned(), n.to_string())])
}

/// Returns the locale key of a centre's name.
pub(in crate::ui::post) fn centre_key(centre: Centre) -> &'static str {
    match centre {
        Centre::Economy => "window.economy",
        Centre::Social => "window.social",
        Centre::Governance => "window.governance",
    }
}
