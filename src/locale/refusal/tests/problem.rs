//! The refusals about registered problems.

use super::STAFF;
use crate::domain::refusal::ProblemRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_problem(refusal: &ProblemRefusal) -> Option<ProblemRefusal> {
    use ProblemRefusal::*;
    let number = || "W260312-02".to_owned();
    let first = || "W260312-01".to_owned();
    Some(match refusal {
        ProblemUnknown { .. } => ProblemOver { number: number() },
        ProblemOver { .. } => ProblemNotFixed { number: number() },
        ProblemNotFixed { .. } => ProblemFixed { number: number() },
        ProblemFixed { .. } => HandlerChecks {
            number: number(),
            staff: STAFF,
        },
        HandlerChecks { .. } => NobodyToVisit { number: number() },
        NobodyToVisit { .. } => ProblemUnsigned { number: number() },
        ProblemUnsigned { .. } => CriticismTurnedAway { number: number() },
        CriticismTurnedAway { .. } => ProblemRepeats {
            number: number(),
            first: first(),
        },
        ProblemRepeats { .. } => NotTheFirst {
            number: number(),
            first: first(),
        },
        NotTheFirst { .. } => ProblemRepeated {
            number: number(),
            others: first(),
        },
        ProblemRepeated { .. } => ConsultTooLate {
            until: "2026-12-31".to_owned(),
            latest: "2026-06-13".to_owned(),
        },
        ConsultTooLate { .. } => TaskOfProblem { number: number() },
        TaskOfProblem { .. } => return None,
    })
}
