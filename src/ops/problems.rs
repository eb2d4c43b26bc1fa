//! What the verbs of the problem register have in common: finding a problem, and who may.

use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::ProblemDone;
use crate::domain::ids::ProblemId;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnd;
use crate::domain::problem::ProblemEnding;
use crate::domain::refusal::ProblemRefusal;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::ops::night::problems;
use crate::store::view;

/// A problem as it stands after a verb; nothing here says who raised it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemNow {
    /// Its number.
    pub number: String,
    /// What kind it is.
    pub class: ProblemClass,
    /// The round, from 1.
    pub round: usize,
    /// What it waits for: the word of a step; none when it is closed.
    pub step: Option<&'static str>,
    /// Who answers for it.
    pub owner: Option<StaffNo>,
    /// How it was seen to.
    pub end: Option<ProblemEnd>,
    /// How it was closed.
    pub ending: Option<ProblemEnding>,
}

/// Finds a problem that goes on by its own, and who acts by name.
///
/// # Errors
/// [`ProblemRefusal::ProblemRepeats`], and those of [`open`].
pub(crate) fn own(act: &Act<'_, '_>, number: &str) -> Result<(Problem, Hand), Error> {
    let (problem, hand) = open(act, number)?;
    match &problem.repeat_of {
        None => Ok((problem, hand)),
        Some(first) => Err(ProblemRefusal::ProblemRepeats {
            number: problem.number().to_owned(),
            first: first.number.clone(),
        }
        .into()),
    }
}

/// Finds a problem that goes on and was not seen to in this round, and who acts by name.
///
/// # Errors
/// [`ProblemRefusal::ProblemFixed`], and those of [`own`].
pub(crate) fn not_fixed(act: &Act<'_, '_>, number: &str) -> Result<(Problem, Hand), Error> {
    let (problem, hand) = own(act, number)?;
    match problem.lock.round.fixed {
        None => Ok((problem, hand)),
        Some(_) => {
            let number = problem.number().to_owned();
            Err(ProblemRefusal::ProblemFixed { number }.into())
        }
    }
}

/// Finds a problem that goes on, and who acts by name.
///
/// # Errors
/// [`ProblemRefusal::ProblemOver`], and those of [`find`].
pub(crate) fn open(act: &Act<'_, '_>, number: &str) -> Result<(Problem, Hand), Error> {
    let (problem, hand) = find(act, number)?;
    match problem.is_open() {
        true => Ok((problem, hand)),
        false => Err(over(&problem)),
    }
}

/// Finds a problem, closed or not, and who acts by name.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`ProblemRefusal::ProblemUnknown`].
pub(crate) fn find(act: &Act<'_, '_>, number: &str) -> Result<(Problem, Hand), Error> {
    let by = intake::by_name(act, &act.live()?)?;
    let day = act.today();
    Ok((named(act, number)?, Hand { by, day }))
}

/// Finds a problem by its number.
///
/// # Errors
/// [`ProblemRefusal::ProblemUnknown`].
pub(crate) fn named(act: &Act<'_, '_>, number: &str) -> Result<Problem, Error> {
    let number = plain_number(number);
    let found = view::problems::find(act.db(), &number)?;
    found.ok_or_else(|| ProblemRefusal::ProblemUnknown { number }.into())
}

/// Returns a number as it is kept, however it was typed.
pub(crate) fn plain_number(number: &str) -> String {
    plain::digits(number.trim()).to_ascii_uppercase()
}

/// Says that it is closed.
pub(crate) fn over(problem: &Problem) -> Error {
    let number = problem.number().to_owned();
    ProblemRefusal::ProblemOver { number }.into()
}

/// Checks that it is not whoever sees to it who checks it.
///
/// Source: rule B6 of the hall.
///
/// # Errors
/// [`ProblemRefusal::HandlerChecks`].
pub(crate) fn not_handler(problem: &Problem, hand: Hand) -> Result<(), Refusal> {
    match problem.is_handler(hand.by) {
        true => Err(ProblemRefusal::HandlerChecks {
            number: problem.number().to_owned(),
            staff: hand.by,
        }
        .into()),
        false => Ok(()),
    }
}

/// Checks that a day to come is not over.
///
/// # Errors
/// [`Refusal::TimePast`].
pub(crate) fn not_past(act: &Act<'_, '_>, day: chrono::NaiveDate) -> Result<(), Refusal> {
    match day < act.today() {
        true => Err(Refusal::TimePast {
            given: day.to_string(),
        }),
        false => Ok(()),
    }
}

/// Notes that a problem repeats another, which stays the first.
///
/// # Errors
/// [`ProblemRefusal::NotTheFirst`], [`ProblemRefusal::ProblemRepeated`].
pub(crate) fn link(
    act: &mut Act<'_, '_>,
    problem: &Problem,
    hand: Hand,
    of: &str,
) -> Result<ProblemNow, Error> {
    let first = named(act, of)?;
    let number = || problem.number().to_owned();
    // Ids of one instant have no order; numbers have, the longer ones being the later.
    let order = |p: &Problem| (p.said.hand.day, p.number().len(), p.number().to_owned());
    let earlier = order(&first) < order(problem);
    // Whoever criticised is asked about it (rule A11), which a repeat of something else is not.
    let criticism = |p: &Problem| p.said.class == ProblemClass::Criticism;
    let alike = criticism(&first) || !criticism(problem);
    if !first.is_open() || first.repeat_of.is_some() || !earlier || !alike {
        let first = first.number().to_owned();
        return Err(ProblemRefusal::NotTheFirst {
            number: number(),
            first,
        }
        .into());
    }
    let others = view::problems::repeats(act.db(), problem.said.problem)?;
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(Problem::number).collect();
        let others = others.join(", ");
        return Err(ProblemRefusal::ProblemRepeated {
            number: number(),
            others,
        }
        .into());
    }
    let deed = ProblemDeed::Linked {
        of: first.said.problem,
        number: first.number().to_owned(),
    };
    keep(act, problem.said.problem, hand, deed)
}

/// Keeps what was done, has the leader's tasks follow, and returns how it stands then.
///
/// # Errors
/// The store's own error.
pub(crate) fn keep(
    act: &mut Act<'_, '_>,
    problem: ProblemId,
    hand: Hand,
    deed: ProblemDeed,
) -> Result<ProblemNow, Error> {
    let done = ProblemDone {
        problem,
        hand,
        deed,
    };
    act.emit(problem.0, done)?;
    follow(act, problem)
}

/// Has the leader's tasks follow a problem, and returns how it stands.
///
/// # Errors
/// The store's own error.
pub(crate) fn follow(act: &mut Act<'_, '_>, problem: ProblemId) -> Result<ProblemNow, Error> {
    let now = view::problems::load(act.db(), problem)?.ok_or_else(|| {
        let number = problem.to_string();
        ProblemRefusal::ProblemUnknown { number }
    })?;
    problems::follow(act, &now)?;
    Ok(ProblemNow {
        number: now.number().to_owned(),
        class: now.said.class,
        round: now.lock.round_no(),
        step: now.step().map(|step| step.word()),
        owner: now.owner,
        end: now.end,
        ending: now.ending,
    })
}
