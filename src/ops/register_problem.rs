//! Registers a problem or a criticism (挂号): from then on it is seen to, and never taken back.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::ProblemRegistered;
use crate::domain::ids::ProblemId;
use crate::domain::plain;
use crate::domain::problem::ProblemClass;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::problems;
use crate::ops::problems::ProblemNow;
use crate::store::view;

/// Registers a problem or a criticism (挂号): from then on it is seen to, and never taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterProblem {
    /// What kind it is.
    pub class: ProblemClass,
    /// What was said, as it was said.
    pub text: String,
    /// Who raised it; left out for nobody who is named.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// Which village it is from.
    #[serde(default)]
    pub village: String,
    /// The unit that is criticised, or that is to see to it.
    #[serde(default)]
    pub unit: String,
    /// The number of one that goes on and says the same.
    #[serde(default)]
    pub of: String,
}

impl Verb for RegisterProblem {
    type Done = ProblemNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<ProblemNow, Error> {
        let by = intake::by_name(act, &act.live()?)?;
        let day = act.today();
        let hand = Hand { by, day };
        let problem = ProblemId(act.new_id()?);
        let number = intake::next_of_day(act, "problems", 'W', day)?;
        let said = ProblemRegistered {
            problem,
            number,
            hand,
            class: self.class,
            text: intake::what(&self.text)?,
            name: optional_text("name", &self.name, MAX_NAME)?,
            phone: plain::digits(&optional_text("phone", &self.phone, MAX_NAME)?),
            village: optional_text("village", &self.village, MAX_NAME)?,
            unit: optional_text("unit", &self.unit, MAX_NAME)?,
            consult_day: act.config.problem.consult_day,
        };
        act.emit(problem.0, said)?;
        let of = self.of.trim();
        match view::problems::load(act.db(), problem)? {
            Some(new) if !of.is_empty() => problems::link(act, &new, hand, of),
            _ => problems::follow(act, problem),
        }
    }
}
