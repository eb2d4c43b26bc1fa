//! Gives the one-time notice that lists everything missing (一次性告知).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Deed;
use crate::domain::event;
use crate::domain::event::Outcome;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoticeId;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::matter::Matter;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::Written;
use crate::ops::read::Duplicate;
use crate::ops::read::duplicates_of;
use crate::ops::register;
use crate::store::view;
use crate::store::view::notices::Notice;

/// Gives the one-time notice that lists everything missing (一次性告知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveNotice {
    /// The window the resident is at.
    #[serde(default)]
    pub window: Option<WindowNo>,
    /// The received case.
    #[serde(default)]
    pub case: String,
    /// The code of the matter.
    #[serde(default)]
    pub matter: String,
    /// The applicant’s name.
    #[serde(default)]
    pub name: String,
    /// A resident ID or credit code.
    #[serde(default)]
    pub number: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The 12-digit village code.
    #[serde(default)]
    pub village: String,
    /// Numbers of the papers in order, as 1,2,4.
    #[serde(default)]
    pub papers: String,
    /// What is to be added.
    #[serde(default)]
    pub remark: String,
}

/// A notice given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeDone {
    /// Its number for people.
    pub number: String,
    /// The errand it ended; none when the papers lie in the hall.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errand: Option<ErrandId>,
    /// Everything missing.
    pub lacking: Vec<String>,
    /// What an earlier notice should have named and did not (应告未告).
    pub untold: Vec<String>,
    /// The day the papers were first shown.
    pub received: NaiveDate,
    /// Records that may be of the same person, masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<Duplicate>,
}

impl Verb for GiveNotice {
    type Done = NoticeDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<NoticeDone, Error> {
        let live = act.live()?;
        let remark = optional_text("remark", &self.remark, MAX_TEXT)?;
        match (self.window, self.case.trim().is_empty()) {
            (Some(window), true) => self.at_window(act, &live, window, remark),
            (_, false) => self.of_case(act, &live, remark),
            (None, true) => Err(Refusal::TargetMissing.into()),
        }
    }
}

impl GiveNotice {
    /// The resident stands at the window and takes the papers home again.
    fn at_window(
        &self,
        act: &mut Act<'_, '_>,
        live: &Live,
        window: WindowNo,
        remark: String,
    ) -> Result<NoticeDone, Error> {
        let (visit, errand, staff) = intake::serving(act, live, window)?;
        let day = act.today();
        let matter = act.matter(&self.matter)?;
        let written = Written {
            name: &self.name,
            number: &self.number,
            phone: &self.phone,
            village: &self.village,
        };
        let (applicant, _) = written.applicant(day)?;
        let person = register::remember(act, &applicant)?.id();
        let earlier = view::notices::open_of(act.db(), person, &matter.code)?;
        let (mut has, _) = intake::split_papers(&matter, &self.papers)?;
        // What was in order once is not asked for again.
        has.extend(earlier.iter().flat_map(|notice| notice.has.clone()));
        let first = earlier.first();
        let given = event::NoticeGiven {
            notice: NoticeId(act.new_id()?),
            number: String::new(),
            case: None,
            errand: Some(errand.id),
            visit: Some(visit.id),
            person,
            applicant,
            matter: matter.code.clone(),
            matter_name: matter.name.clone(),
            centre: matter.centre,
            has,
            lacking: Vec::new(),
            received: first.map_or(day, |notice| notice.received),
            day,
            untold: Vec::new(),
            against: first.map(|notice| notice.id),
            remark,
        };
        let done = give(act, &matter, given, first)?;
        let end = ErrandEnd {
            outcome: Outcome::PapersMissing,
            matter: Some(&matter),
            centre: matter.centre,
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(done)
    }

    /// The papers lie in the hall; the resident is told in writing.
    fn of_case(
        &self,
        act: &mut Act<'_, '_>,
        live: &Live,
        remark: String,
    ) -> Result<NoticeDone, Error> {
        act.staff(live)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        file.check(&row.number, Deed::Accept)?;
        let day = act.today();
        if let Some(due) = file.notice_due.filter(|due| day > *due) {
            return Err(Refusal::NoticeLate {
                case: row.number,
                due: due.to_string(),
            }
            .into());
        }
        let matter = act.matter(&row.matter)?;
        let earlier = view::notices::of_case(act.db(), row.id)?;
        let first = earlier.first();
        let applicant = view::people::by_id(act.db(), row.person)?
            .map(|person| person.applicant)
            .unwrap_or_default();
        let given = event::NoticeGiven {
            notice: NoticeId(act.new_id()?),
            number: String::new(),
            case: Some(row.id),
            errand: None,
            visit: intake::visit_at(live, self.window)?,
            person: row.person,
            applicant,
            matter: matter.code.clone(),
            matter_name: matter.name.clone(),
            centre: matter.centre,
            has: file.papers.clone(),
            lacking: Vec::new(),
            received: row.day,
            day,
            untold: Vec::new(),
            against: first.map(|notice| notice.id),
            remark,
        };
        give(act, &matter, given, first)
    }
}

/// Completes the notice by the guide: everything that is not in order, and nothing else.
fn give(
    act: &mut Act<'_, '_>,
    matter: &Matter,
    mut given: event::NoticeGiven,
    first: Option<&Notice>,
) -> Result<NoticeDone, Error> {
    given.has.sort_unstable();
    given.has.dedup();
    given.lacking = matter
        .materials
        .iter()
        .map(|material| material.name.clone())
        .filter(|paper| !given.has.contains(paper))
        .collect();
    if given.lacking.is_empty() {
        return Err(Refusal::NothingMissing.into());
    }
    given.untold = match first {
        Some(first) => given
            .lacking
            .iter()
            .filter(|paper| !first.lacking.contains(paper))
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    if given.untold.is_empty() {
        given.against = None;
    }
    given.number = intake::next_of_day(act, "notices", 'G', given.day)?;
    let done = NoticeDone {
        number: given.number.clone(),
        errand: given.errand,
        lacking: given.lacking.clone(),
        untold: given.untold.clone(),
        received: given.received,
        duplicates: duplicates_of(act.db(), given.person)?,
    };
    act.emit(given.notice.0, given)?;
    Ok(done)
}
