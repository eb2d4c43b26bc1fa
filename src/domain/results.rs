//! Posted results (亮晒评): the figures of a hall over a month, a quarter or a year.
//!
//! They are whole numbers and words only, and say up to which entry of which log they were counted:
//! whoever has the same ledger counts the same again. Posting them keeps them as they were judged
//! that day; what is written later changes the ledger, and not what was posted.

use chrono::Days;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::LogId;
use crate::domain::entry::hex;
use crate::domain::entry::unhex;
use crate::domain::ids::Centre;
use crate::domain::ids::WindowNo;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Period;
use crate::domain::meeting::Histogram;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::State;
use crate::domain::number::mask_name;
use crate::domain::number::mask_runs;
use crate::domain::problem::Problem;
use crate::domain::problem::ProblemClass;
use crate::domain::problem::ProblemDeed;
use crate::domain::problem::ProblemEnding;
use crate::domain::rating::Tally;

/// The version of the form: results of another are not compared.
pub const FORM: u32 = 2;

/// Up to which entry a log was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The log.
    #[serde(serialize_with = "write_log", deserialize_with = "read_log")]
    pub log: LogId,
    /// The number of its last entry that was counted.
    pub seq: u64,
    /// That entry's hash, in hexadecimal.
    pub hash: String,
}

fn write_log<S: serde::Serializer>(log: &LogId, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex(&log.0))
}

fn read_log<'d, D: serde::Deserializer<'d>>(from: D) -> Result<LogId, D::Error> {
    let text = String::deserialize(from)?;
    let read = unhex(&text).map(LogId);
    read.ok_or_else(|| serde::de::Error::custom("no name of a log"))
}

/// A day or a month of the span, for the charts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Its first local day.
    pub from: NaiveDate,
    /// Its last.
    pub to: NaiveDate,
    /// Visits that began.
    pub visits: u64,
    /// Cases accepted.
    pub accepted: u64,
    /// The wait.
    pub wait: Figure,
    /// Its ratings: no share of them is told without the others beside it (rule R7).
    #[serde(default)]
    pub ratings: Tally,
}

/// A centre's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreFigures {
    /// The centre.
    pub centre: Centre,
    /// [`CENTRE_INDICATORS`], in that order.
    pub figures: Vec<Figure>,
}

/// The figures that are told for each centre.
pub const CENTRE_INDICATORS: [Indicator; 5] = [
    Indicator::Visits,
    Indicator::Wait,
    Indicator::Service,
    Indicator::Accepted,
    Indicator::OnTime,
];

/// A window's ratings; no share without its number, the unrated and the excluded beside it (rule R7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowRatings {
    /// The window.
    pub window: WindowNo,
    /// Its ratings.
    pub ratings: Tally,
}

/// Unrated errands that a trial would have counted as 基本满意: told beside the figures, in none of them.
///
/// Source: rule R4 of the hall: unrated is unrated; the trial's number is a setting, shown apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentFair {
    /// After how many natural days without a rating: the hall's setting.
    pub days: u16,
    /// How many errands of the span.
    pub n: u64,
}

impl SilentFair {
    /// Returns the last local day whose errands are counted as of a day: all their days are over.
    pub fn until(days: u16, as_of: NaiveDate) -> Option<NaiveDate> {
        as_of.checked_sub_days(Days::new(u64::from(days) + 1))
    }
}

/// What a meeting said about somebody, in one question: sums only, of a meeting whose result is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedMark {
    /// The meeting's number.
    pub meeting: String,
    /// The local day it was held.
    pub day: NaiveDate,
    /// What kind of meeting it was: the name of its profile.
    pub profile: String,
    /// Who or what was judged.
    pub subject: String,
    /// The word of the question.
    pub question: String,
    /// How many gave a mark.
    pub n: u32,
    /// How many ballots there were.
    pub ballots: u32,
    /// The mean in hundredths of a mark; none where nobody gave one.
    pub mean_hundredths: Option<u32>,
}

impl PostedMark {
    /// Returns what is posted of a meeting: nothing before a leader signed its result.
    pub fn of(meeting: &Meeting) -> Vec<PostedMark> {
        let counts = meeting
            .counted
            .as_ref()
            .and_then(|counted| counted.counts.as_ref());
        let Some(counts) = counts.filter(|_| meeting.state() == State::Signed) else {
            return Vec::new();
        };
        let line = |line: &Histogram| {
            let subject = meeting.subjects.get(usize::try_from(line.subject).ok()?)?;
            Some(PostedMark {
                meeting: meeting.number.clone(),
                day: meeting.day,
                profile: meeting.profile.name.clone(),
                subject: subject.name.clone(),
                question: line.question.clone(),
                n: line.n(),
                ballots: counts.ballots,
                mean_hundredths: line.mean_hundredths(),
            })
        };
        counts.lines.iter().filter_map(line).collect()
    }
}

/// A registered problem as the public reads of it: what it is about only where it is everybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedProblem {
    /// Its number.
    pub number: String,
    /// The local day it was registered.
    pub day: NaiveDate,
    /// What kind it is.
    pub class: ProblemClass,
    /// The village; empty where none was named.
    pub village: String,
    /// The unit that is criticised, or that is to see to it; empty where none was named.
    pub unit: String,
    /// What was said; empty for hardship and disputes, which are somebody's own.
    pub text: String,
    /// What was last done about it in the span; empty for nothing, and for hardship and disputes.
    pub done: String,
    /// By when it is seen to; none before the consultation.
    pub until: Option<NaiveDate>,
    /// How it was closed; none while it goes on.
    pub ending: Option<ProblemEnding>,
}

impl PostedProblem {
    /// Returns what the public reads of a problem over some days.
    pub fn of(problem: &Problem, (from, to): (NaiveDate, NaiveDate)) -> PostedProblem {
        let said = &problem.said;
        let own = matches!(said.class, ProblemClass::Hardship | ProblemClass::Dispute);
        // Whoever raised it is never named to the public, nor is a number by which somebody is reached.
        let named = |text: &str| match said.name.trim() {
            "" => text.to_owned(),
            name => text.replace(name, &mask_name(name)),
        };
        let told = |text: &str| match own {
            true => String::new(),
            false => mask_runs(&named(text)),
        };
        let in_span = problem.history.iter().rev();
        let mut in_span = in_span.filter(|kept| from <= kept.hand.day && kept.hand.day <= to);
        let done = in_span.find_map(|kept| match &kept.deed {
            ProblemDeed::Progressed { text, .. } | ProblemDeed::Replied { text } => Some(text),
            ProblemDeed::Fixed { evidence, .. } => Some(evidence),
            _ => None,
        });
        PostedProblem {
            number: said.number.clone(),
            day: said.hand.day,
            class: said.class,
            village: said.village.clone(),
            unit: mask_runs(&said.unit),
            text: told(&said.text),
            done: done.map(|text| told(text)).unwrap_or_default(),
            until: problem.consulted.map(|consulted| consulted.until),
            ending: problem.ending,
        }
    }
}

/// What a hall posts about a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The version of the form, [`FORM`].
    pub form: u32,
    /// The hall's name.
    pub hall: String,
    /// The hall's code.
    pub code: String,
    /// The span.
    pub period: Period,
    /// The local day as of which it is judged.
    pub as_of: NaiveDate,
    /// Whether the span was over when it was judged.
    pub whole: bool,
    /// Up to where the ledger was counted.
    pub marks: Vec<Mark>,
    /// Below how many a share is shown as counts only (rule R7).
    pub min_for_percent: u64,
    /// Each figure, in the order of [`Indicator::ALL`].
    pub figures: Vec<Figure>,
    /// The same of the span before, as far as the ledger knows of it.
    pub before: Vec<Figure>,
    /// The ratings by level.
    pub ratings: Tally,
    /// By centre.
    pub centres: Vec<CentreFigures>,
    /// By window.
    pub windows: Vec<WindowRatings>,
    /// The days of a month, the months of a quarter or a year; none after `as_of`.
    pub series: Vec<Point>,
    /// At a month's opening what was registered in it or goes on; at a quarter's end what went on in it,
    /// with what was done; at a year's end what was closed in it, and what was registered and is not
    /// closed (rules A12 and A14).
    #[serde(default)]
    pub problems: Vec<PostedProblem>,
    /// What meetings of the span judged.
    #[serde(default)]
    pub judged: Vec<PostedMark>,
    /// What a trial would have counted as 基本满意, where the hall has that told; apart from all figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_fair: Option<SilentFair>,
}

impl Results {
    /// Returns a figure.
    pub fn figure(&self, indicator: Indicator) -> Option<&Figure> {
        self.figures.iter().find(|f| f.indicator == indicator)
    }

    /// Returns the figure of the span before.
    pub fn figure_before(&self, indicator: Indicator) -> Option<&Figure> {
        self.before.iter().find(|f| f.indicator == indicator)
    }

    /// Returns the words of what differs between these results and others of the same span: a figure's
    /// word, or the name of a part.
    pub fn differences(&self, other: &Results) -> Vec<&'static str> {
        let mut differ: Vec<&'static str> = Indicator::ALL
            .iter()
            .filter(|i| self.figure(**i) != other.figure(**i))
            .map(|i| i.word())
            .collect();
        let parts = [
            (
                "part_hall",
                (&self.hall, &self.code) == (&other.hall, &other.code),
            ),
            ("part_before", self.before == other.before),
            ("part_levels", self.ratings == other.ratings),
            ("part_centres", self.centres == other.centres),
            ("part_windows", self.windows == other.windows),
            ("part_series", self.series == other.series),
            ("part_problems", self.problems == other.problems),
            ("part_judged", self.judged == other.judged),
            ("part_silent_fair", self.silent_fair == other.silent_fair),
        ];
        differ.extend(
            parts
                .iter()
                .filter(|(_, same)| !same)
                .map(|(word, _)| *word),
        );
        differ
    }
}
