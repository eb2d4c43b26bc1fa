//! What the verbs of score sheets have in common: finding one, and who may.

use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Points;
use crate::domain::score::ScoreSheet;
use crate::domain::score::State;
use crate::domain::task::TaskKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::store::view;

/// A score sheet as it stands after a verb; nothing here tells what another person keyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetNow {
    /// Its number.
    pub number: String,
    /// Who is scored.
    pub person: String,
    /// Where it stands.
    pub state: State,
    /// What counts so far, tenths.
    pub total_tenths: Points,
    /// The papers that are not agreed.
    pub papers_open: Vec<String>,
    /// Of the paper that was keyed or settled, the lines in which two people differ.
    pub differing: Vec<String>,
}

/// Finds a sheet, and who acts by name: not the scored person.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`ScoreRefusal::SheetUnknown`], [`ScoreRefusal::ScoredPerson`].
pub(crate) fn by_other(act: &Act<'_, '_>, number: &str) -> Result<(ScoreSheet, Hand), Error> {
    let live = act.live()?;
    let (sheet, hand) = find(act, &live, number)?;
    not_scored(&live, &sheet, hand.by)?;
    Ok((sheet, hand))
}

/// Finds a sheet, and the leader who acts by name: not the scored person.
///
/// # Errors
/// [`Refusal::NotLeader`], and those of [`by_other`].
pub(crate) fn by_leader(act: &Act<'_, '_>, number: &str) -> Result<(ScoreSheet, Hand), Error> {
    act.leader(&act.live()?)?;
    by_other(act, number)
}

/// Finds a sheet, and who acts by name.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`ScoreRefusal::SheetUnknown`].
pub(crate) fn find(
    act: &Act<'_, '_>,
    live: &Live,
    number: &str,
) -> Result<(ScoreSheet, Hand), Error> {
    let by = intake::by_name(act, live)?;
    let day = act.today();
    let number = plain::digits(number.trim()).to_ascii_uppercase();
    let number: String = number.chars().take(60).collect();
    let found = view::scores::find(act.db(), &number)?;
    let sheet = found.ok_or(ScoreRefusal::SheetUnknown { number })?;
    Ok((sheet, Hand { by, day }))
}

/// Checks that it is not the scored person who acts, by badge or by name.
fn not_scored(live: &Live, sheet: &ScoreSheet, by: StaffNo) -> Result<(), Refusal> {
    sheet.check_other(by)?;
    // Who has a badge is known by it; a namesake is somebody else.
    if sheet.scored.staff.is_some() {
        return Ok(());
    }
    let same = plain::name_key(&live.staff(by)?.name) == plain::name_key(&sheet.scored.name);
    match same {
        true => Err(ScoreRefusal::ScoredPerson {
            person: sheet.scored.name.clone(),
        }
        .into()),
        false => Ok(()),
    }
}

/// Keeps what happened and returns how the sheet stands then.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep(
    act: &mut Act<'_, '_>,
    sheet: &ScoreSheet,
    paper: Option<&str>,
    event: impl Into<Event>,
) -> Result<SheetNow, Error> {
    act.emit(sheet.id.0, event)?;
    let number = sheet.terms.number.clone();
    let now = view::scores::load(act.db(), sheet.id)?;
    let now = now.ok_or(ScoreRefusal::SheetUnknown { number })?;
    follow(act, &now)?;
    let differing = paper
        .and_then(|paper| now.papers.get(paper))
        .map(|paper| paper.differences().into_iter().map(|d| d.line).collect());
    Ok(SheetNow {
        number: now.terms.number.clone(),
        person: now.scored.name.clone(),
        state: now.state(),
        total_tenths: now.outcome().total,
        papers_open: now.papers_open().into_iter().map(Into::into).collect(),
        differing: differing.unwrap_or_default(),
    })
}

/// Raises the leader's task of an appeal, and ends it when that is decided.
fn follow(act: &mut Act<'_, '_>, sheet: &ScoreSheet) -> Result<(), Error> {
    let (now, number) = (act.now, sheet.terms.number.clone());
    let namesakes = view::scores::of_number(act.db(), &number)?;
    let waiting = namesakes
        .iter()
        .filter(|sheet| sheet.state() == State::Appealed);
    let task = |sheet: &ScoreSheet| Wanted {
        kind: TaskKind::ScoreAppeal,
        about: number.clone(),
        words: sheet.scored.name.clone(),
    };
    let wanted: Vec<Wanted> = waiting.map(task).collect();
    let about = |about: &str| about == number;
    tasks::settle(act.writer(), TaskKind::ScoreAppeal, about, &wanted, now)
}
