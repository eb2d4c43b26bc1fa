//! What a rule refuses about score sheets.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;

/// A score sheet does not go so. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ScoreRefusal {
    /// No sheet bears the number.
    #[error("no score sheet has the number {number}; see yizhan show scores")]
    SheetUnknown {
        /// The number given.
        number: String,
    },
    /// Nobody of that name or badge has a sheet.
    #[error("{person} has no score sheet; see yizhan show scores")]
    NoSheetOf {
        /// The name or badge given.
        person: String,
    },
    /// There is one already.
    #[error("{person} has sheet {number} of that period already")]
    SheetTwice {
        /// Who is scored.
        person: String,
        /// The number of the sheet there is.
        number: String,
    },
    /// It is closed.
    #[error("{number} is closed and takes no more entries; the scored person may appeal once")]
    SheetOver {
        /// Its number.
        number: String,
    },
    /// It is not closed.
    #[error("{number} is not closed yet; until then a leader corrects it with correct_score")]
    SheetNotOver {
        /// Its number.
        number: String,
    },
    /// There is no such profile.
    #[error("{profile:?} is no profile; choose {known}")]
    ProfileUnknown {
        /// The name given.
        profile: String,
        /// Those there are.
        known: String,
    },
    /// The period does not fit the profile.
    #[error("{period:?} is no period of this profile; write it as {sample}")]
    PeriodWrong {
        /// What was given.
        period: String,
        /// One that would do.
        sample: String,
    },
    /// The letter of responsibility comes first.
    #[error("say what was signed and where it was made public before the sheet is begun")]
    PledgeMissing,
    /// Nobody scores themselves.
    #[error("{person} is scored here; another person does this")]
    ScoredPerson {
        /// Who is scored.
        person: String,
    },
    /// No such head.
    #[error("{head:?} is no head of this sheet; choose {known}")]
    HeadUnknown {
        /// What was given.
        head: String,
        /// The heads there are.
        known: String,
    },
    /// The head is judged from paper.
    #[error("{head} is judged from paper; two people key it with key_scores")]
    HeadJudged {
        /// The word of the head.
        head: String,
    },
    /// No points.
    #[error("{given:?} are no points; write 0 to 100 with at most one decimal, as 18.5")]
    PointsWrong {
        /// What was given.
        given: String,
    },
    /// More than the head brings.
    #[error("{points} is more than {head} can bring; at most {most}")]
    PointsOver {
        /// The word of the head.
        head: String,
        /// The points given.
        points: String,
        /// Its cap.
        most: String,
    },
    /// A daily entry says what for, and what shows it.
    #[error("say what was done and what shows it")]
    ProofMissing,
    /// Not a day of the period.
    #[error("{day} does not count here; give a day from {from} to {to}")]
    DayOutside {
        /// The day given.
        day: String,
        /// The first day.
        from: String,
        /// The last day, today at the latest.
        to: String,
    },
    /// A line of a paper cannot be read.
    #[error(
        "the line {line:?} cannot be read; write head=points, or DATE/head=points for a daily entry, each once"
    )]
    ScoreLineWrong {
        /// What was given.
        line: String,
    },
    /// No name for a paper.
    #[error(
        "{paper:?} is no name of a paper; use up to 40 characters, not only digits, without / and ="
    )]
    PaperWrong {
        /// What was given.
        paper: String,
    },
    /// Nobody keyed such a paper.
    #[error("nobody keyed a paper {paper:?} of this sheet")]
    PaperUnknown {
        /// What was given.
        paper: String,
    },
    /// Another paper judges the head.
    #[error("{head} was keyed from the paper {paper:?} already; one mark comes from one paper")]
    JudgedElsewhere {
        /// The word of the head.
        head: String,
        /// The other paper.
        paper: String,
    },
    /// Nothing there to correct.
    #[error("the sheet has no line {line:?} that counts; yizhan show score names its lines")]
    ScoreLineUnknown {
        /// What was given.
        line: String,
    },
    /// Nobody corrects their own entry.
    #[error("{staff} entered that line; another leader corrects it")]
    OwnEntry {
        /// Who.
        staff: StaffNo,
    },
    /// The line says so already.
    #[error("{line} brings {points} already")]
    NothingCorrected {
        /// The line.
        line: String,
        /// What it brings.
        points: String,
    },
    /// The period goes on.
    #[error("{number} can be closed from {from} on")]
    CloseTooEarly {
        /// Its number.
        number: String,
        /// The first day on which it can be closed.
        from: String,
    },
    /// Papers are not agreed.
    #[error("{number} has papers that are not agreed: {papers}")]
    PapersOpen {
        /// Its number.
        number: String,
        /// The papers.
        papers: String,
    },
    /// Heads are not judged.
    #[error("{number} has heads that nobody judged: {heads}")]
    HeadsLeft {
        /// Its number.
        number: String,
        /// The words of the heads.
        heads: String,
    },
    /// Only the scored person appeals.
    #[error("only {person}, who is scored, appeals")]
    NotTheScored {
        /// Who is scored.
        person: String,
    },
    /// An appeal is made once.
    #[error("an appeal about {number} was made already; it is made once")]
    ScoreAppealedOnce {
        /// Its number.
        number: String,
    },
    /// No appeal waits.
    #[error("no appeal about {number} waits to be decided")]
    NoScoreAppeal {
        /// Its number.
        number: String,
    },
    /// Whoever had a hand in it does not decide.
    #[error("{staff} had a hand in this sheet; another person does this")]
    HadAHand {
        /// Who.
        staff: StaffNo,
    },
    /// Two members of staff have the name.
    #[error("two members of staff are called {person}; give the badge number")]
    TwoOfOneName {
        /// The name.
        person: String,
    },
    /// The task ends with the appeal.
    #[error(
        "this task ends by itself when the appeal about {number} is decided; see yizhan scores"
    )]
    TaskOfAppeal {
        /// Its number.
        number: String,
    },
}
