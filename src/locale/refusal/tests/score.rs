//! The refusals about score sheets.

use super::STAFF;
use crate::domain::refusal::ScoreRefusal;

/// Returns the refusal that follows in the list of all.
pub(super) fn after_score(refusal: &ScoreRefusal) -> Option<ScoreRefusal> {
    use ScoreRefusal::*;
    let number = || "L260312-01".to_owned();
    let text = || "甲".to_owned();
    let day = || "2026-12-01".to_owned();
    let points = || "18.5".to_owned();
    Some(match refusal {
        SheetUnknown { .. } => NoSheetOf { person: text() },
        NoSheetOf { .. } => SheetTwice {
            person: text(),
            number: number(),
        },
        SheetTwice { .. } => SheetOver { number: number() },
        SheetOver { .. } => SheetNotOver { number: number() },
        SheetNotOver { .. } => ProfileUnknown {
            profile: text(),
            known: "70-30".into(),
        },
        ProfileUnknown { .. } => PeriodWrong {
            period: text(),
            sample: "2026-1".into(),
        },
        PeriodWrong { .. } => PledgeMissing,
        PledgeMissing => ScoredPerson { person: text() },
        ScoredPerson { .. } => HeadUnknown {
            head: text(),
            known: "review".into(),
        },
        HeadUnknown { .. } => HeadJudged { head: text() },
        HeadJudged { .. } => PointsWrong { given: text() },
        PointsWrong { .. } => PointsOver {
            head: text(),
            points: points(),
            most: "15".into(),
        },
        PointsOver { .. } => ProofMissing,
        ProofMissing => DayOutside {
            day: day(),
            from: "2026-01-01".into(),
            to: "2026-03-12".into(),
        },
        DayOutside { .. } => ScoreLineWrong { line: text() },
        ScoreLineWrong { .. } => PaperWrong { paper: text() },
        PaperWrong { .. } => PaperUnknown { paper: text() },
        PaperUnknown { .. } => JudgedElsewhere {
            head: "乙".into(),
            paper: text(),
        },
        JudgedElsewhere { .. } => ScoreLineUnknown { line: text() },
        ScoreLineUnknown { .. } => OwnEntry { staff: STAFF },
        OwnEntry { .. } => NothingCorrected {
            line: text(),
            points: points(),
        },
        NothingCorrected { .. } => CloseTooEarly {
            number: number(),
            from: day(),
        },
        CloseTooEarly { .. } => PapersOpen {
            number: number(),
            papers: text(),
        },
        PapersOpen { .. } => HeadsLeft {
            number: number(),
            heads: text(),
        },
        HeadsLeft { .. } => NotTheScored { person: text() },
        NotTheScored { .. } => ScoreAppealedOnce { number: number() },
        ScoreAppealedOnce { .. } => NoScoreAppeal { number: number() },
        NoScoreAppeal { .. } => HadAHand { staff: STAFF },
        HadAHand { .. } => TwoOfOneName { person: text() },
        TwoOfOneName { .. } => TaskOfAppeal { number: number() },
        TaskOfAppeal { .. } => return None,
    })
}
