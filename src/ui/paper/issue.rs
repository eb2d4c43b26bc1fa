//! A paper about something on record, found by its number: a case, a notice or a recorded no.

use crate::domain::case_file::Stage;
use crate::domain::ids::StaffNo;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Period;
use crate::domain::score::Span;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CasePage;
use crate::ops::read::MandatePage;
use crate::ops::read::MeetingPage;
use crate::ops::read::NoLine;
use crate::ops::read::NoticeLine;
use crate::ops::read::PlaceLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;
use crate::ops::read::Walk;
use crate::ui::paper::fill::Filling;

/// Which paper is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its kind.
    pub kind: PaperKind,
    /// The number of a case, a notice, a recorded no or a score sheet; nothing for a list of today, a period
    /// or nothing for the list of scores.
    pub number: &'a str,
    /// Who issues it; none for whoever answers for the case.
    pub by: Option<StaffNo>,
    /// Its language.
    pub lang: Lang,
}

/// Why there is no such paper.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// There is no such number, or it could not be read.
    #[error(transparent)]
    Hall(#[from] Error),
    /// What the number names is not that far, or has gone another way.
    #[error("{number} has no such paper")]
    NotYet {
        /// The number as it is kept.
        number: String,
        /// Where the case stands, if it is a case.
        stage: Option<Stage>,
    },
}

/// What a number names.
enum About {
    Case(Box<CasePage>, Option<NoLine>),
    Notice(NoticeLine),
    No(NoLine),
    Place(PlaceLine),
    Mandate(Box<MandatePage>),
    /// A list of a day, with the day.
    Walk(Walk, String),
    Score(Box<ScorePage>),
    /// The score sheets of a period, with the period.
    Scores(Scores, String),
    Meeting(Box<MeetingPage>),
}

impl About {
    fn number(&self) -> &str {
        match self {
            About::Case(page, _) => &page.card.number,
            About::Notice(notice) => &notice.number,
            About::No(no) => &no.number,
            About::Place(place) => &place.number,
            About::Mandate(page) => &page.number,
            About::Walk(_, day) => day,
            About::Score(page) => &page.sheet.number,
            About::Scores(_, period) => period,
            About::Meeting(page) => &page.line.number,
        }
    }

    fn find(hall: &Hall, kind: PaperKind, number: &str, now: UtcMs) -> Result<About, Error> {
        if kind == PaperKind::Score {
            let pages = hall.score(number)?;
            let page = pages.into_iter().next();
            let person = number.to_owned();
            return match page {
                Some(page) => Ok(About::Score(Box::new(page))),
                None => Err(ScoreRefusal::NoSheetOf { person }.into()),
            };
        }
        if kind == PaperKind::Scores {
            let today = Period::of(Span::Year, hall.day_of(now));
            let period = match number.trim() {
                "" => today,
                given => Period::read(given).ok_or_else(|| ScoreRefusal::PeriodWrong {
                    period: given.chars().take(20).collect(),
                    sample: today.to_string(),
                })?,
            };
            let shown = hall.scores(Some(period), now)?;
            return Ok(About::Scores(shown, period.to_string()));
        }
        if kind.is_list() {
            let walk = hall.walk(now)?;
            let day = walk.day.to_string();
            return Ok(About::Walk(walk, day));
        }
        if matches!(kind, PaperKind::Result | PaperKind::Slips) {
            return Ok(About::Meeting(Box::new(hall.meeting(number, now)?)));
        }
        if let Some(page) = hall.case_page(number, now)? {
            let no = match page.ended.filter(|_| kind == PaperKind::Refusal) {
                Some(ended) => hall.no_of_case(&page.card.number, ended)?,
                None => None,
            };
            return Ok(About::Case(Box::new(page), no));
        }
        if kind == PaperKind::Notice
            && let Some(notice) = hall.notice(number)?
        {
            return Ok(About::Notice(notice));
        }
        if kind == PaperKind::Refusal
            && let Some(no) = hall.no(number)?
        {
            return Ok(About::No(no));
        }
        if kind == PaperKind::NotOurs
            && let Some(place) = hall.place(number)?
        {
            return Ok(About::Place(place));
        }
        if kind == PaperKind::Mandate
            && let Some(page) = hall.mandate(number)?
        {
            return Ok(About::Mandate(Box::new(page)));
        }
        let case = number.to_owned();
        Err(Refusal::CaseUnknown { case }.into())
    }
}

/// Returns a paper about something on record, marked as a reprint where it came out before.
///
/// # Errors
/// [`IssueError`].
pub fn issue(hall: &Hall, asked: &Asked<'_>, now: UtcMs) -> Result<Paper, IssueError> {
    let about = About::find(hall, asked.kind, asked.number, now)?;
    let matter = match &about {
        About::Case(page, _) => match hall.matter_of_case(&page.card.number)? {
            Some(as_accepted) => Some(as_accepted),
            None => hall.matter(&page.matter)?,
        },
        About::Notice(notice) => hall.matter(&notice.matter)?,
        About::No(_)
        | About::Place(_)
        | About::Mandate(_)
        | About::Walk(..)
        | About::Score(_)
        | About::Scores(..)
        | About::Meeting(_) => None,
    };
    let by = asked.by.map(|staff| hall.name_of(staff)).transpose()?;
    let config = hall.config();
    let filling = Filling {
        lang: asked.lang,
        hall: &config.hall.name,
        calendar: hall.calendar(),
        matter: matter.as_ref(),
        remedy: &config.print.remedy,
        issued_by: by.unwrap_or_default(),
        today: hall.day_of(now),
        reprints: hall.printed(about.number(), asked.kind.word())?,
    };
    let made = match &about {
        About::Case(page, no) => filling.of_case(asked.kind, page, no.as_ref()),
        About::Notice(notice) => Some(filling.notice(notice, None)),
        About::No(no) => Some(filling.refusal(no, None)),
        About::Place(place) => Some(filling.not_ours(place)),
        About::Mandate(page) => Some(filling.mandate(page)),
        About::Walk(walk, _) => Some(filling.walk(asked.kind, walk)),
        About::Score(page) => Some(filling.score(page)),
        About::Scores(shown, period) => Some(filling.scores(shown, period)),
        About::Meeting(page) => filling.meeting(asked.kind, page),
    };
    made.ok_or_else(|| IssueError::NotYet {
        number: about.number().to_owned(),
        stage: match &about {
            About::Case(page, _) => Some(page.stage),
            _ => None,
        },
    })
}
