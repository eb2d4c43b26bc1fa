//! What the ballot pad does with keys, with time and with what it hears.

use crate::domain::meeting::Answer;
use crate::domain::meeting::CODE_DIGITS;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::meeting::Vote;
use crate::ops::read::BallotSheet;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::VoteEnd;
use crate::ui::post::ballot::Action;
use crate::ui::post::ballot::BallotPad;
use crate::ui::post::ballot::IDLE;
use crate::ui::post::ballot::Keying;
use crate::ui::post::ballot::PAUSE;
use crate::ui::post::ballot::State;

impl BallotPad {
    fn take(&mut self, now: UtcMs) -> State {
        std::mem::replace(&mut self.state, State::code(None, now, now))
    }

    /// Follows what was read. Where another meeting, or another voting, has begun, what was keyed for
    /// the one before is forgotten.
    pub(super) fn meet(&mut self, sheet: BallotSheet, now: UtcMs) {
        let same = |keying: &Keying| {
            let new = sheet.meeting.as_ref();
            new.is_some_and(|m| *m == keying.meeting)
        };
        let stale = match &self.state {
            State::Trying(keying) | State::Asking(keying) | State::Casting(keying) => !same(keying),
            State::Code { .. } | State::Thanks { .. } => false,
        };
        if stale {
            self.state = State::code(Some("meeting.ballot_gone"), now, now);
        }
        self.seen = Some(sheet);
    }

    /// Takes the end of what was asked of the box.
    pub(super) fn voted(&mut self, end: VoteEnd, now: UtcMs) {
        let later = now.plus(PAUSE);
        self.state = match (self.take(now), end) {
            (State::Trying(keying), VoteEnd::Done) => State::Asking(keying),
            (State::Casting(_), VoteEnd::Done) => State::Thanks { since: now },
            (State::Trying(_) | State::Casting(_), VoteEnd::CodeUnknown) => {
                State::code(Some("refusal.code_unknown"), now, later)
            }
            (State::Trying(_) | State::Casting(_), VoteEnd::CodeUsed) => {
                State::code(Some("refusal.code_used"), now, later)
            }
            (State::Trying(_) | State::Casting(_), VoteEnd::Over) => {
                State::code(Some("meeting.ballot_gone"), now, now)
            }
            (State::Trying(_), VoteEnd::Failed) => {
                State::code(Some("meeting.ballot_failed"), now, now)
            }
            (State::Casting(mut keying), VoteEnd::Failed) => {
                keying.said = Some("meeting.ballot_failed");
                State::Asking(keying)
            }
            (state, _) => state,
        };
    }

    pub(super) fn press(&mut self, pressed: Key, now: UtcMs) -> Vec<Effect> {
        let Some(action) = key::find(self.keys(), pressed) else {
            // Keys that are none here beep, and where nothing can be keyed they are passed over.
            return match self.keys().is_empty() {
                true => Vec::new(),
                false => vec![Effect::Beep],
            };
        };
        match self.take(now) {
            State::Code {
                digits,
                said,
                again,
                ..
            } => self.code_key(action, digits, (said, again), now),
            State::Asking(keying) => self.answer_key(action, keying, now),
            State::Thanks { .. } => Vec::new(),
            state => {
                self.state = state;
                Vec::new()
            }
        }
    }

    fn code_key(
        &mut self,
        action: Action,
        mut digits: String,
        (mut said, again): (Option<&'static str>, UtcMs),
        now: UtcMs,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        match action {
            Action::Digit(digit) if digits.len() < CODE_DIGITS => {
                digits.push(char::from(b'0' + digit));
                said = None;
            }
            Action::Erase if !digits.is_empty() => drop(digits.pop()),
            Action::Next if digits.len() == CODE_DIGITS && now < again => {
                said = Some("meeting.ballot_wait");
                effects.push(Effect::Beep);
            }
            Action::Next if digits.len() == CODE_DIGITS => return self.try_code(digits, now),
            _ => effects.push(Effect::Beep),
        }
        self.state = State::Code {
            digits,
            touched: now,
            said,
            again,
        };
        effects
    }

    fn try_code(&mut self, code: String, now: UtcMs) -> Vec<Effect> {
        let Some(meeting) = self.meeting().cloned() else {
            return Vec::new();
        };
        let vote = Vote {
            meeting: meeting.number.clone(),
            code: code.clone(),
            answers: None,
        };
        let answers = vec![None; meeting.subjects.len() * meeting.questions.len()];
        self.state = State::Trying(Box::new(Keying {
            meeting,
            code,
            answers,
            at: 0,
            touched: now,
            said: None,
        }));
        vec![Effect::Vote(Box::new(vote))]
    }

    fn answer_key(&mut self, action: Action, mut keying: Box<Keying>, now: UtcMs) -> Vec<Effect> {
        (keying.touched, keying.said) = (now, None);
        let mut effects = Vec::new();
        match action {
            Action::Digit(digit) if digit <= keying.meeting.marks => {
                let answer = match digit {
                    0 => Answer::Abstain,
                    mark => Answer::Mark(mark),
                };
                if let Some(at) = keying.answers.get_mut(keying.at) {
                    *at = Some(answer);
                }
            }
            Action::Next if keying.answer().is_some() => keying.at += 1,
            Action::Next => {
                keying.said = Some("meeting.ballot_choose");
                effects.push(Effect::Beep);
            }
            Action::Back if keying.at == 0 => {
                self.state = State::code(None, now, now);
                return effects;
            }
            Action::Back => keying.at -= 1,
            Action::Cast => return self.cast(keying),
            _ => effects.push(Effect::Beep),
        }
        self.state = State::Asking(keying);
        effects
    }

    fn cast(&mut self, mut keying: Box<Keying>) -> Vec<Effect> {
        let answers: Vec<Answer> = keying.answers.iter().flatten().copied().collect();
        if answers.len() < keying.answers.len() {
            // It cannot be passed over, but a ballot is never filled up by the program.
            keying.at = keying.answers.iter().position(Option::is_none).unwrap_or(0);
            self.state = State::Asking(keying);
            return vec![Effect::Beep];
        }
        let vote = Vote {
            meeting: keying.meeting.number.clone(),
            code: keying.code.clone(),
            answers: Some(answers),
        };
        self.state = State::Casting(keying);
        vec![Effect::Vote(Box::new(vote))]
    }

    /// Lets time pass: what nobody goes on with is cleared for the next person.
    pub(super) fn pass(&mut self, now: UtcMs) {
        let thanks = Seconds(self.setting.config.rating.thanks_s.max(0));
        let (since, span) = match &mut self.state {
            State::Code {
                touched,
                said,
                digits,
                again,
            } => {
                *again = (*again).min(now.plus(PAUSE));
                if digits.is_empty() && said.is_none() {
                    return;
                }
                (touched, IDLE)
            }
            State::Asking(keying) => (&mut keying.touched, IDLE),
            State::Thanks { since } => (since, thanks),
            State::Trying(_) | State::Casting(_) => return,
        };
        // A clock that was put back must not keep a ballot on the screen for an hour.
        *since = (*since).min(now);
        if now < since.plus(span) {
            return;
        }
        let said = matches!(self.state, State::Asking(_)).then_some("meeting.ballot_idle");
        self.state = State::code(said, now, now);
    }
}
