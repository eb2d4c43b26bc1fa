//! Sums of marks, which say how many gave what and never who gave what together.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::meeting::Answer;
use crate::domain::meeting::Ballot;
use crate::domain::meeting::Meeting;

/// What became of the codes and the papers that were given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Codes drawn.
    pub codes: u32,
    /// Paper ballots given out.
    pub papers: u32,
    /// Ballots keyed at a pad.
    pub pad: u32,
    /// Paper ballots that came in.
    pub paper: u32,
}

impl Tally {
    /// Returns what was given out: one for everybody who signed in.
    pub fn issued(&self) -> u32 {
        self.codes.saturating_add(self.papers)
    }

    /// Returns the ballots.
    pub fn ballots(&self) -> u32 {
        self.pad.saturating_add(self.paper)
    }

    /// Returns what was given out and did not come in.
    pub fn not_in(&self) -> u32 {
        self.issued().saturating_sub(self.ballots())
    }

    /// Returns whether no more came in than was given out, of either kind.
    pub fn ties_out(&self) -> bool {
        self.pad <= self.codes && self.paper <= self.papers
    }
}

/// How a question about somebody was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram {
    /// The subject's place on the ballot, from 0.
    pub subject: u32,
    /// The word of the question.
    pub question: String,
    /// How many gave each mark, from 1 up.
    pub marks: Vec<u32>,
    /// How many abstained.
    pub abstained: u32,
    /// How many papers had the line empty.
    pub empty: u32,
}

impl Histogram {
    /// Returns how many gave a mark (n).
    pub fn n(&self) -> u32 {
        self.marks.iter().fold(0, |n, of| n.saturating_add(*of))
    }

    /// Returns how many ballots it sums.
    pub fn ballots(&self) -> u32 {
        self.n()
            .saturating_add(self.abstained)
            .saturating_add(self.empty)
    }

    /// Returns the mean in hundredths of a mark, rounded half up; none where nobody gave a mark.
    pub fn mean_hundredths(&self) -> Option<u32> {
        let n = u64::from(self.n());
        let marked = self.marks.iter().zip(1u64..);
        let sum: u64 = marked.map(|(of, mark)| u64::from(*of) * mark).sum();
        let mean = (sum * 100 + n / 2).checked_div(n)?;
        u32::try_from(mean).ok()
    }

    fn add(&mut self, answer: Option<Answer>) {
        let to = match answer {
            Some(Answer::Abstain) => &mut self.abstained,
            Some(Answer::Mark(mark)) => match self.marks.get_mut(usize::from(mark).wrapping_sub(1))
            {
                Some(to) => to,
                None => return,
            },
            None => &mut self.empty,
        };
        *to = to.saturating_add(1);
    }
}

/// The sums of a meeting: a histogram for every question about everybody, and no ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// How many ballots are summed.
    pub ballots: u32,
    /// The histograms, in the order of the ballot.
    pub lines: Vec<Histogram>,
}

impl Counts {
    /// Returns the sums of no ballots.
    pub fn empty(meeting: &Meeting) -> Counts {
        let profile = &meeting.profile;
        let subjects = (0..).take(meeting.subjects.len());
        let lines = subjects.flat_map(|subject| {
            profile.questions.iter().map(move |question| Histogram {
                subject,
                question: question.clone(),
                marks: vec![0; usize::from(profile.marks)],
                abstained: 0,
                empty: 0,
            })
        });
        Counts {
            ballots: 0,
            lines: lines.collect(),
        }
    }

    /// Adds a ballot.
    pub fn add(&mut self, ballot: &Ballot) {
        for (line, answer) in self.lines.iter_mut().zip(ballot.answers()) {
            line.add(*answer);
        }
        self.ballots = self.ballots.saturating_add(1);
    }

    /// Returns whether these are sums of this meeting, each of as many answers as there are ballots.
    pub fn is_of(&self, meeting: &Meeting) -> bool {
        let wanted = Counts::empty(meeting).lines;
        let mut pairs = self.lines.iter().zip(&wanted);
        self.lines.len() == wanted.len()
            && pairs.all(|(line, want)| {
                line.subject == want.subject
                    && line.question == want.question
                    && line.marks.len() == want.marks.len()
                    && line.ballots() == self.ballots
            })
    }
}
