//! What accepting, receiving and giving notice have in common: who applies, which papers, which date.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::case_file::CaseFile;
use crate::domain::catalogue::person_initials;
use crate::domain::deadline;
use crate::domain::deadline::Clock;
use crate::domain::deadline::Lamp;
use crate::domain::event::Applicant;
use crate::domain::event::PersonSaved;
use crate::domain::event::Promise;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::misuse::Misuse;
use crate::domain::number::CreditCode;
use crate::domain::number::IdNumber;
use crate::domain::number::phone;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::store::view;
use crate::store::view::cases::CaseRow;

/// The longest number, phone or village code, characters.
const MAX_CODE: usize = 40;

/// What a clerk wrote about the applicant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'w> {
    pub(crate) name: &'w str,
    pub(crate) number: &'w str,
    pub(crate) phone: &'w str,
    pub(crate) village: &'w str,
}

impl Written<'_> {
    /// Cleans the applicant and says what is odd: odd numbers warn, they never block.
    pub(crate) fn applicant(&self, today: NaiveDate) -> Result<(Applicant, Vec<String>), Error> {
        let name = optional_text("name", self.name, MAX_NAME)?;
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let code = |field, text| -> Result<String, Refusal> {
            Ok(plain::digits(&optional_text(field, text, MAX_CODE)?))
        };
        let mut warnings = Vec::new();
        let mut number = code("number", self.number)?;
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
        let mut tel = code("phone", self.phone)?;
        if !tel.is_empty() {
            let checked = phone(&tel);
            warnings.extend(checked.findings.iter().map(|f| f.code().to_owned()));
            tel = checked.normalised;
        }
        let village = code("village", self.village)?;
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
pub(crate) fn sort_papers(
    matter: &Matter,
    given: &str,
) -> Result<(Vec<String>, Vec<String>), Error> {
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

/// Returns the limit that is promised for a matter: its own, or the law's where it has none.
pub(crate) fn limit_of(matter: &Matter) -> Limit {
    match matter.promised {
        Limit::None => matter.statutory,
        other => other,
    }
}

/// Counts the promised date of a matter accepted on a day.
pub(crate) fn promise(
    calendar: &Calendar,
    matter: &Matter,
    start: NaiveDate,
) -> Result<Promise, Refusal> {
    count(calendar, &Clock::new(start, limit_of(matter)), start).ok_or_else(|| Refusal::NoLimit {
        matter: matter.code.clone(),
    })
}

/// Counts a clock to its promise: the date, and the first day on which the lamp is amber.
pub(crate) fn count(calendar: &Calendar, clock: &Clock, today: NaiveDate) -> Option<Promise> {
    let due = deadline::count(calendar, clock, today)?;
    let mut amber_from = clock.start;
    while amber_from < due.date
        && deadline::lamp(calendar, clock.start, due.date, amber_from) == Lamp::Green
    {
        amber_from = amber_from.succ_opt().unwrap_or(due.date);
    }
    Some(Promise {
        due: due.date,
        limit: clock.limit,
        provisional: due.provisional,
        amber_from,
    })
}

/// Finds the applicant in the register, or adds or completes them there.
pub(crate) fn remember(
    act: &mut Act<'_, '_>,
    applicant: &Applicant,
    sound: bool,
) -> Result<PersonId, Error> {
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
pub(crate) fn next_number(act: &Act<'_, '_>, today: NaiveDate) -> Result<String, Error> {
    let last = view::cases::last_number(act.db(), today)?;
    let count = last
        .as_deref()
        .and_then(|number| number.rsplit('-').next())
        .and_then(|tail| tail.parse::<u32>().ok())
        .unwrap_or(0);
    let code = &act.config.hall.code;
    Ok(format!("{code}{}-{:04}", today.format("%y%m%d"), count + 1))
}

/// Returns the next number of a kind of paper on a day, as `G260312-01`.
pub(crate) fn next_of_day(letter: char, today: NaiveDate, last: Option<&str>) -> String {
    let count = last
        .and_then(|number| number.rsplit('-').next())
        .and_then(|tail| tail.parse::<u32>().ok())
        .unwrap_or(0);
    format!("{letter}{}-{:02}", today.format("%y%m%d"), count + 1)
}

/// Finds a case by its number, with its file.
///
/// # Errors
/// [`Refusal::CaseUnknown`]; [`Refusal::CaseDone`] for a case done on the spot, which has no file.
pub(crate) fn case_file(act: &Act<'_, '_>, number: &str) -> Result<(CaseRow, CaseFile), Error> {
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let row = view::cases::find(act.db(), &number)?.ok_or_else(|| Refusal::CaseUnknown {
        case: number.clone(),
    })?;
    let file = view::case_files::load(act.db(), row.id)?;
    let file = file.ok_or(Refusal::CaseDone { case: number })?;
    Ok((row, file))
}

/// Returns who acts by name: the member of staff given, or whoever sits at the window.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`Refusal::StaffUnknown`].
pub(crate) fn by_name(act: &Act<'_, '_>, live: &Live) -> Result<StaffNo, Error> {
    match act.who() {
        Who::Staff(no) => Ok(live.staff(no)?.no),
        Who::System | Who::Resident => Err(Refusal::StaffOnly.into()),
    }
}
