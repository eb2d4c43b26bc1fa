//! The ballot box: which codes have voted, and the sums of what was voted.
//!
//! It holds no ballot. What it holds after some ballots is the same whatever their order, byte for
//! byte, so there is nothing in it from which an order could be read: codes stand sorted by their
//! hashes, and sums do not tell their summands. Papers are the exception until they are counted: two
//! people must read each, so what they read lies beside its serial number, which nobody signed for.
//!
//! Source: rule S7 of the hall: scores unlinkable to jurors.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::entry::Hash;
use crate::domain::entry::unhex;
use crate::domain::ids::MeetingId;
use crate::domain::ids::StaffNo;
use crate::domain::meeting::Answer;
use crate::domain::meeting::Ballot;
use crate::domain::meeting::Counts;
use crate::domain::meeting::Meeting;
use crate::domain::meeting::SALT;
use crate::domain::meeting::Tally;
use crate::domain::meeting::Voting;
use crate::domain::meeting::code;
use crate::domain::meeting::line_name;
use crate::domain::refusal::MeetingRefusal;
use crate::domain::twice::Twice;

/// So many papers that are not agreed are named in a sentence.
pub const MAX_PAPERS_NAMED: usize = 8;

/// A ballot box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BallotBox {
    /// The meeting.
    pub meeting: MeetingId,
    salt: String,
    /// By the hash of each code, whether it has voted.
    codes: BTreeMap<String, bool>,
    counts: Counts,
    /// By serial number, what was keyed of each paper.
    papers: BTreeMap<u32, Twice<Answer>>,
}

impl BallotBox {
    /// Makes an empty box for the codes that are given out.
    pub fn new(meeting: &Meeting, salt: &[u8; SALT], codes: &[String]) -> BallotBox {
        let hashed = codes.iter().map(|c| code::digest(salt, c).to_string());
        BallotBox {
            meeting: meeting.id,
            salt: Hash(*salt).to_string(),
            codes: hashed.map(|hash| (hash, false)).collect(),
            counts: Counts::empty(meeting),
            papers: BTreeMap::new(),
        }
    }

    /// Returns whether it is the box of this voting, as far as can be seen from what it holds.
    pub fn is_of(&self, meeting: &Meeting, voting: &Voting) -> bool {
        let spent = self.codes.values().filter(|spent| **spent).count();
        self.meeting == meeting.id
            && self.codes.len() == voting.codes as usize
            && self.counts.ballots as usize == spent
            && self.counts.is_of(meeting)
            && self
                .papers
                .keys()
                .all(|paper| (1..=voting.papers).contains(paper))
    }

    fn place_of(&self, code: &str) -> Result<String, MeetingRefusal> {
        let salt = unhex(&self.salt).unwrap_or_default();
        let known = code::normal(code).map(|code| code::digest(&salt, &code).to_string());
        match known.filter(|hash| self.codes.contains_key(hash)) {
            Some(hash) if self.codes.get(&hash) == Some(&true) => Err(MeetingRefusal::CodeUsed),
            Some(hash) => Ok(hash),
            None => Err(MeetingRefusal::CodeUnknown),
        }
    }

    /// Checks that a code can still vote.
    ///
    /// # Errors
    /// [`MeetingRefusal::CodeUnknown`] or [`MeetingRefusal::CodeUsed`].
    pub fn check_code(&self, code: &str) -> Result<(), MeetingRefusal> {
        self.place_of(code).map(drop)
    }

    /// Takes a ballot: its code has voted from then on.
    ///
    /// # Errors
    /// [`MeetingRefusal::CodeUnknown`] or [`MeetingRefusal::CodeUsed`]; nothing is changed then.
    pub fn cast(&mut self, code: &str, ballot: &Ballot) -> Result<(), MeetingRefusal> {
        let hash = self.place_of(code)?;
        self.codes.insert(hash, true);
        self.counts.add(ballot);
        Ok(())
    }

    /// Notes what somebody read on a paper; lines left empty are left out.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotUnknown`], and those of [`Twice::check_key`].
    pub fn key(
        &mut self,
        meeting: &Meeting,
        paper: u32,
        by: StaffNo,
        ballot: &Ballot,
    ) -> Result<(), crate::domain::refusal::Refusal> {
        check_paper(meeting, paper)?;
        let keyed = self.papers.entry(paper).or_default();
        keyed.check_key(by)?;
        let lines = ballot.answers().iter().enumerate();
        let lines = lines.filter_map(|(at, answer)| Some((line_name(meeting, at), (*answer)?)));
        keyed.key(by, lines.collect());
        Ok(())
    }

    /// Takes a paper back that was keyed under a wrong number: whoever keyed it, as long as nobody else
    /// did. Nothing of it stays.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotUnknown`], [`MeetingRefusal::BallotNotYours`].
    pub fn withdraw(
        &mut self,
        meeting: &Meeting,
        paper: u32,
        by: StaffNo,
    ) -> Result<(), crate::domain::refusal::Refusal> {
        check_paper(meeting, paper)?;
        let alone = self.papers.get(&paper).is_some_and(|keyed| {
            let first = keyed.first.as_ref();
            keyed.second.is_none() && first.is_some_and(|first| first.by == by)
        });
        if !alone {
            return Err(MeetingRefusal::BallotNotYours { paper }.into());
        }
        self.papers.remove(&paper);
        Ok(())
    }

    /// Notes what a third person read in a line in which two differ.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotUnknown`], and those of [`Twice::check_settle`].
    pub fn settle(
        &mut self,
        meeting: &Meeting,
        paper: u32,
        by: StaffNo,
        (line, answer): (&str, Option<Answer>),
    ) -> Result<(), crate::domain::refusal::Refusal> {
        check_paper(meeting, paper)?;
        let keyed = self.papers.entry(paper).or_default();
        keyed.check_settle(by, line)?;
        keyed.settle(by, line, answer);
        Ok(())
    }

    /// Returns the lines of a paper in which the two differ; none while it is keyed once.
    pub fn differences(&self, paper: u32) -> Vec<String> {
        let keyed = self.papers.get(&paper);
        let open = keyed.map(Twice::differences).unwrap_or_default();
        open.into_iter().map(|difference| difference.line).collect()
    }

    /// Returns how often a paper was keyed.
    pub fn keyed(&self, paper: u32) -> u32 {
        self.papers.get(&paper).map_or(0, |keyed| {
            u32::from(keyed.first.is_some()) + u32::from(keyed.second.is_some())
        })
    }

    /// Returns the papers that two people have not agreed on yet.
    pub fn open_papers(&self) -> Vec<u32> {
        let open = self.papers.iter().filter(|(_, p)| p.agreed().is_none());
        open.map(|(paper, _)| *paper).collect()
    }

    /// Returns how many ballots were keyed at pads, and how many papers two people agree on.
    pub fn tally(&self, voting: &Voting) -> Tally {
        let agreed = self.papers.values().filter(|p| p.agreed().is_some());
        Tally {
            codes: voting.codes,
            papers: voting.papers,
            pad: self.counts.ballots,
            paper: u32::try_from(agreed.count()).unwrap_or(u32::MAX),
        }
    }

    /// Returns how many ballots are lost when it is given up.
    pub fn ballots(&self) -> u32 {
        let papers = u32::try_from(self.papers.len()).unwrap_or(u32::MAX);
        self.counts.ballots.saturating_add(papers)
    }

    /// Returns who keyed papers.
    pub fn keyers(&self) -> Vec<StaffNo> {
        let keyed = self.papers.values().flat_map(|p| [&p.first, &p.second]);
        let by: BTreeSet<StaffNo> = keyed.flatten().map(|keyed| keyed.by).collect();
        by.into_iter().collect()
    }

    /// Returns the sums of the pads' ballots and of the papers that two people agree on.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotsOpen`] where a paper is not agreed.
    pub fn counted(&self, meeting: &Meeting) -> Result<Counts, MeetingRefusal> {
        let open: Vec<String> = self.open_papers().iter().map(u32::to_string).collect();
        if !open.is_empty() {
            let named = open.get(..MAX_PAPERS_NAMED.min(open.len()));
            return Err(MeetingRefusal::BallotsOpen {
                papers: named.unwrap_or_default().join(", "),
                open: open.len(),
            });
        }
        let mut counts = self.counts.clone();
        for lines in self.papers.values().filter_map(Twice::agreed) {
            let answers = (0..meeting.answers()).map(|at| lines.get(&line_name(meeting, at)));
            let ballot = Ballot::of_paper(answers.map(|a| a.copied()).collect(), meeting)?;
            counts.add(&ballot);
        }
        Ok(counts)
    }
}

fn check_paper(meeting: &Meeting, paper: u32) -> Result<(), MeetingRefusal> {
    let papers = meeting.voting.as_ref().map_or(0, |voting| voting.papers);
    match (1..=papers).contains(&paper) {
        true => Ok(()),
        false => Err(MeetingRefusal::BallotUnknown { paper, papers }),
    }
}
