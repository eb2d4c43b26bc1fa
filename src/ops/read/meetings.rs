//! Meetings that judge, and the result of each; while ballots are cast nothing of them is told but how
//! many are in.

use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::meeting::Histogram;
use crate::domain::meeting::Lacks;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::Rater;
use crate::domain::meeting::State;
use crate::domain::meeting::Subject;
use crate::domain::meeting::Tally;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::meeting;
use crate::ops::read::Named;
use crate::ops::read::case_page::Names;
use crate::store::StoreError;
use crate::store::view;

/// Meetings of so many days before today are listed, and all that are to come.
const LISTED: Days = Days::new(400);
/// So many meetings of the same kind are looked through for what was said before.
const LOOKED_BACK: u32 = 8;

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingLine {
    /// Its number.
    pub number: String,
    /// The name of its profile.
    pub profile: String,
    /// The local day of the notice.
    pub notice: NaiveDate,
    /// The local day it is held.
    pub day: NaiveDate,
    /// Where.
    pub place: String,
    /// Where it stands.
    pub state: State,
    /// How many signed in.
    pub raters: u32,
    /// How many are wanted.
    pub wanted: u32,
    /// Who is judged.
    pub subjects: Vec<String>,
}

/// Those of a kind who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindLine {
    /// The word of the kind.
    pub kind: String,
    /// How many.
    pub n: u32,
}

/// Who did something, and on which local day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// Who.
    pub by: Named,
    /// When.
    pub day: NaiveDate,
}

/// The voting under way, or as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VotingLine {
    /// Codes drawn.
    pub codes: u32,
    /// Papers given out.
    pub papers: u32,
    /// How often it was begun.
    pub round: u32,
    /// Why it was begun anew.
    pub again: String,
    /// How many ballots are in the box; none when it was counted, or the box is gone.
    pub ballots: Option<u32>,
    /// Papers that were keyed and that two people have not agreed on yet.
    pub open_papers: Vec<u32>,
    /// What is wrong with the box: the word of the store's error.
    pub trouble: Option<&'static str>,
}

/// What the same question about the same came to before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// The meeting's number.
    pub number: String,
    /// Its day.
    pub day: NaiveDate,
    /// How many gave a mark.
    pub n: u32,
    /// The mean in hundredths of a mark.
    pub mean_hundredths: u32,
}

/// How a question about somebody was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultLine {
    /// Who was judged.
    pub subject: String,
    /// The word of the question.
    pub question: String,
    /// How many gave each mark, from 1 up.
    pub marks: Vec<u32>,
    /// How many gave a mark.
    pub n: u32,
    /// How many abstained.
    pub abstained: u32,
    /// How many papers had the line empty.
    pub empty: u32,
    /// The mean in hundredths of a mark.
    pub mean_hundredths: Option<u32>,
    /// The same before.
    pub before: Option<Before>,
}

/// A meeting in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingPage {
    /// As in the list.
    #[serde(flatten)]
    pub line: MeetingLine,
    /// Who called it.
    pub called: Deed,
    /// The first day it could be held.
    pub earliest: NaiveDate,
    /// How many were invited; 0 where that is not asked.
    pub invited: u32,
    /// The words of the questions.
    pub questions: Vec<String>,
    /// The highest mark.
    pub marks: u8,
    /// Who came, by kind.
    pub kinds: Vec<KindLine>,
    /// Who came, by name.
    pub raters: Vec<Rater>,
    /// What it lacks, or lacked, to be valid.
    pub lacks: Option<Lacks>,
    /// The voting.
    pub voting: Option<VotingLine>,
    /// Codes and papers, and what became of them, once counted.
    pub tally: Option<Tally>,
    /// What did not come in.
    pub not_in: Option<u32>,
    /// The result; nothing of a meeting that is not valid.
    pub result: Vec<ResultLine>,
    /// Who counted.
    pub counted: Option<Deed>,
    /// Who keyed papers.
    pub keyed_by: Vec<Named>,
    /// Who signed.
    pub signed: Option<Deed>,
    /// Who called it off, and why.
    pub called_off: Option<(Deed, String)>,
}

/// What a ballot asks, for the pad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotSheet {
    /// The hall's name.
    pub hall: String,
    /// The meeting; none while nobody votes.
    pub meeting: Option<BallotMeeting>,
}

/// The meeting at which is voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotMeeting {
    /// Its number.
    pub number: String,
    /// The name of its profile.
    pub profile: String,
    /// Which voting it is: a pad on which somebody keys starts again where it is another.
    pub round: u32,
    /// Who is judged.
    pub subjects: Vec<String>,
    /// The words of the questions.
    pub questions: Vec<String>,
    /// The highest mark.
    pub marks: u8,
}

impl Hall {
    /// Returns the meetings of about the last year and all that are to come, the latest first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn meetings(&self, now: UtcMs) -> Result<Vec<MeetingLine>, Error> {
        let today = self.day_of(now);
        let found = view::meetings::since(self.store().db(), today - LISTED)?;
        Ok(found.iter().map(|m| line(m, today)).collect())
    }

    /// Returns a meeting in full.
    ///
    /// # Errors
    /// [`crate::domain::refusal::MeetingRefusal::MeetingUnknown`].
    pub fn meeting(&self, number: &str, now: UtcMs) -> Result<MeetingPage, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let found = meeting::find(db, number)?;
        let names = Names::load(self)?;
        let deed = |hand: Hand| Deed {
            by: names.of(hand.by),
            day: hand.day,
        };
        let counted = found.counted.as_ref();
        let kinds = found.profile.kinds.iter().map(|kind| KindLine {
            kind: kind.clone(),
            n: found.present_of(kind),
        });
        Ok(MeetingPage {
            line: line(&found, today),
            called: deed(found.hand),
            earliest: found.earliest(),
            invited: found.invited,
            questions: found.profile.questions.clone(),
            marks: found.profile.marks,
            kinds: kinds.collect(),
            raters: found.raters.clone(),
            lacks: lacks(&found),
            voting: self.voting_of(&found),
            tally: counted.map(|counted| counted.tally),
            not_in: counted.map(|counted| counted.tally.not_in()),
            result: self.result_of(&found)?,
            counted: counted.map(|counted| deed(counted.hand)),
            keyed_by: counted.map_or_else(Vec::new, |counted| {
                counted.keyed_by.iter().map(|by| names.of(*by)).collect()
            }),
            signed: found.signed.map(deed),
            called_off: found
                .ended
                .as_ref()
                .map(|ended| (deed(ended.hand), ended.reason.clone())),
        })
    }

    fn voting_of(&self, found: &Meeting) -> Option<VotingLine> {
        let voting = found.voting.as_ref()?;
        let mut line = VotingLine {
            codes: voting.codes,
            papers: voting.papers,
            round: voting.round,
            again: voting.again.clone(),
            ballots: None,
            open_papers: Vec::new(),
            trouble: None,
        };
        if found.state() == State::Voting {
            match meeting::open_box(self.dir(), found) {
                Ok((contents, voting)) => {
                    line.ballots = Some(contents.tally(voting).ballots());
                    line.open_papers = contents.open_papers();
                }
                Err(Error::Store(error)) => line.trouble = Some(error.code()),
                // It ended between two looks.
                Err(_) => {}
            }
        }
        Some(line)
    }

    fn result_of(&self, found: &Meeting) -> Result<Vec<ResultLine>, StoreError> {
        let Some(counts) = found.counted.as_ref().and_then(|c| c.counts.as_ref()) else {
            return Ok(Vec::new());
        };
        let (db, profile) = (self.store().db(), &found.profile.name);
        let earlier = view::meetings::before(db, profile, found.day, LOOKED_BACK)?;
        let lines = counts.lines.iter().filter_map(|line| {
            let subject = found.subjects.get(line.subject as usize)?;
            Some(ResultLine {
                subject: subject.name.clone(),
                question: line.question.clone(),
                marks: line.marks.clone(),
                n: line.n(),
                abstained: line.abstained,
                empty: line.empty,
                mean_hundredths: line.mean_hundredths(),
                before: earlier.iter().find_map(|m| before(m, subject, line)),
            })
        });
        Ok(lines.collect())
    }

    /// Returns what the pad asks: of the meeting named, or of the latest one at which is voted.
    ///
    /// # Errors
    /// The store's own error.
    pub fn ballot_sheet(&self, number: Option<&str>) -> Result<BallotSheet, Error> {
        let voting = view::meetings::voting(self.store().db())?.into_iter();
        let mut fitting = voting.filter(|m| number.is_none_or(|number| m.number == number));
        Ok(BallotSheet {
            hall: self.config().hall.name.clone(),
            meeting: fitting.next().map(|m| BallotMeeting {
                number: m.number,
                round: m.voting.map_or(0, |voting| voting.round),
                subjects: m.subjects.into_iter().map(|s| s.name).collect(),
                questions: m.profile.questions,
                marks: m.profile.marks,
                profile: m.profile.name,
            }),
        })
    }
}

/// Returns what it lacks, or what it lacked when it ended.
fn lacks(found: &Meeting) -> Option<Lacks> {
    if let Some(ended) = &found.ended {
        return ended.lacks.clone();
    }
    match &found.counted {
        Some(counted) => counted.lacks.clone(),
        None => found.lacks(found.present()),
    }
}

fn line(found: &Meeting, today: NaiveDate) -> MeetingLine {
    MeetingLine {
        number: found.number.clone(),
        profile: found.profile.name.clone(),
        notice: found.hand.day,
        day: found.day,
        place: found.place.clone(),
        state: found.state_on(today),
        raters: found.present(),
        wanted: found.profile.need.wanted(found.invited),
        subjects: found.subjects.iter().map(|s| s.name.clone()).collect(),
    }
}

/// Returns what a question about a subject came to at an earlier meeting.
fn before(earlier: &Meeting, subject: &Subject, line: &Histogram) -> Option<Before> {
    let counts = earlier.counted.as_ref()?.counts.as_ref()?;
    let at = earlier.subjects.iter().position(|s| s.is_same(subject))?;
    let mut lines = counts.lines.iter();
    let same = lines.find(|l| l.subject as usize == at && l.question == line.question)?;
    Some(Before {
        number: earlier.number.clone(),
        day: earlier.day,
        n: same.n(),
        mean_hundredths: same.mean_hundredths()?,
    })
}
