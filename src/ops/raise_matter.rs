//! Raises a matter that a resident brought up and this level cannot settle (四级联动).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::event;
use crate::domain::ids::CaseId;
use crate::domain::refusal::MandateRefusal;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::sharing;
use crate::store::view;
use crate::store::view::sites::Own;

/// Raises a matter that a resident brought up and this level cannot settle (四级联动).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseMatter {
    /// What it is about; left out for one that is raised on.
    #[serde(default)]
    pub what: String,
    /// Who brought it up.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// Which block it is from.
    #[serde(default)]
    pub block: String,
    /// The number of a matter from below that is raised on.
    #[serde(default)]
    pub of: String,
    /// By when.
    #[serde(default)]
    pub day: Option<NaiveDate>,
}

/// A matter that was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// The site it was raised to.
    pub to: Org,
}

impl Verb for RaiseMatter {
    type Done = Raised;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Raised, Error> {
        let live = act.live()?;
        intake::by_name(act, &live)?;
        let own = sharing::own(act)?;
        let parent = view::sites::peers(act.db())?
            .into_iter()
            .find(|peer| peer.relation == Relation::Parent)
            .ok_or(MandateRefusal::NobodyAbove)?;
        let below = match self.of.trim() {
            "" => None,
            number => Some(from_below(act, &own, number)?),
        };
        let id = CaseId(act.new_id()?);
        let number = next_number(act, &own)?;
        let to = parent.card.org;
        let name = optional_text("name", &self.name, MAX_NAME)?;
        let block = optional_text("block", &self.block, MAX_NAME)?;
        let shared = event::CaseShared {
            case: id,
            custody: 1,
            with: to,
            custodian: to,
            number: number.clone(),
            matter: String::new(),
            matter_name: block,
            applicant: name,
            phone: optional_text("phone", &self.phone, MAX_NAME)?,
            what: String::new(),
            until: self.day,
            raised: true,
            of: below.as_ref().map(|below| below.case),
        };
        // The level above reads what the resident said, not what somebody made of it.
        let shared = match below {
            Some(below) => event::CaseShared {
                matter_name: below.matter_name,
                applicant: below.applicant,
                what: below.what,
                ..shared
            },
            None => event::CaseShared {
                what: intake::what(&self.what)?,
                ..shared
            },
        };
        act.emit(id.0, shared)?;
        Ok(Raised { id, number, to })
    }
}

/// Finds a matter that was raised to this site and that nobody has answered or raised on.
fn from_below(act: &Act<'_, '_>, own: &Own, number: &str) -> Result<SharedCase, Error> {
    let (_, below) = sharing::find(act, number)?;
    let number = below.number.clone();
    if !below.raised || below.taker != own.org {
        return Err(MandateRefusal::NotRaised { number }.into());
    }
    if below.stage.is_over() || view::shared::raised_on(act.db(), below.case)?.is_some() {
        return Err(MandateRefusal::RaisedAlready { number }.into());
    }
    Ok(below)
}

/// Returns the next number of a matter that is raised, as `QV001-260312-01`: the letter is the level,
/// so that no two sites of one hall or county give the same.
fn next_number(act: &Act<'_, '_>, own: &Own) -> Result<String, Error> {
    let day = act.today().format("%y%m%d");
    let mark = crate::domain::printed::letters(act.epoch());
    let begins = format!("Q{}-{day}-{mark}", own.mark());
    let last = view::shared::last_number(act.db(), own.org, &begins)?;
    let count = crate::domain::printed::count(last.as_deref(), &mark).saturating_add(1);
    Ok(format!("{begins}{count:02}"))
}
