//! Ratings that are missing: a question was put at a pad, and the pads' log says nothing of it.
//!
//! The two are told in logs of their own, so nobody takes an answer away without this showing: at the
//! hall, and at its parent too.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;

/// So far must a log have gone on before what it does not say counts as missing: two days.
///
/// Source: a default of the program; a pad ends each question within minutes and the night close
/// all others, so that two days are enough also where one night was missed.
pub const GRACE: Seconds = Seconds::minutes(2 * 24 * 60);

/// When something was written: by the logical time, and by the wall clock.
pub type When = (Hlc, UtcMs);

/// Where something was read: the log, and the entry's number.
pub type Place = (LogId, u64);

/// A question that was put at a pad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The errand.
    pub errand: ErrandId,
    /// The window whose pad asked.
    pub window: WindowNo,
    /// Who served.
    pub staff: StaffNo,
    /// What for.
    pub matter_name: String,
    /// The local day.
    pub day: NaiveDate,
    /// When.
    pub when: When,
    /// The entry that says so.
    pub place: Place,
}

/// A line of the pads' log: how far it reached, and which question it answers, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PadLine {
    /// When it was written.
    pub when: When,
    /// The errand that was rated or was not rated in time.
    pub answers: Option<ErrandId>,
}

/// An entry up to which a log of the pads was there, as another log notes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// The log of the pads.
    pub log: LogId,
    /// Its last entry then.
    pub seq: u64,
    /// When it was noted.
    pub when: When,
    /// The entry that notes it.
    pub place: Place,
}

/// What the logs of one site say about ratings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What was asked.
    pub asked: Vec<Asked>,
    /// The lines of the pads' logs from the first question on.
    pub pads: Vec<PadLine>,
    /// What is noted of the pads' logs.
    pub noted: Vec<Noted>,
    /// The last entry that is here of each log of the pads.
    pub here: BTreeMap<LogId, u64>,
    /// The last entry of the site's own logs.
    pub last: Option<When>,
}

/// What follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged<'t> {
    /// Questions without an answer.
    pub missing: Vec<&'t Asked>,
    /// Logs of the pads that end before what was noted of them, and where.
    pub withheld: Vec<Place>,
    /// What cannot be judged yet.
    pub pending: Vec<Place>,
}

/// Judges which ratings are missing. A question is judged once the pads' log reaches [`GRACE`] beyond
/// it; an answer that came later than that is none, as it was made up afterwards. Where the pads' log
/// itself does not come, that is judged by how far the other log reaches.
pub fn judge(told: &Told) -> Judged<'_> {
    let mut judged = Judged::default();
    let mut waits = false;
    for noted in &told.noted {
        let here = told.here.get(&noted.log).copied().unwrap_or(0);
        if here >= noted.seq {
            continue;
        }
        if told.last.is_some_and(|last| is_beyond(last, noted.when)) {
            if !judged.withheld.contains(&(noted.log, here)) {
                judged.withheld.push((noted.log, here));
            }
        } else {
            judged.pending.push(noted.place);
            waits = true;
        }
    }
    let mut pads = told.pads.clone();
    pads.sort_by_key(|line| line.when.0);
    let mut answers: BTreeMap<ErrandId, When> = BTreeMap::new();
    for line in pads.iter().rev() {
        if let Some(errand) = line.answers {
            answers.insert(errand, line.when);
        }
    }
    for asked in &told.asked {
        let from = pads.partition_point(|line| line.when.0 <= asked.when.0);
        let mut later = pads.iter().skip(from);
        let beyond = later.find(|line| is_beyond(line.when, asked.when));
        match beyond.filter(|_| !waits) {
            // Also one that is answered: until then the answer may be taken away.
            None => judged.pending.push(asked.place),
            Some(beyond) => {
                let answer = answers.get(&asked.errand);
                // One write of a night that was missed may hold many answers: all at one instant.
                let in_time = answer
                    .is_some_and(|(hlc, wall)| *hlc <= beyond.when.0 || *wall == beyond.when.1);
                if !in_time {
                    judged.missing.push(asked);
                }
            }
        }
    }
    judged
}

/// Whether something was written [`GRACE`] after another thing. A clock that was set in between is
/// taken for time gone by: better judged early than never.
fn is_beyond(later: When, earlier: When) -> bool {
    let apart = later.1.0.abs_diff(earlier.1.0);
    later.0 > earlier.0 && apart >= GRACE.0.unsigned_abs() * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;
    const PADS: LogId = LogId([2; 16]);

    fn when(ms: i64) -> When {
        (Hlc::default().next(UtcMs(ms)), UtcMs(ms))
    }

    fn errand(n: u128) -> ErrandId {
        ErrandId(uuid::Uuid::from_u128(n))
    }

    fn asked(n: u128, ms: i64) -> Asked {
        Asked {
            errand: errand(n),
            window: WindowNo(1),
            staff: StaffNo(11),
            matter_name: "低保".to_owned(),
            day: NaiveDate::default(),
            when: when(ms),
            place: (LogId([1; 16]), n as u64),
        }
    }

    fn line(ms: i64, answers: Option<u128>) -> PadLine {
        PadLine {
            when: when(ms),
            answers: answers.map(errand),
        }
    }

    fn told(asked: Vec<Asked>, pads: Vec<PadLine>) -> Told {
        Told {
            asked,
            pads,
            ..Told::default()
        }
    }

    fn missing(told: &Told) -> Vec<u64> {
        judge(told).missing.iter().map(|a| a.place.1).collect()
    }

    #[test]
    fn i8_a_question_without_an_answer_is_missing_two_days_on_and_no_earlier() {
        let questions = || vec![asked(1, 0), asked(2, 10)];
        let early = told(questions(), vec![line(5, Some(1)), line(2 * DAY, None)]);
        assert_eq!(missing(&early), [] as [u64; 0]);
        assert_eq!(judge(&early).pending, [(LogId([1; 16]), 2)]);
        let answered = told(vec![asked(1, 0)], vec![line(5, Some(1))]);
        assert_eq!(
            judge(&answered).pending.len(),
            1,
            "it may be taken away yet"
        );
        let due = told(
            questions(),
            vec![line(2 * DAY + 10, None), line(5, Some(1))],
        );
        assert_eq!(missing(&due), [2]);
        assert_eq!(judge(&due).pending, []);
    }

    #[test]
    fn an_answer_made_up_afterwards_is_none_but_a_late_night_close_is() {
        let late = vec![line(2 * DAY, None), line(3 * DAY, Some(1))];
        assert_eq!(missing(&told(vec![asked(1, 0)], late)), [1]);
        // After days without a night all answers are of one instant.
        let mut second = line(9 * DAY, Some(2));
        second.when.0 = second.when.0.next(UtcMs(9 * DAY));
        let night = vec![line(9 * DAY, Some(1)), second];
        let questions = vec![asked(1, 0), asked(2, 10)];
        assert_eq!(missing(&told(questions, night)), [] as [u64; 0]);
    }

    #[test]
    fn a_clock_that_was_ahead_hides_nothing() {
        let mut after = line(50 * DAY, None);
        after.when.0 = when(900 * DAY).0.next(UtcMs(0));
        let ahead = told(vec![asked(1, 900 * DAY)], vec![after]);
        assert_eq!(missing(&ahead), [1]);
    }

    #[test]
    fn a_pads_log_that_does_not_come_is_said_once_and_holds_the_rest_back_until_then() {
        let noted = |seq, ms| Noted {
            log: PADS,
            seq,
            when: when(ms),
            place: (LogId([1; 16]), 90 + seq),
        };
        let mut held = told(vec![asked(1, 0)], vec![line(3 * DAY, None)]);
        held.noted = vec![noted(4, 10), noted(7, 20), noted(9, 30)];
        held.here = BTreeMap::from([(PADS, 4)]);
        held.last = Some(when(DAY));
        let judged = judge(&held);
        assert_eq!((judged.missing.len(), judged.withheld.len()), (0, 0));
        assert_eq!(judged.pending.len(), 3);
        held.last = Some(when(2 * DAY + 30));
        let judged = judge(&held);
        assert_eq!(judged.withheld, [(PADS, 4)]);
        assert_eq!((judged.missing.len(), judged.pending.len()), (1, 0));
    }
}
