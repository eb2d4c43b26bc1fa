//! Who was not asked in time, or did not answer, rates an errand of the last days: they name it by
//! what only they have in hand, the slip of their number or of their case. No clerk does it for them.

use crate::domain::time::UtcMs;
use crate::ops::read::AskedFor;
use crate::ops::read::PadAsk;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::kiosk::case_number;
use crate::ui::post::pad::Action;
use crate::ui::post::pad::EARLIER_KEYS;
use crate::ui::post::pad::Pad;
use crate::ui::post::pad::State;

/// The longest number somebody keys, characters.
const MAX_NUMBER: usize = 32;

/// The figures beside a number.
const CODE: usize = 4;

/// Which field has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// The number on the slip.
    Number,
    /// The four figures.
    Code,
}

/// What somebody keys to name an errand of the last days.
#[derive(Debug)]
pub(super) struct Earlier {
    pub(super) number: Field,
    pub(super) code: Field,
    pub(super) at: At,
    /// What to say about the last try: a locale key.
    pub(super) said: Option<&'static str>,
    pub(super) touched: UtcMs,
}

impl Earlier {
    pub(super) fn new(now: UtcMs) -> Earlier {
        Earlier {
            number: Field::code(MAX_NUMBER),
            code: Field::code(CODE),
            at: At::Number,
            said: None,
            touched: now,
        }
    }

    pub(super) fn field(&mut self) -> &mut Field {
        match self.at {
            At::Number => &mut self.number,
            At::Code => &mut self.code,
        }
    }
}

/// Returns whether a question is about an errand of the last days, not about the one served just now.
pub(super) fn is_earlier(ask: &PadAsk) -> bool {
    matches!(ask.of, AskedFor::Earlier { .. })
}

impl Pad {
    /// Takes a key while an errand is named.
    pub(super) fn earlier_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        let State::Earlier(earlier) = &mut self.state else {
            return Vec::new();
        };
        earlier.touched = now;
        match key::find(EARLIER_KEYS, key) {
            Some(Action::Confirm) => self.earlier_on(),
            Some(_) if earlier.at == At::Code => {
                earlier.at = At::Number;
                earlier.said = None;
                Vec::new()
            }
            Some(_) => {
                self.next(now);
                Vec::new()
            }
            None => earlier_typed(earlier.field().key(key)),
        }
    }

    fn earlier_on(&mut self) -> Vec<Effect> {
        let State::Earlier(earlier) = &mut self.state else {
            return Vec::new();
        };
        earlier.said = None;
        match earlier.at {
            At::Number if earlier.number.is_empty() => vec![Effect::Beep],
            At::Number => {
                earlier.at = At::Code;
                Vec::new()
            }
            At::Code if earlier.code.value().chars().count() < CODE => {
                earlier.said = Some("pad.earlier_four");
                vec![Effect::Beep]
            }
            At::Code => {
                let typed = earlier.number.value().trim();
                // A number of a day is short; a case number may be keyed without letters.
                let number = case_number(typed, &self.setting.config.hall.code);
                let code = earlier.code.value().to_owned();
                vec![Effect::Look(Want::Earlier(number, code))]
            }
        }
    }

    /// Takes a text pasted while an errand is named.
    pub(super) fn earlier_paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        let State::Earlier(earlier) = &mut self.state else {
            return Vec::new();
        };
        earlier.touched = now;
        earlier_typed(earlier.field().paste(text))
    }

    /// Asks about the errand that was found; whoever is asked now goes first.
    pub(super) fn earlier_found(&mut self, found: Option<Box<PadAsk>>, now: UtcMs) {
        let State::Earlier(earlier) = &mut self.state else {
            return;
        };
        match found {
            Some(ask) => {
                self.state = State::Asking {
                    ask: *ask,
                    shown: now,
                }
            }
            // One sentence for all: nobody learns which numbers exist.
            None => {
                earlier.code.clear();
                earlier.said = Some("pad.earlier_none");
            }
        }
    }

    /// Says that nothing is looked up for a while.
    pub(super) fn earlier_too_often(&mut self) {
        if let State::Earlier(earlier) = &mut self.state {
            earlier.code.clear();
            earlier.said = Some("pad.earlier_often");
        }
    }
}

fn earlier_typed(outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Ignored | Outcome::Refused => vec![Effect::Beep],
        Outcome::Moved | Outcome::Changed => Vec::new(),
    }
}
