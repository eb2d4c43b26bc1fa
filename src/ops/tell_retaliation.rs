//! A resident tells the leader, without anybody of the staff, that somebody gave them trouble over a
//! rating (打击报复).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::plain;
use crate::domain::rating::rank::Ranked;
use crate::domain::refusal::RatingRefusal;
use crate::domain::task::TaskKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::reason;
use crate::ops::flag_retaliation;
use crate::ops::read::self_query::Figures;
use crate::ops::read::self_query::own_case;
use crate::store::view;

/// Tells the leader that somebody gave a resident trouble over the rating of an errand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellRetaliation {
    /// What happened.
    pub what: String,
    /// The errand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errand: Option<ErrandId>,
    /// Or the number of its case.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub case: String,
    /// With the last four digits of the case's phone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last4: String,
}

/// The leader has it; nothing is said of what else is known of the errand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeaderTold {}

impl Verb for TellRetaliation {
    type Done = LeaderTold;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<LeaderTold, Error> {
        if act.who() != Who::Resident {
            act.staff(&act.live()?)?;
        }
        let what = reason(&self.what)?;
        let errand = self.meant(act)?.ok_or(RatingRefusal::RatingNotInvited)?;
        let rating = view::ratings::standing(act.db(), errand)?;
        let rating = rating.ok_or(RatingRefusal::RatingNotInvited)?;
        if let Some(order) = view::followups::load(act.db(), errand)? {
            flag_retaliation::flag(act, &order, what)?;
            return Ok(LeaderTold {});
        }
        // A rating that is not bad has no number; the leader hears who served, never who rated.
        let about = Ranked::Staff(rating.staff).to_string();
        let told = view::tasks::count(act.db(), TaskKind::Retaliation, &about)?;
        flag_retaliation::tell(act, about, told.saturating_add(1), &what)?;
        Ok(LeaderTold {})
    }
}

impl TellRetaliation {
    fn meant(&self, act: &Act<'_, '_>) -> Result<Option<ErrandId>, Error> {
        if self.errand.is_some() {
            return Ok(self.errand);
        }
        let (number, digits) = (plain::digits(&self.case), plain::digits(&self.last4));
        let case = own_case(act.db(), &number, (Figures::Last, &digits))?;
        let errand = case.map(|case| view::ratings::of_case(act.db(), case.id));
        Ok(errand.transpose()?.flatten())
    }
}
