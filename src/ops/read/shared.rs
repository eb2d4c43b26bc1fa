//! Cases shared with another site, and the tasks of a duty leader.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::Mark;
use crate::domain::custody::SharedCase;
use crate::domain::ids::CaseId;
use crate::domain::ids::TaskId;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::number;
use crate::domain::number::mask_name;
use crate::domain::plain;
use crate::domain::rating::rank::Ranked;
use crate::domain::refusal::Refusal;
use crate::domain::site::Org;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::case_page::Names;
use crate::store::view;
use crate::store::view::tasks::Task;

/// An errand by proxy, for its slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MandatePage {
    /// Its number.
    pub number: String,
    /// The matter's name.
    pub matter_name: String,
    /// All of it.
    pub mandate: Mandate,
}

/// A shared case in a list; the applicant is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedLine {
    /// The case.
    pub id: CaseId,
    /// Its number for people.
    pub number: String,
    /// The matter's name.
    pub matter_name: String,
    /// The applicant, masked.
    pub applicant: String,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub until: Option<NaiveDate>,
    /// The other site.
    pub with: String,
    /// Whether custody is here.
    pub here: bool,
    /// The custody number.
    pub custody: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Contradictions nobody has decided.
    pub conflicts: usize,
}

/// A shared case whole, for those who see to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedPage {
    /// What the list says of it.
    pub line: SharedLine,
    /// All of it.
    pub whole: SharedCase,
    /// What the sites that are known here are called, by code.
    pub sites: BTreeMap<Org, String>,
}

/// Something that waits for a duty leader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskLine {
    /// The task.
    pub id: TaskId,
    /// What kind of thing.
    pub kind: TaskKind,
    /// What it is about.
    pub about: String,
    /// The name of the site or of the member of staff it is about; empty where it is about something
    /// else.
    pub site: String,
    /// What is known; for a contradiction what about.
    pub words: String,
    /// Since when.
    pub since: UtcMs,
    /// Whether it ends by itself, with the case it follows from.
    pub follows: bool,
    /// The shared case it follows from.
    pub case: Option<CaseId>,
    /// What each of the two sites says, of a contradiction: its name, and the stage or the value.
    pub sides: Vec<Side>,
}

/// What one of two sites says that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The site's name.
    pub site: String,
    /// The word of a stage, or a value; empty where it took custody.
    pub says: String,
}

impl Hall {
    /// Returns an errand by proxy by its number as people say it; `None` where there is no such one.
    ///
    /// # Errors
    /// The store's own error.
    pub fn mandate(&self, number: &str) -> Result<Option<MandatePage>, Error> {
        let Ok(number) = number::read(number) else {
            return Ok(None);
        };
        let found = view::shared::find(self.store().db(), &number)?;
        let page = found.into_iter().find_map(|case| {
            Some(MandatePage {
                number: case.number,
                matter_name: case.matter_name,
                mandate: *case.mandate?,
            })
        });
        Ok(page)
    }

    /// Returns the shared cases that go on or contradict, the most pressing first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn shared(&self) -> Result<Vec<SharedLine>, Error> {
        let sites = view::sites::names(self.store().db())?;
        let cases = view::shared::open(self.store().db())?;
        cases.iter().map(|case| self.line(case, &sites)).collect()
    }

    /// Returns the shared cases of a number, or the one of an id.
    ///
    /// # Errors
    /// [`Refusal::CaseUnknown`].
    pub fn shared_pages(&self, case: &str) -> Result<Vec<SharedPage>, Error> {
        let db = self.store().db();
        let wanted = plain::digits(case.trim());
        let found = match wanted.parse::<CaseId>() {
            Ok(id) => view::shared::load(db, id)?.into_iter().collect(),
            Err(_) => view::shared::find(db, &wanted.to_ascii_uppercase())?,
        };
        if found.is_empty() {
            return Err(Refusal::CaseUnknown {
                case: wanted.to_ascii_uppercase(),
            }
            .into());
        }
        let sites = view::sites::names(self.store().db())?;
        let page = |whole: SharedCase| {
            Ok(SharedPage {
                line: self.line(&whole, &sites)?,
                whole,
                sites: sites.clone(),
            })
        };
        found.into_iter().map(page).collect()
    }

    /// Returns what waits for a duty leader, the oldest first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn tasks(&self) -> Result<Vec<TaskLine>, Error> {
        let sites = view::sites::names(self.store().db())?;
        let names = Names::load(self)?;
        let mut lines = Vec::new();
        for task in view::tasks::open(self.store().db())? {
            let site = match (task.about.parse(), task.about.parse::<Org>()) {
                (Ok(Ranked::Staff(no)), _) => Some(names.of(no).name),
                (_, Ok(org)) => sites.get(&org).cloned(),
                _ => None,
            };
            lines.push(TaskLine {
                sides: self.sides(&task, &sites)?,
                site: site.unwrap_or_default(),
                id: task.id,
                kind: task.kind,
                about: task.about,
                words: task.words,
                since: task.raised,
                follows: task.case.is_some(),
                case: task.case,
            });
        }
        Ok(lines)
    }

    fn sides(&self, task: &Task, sites: &BTreeMap<Org, String>) -> Result<Vec<Side>, Error> {
        let Some(case) = task.case else {
            return Ok(Vec::new());
        };
        let shared = view::shared::load(self.store().db(), case)?;
        let clash = shared.as_ref().and_then(|s| view::tasks::clash(s, task.id));
        let side = |mark: &Mark| Side {
            site: sites
                .get(&mark.org)
                .cloned()
                .unwrap_or_else(|| mark.org.to_string()),
            says: mark.text.clone(),
        };
        Ok(clash.map_or_else(Vec::new, |clash| vec![side(&clash.a), side(&clash.b)]))
    }

    fn line(&self, case: &SharedCase, sites: &BTreeMap<Org, String>) -> Result<SharedLine, Error> {
        let own = view::sites::own(self.store().db())?.map(|own| own.org);
        let with = own.map_or(case.taker, |own| case.other(own));
        Ok(SharedLine {
            id: case.case,
            number: case.number.clone(),
            matter_name: case.matter_name.clone(),
            applicant: mask_name(&case.applicant),
            what: case.what.clone(),
            until: case.until,
            with: sites
                .get(&with)
                .cloned()
                .unwrap_or_else(|| with.to_string()),
            here: own == Some(case.custodian),
            custody: case.custody,
            stage: case.stage,
            conflicts: case.open().count(),
        })
    }
}
