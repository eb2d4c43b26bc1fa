//! The ballot pad of a meeting: a code from the bowl, one question at a time, thanks.
//!
//! Nothing of a ballot leaves this post but the ballot itself: no draft, no log, and nothing of the
//! person before stays on the screen.

use ratatui::Frame;

use crate::domain::meeting::Answer;
use crate::domain::meeting::CODE_DIGITS;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::BallotMeeting;
use crate::ops::read::BallotSheet;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::VoteEnd;
use crate::ui::post::Want;
use crate::ui::theme::Look;

mod act;
#[cfg(test)]
mod tests;
mod view;

/// How long the pad waits for a key before it clears what was keyed.
///
/// Source: a default of the program; somebody who reads slowly thinks for about a minute.
const IDLE: Seconds = Seconds(120);

/// How long the pad takes no code after one that did not fit: it slows guessing and nobody who mistypes.
const PAUSE: Seconds = Seconds(3);

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A digit of the code, or an answer.
    Digit(u8),
    /// Take the last digit back.
    Erase,
    /// Go on.
    Next,
    /// Go one step back.
    Back,
    /// Put the ballot into the box.
    Cast,
    /// Thanks have been read.
    Close,
}

const fn code(digit: u8) -> KeyRow<Action> {
    row(
        Key::Digit(digit),
        Action::Digit(digit),
        "meeting.k_code",
        "meeting.h_code",
    )
}

const fn mark(digit: u8) -> KeyRow<Action> {
    row(
        Key::Digit(digit),
        Action::Digit(digit),
        "meeting.k_digit",
        "meeting.h_digit",
    )
}

/// The keys while the code is keyed.
pub const CODE_KEYS: &[KeyRow<Action>] = &[
    code(0),
    code(1),
    code(2),
    code(3),
    code(4),
    code(5),
    code(6),
    code(7),
    code(8),
    code(9),
    row(Key::Enter, Action::Next, "meeting.k_next", "meeting.h_next"),
    row(
        Key::Backspace,
        Action::Erase,
        "meeting.k_erase",
        "meeting.h_erase",
    ),
];

/// The keys while a question is shown; digits beyond the highest mark are none.
pub const QUESTION_KEYS: &[KeyRow<Action>] = &[
    mark(0),
    mark(1),
    mark(2),
    mark(3),
    mark(4),
    mark(5),
    mark(6),
    mark(7),
    mark(8),
    mark(9),
    row(Key::Enter, Action::Next, "meeting.k_next", "meeting.h_next"),
    row(Key::Esc, Action::Back, "meeting.k_back", "meeting.h_back"),
];

/// The keys once every question is answered.
pub const CONFIRM_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Cast, "meeting.k_cast", "meeting.h_cast"),
    row(Key::Esc, Action::Back, "meeting.k_back", "meeting.h_back"),
];

/// The keys while thanks are shown.
pub const THANKS_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::Close,
    "meeting.k_close",
    "meeting.h_close",
)];

/// A ballot being keyed. It is neither kept nor printed anywhere.
struct Keying {
    meeting: BallotMeeting,
    code: String,
    answers: Vec<Option<Answer>>,
    /// The question that is shown; one beyond the last is the way into the box.
    at: usize,
    touched: UtcMs,
    /// The locale key of what is to be said about the last key.
    said: Option<&'static str>,
}

/// What the pad is doing.
enum State {
    /// The code is keyed, if anybody votes at all.
    Code {
        digits: String,
        touched: UtcMs,
        /// What is to be said: the code of a refusal, or a locale key of the pad.
        said: Option<&'static str>,
        /// Before then no code is taken.
        again: UtcMs,
    },
    /// A code is looked at.
    Trying(Box<Keying>),
    /// Questions are answered.
    Asking(Box<Keying>),
    /// The ballot goes into the box.
    Casting(Box<Keying>),
    /// It is in.
    Thanks { since: UtcMs },
}

impl State {
    fn code(said: Option<&'static str>, now: UtcMs, again: UtcMs) -> State {
        State::Code {
            digits: String::new(),
            touched: now,
            said,
            again,
        }
    }
}

/// The post.
pub struct BallotPad {
    setting: Setting,
    seen: Option<BallotSheet>,
    state: State,
}

impl BallotPad {
    /// Makes the post.
    pub fn new(setting: Setting) -> BallotPad {
        BallotPad {
            setting,
            seen: None,
            state: State::code(None, UtcMs(0), UtcMs(0)),
        }
    }

    fn meeting(&self) -> Option<&BallotMeeting> {
        self.seen.as_ref().and_then(|sheet| sheet.meeting.as_ref())
    }

    /// Returns the keys of what the pad is doing.
    fn keys(&self) -> &'static [KeyRow<Action>] {
        match &self.state {
            State::Code { .. } if self.meeting().is_some() => CODE_KEYS,
            State::Code { .. } | State::Trying(_) | State::Casting(_) => &[],
            State::Asking(keying) if keying.is_answered() => CONFIRM_KEYS,
            State::Asking(_) => QUESTION_KEYS,
            State::Thanks { .. } => THANKS_KEYS,
        }
    }
}

impl Keying {
    /// Returns whether the way into the box is shown.
    fn is_answered(&self) -> bool {
        self.at >= self.answers.len()
    }

    /// Returns the answer to the question that is shown.
    fn answer(&self) -> Option<Answer> {
        self.answers.get(self.at).copied().flatten()
    }
}

impl Post for BallotPad {
    fn name(&self) -> PostName {
        PostName::Ballot
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Ballot]
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        match news {
            News::Ballot(sheet) => self.meet(sheet, now),
            News::Voted(end) => self.voted(end, now),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.press(key, now)
    }

    fn paste(&mut self, _: &str, _: UtcMs) -> Vec<Effect> {
        vec![Effect::Beep]
    }

    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        self.pass(now);
        Vec::new()
    }

    fn outcome(&mut self, _: &Call, _: Result<Done, Error>, _: UtcMs) -> Vec<Effect> {
        Vec::new()
    }

    fn hints(&self) -> Vec<HintRow> {
        let highest = match &self.state {
            State::Asking(keying) => keying.meeting.marks,
            _ => 9,
        };
        let waits =
            matches!(&self.state, State::Asking(k) if k.answer().is_none() && !k.is_answered());
        let short = matches!(&self.state, State::Code { digits, .. } if digits.len() < CODE_DIGITS);
        let shown = |row: &&KeyRow<Action>| !matches!(row.action, Action::Digit(d) if d > highest);
        let keys = self.keys().iter().filter(shown);
        keys.map(|row| {
            let why = match row.action {
                Action::Next if waits => Some("meeting.ballot_choose"),
                Action::Next if short => Some("meeting.h_code"),
                _ => None,
            };
            HintRow::of(row, why)
        })
        .collect()
    }

    fn is_public(&self) -> bool {
        true
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        match &self.state {
            State::Code { again, said, .. } => {
                10 + i64::from(now < *again) * 2 + i64::from(said.is_some())
            }
            State::Trying(_) => 1,
            State::Asking(_) => 2,
            State::Casting(_) => 3,
            State::Thanks { .. } => 4,
        }
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, _: UtcMs) {
        self.draw(frame, look);
    }
}

/// How a vote ended, as the pad says it.
pub(crate) fn end_of(result: Result<(), Error>) -> VoteEnd {
    use crate::domain::refusal::MeetingRefusal;
    use crate::domain::refusal::Refusal;
    use crate::domain::refusal::SubjectRefusal;
    match result {
        Ok(()) => VoteEnd::Done,
        Err(Error::Refused(Refusal::Of(SubjectRefusal::Meeting(refusal)))) => match refusal {
            MeetingRefusal::CodeUnknown => VoteEnd::CodeUnknown,
            MeetingRefusal::CodeUsed => VoteEnd::CodeUsed,
            _ => VoteEnd::Over,
        },
        Err(error) => {
            // Nothing here says whose or which ballot.
            tracing::warn!(%error, "a ballot was not taken");
            VoteEnd::Failed
        }
    }
}
