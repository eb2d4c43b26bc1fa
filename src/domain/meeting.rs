//! Appraisal meetings (群众评议、述职测评、批评评审): who was called, who came, and what they judged.
//!
//! Who took part is public and stands in the ledger; how anybody voted is known to nobody. The two
//! meet nowhere: ballots are cast with codes drawn from a bowl into a [`BallotBox`], which keeps sums
//! and no ballots, and the ledger hears of them once, when they are counted.
//!
//! Source: methods A1, A8 and A11 of the hall's rules, S2, S6 and S7.

use chrono::Days;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::Event;
use crate::domain::event::MeetingCalled;
use crate::domain::event::VotingOpened;
use crate::domain::ids::MeetingId;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;

mod ballot;
mod ballot_box;
mod code;
mod count;
mod parts;
mod profile;
#[cfg(test)]
pub(crate) mod tests;

pub use ballot::Answer;
pub use ballot::Ballot;
pub use ballot::line_name;
pub use ballot::read_answers;
pub use ballot_box::BallotBox;
pub use ballot_box::MAX_PAPERS_NAMED;
pub use code::CODE_DIGITS;
pub use code::SALT;
pub use code::SPREAD;
pub use code::code_of;
pub use code::digest;
pub use code::normal;
pub use code::shown;
pub use count::Counts;
pub use count::Histogram;
pub use count::Tally;
pub use parts::Counted;
pub use parts::Ended;
pub use parts::Lacks;
pub use parts::Rater;
pub use parts::State;
pub use parts::Subject;
pub use parts::Voting;
pub use profile::FEWEST;
pub use profile::Need;
pub use profile::Profile;
pub use profile::named;
pub use profile::shipped;

/// The most people a meeting has; more would not fit the room, and a mistyped number is said.
pub const MOST_RATERS: usize = 2000;
/// The most who are judged at one meeting.
pub const MOST_SUBJECTS: usize = 40;

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Its number for people.
    pub number: String,
    /// Who called it; the day is that of the notice.
    pub hand: Hand,
    /// The local day it is held.
    pub day: NaiveDate,
    /// Where.
    pub place: String,
    /// What it judges by, and who must be there.
    pub profile: Profile,
    /// Who is judged, in the order of the ballot.
    pub subjects: Vec<Subject>,
    /// How many were invited, where a share of them must come.
    pub invited: u32,
    /// When it was opened.
    pub opened: Option<Hand>,
    /// Who signed in, in the order of the alphabet of their names.
    pub raters: Vec<Rater>,
    /// The voting.
    pub voting: Option<Voting>,
    /// What was counted.
    pub counted: Option<Counted>,
    /// Who signed the result.
    pub signed: Option<Hand>,
    /// How it ended before.
    pub ended: Option<Ended>,
}

impl Meeting {
    /// Begins a meeting as it was called.
    pub fn new(called: &MeetingCalled) -> Meeting {
        Meeting {
            id: called.meeting,
            number: called.number.clone(),
            hand: called.hand,
            day: called.day,
            place: called.place.clone(),
            profile: called.profile.clone(),
            subjects: called.subjects.clone(),
            invited: called.invited,
            opened: None,
            raters: Vec::new(),
            voting: None,
            counted: None,
            signed: None,
            ended: None,
        }
    }

    /// Returns where it stands by what was written about it.
    pub fn state(&self) -> State {
        if let Some(ended) = &self.ended {
            return match ended.lacks {
                Some(_) => State::Invalid,
                None => State::CalledOff,
            };
        }
        match &self.counted {
            Some(counted) if counted.counts.is_none() => State::Invalid,
            Some(_) if self.signed.is_some() => State::Signed,
            Some(_) => State::Counted,
            None if self.voting.is_some() => State::Voting,
            None if self.opened.is_some() => State::Open,
            None => State::Called,
        }
    }

    /// Returns where it stands on a local day: one whose day went by without a vote is over too.
    pub fn state_on(&self, today: NaiveDate) -> State {
        match self.state() {
            State::Open if self.day < today && self.lacks(self.present()).is_some() => {
                State::Invalid
            }
            State::Called | State::Open if self.day < today => State::Lapsed,
            state => state,
        }
    }

    /// Returns how many signed in.
    pub fn present(&self) -> u32 {
        u32::try_from(self.raters.len()).unwrap_or(u32::MAX)
    }

    /// Returns how many of a kind signed in.
    pub fn present_of(&self, kind: &str) -> u32 {
        let of = self.raters.iter().filter(|rater| rater.kind == kind);
        u32::try_from(of.count()).unwrap_or(u32::MAX)
    }

    /// Returns how many answers a whole ballot has.
    pub fn answers(&self) -> usize {
        self.subjects.len() * self.profile.questions.len()
    }

    /// Returns what is lacking where so many are there, or voted; kinds are judged by who signed in,
    /// as nobody knows the kind of a ballot.
    ///
    /// Source: rules S2 and S7 of the hall.
    pub fn lacks(&self, have: u32) -> Option<Lacks> {
        let absent = |kind: &&String| self.present_of(kind) == 0;
        let kinds: Vec<String> = self.profile.kinds.iter().filter(absent).cloned().collect();
        let need = self.profile.need;
        if kinds.is_empty() && need.is_met(have, self.invited) {
            return None;
        }
        Some(Lacks {
            have,
            wanted: need.wanted(self.invited),
            kinds,
        })
    }

    /// Returns the first day it may be held: the day of the notice does not count.
    ///
    /// Source: rule S6 of the hall: notice on the 1st, the meeting on the 8th at the earliest.
    pub fn earliest(&self) -> NaiveDate {
        earliest(self.hand.day, &self.profile)
    }

    /// Returns whether somebody is judged here.
    pub fn judges(&self, staff: StaffNo) -> bool {
        self.subjects.iter().any(|s| s.staff == Some(staff))
    }

    /// Checks that it stands where something can be done.
    ///
    /// # Errors
    /// [`MeetingRefusal::MeetingStands`].
    pub fn must_be(&self, states: &[State], today: NaiveDate) -> Result<(), MeetingRefusal> {
        let state = self.state_on(today);
        match states.contains(&state) {
            true => Ok(()),
            false => Err(MeetingRefusal::MeetingStands {
                number: self.number.clone(),
                standing: state.word(),
            }),
        }
    }

    /// Checks that whoever runs, counts or signs is not judged here.
    ///
    /// # Errors
    /// [`MeetingRefusal::JudgedHere`].
    pub fn not_judged(&self, staff: StaffNo) -> Result<(), MeetingRefusal> {
        match self.judges(staff) {
            true => Err(MeetingRefusal::JudgedHere { staff }),
            false => Ok(()),
        }
    }

    /// Checks whether it can be opened today.
    ///
    /// # Errors
    /// [`MeetingRefusal::NoticeShort`] or [`MeetingRefusal::NotTheDay`].
    pub fn check_open(&self, today: NaiveDate) -> Result<(), MeetingRefusal> {
        self.must_be(&[State::Called], today)?;
        check_notice(self.hand.day, self.day, &self.profile)?;
        self.check_day(today)
    }

    fn check_day(&self, today: NaiveDate) -> Result<(), MeetingRefusal> {
        match self.day == today {
            true => Ok(()),
            false => Err(MeetingRefusal::NotTheDay {
                number: self.number.clone(),
                day: self.day.to_string(),
            }),
        }
    }

    /// Checks whether somebody can sign in now.
    ///
    /// # Errors
    /// [`MeetingRefusal::KindUnknown`], [`MeetingRefusal::RaterThere`],
    /// [`MeetingRefusal::RaterJudged`] or [`MeetingRefusal::RatersMany`].
    pub fn check_sign_in(&self, rater: &Rater, today: NaiveDate) -> Result<(), MeetingRefusal> {
        self.must_be(&[State::Open], today)?;
        self.check_day(today)?;
        let (name, kinds) = (rater.name.clone(), &self.profile.kinds);
        if !kinds.contains(&rater.kind) {
            return Err(MeetingRefusal::KindUnknown {
                given: rater.kind.clone(),
                known: kinds.join(", "),
            });
        }
        let key = plain::name_key(&name);
        let same = |other: &str| plain::name_key(other) == key;
        if self.raters.iter().any(|there| same(&there.name)) {
            return Err(MeetingRefusal::RaterThere { name });
        }
        if self.subjects.iter().any(|subject| same(&subject.name)) {
            return Err(MeetingRefusal::RaterJudged { name });
        }
        let most = match self.profile.need.asks_for_invited() {
            true => MOST_RATERS.min(usize::try_from(self.invited).unwrap_or(MOST_RATERS)),
            false => MOST_RATERS,
        };
        match self.raters.len() >= most {
            true => Err(MeetingRefusal::RatersMany { most }),
            false => Ok(()),
        }
    }

    /// Checks whether voting can be opened with so many on paper.
    ///
    /// # Errors
    /// [`MeetingRefusal::MeetingShort`], [`MeetingRefusal::JuryNotFull`],
    /// [`MeetingRefusal::PapersMany`].
    pub fn check_vote(&self, papers: u32, today: NaiveDate) -> Result<(), MeetingRefusal> {
        self.must_be(&[State::Open, State::Voting], today)?;
        self.check_day(today)?;
        let (number, raters) = (self.number.clone(), self.present());
        if let Some(lacks) = self.lacks(raters) {
            let (have, wanted) = (lacks.have, lacks.wanted);
            return Err(match self.profile.need {
                Need::Exact(_) => MeetingRefusal::JuryNotFull {
                    number,
                    have,
                    wanted,
                },
                _ => MeetingRefusal::MeetingShort {
                    number,
                    have,
                    wanted,
                    kinds: lacks.kinds.join(","),
                },
            });
        }
        match papers > raters {
            true => Err(MeetingRefusal::PapersMany { papers, raters }),
            false => Ok(()),
        }
    }

    /// Checks a result before it is kept: everything that was given out is accounted for.
    ///
    /// # Errors
    /// [`MeetingRefusal::BallotsDoNotTie`].
    pub fn check_tally(
        &self,
        tally: &Tally,
        papers: u32,
        not_in: u32,
    ) -> Result<(), MeetingRefusal> {
        if tally.ties_out() && tally.paper == papers && tally.not_in() == not_in {
            return Ok(());
        }
        Err(MeetingRefusal::BallotsDoNotTie {
            issued: tally.issued(),
            pad: tally.pad,
            paper: tally.paper,
            papers,
            not_in,
            left: tally.not_in(),
        })
    }

    /// Folds what happened into it; what cannot have happened changes nothing.
    pub fn apply(&mut self, event: &Event) {
        match (event, self.state()) {
            (Event::MeetingOpened(e), State::Called) => self.opened = Some(e.hand),
            (Event::RaterSignedIn(e), State::Open) => self.sign_in(&e.rater, e.left),
            (Event::VotingOpened(e), State::Open | State::Voting) => self.begin_voting(e),
            (Event::MeetingCounted(e), State::Voting) if self.is_sound(&e.counted) => {
                self.counted = Some(e.counted.clone());
            }
            (Event::MeetingSigned(e), State::Counted) => self.signed = Some(e.hand),
            (Event::MeetingCalledOff(e), State::Called | State::Open | State::Voting) => {
                self.ended = Some(e.ended.clone());
            }
            _ => {}
        }
    }

    fn begin_voting(&mut self, e: &VotingOpened) {
        let before = self.voting.as_ref();
        let round = before.map_or(0, |voting| voting.round);
        // A reason stays, though other slips were printed after it without one.
        let reasons = before.map(|voting| voting.again.as_str()).into_iter();
        let reasons = reasons.chain([e.again.as_str()]);
        let reasons: Vec<&str> = reasons.filter(|reason| !reason.is_empty()).collect();
        self.voting = Some(Voting {
            hand: e.hand,
            ballot_box: e.ballot_box,
            codes: e.codes,
            papers: e.papers,
            round: round.saturating_add(1),
            again: reasons.join("; "),
        });
    }

    fn sign_in(&mut self, rater: &Rater, left: bool) {
        self.raters.retain(|there| there.name != rater.name);
        if !left {
            // Not in the order in which they came: nothing here needs it.
            let at = self.raters.partition_point(|r| r.name < rater.name);
            self.raters.insert(at, rater.clone());
        }
    }

    /// Returns whether a count fits what was given out: codes and papers, sums and ballots.
    fn is_sound(&self, counted: &Counted) -> bool {
        let Some(voting) = &self.voting else {
            return false;
        };
        let tally = &counted.tally;
        let given = (tally.codes, tally.papers) == (voting.codes, voting.papers);
        let sums = match &counted.counts {
            Some(counts) => {
                counts.ballots == tally.ballots() && counts.is_of(self) && counted.lacks.is_none()
            }
            None => counted.lacks.is_some(),
        };
        given && tally.ties_out() && sums
    }
}

/// Returns the first day a meeting may be held that is noticed on a day.
pub fn earliest(notice: NaiveDate, profile: &Profile) -> NaiveDate {
    let days = Days::new(u64::from(profile.notice));
    // Beyond the calendar there is no day on which it could be held.
    notice.checked_add_days(days).unwrap_or(NaiveDate::MAX)
}

/// Checks that enough days lie between the notice and the day.
///
/// # Errors
/// [`MeetingRefusal::NoticeShort`].
pub fn check_notice(
    notice: NaiveDate,
    day: NaiveDate,
    profile: &Profile,
) -> Result<(), MeetingRefusal> {
    let earliest = earliest(notice, profile);
    match day < earliest {
        true => Err(MeetingRefusal::NoticeShort {
            day: day.to_string(),
            days: profile.notice,
            earliest: earliest.to_string(),
        }),
        false => Ok(()),
    }
}
