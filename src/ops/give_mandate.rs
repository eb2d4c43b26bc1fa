//! Takes an errand from a resident at a village station (委托).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::event;
use crate::domain::event::MandatePaper;
use crate::domain::ids::CaseId;
use crate::domain::mandate::HAND_IN_MOST_DAYS;
use crate::domain::mandate::HAND_IN_WORKING_DAYS;
use crate::domain::mandate::Mode;
use crate::domain::mandate::number;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::matter::PaperForm;
use crate::domain::misuse::Misuse;
use crate::domain::plain;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::intake::Written;
use crate::ops::sharing;
use crate::store::view;

/// Takes an errand from a resident at a village station (委托).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveMandate {
    /// The matter's code.
    pub matter: String,
    /// The resident's name.
    pub name: String,
    /// Resident ID or credit code.
    #[serde(default)]
    pub number: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The papers given for it, parted by semicolons: each the number of the matter's paper or a name,
    /// then after slashes the number on it, its condition, and its form.
    #[serde(default)]
    pub papers: String,
    /// Until when the mandate holds.
    pub until: NaiveDate,
    /// How it is run.
    #[serde(default)]
    pub mode: Mode,
    /// What is to be known.
    #[serde(default)]
    pub note: String,
}

/// A mandate that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MandateTaken {
    /// The errand.
    pub case: CaseId,
    /// Its number, which is read over the phone.
    pub mandate: String,
    /// By when the papers are to be at the hall.
    pub hand_in: NaiveDate,
    /// What it costs: nothing.
    pub fee: u32,
    /// The papers, by name.
    pub papers: Vec<String>,
    /// What is odd about number or phone, as codes of findings.
    pub warnings: Vec<String>,
}

impl Verb for GiveMandate {
    type Done = MandateTaken;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MandateTaken, Error> {
        let live = act.live()?;
        let staff = intake::by_name(act, &live)?;
        let own = sharing::own(act)?;
        let parent = view::sites::peers(act.db())?
            .into_iter()
            .find(|peer| peer.relation == Relation::Parent)
            .filter(|_| own.kind == SiteKind::Village)
            .ok_or(MandateRefusal::NoVillage)?;
        let matter = act.matter(&self.matter)?;
        if matter.takes_no_proxy() {
            let matter = matter.name;
            return Err(Refusal::PersonMustCome { matter }.into());
        }
        let today = act.today();
        let written = Written {
            name: &self.name,
            number: &self.number,
            phone: &self.phone,
            village: "",
        };
        let (mut applicant, warnings) = written.applicant(today)?;
        applicant.village = own.org.to_string();
        let papers = papers(&matter, &self.papers)?;
        let (hand_in, latest) = by_when(act.calendar, today);
        if self.until < hand_in {
            return Err(MandateRefusal::EndsTooSoon { until: hand_in }.into());
        }
        let number = next_number(act, own.org, today)?;
        let case = CaseId(act.new_id()?);
        let shared = event::CaseShared {
            case,
            custody: 1,
            with: parent.card.org,
            custodian: own.org,
            number: number.clone(),
            matter: matter.code.clone(),
            matter_name: matter.name.clone(),
            applicant: applicant.name.clone(),
            phone: applicant.phone.clone(),
            what: optional_text("note", &self.note, crate::ops::act::MAX_TEXT)?,
            until: Some(self.until),
            raised: false,
            of: None,
        };
        let given = event::MandateGiven {
            case,
            custody: 1,
            applicant,
            assistant: live.staff(staff)?.name.clone(),
            mode: self.mode,
            papers,
            day: today,
            hand_in,
            latest,
            until: self.until,
            fee: 0,
        };
        let names = given
            .papers
            .iter()
            .map(|paper| paper.name.clone())
            .collect();
        act.emit(case.0, shared)?;
        act.emit(case.0, given)?;
        Ok(MandateTaken {
            case,
            mandate: number,
            hand_in,
            fee: 0,
            papers: names,
            warnings,
        })
    }
}

/// Returns by when the papers are to be at the hall, and after which day on no account.
pub fn by_when(calendar: &Calendar, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let latest = today + chrono::Days::new(HAND_IN_MOST_DAYS);
    let limit = Limit::WorkingDays(HAND_IN_WORKING_DAYS);
    let hand_in = deadline::due(calendar, today, limit).map_or(latest, |due| due.date);
    (hand_in.min(latest), latest)
}

fn next_number(act: &Act<'_, '_>, village: Org, today: NaiveDate) -> Result<String, Error> {
    let epoch = act.epoch();
    let begins = number::of_day(village, today, epoch);
    let last = view::shared::last_number(act.db(), village, &begins)?;
    let count = last.map_or(0, |last| number::count(&last)) + 1;
    match count > number::MOST {
        true => Err(MandateRefusal::NumbersUsedUp.into()),
        false => Ok(number::make(village, today, epoch, count)),
    }
}

/// Reads the papers that are given into the assistant's hands.
fn papers(matter: &Matter, text: &str) -> Result<Vec<MandatePaper>, Error> {
    let items = text.split([';', '；']).map(str::trim);
    items
        .filter(|item| !item.is_empty())
        .map(|item| paper(matter, item))
        .collect()
}

fn paper(matter: &Matter, item: &str) -> Result<MandatePaper, Error> {
    let mut parts = item.split('/').map(str::trim);
    let what = parts.next().unwrap_or_default();
    let number = optional_text("number", parts.next().unwrap_or_default(), MAX_NAME)?;
    let condition = optional_text("condition", parts.next().unwrap_or_default(), MAX_NAME)?;
    let form = parts.next().filter(|form| !form.is_empty());
    let (name, usual) = match plain::digits(what).parse::<usize>() {
        Ok(index) => {
            let count = matter.materials.len();
            let material = index.checked_sub(1).and_then(|i| matter.materials.get(i));
            let material = material.ok_or(Refusal::NoSuchPaper { index, count })?;
            (material.name.clone(), material.form)
        }
        Err(_) => (optional_text("name", what, MAX_NAME)?, PaperForm::Original),
    };
    let form = match form {
        None => usual,
        Some("original") => PaperForm::Original,
        Some("copy") => PaperForm::Copy,
        Some("check") => PaperForm::Check,
        Some(other) => {
            let given = other.to_owned();
            return Err(Misuse::PaperBad { given }.into());
        }
    };
    Ok(MandatePaper {
        name,
        form,
        number,
        condition,
    })
}
