//! The resident who has the result in hands rates the errand: the post turns into a pad for that long,
//! and nobody reads over their shoulder. It is the assistant's again by a key a resident has no use for.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::read::AskedFor;
use crate::ops::read::ErrandLine;
use crate::ops::read::PadAsk;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Post;
use crate::ui::post::pad::Pad;
use crate::ui::post::said::Said;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::ask::Topic;
use crate::ui::post::village::keys;

/// The answer of the dialog of a hand-over by which the resident is asked at once.
const IS_HERE: usize = 0;
/// Its line in the dialog.
const HERE: usize = 2;

/// An errand that was being rated, as it is kept: what the resident decided must not be lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptRating {
    number: String,
    /// What the resident had decided, as the pad keeps it.
    pad: String,
}

impl VillagePost {
    /// Turns into a pad that asks about the chosen errand.
    pub(super) fn rate(&mut self, now: UtcMs) -> Vec<Effect> {
        match self.chosen().map(|line| line.number.clone()) {
            Some(number) => self.rate_errand(&number, None, now),
            None => vec![Effect::Beep],
        }
    }

    fn rate_errand(&mut self, number: &str, kept: Option<&str>, now: UtcMs) -> Vec<Effect> {
        let Some(ask) = self.line(number).map(|line| self.question(line, now)) else {
            return vec![Effect::Beep];
        };
        let pad = Pad::asking_about(ask, kept, self.desk.setting.clone(), now);
        self.over = Over::Rating(Box::new(pad), number.to_owned());
        Vec::new()
    }

    fn question(&self, line: &ErrandLine, now: UtcMs) -> PadAsk {
        let hall = self.board.as_ref().and_then(|board| board.hall.clone());
        PadAsk {
            errand: ErrandId(line.case.0),
            staff: self.desk.me.unwrap_or(StaffNo(0)),
            staff_name: line.assistant.clone(),
            matter_name: line.matter_name.clone(),
            invited: now,
            of: AskedFor::Village {
                hall: hall.unwrap_or_default(),
            },
        }
    }

    /// Returns the errand whose result was handed over while the resident was there to be asked.
    pub(super) fn handed_over(&self) -> Option<String> {
        match &self.over {
            Over::Ask(ask, number) if ask.topic == Topic::Deliver => {
                (ask.chosen(HERE) == IS_HERE).then(|| number.clone())
            }
            _ => None,
        }
    }

    /// Asks about an errand that was handed over just now.
    pub(super) fn ask_at_once(&mut self, number: Option<String>, now: UtcMs) {
        if let Some(number) = number {
            self.rate_errand(&number, None, now);
        }
    }

    /// Returns what is kept of an errand that is being rated.
    pub(super) fn kept_rating(&self) -> Option<KeptRating> {
        match &self.over {
            // A question nobody answered is simply asked again.
            Over::Rating(pad, number) => pad.draft().map(|pad| KeptRating {
                number: number.clone(),
                pad,
            }),
            _ => self.kept.clone(),
        }
    }

    /// Goes on with an errand that was being rated, once the board says that it still can be.
    pub(super) fn rate_on(&mut self, now: UtcMs) {
        let Some(kept) = self.kept.take() else {
            return;
        };
        if self.line(&kept.number).is_some_and(|line| line.to_rate) {
            self.rate_errand(&kept.number, Some(&kept.pad), now);
        }
    }

    /// Lets the pad do something; once it has nothing more to ask the screen is to be given back.
    pub(super) fn at_the_pad(&mut self, does: impl FnOnce(&mut Pad) -> Vec<Effect>) -> Vec<Effect> {
        let Over::Rating(pad, _) = &mut self.over else {
            return vec![Effect::Beep];
        };
        let effects = does(pad);
        if pad.is_free() {
            self.over = Over::GiveBack;
        }
        effects
    }

    /// Takes a key while the resident has the screen, or is to give it back.
    pub(super) fn resident_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        let asking = matches!(&self.over, Over::Rating(pad, _) if pad.is_asking());
        if asking && key::find(keys::RATING_KEYS, key).is_some() {
            self.over = Over::GiveBack;
            return Vec::new();
        }
        match (&self.over, key::find(keys::GIVE_BACK_KEYS, key)) {
            (Over::GiveBack, Some(_)) => self.close(),
            // Whatever a resident presses once more is not meant for the board behind it.
            (Over::GiveBack, None) => Vec::new(),
            _ => self.at_the_pad(|pad| pad.key(key, now)),
        }
    }

    /// Takes the end of what the pad asked for; `false` where it was something else.
    pub(super) fn rated(&mut self, call: &Call, result: &Result<Done, Error>, now: UtcMs) -> bool {
        let Call::RateMandate(asked) = call else {
            return false;
        };
        match result {
            // The pad gave up and is gone; the assistant reads what that means.
            Ok(_) if asked.level.is_none() => self.desk.say(Said::key("village.was_unrated")),
            Err(error) if !matches!(self.over, Over::Rating(..)) => {
                self.desk.beep(Said::from_error(error));
            }
            _ => {
                self.at_the_pad(|pad| {
                    pad.end(call, result, now);
                    Vec::new()
                });
            }
        }
        true
    }
}
