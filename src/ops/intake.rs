//! What accepting, receiving and giving notice have in common: who applies, which papers, which date.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::case_file::CaseFile;
use crate::domain::case_file::Holder;
use crate::domain::case_file::Stage;
use crate::domain::deadline;
use crate::domain::deadline::Clock;
use crate::domain::deadline::Lamp;
use crate::domain::event::Applicant;
use crate::domain::event::Promise;
use crate::domain::event::StaffRole;
use crate::domain::ids::NoticeId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::OpenErrand;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::misuse::Misuse;
use crate::domain::number::mask_name;
use crate::domain::plain;
use crate::domain::printed;
use crate::domain::refusal::Refusal;
use crate::domain::visit::Visit;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::register;
use crate::store::view;
use crate::store::view::cases::CaseRow;
use crate::store::view::hards::Hard;

/// A case after something was done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseMoved {
    /// The case number.
    pub case: String,
    /// Where it stands.
    pub stage: Stage,
    /// Who holds it now.
    pub holder: Holder,
    /// The last day; none before acceptance.
    pub due: Option<NaiveDate>,
    /// The first step that is not done.
    pub next: Option<String>,
}

/// Returns a case as it stands after a verb.
pub(crate) fn moved(act: &Act<'_, '_>, number: &str) -> Result<CaseMoved, Error> {
    let (row, file) = case_file(act, number)?;
    Ok(CaseMoved {
        case: row.number,
        stage: file.stage,
        next: file.next_step().map(|step| step.plan.name.clone()),
        due: file.promise.map(|promise| promise.due),
        holder: file.holder,
    })
}

/// Checks that whoever acts holds the case, answers for it, or leads.
pub(crate) fn held_by(
    act: &Act<'_, '_>,
    live: &Live,
    number: &str,
    file: &CaseFile,
) -> Result<(), Error> {
    let staff = by_name(act, live)?;
    let holds = match &file.holder {
        Holder::Staff(no) => *no == staff,
        // Nobody there has taken it yet: whoever was asked first still answers for it.
        _ => file.answers() == Some(staff),
    };
    if holds || live.staff(staff)?.role == StaffRole::Leader {
        return Ok(());
    }
    let holder = match &file.holder {
        Holder::Staff(no) => no.to_string(),
        Holder::Centre(centre) => centre.word().to_owned(),
        Holder::Office(office) => office.clone(),
        other => other.word().to_owned(),
    };
    Err(Refusal::CaseElsewhere {
        case: number.to_owned(),
        holder,
    }
    .into())
}

/// Checks that whoever acts sits at window 1 or leads, and returns who that is.
///
/// Source: rule A5 of the hall: window 1 is staffed by leaders and hands nothing back.
pub(crate) fn window_one(act: &Act<'_, '_>, live: &Live) -> Result<StaffNo, Error> {
    let staff = by_name(act, live)?;
    let seated = live
        .window(WindowNo(1))
        .ok()
        .and_then(|window| window.staff);
    if seated == Some(staff) || live.staff(staff)?.role == StaffRole::Leader {
        Ok(staff)
    } else {
        Err(Refusal::NotLeader.into())
    }
}

/// Returns the visit and the errand served at a window whose clerk acts, and who that is.
///
/// # Errors
/// Those of [`Act::clerk_at`], [`Refusal::WindowIdle`], [`Refusal::NoErrand`].
pub(crate) fn serving<'l>(
    act: &mut Act<'_, '_>,
    live: &'l Live,
    window: WindowNo,
) -> Result<(&'l Visit, &'l OpenErrand, StaffNo), Error> {
    let (_, staff) = act.clerk_at(live, window)?;
    let visit = live.need_at_window(window)?;
    let errand = live.errand_of(visit.id).ok_or_else(|| Refusal::NoErrand {
        ticket: visit.label(),
    })?;
    Ok((visit, errand, staff))
}

/// Finds a hard matter that goes on, for window 1 or a leader, and returns it with who acts.
///
/// # Errors
/// [`Refusal::NotLeader`], [`Refusal::HardUnknown`], [`Refusal::HardOver`].
pub(crate) fn hard(act: &Act<'_, '_>, number: &str) -> Result<(Hard, StaffNo), Error> {
    let live = act.live()?;
    let staff = window_one(act, &live)?;
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let found = view::hards::find(act.db(), &number)?.ok_or_else(|| Refusal::HardUnknown {
        number: number.clone(),
    })?;
    match found.ended {
        Some(_) => Err(Refusal::HardOver { number }.into()),
        None => Ok((found, staff)),
    }
}

/// Returns the visit being served at a window, if one was given.
pub(crate) fn visit_at(live: &Live, window: Option<WindowNo>) -> Result<Option<VisitId>, Refusal> {
    window
        .map(|no| live.need_at_window(no).map(|visit| visit.id))
        .transpose()
}

/// Reads names parted by commas of either width, without doubles.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text
        .chars()
        .take(MAX_TEXT * 4)
        .collect::<String>()
        .split([',', '，', '、'])
    {
        let name = plain::clean_line(name, usize::MAX).text.trim().to_owned();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Checks what something is about.
pub(crate) fn what(text: &str) -> Result<String, Refusal> {
    let text = optional_text("what", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Refusal::WhatMissing);
    }
    Ok(text)
}

/// Checks the clause a no rests on.
pub(crate) fn clause(text: &str) -> Result<String, Refusal> {
    let text = optional_text("clause", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Refusal::ClauseMissing);
    }
    Ok(text)
}

/// Returns the next number of a recorded no.
pub(crate) fn next_no(act: &Act<'_, '_>, day: NaiveDate) -> Result<String, Error> {
    next_of_day(act, "noes", 'F', day)
}

/// Returns until when the missing papers may come.
///
/// Source: rule L9 of the hall: not after the promise itself (安阳市政务服务条例 article 24), and not
/// for an applicant with a bad credit record that is not repaired.
pub(crate) fn deferral(
    act: &Act<'_, '_>,
    person: PersonId,
    asked: Option<NaiveDate>,
    due: Option<NaiveDate>,
    missing: &[String],
) -> Result<Option<NaiveDate>, Error> {
    if missing.is_empty() {
        return Ok(None);
    }
    let Some(due) = due else {
        return Err(Refusal::PapersMissing {
            papers: missing.join("、"),
        }
        .into());
    };
    if view::people::has_bad_credit(act.db(), person)? {
        let known = view::people::kept(act.db(), person)?;
        let name = known.map_or_else(String::new, |known| mask_name(&known.applicant.name));
        return Err(Refusal::BadCredit { name }.into());
    }
    match asked {
        Some(until) if until > due => Err(Refusal::DeferredTooLate {
            until: until.to_string(),
            due: due.to_string(),
        }
        .into()),
        until => Ok(until.or(Some(due))),
    }
}

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
        let given = Applicant {
            name: self.name.to_owned(),
            number: self.number.to_owned(),
            phone: self.phone.to_owned(),
            village: self.village.to_owned(),
        };
        Ok(register::clean(&given, today)?)
    }
}

/// Checks that somebody else may bring the matter, and returns who does; empty for the applicant.
///
/// Source: rule D5 of the hall: what needs the person is refused at once.
pub(crate) fn proxy(matter: &Matter, given: &str) -> Result<String, Refusal> {
    let proxy = optional_text("name", given, MAX_NAME)?;
    if matter.takes_no_proxy() && !proxy.is_empty() {
        let matter = matter.name.clone();
        return Err(Refusal::PersonMustCome { matter });
    }
    Ok(proxy)
}

/// Parts the matter's papers into those given, by number from 1, and the rest.
pub(crate) fn split_papers(
    matter: &Matter,
    given: &str,
) -> Result<(Vec<String>, Vec<String>), Error> {
    let count = matter.materials.len();
    let all = given.trim() == "all";
    let mut ticked = vec![all; count];
    let parts = given.split(',').map(str::trim);
    for part in parts.filter(|part| !part.is_empty() && !all) {
        let index: usize = part.parse().map_err(|_| Misuse::PaperBad {
            given: part.to_owned(),
        })?;
        *index
            .checked_sub(1)
            .and_then(|i| ticked.get_mut(i))
            .ok_or(Refusal::NoSuchPaper { index, count })? = true;
    }
    let (mut papers, mut rest) = (Vec::new(), Vec::new());
    for (material, ticked) in matter.materials.iter().zip(ticked) {
        let side = if ticked { &mut papers } else { &mut rest };
        side.push(material.name.clone());
    }
    Ok((papers, rest))
}

/// Sorts the matter's papers into those handed in and the deferrable ones still missing.
pub(crate) fn sort_papers(
    matter: &Matter,
    given: &str,
) -> Result<(Vec<String>, Vec<String>), Error> {
    let (papers, rest) = split_papers(matter, given)?;
    let may_wait = |name: &String| {
        matter
            .materials
            .iter()
            .any(|material| material.name == *name && material.deferrable)
    };
    let (missing, lacking): (Vec<_>, Vec<_>) = rest.into_iter().partition(may_wait);
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
///
/// Source: 行政许可法 article 42: where nothing is set, 20 working days.
pub(crate) fn limit_of(matter: &Matter) -> Limit {
    match (matter.promised, matter.statutory) {
        (Limit::None, Limit::None) => deadline::ORDINARY_LIMIT,
        (Limit::None, law) => law,
        (promised, _) => promised,
    }
}

/// Counts the promised date of a matter accepted on a day.
///
/// Where the law's limit is in another unit and ends earlier that week, its date holds (rule L7).
pub(crate) fn promise(
    calendar: &Calendar,
    matter: &Matter,
    start: NaiveDate,
) -> Result<Promise, Refusal> {
    let dated = |limit| count(calendar, &Clock::new(start, limit), start);
    let promised = dated(limit_of(matter)).ok_or_else(|| Refusal::NoLimit {
        matter: matter.code.clone(),
    })?;
    match matter.statutory {
        Limit::None | Limit::OnTheSpot => Ok(promised),
        law => Ok(dated(law)
            .filter(|law| law.due < promised.due)
            .unwrap_or(promised)),
    }
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

/// Returns the day's next case number: the hall's code, the day, a count from 1; after the site
/// began anew the letter of its epoch before the count.
pub(crate) fn next_number(act: &Act<'_, '_>, today: NaiveDate) -> Result<String, Error> {
    let mark = printed::letters(act.epoch());
    let last = view::last_of_day(act.db(), "cases", today, &printed::pattern(&mark))?;
    let count = printed::count(last.as_deref(), &mark) + 1;
    let code = &act.config.hall.code;
    Ok(format!("{code}{}-{mark}{count:04}", today.format("%y%m%d")))
}

/// Returns the next number of a kind of paper on a day, as `G260312-01`, or `G260312-B01` after the
/// site began anew.
pub(crate) fn next_of_day(
    act: &Act<'_, '_>,
    table: &'static str,
    letter: char,
    day: NaiveDate,
) -> Result<String, Error> {
    let mark = printed::letters(act.epoch());
    let last = view::last_of_day(act.db(), table, day, &printed::pattern(&mark))?;
    let count = printed::count(last.as_deref(), &mark) + 1;
    Ok(format!("{letter}{}-{mark}{count:02}", day.format("%y%m%d")))
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

/// Returns the open notices the person was given for the matter, and how many visits they were.
pub(crate) fn open_notices(
    act: &Act<'_, '_>,
    person: PersonId,
    matter: &Matter,
    visit: VisitId,
) -> Result<(Vec<NoticeId>, u32), Error> {
    let open: Vec<_> = view::notices::open_of(act.db(), person, &matter.code)?
        .into_iter()
        .filter(|notice| notice.case.is_none())
        .collect();
    let mut visits: Vec<VisitId> = open.iter().filter_map(|n| n.visit).collect();
    visits.sort_unstable();
    visits.dedup();
    visits.retain(|before| *before != visit);
    let trips = u32::try_from(visits.len()).unwrap_or(u32::MAX);
    Ok((open.into_iter().map(|notice| notice.id).collect(), trips))
}
