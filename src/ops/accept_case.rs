//! A clerk accepts the errand at the window as a case.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::catalogue::person_initials;
use crate::domain::deadline;
use crate::domain::deadline::Lamp;
use crate::domain::event::Applicant;
use crate::domain::event::CaseAccepted;
use crate::domain::event::Outcome;
use crate::domain::event::PersonSaved;
use crate::domain::event::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;
use crate::domain::ids::WindowNo;
use crate::domain::ids::yes_or_text;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::misuse::Misuse;
use crate::domain::number::CreditCode;
use crate::domain::number::Finding;
use crate::domain::number::IdNumber;
use crate::domain::number::phone;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Accuracy;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::ErrandEnd;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::store::view;

/// The longest number, phone or village code, characters.
const MAX_CODE: usize = 40;

/// Accepts the errand at a window as a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptCase {
    /// The window.
    pub window: WindowNo,
    /// The matter's code.
    pub matter: String,
    /// The applicant's name.
    pub name: String,
    /// Resident ID or credit code.
    #[serde(default)]
    pub number: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The 12-digit village code.
    #[serde(default)]
    pub village: String,
    /// The papers handed in, by their number from 1: `1,2,4`, or `all`.
    #[serde(default)]
    pub papers: String,
    /// Whether it is done while the resident waits.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub on_the_spot: bool,
}

/// An accepted case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The errand.
    pub errand: ErrandId,
    /// The last day; none when done on the spot.
    pub due: Option<NaiveDate>,
    /// Whether the calendar of a year it reaches into is not loaded yet.
    pub provisional: bool,
    /// Deferrable papers still missing.
    pub missing: Vec<String>,
    /// What is odd about number or phone, as codes of findings.
    pub warnings: Vec<String>,
}

impl Verb for AcceptCase {
    type Done = Accepted;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<Accepted, Error> {
        let live = act.live()?;
        let (_, staff) = act.clerk_at(&live, self.window)?;
        let visit = live.need_at_window(self.window)?;
        let errand = live.errand_of(visit.id).ok_or_else(|| Refusal::NoErrand {
            ticket: visit.label(),
        })?;
        let matter = act.matter(&self.matter)?;
        let (papers, missing) = sort_papers(&matter, &self.papers)?;
        let today = act.today();
        let (applicant, warnings) = self.applicant(today)?;
        let promise = if self.on_the_spot || matter.on_the_spot() {
            None
        } else {
            Some(promise(act.calendar, &matter, today)?)
        };
        let sound = warnings.iter().all(|code| code == Finding::Phone.code());
        let person = remember(act, &applicant, sound)?;
        let case = CaseId(act.new_id()?);
        let number = next_number(act, today)?;
        act.emit(
            case.0,
            CaseAccepted {
                case,
                number: number.clone(),
                errand: errand.id,
                matter: matter.code.clone(),
                matter_name: matter.name.clone(),
                centre: matter.centre,
                person,
                applicant,
                warnings: warnings.clone(),
                papers,
                missing: missing.clone(),
                day: today,
                promise: promise.clone(),
            },
        )?;
        let outcome = if promise.is_some() {
            Outcome::Accepted
        } else {
            Outcome::OnTheSpot
        };
        let end = ErrandEnd {
            outcome,
            matter: Some(&matter),
            centre: matter.centre,
            accuracy: Accuracy::Exact,
        };
        act.end_errand(errand, staff, end)?;
        Ok(Accepted {
            case,
            number,
            errand: errand.id,
            due: promise.as_ref().map(|p| p.due),
            provisional: promise.is_some_and(|p| p.provisional),
            missing,
            warnings,
        })
    }
}

impl AcceptCase {
    /// Cleans the applicant and says what is odd: odd numbers warn, they never block.
    fn applicant(&self, today: NaiveDate) -> Result<(Applicant, Vec<String>), Error> {
        let name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let code = |field, text| -> Result<String, Refusal> {
            Ok(plain::digits(&optional_text(field, text, MAX_CODE)?))
        };
        let mut warnings = Vec::new();
        let mut number = code("number", &self.number)?;
        if !number.is_empty() {
            let id = IdNumber::parse(&number, today);
            let credit = CreditCode::parse(&number);
            // A credit code and a resident ID are both 18 long; the better fit is meant.
            let (text, findings) = if credit.findings().len() < id.findings().len() {
                (credit.as_str().to_owned(), credit.findings().to_vec())
            } else {
                (id.as_str().to_owned(), id.findings().to_vec())
            };
            number = text;
            warnings.extend(findings.iter().map(|f| f.code().to_owned()));
        }
        let mut tel = code("phone", &self.phone)?;
        if !tel.is_empty() {
            let checked = phone(&tel);
            warnings.extend(checked.findings.iter().map(|f| f.code().to_owned()));
            tel = checked.normalised;
        }
        let village = code("village", &self.village)?;
        Ok((
            Applicant {
                name,
                number,
                phone: tel,
                village,
            },
            warnings,
        ))
    }
}

/// Sorts the matter's papers into those handed in and the deferrable ones still missing.
fn sort_papers(matter: &Matter, given: &str) -> Result<(Vec<String>, Vec<String>), Error> {
    let count = matter.materials.len();
    let mut ticked = vec![given.trim() == "all"; count];
    if given.trim() != "all" {
        for part in given
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let index: usize = part.parse().map_err(|_| Misuse::PaperBad {
                given: part.to_owned(),
            })?;
            *index
                .checked_sub(1)
                .and_then(|i| ticked.get_mut(i))
                .ok_or(Refusal::NoSuchPaper { index, count })? = true;
        }
    }
    let (mut papers, mut missing, mut lacking) = (Vec::new(), Vec::new(), Vec::new());
    for (material, ticked) in matter.materials.iter().zip(ticked) {
        if ticked {
            papers.push(material.name.clone());
        } else if material.deferrable {
            missing.push(material.name.clone());
        } else {
            lacking.push(material.name.clone());
        }
    }
    if lacking.is_empty() {
        Ok((papers, missing))
    } else {
        Err(Refusal::PapersMissing {
            papers: lacking.join("、"),
        }
        .into())
    }
}

/// Counts the promised date and the first day on which the lamp is amber.
fn promise(calendar: &Calendar, matter: &Matter, today: NaiveDate) -> Result<Promise, Refusal> {
    let limit = match matter.promised {
        Limit::None => matter.statutory,
        other => other,
    };
    let due = deadline::due(calendar, today, limit).ok_or_else(|| Refusal::NoLimit {
        matter: matter.code.clone(),
    })?;
    let mut amber_from = today;
    while amber_from < due.date
        && deadline::lamp(calendar, today, due.date, amber_from) == Lamp::Green
    {
        amber_from = amber_from.succ_opt().unwrap_or(due.date);
    }
    Ok(Promise {
        due: due.date,
        limit,
        provisional: due.provisional,
        amber_from,
    })
}

/// Finds the applicant in the register, or adds or completes them there.
fn remember(act: &mut Act<'_, '_>, applicant: &Applicant, sound: bool) -> Result<PersonId, Error> {
    let known = view::people::matching(act.db(), applicant, sound)?;
    if let Some(person) = &known
        && person.applicant == *applicant
    {
        return Ok(person.id);
    }
    let (person, before) = match known {
        Some(person) => (person.id, person.applicant),
        None => (PersonId(act.new_id()?), Applicant::default()),
    };
    let keep = |new: &String, old: String| if new.is_empty() { old } else { new.clone() };
    let applicant = Applicant {
        name: keep(&applicant.name, before.name),
        number: keep(&applicant.number, before.number),
        phone: keep(&applicant.phone, before.phone),
        village: keep(&applicant.village, before.village),
    };
    let initials = person_initials(&applicant.name);
    act.emit(
        person.0,
        PersonSaved {
            person,
            applicant,
            initials,
        },
    )?;
    Ok(person)
}

/// Returns the day's next case number: the hall's code, the day, a count from 1.
fn next_number(act: &Act<'_, '_>, today: NaiveDate) -> Result<String, Error> {
    let last = view::cases::last_number(act.db(), today)?;
    let count = last
        .as_deref()
        .and_then(|number| number.rsplit('-').next())
        .and_then(|tail| tail.parse::<u32>().ok())
        .unwrap_or(0);
    let code = &act.config.hall.code;
    Ok(format!("{code}{}-{:04}", today.format("%y%m%d"), count + 1))
}
