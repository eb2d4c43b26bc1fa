//! Until when a paper of an errand may be where it is, and what a leader hears of.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::deadline;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::matter::Limit;
use crate::domain::time::Zone;

/// By when result and papers are with the resident, working days after the hall decided; also after
/// the resident stopped the errand, as nobody needs them any more.
///
/// Source: rule L5 of the hall, 行政许可法 §44: a decision is delivered within ten days. For a stop
/// no source gives a number.
pub const HAND_BACK_WORKING_DAYS: u16 = 10;

/// What is wrong with a paper, so that a leader sees to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperTrouble {
    /// The two sites say different things about it.
    Disputed,
    /// It is lost, and the day by which it was to be found is over.
    Lost,
    /// It should be with the resident again.
    NotBack,
}

impl PaperTrouble {
    /// Returns the word used in tasks and locales.
    pub fn word(self) -> &'static str {
        match self {
            PaperTrouble::Disputed => "disputed",
            PaperTrouble::Lost => "lost",
            PaperTrouble::NotBack => "not_back",
        }
    }
}

impl Mandate {
    /// Returns by when everything is with the resident again; `None` while the errand is run.
    pub fn home_by(&self, calendar: &Calendar, zone: Zone) -> Option<NaiveDate> {
        let decided = self.steps.get(Step::Handled as usize);
        let from = decided.or(self.stopped.as_ref())?;
        let limit = Limit::WorkingDays(HAND_BACK_WORKING_DAYS);
        deadline::due(calendar, zone.day(from.wall), limit).map(|due| due.date)
    }

    /// Returns the day until which a paper may be where it is: until it is found, until it is home, on
    /// its way to the hall, or by the hall's promise; `None` where nobody named one. `home_by` is
    /// that of [`Mandate::home_by`].
    pub fn paper_due(&self, paper: &Paper, home_by: Option<NaiveDate>) -> Option<NaiveDate> {
        if let Some(lost) = &paper.lost {
            return Some(lost.until);
        }
        if let Some(day) = home_by {
            return Some(day);
        }
        match paper.keeper {
            Keeper::Resident | Keeper::Village => Some(self.hand_in),
            Keeper::Hall | Keeper::Office(_) => self.from_hall.as_ref().and_then(|told| told.due),
        }
    }

    /// Returns what a leader sees to about a paper today.
    pub fn paper_trouble(
        &self,
        paper: &Paper,
        home_by: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Option<PaperTrouble> {
        match &paper.lost {
            _ if paper.is_settled() => None,
            Some(lost) => (today > lost.until).then_some(PaperTrouble::Lost),
            None if !paper.disputed.is_empty() => Some(PaperTrouble::Disputed),
            None => home_by
                .is_some_and(|day| today > day)
                .then_some(PaperTrouble::NotBack),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::custody::Mark;
    use crate::domain::entry::EntryRef;
    use crate::domain::entry::LogId;
    use crate::domain::event::Applicant;
    use crate::domain::mandate::FromHall;
    use crate::domain::mandate::Lost;
    use crate::domain::mandate::Mode;
    use crate::domain::matter::PaperForm;
    use crate::domain::site::Org;
    use crate::domain::time::UtcMs;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn mark(text: &str) -> Mark {
        Mark {
            at: EntryRef {
                log: LogId([0; 16]),
                seq: 1,
            },
            org: Org::new(330_182_001).unwrap(),
            actor: 11,
            wall: Zone::china()
                .parse_instant("2026-03-12 09:42", None)
                .unwrap(),
            text: text.to_owned(),
        }
    }

    fn paper(keeper: Keeper) -> Paper {
        Paper {
            no: 1,
            name: "户口簿".to_owned(),
            form: PaperForm::Original,
            number: String::new(),
            condition: String::new(),
            keeper,
            since: UtcMs(0),
            signed: false,
            moving: None,
            lost: None,
            disputed: Vec::new(),
        }
    }

    pub(crate) fn mandate(steps: usize) -> Mandate {
        Mandate {
            applicant: Applicant::default(),
            assistant: "周敏".to_owned(),
            mode: Mode::Alone,
            day: day(3, 12),
            hand_in: day(3, 17),
            latest: day(3, 19),
            until: day(5, 12),
            steps: Step::ALL[..steps].iter().map(|s| mark(s.word())).collect(),
            early: Vec::new(),
            content: None,
            asked: None,
            stopped: None,
            renewed: 0,
            papers: Vec::new(),
            from_hall: Some(FromHall {
                due: Some(day(4, 10)),
                amber_from: None,
                wanted: Vec::new(),
                by: mark(""),
            }),
            brought: Vec::new(),
            charges: Vec::new(),
        }
    }

    #[test]
    fn everything_is_home_ten_working_days_after_the_decision_or_the_stop() {
        let calendar = Calendar::shipped();
        let home = |mandate: &Mandate| mandate.home_by(&calendar, Zone::china());
        assert_eq!(home(&mandate(2)), None);
        assert_eq!(home(&mandate(3)), Some(day(3, 26)));
        let mut stopped = mandate(2);
        stopped.stopped = Some(mark("停-1"));
        assert_eq!(home(&stopped), Some(day(3, 26)));
    }

    #[test]
    fn a_paper_has_the_day_of_whoever_has_it() {
        let running = mandate(2);
        let due = |paper: &Paper, home| running.paper_due(paper, home);
        assert_eq!(due(&paper(Keeper::Village), None), Some(day(3, 17)));
        assert_eq!(due(&paper(Keeper::Hall), None), Some(day(4, 10)));
        let home = Some(day(3, 26));
        assert_eq!(due(&paper(Keeper::Hall), home), home);
        let mut lost = paper(Keeper::Hall);
        lost.lost = Some(Lost {
            owner: "周敏".to_owned(),
            until: day(3, 20),
            by: mark(""),
        });
        assert_eq!(due(&lost, home), Some(day(3, 20)));
    }

    #[test]
    fn a_leader_hears_of_a_paper_the_day_after_its_day_and_of_a_dispute_at_once() {
        let decided = mandate(3);
        let home = Some(day(3, 26));
        let said = |paper: &Paper, today| decided.paper_trouble(paper, home, today);
        let mut one = paper(Keeper::Hall);
        assert_eq!(said(&one, day(3, 26)), None);
        assert_eq!(said(&one, day(3, 27)), Some(PaperTrouble::NotBack));
        one.disputed.push(mark("missed"));
        assert_eq!(said(&one, day(3, 12)), Some(PaperTrouble::Disputed));
        one.lost = Some(Lost {
            owner: "周敏".to_owned(),
            until: day(4, 1),
            by: mark(""),
        });
        assert_eq!(said(&one, day(4, 1)), None, "somebody is looking for it");
        assert_eq!(said(&one, day(4, 2)), Some(PaperTrouble::Lost));
        let mut home_again = paper(Keeper::Resident);
        home_again.signed = true;
        assert_eq!(said(&home_again, day(4, 2)), None);
        let mut copy = paper(Keeper::Hall);
        copy.form = PaperForm::Copy;
        assert_eq!(said(&copy, day(4, 2)), None, "a copy need not come back");
    }
}
