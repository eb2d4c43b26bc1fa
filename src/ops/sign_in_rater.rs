//! Signs a rater in. Who took part is public; what they think is not, and comes later by a code.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::yes_or_text;
use crate::domain::meeting::Rater;
use crate::domain::meeting::State;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::meeting;
use crate::ops::meeting::MeetingNow;

/// Signs a rater in, by kind and by name, once; or notes that one left before the voting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInRater {
    /// The meeting's number.
    pub meeting: String,
    /// Who.
    pub name: String,
    /// The word of the kind; the only one there is when left out.
    #[serde(default)]
    pub rater_kind: String,
    /// Whether they left before the voting.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub left: bool,
}

impl Verb for SignInRater {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let (found, _) = meeting::by_name(act, &self.meeting)?;
        let name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() {
            return Err(MeetingRefusal::RaterMissing.into());
        }
        let kinds = &found.profile.kinds;
        let kind = match (self.rater_kind.trim(), kinds.as_slice()) {
            ("", [only]) => only.clone(),
            (given, _) => given.to_owned(),
        };
        let rater = match self.left {
            false => {
                let rater = Rater { name, kind };
                found.check_sign_in(&rater, act.today())?;
                rater
            }
            true => {
                found.must_be(&[State::Open], act.today())?;
                let there = found
                    .raters
                    .iter()
                    .find(|there| plain::name_key(&there.name) == plain::name_key(&name));
                there
                    .cloned()
                    .ok_or(MeetingRefusal::RaterUnknown { name })?
            }
        };
        let event = event::RaterSignedIn {
            meeting: found.id,
            rater,
            left: self.left,
        };
        meeting::keep(act, &found, event)
    }
}
