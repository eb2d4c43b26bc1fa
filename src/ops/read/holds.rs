//! Who holds which paper of which errand, what should be elsewhere by now, and one errand whole.

use std::cmp::Reverse;

use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::custody::SharedCase;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Paper;
use crate::domain::mandate::holding::PaperTrouble;
use crate::domain::mandate::number;
use crate::domain::number as numbers;
use crate::domain::refusal::MandateRefusal;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::mandates::ErrandLine;
use crate::ops::read::mandates::Now;
use crate::ops::read::mandates::lines;
use crate::store::view;

/// A paper that is not settled, and in whose hands it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldPaper {
    /// The errand, which is the case.
    pub case: CaseId,
    /// The errand's number.
    pub number: String,
    /// The resident's name.
    pub applicant: String,
    /// The village that runs the errand.
    pub village: String,
    /// The paper.
    pub paper: Paper,
    /// Since when it is there, or on its way.
    pub since: UtcMs,
    /// For how many days that is.
    pub days: i64,
    /// Until when it may be there; `None` where nobody named a day.
    pub due: Option<NaiveDate>,
    /// Whether that day is over.
    pub overdue: bool,
    /// What a leader sees to about it.
    pub trouble: Option<PaperTrouble>,
}

impl HeldPaper {
    fn of(shared: &SharedCase, mandate: &Mandate, paper: &Paper, at: &Now<'_>) -> HeldPaper {
        let home_by = mandate.home_by(at.calendar, at.zone);
        let due = mandate.paper_due(paper, home_by);
        let since = match &paper.moving {
            Some(moving) => moving.by.wall,
            None => paper.since,
        };
        HeldPaper {
            case: shared.case,
            number: shared.number.clone(),
            applicant: shared.applicant.clone(),
            village: at.name(shared.giver),
            paper: paper.clone(),
            since,
            days: (at.day - at.zone.day(since)).num_days(),
            due,
            overdue: due.is_some_and(|due| due < at.day),
            trouble: mandate.paper_trouble(paper, home_by, at.day),
        }
    }

    /// Returns how pressing it is: what is overdue, the longest first, then what is lost or disputed,
    /// then by whose hands it is in, the longest first.
    fn pressing(&self) -> impl Ord + use<> {
        (
            Reverse(self.overdue),
            self.due.filter(|_| self.overdue),
            Reverse(self.paper.is_odd()),
            self.paper.keeper.clone(),
            self.since,
            self.number.clone(),
            self.paper.no,
        )
    }

    /// Returns the day since which it is there, seen from today.
    pub fn since_day(&self, today: NaiveDate) -> NaiveDate {
        let days = u64::try_from(self.days).unwrap_or(0);
        today.checked_sub_days(Days::new(days)).unwrap_or(today)
    }

    fn masked(self) -> HeldPaper {
        HeldPaper {
            applicant: numbers::mask_name(&self.applicant),
            paper: mask_paper(self.paper),
            ..self
        }
    }
}

/// What is out, and the errands it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holds {
    /// The local day.
    pub day: NaiveDate,
    /// The papers that are not settled, the overdue first.
    pub papers: Vec<HeldPaper>,
    /// Their errands.
    pub errands: Vec<ErrandLine>,
}

impl Holds {
    /// Keeps the papers that are meant, and their errands.
    pub fn only(self, meant: impl Fn(&HeldPaper) -> bool) -> Holds {
        let papers: Vec<HeldPaper> = self.papers.into_iter().filter(meant).collect();
        let of = |line: &ErrandLine| papers.iter().any(|held| held.case == line.case);
        let errands = self.errands.into_iter().filter(of).collect();
        Holds {
            day: self.day,
            papers,
            errands,
        }
    }

    /// Returns it as others may see it: names and numbers masked.
    pub fn masked(self) -> Holds {
        Holds {
            papers: self.papers.into_iter().map(HeldPaper::masked).collect(),
            errands: self.errands.into_iter().map(ErrandLine::masked).collect(),
            ..self
        }
    }
}

fn mask_paper(paper: Paper) -> Paper {
    Paper {
        number: numbers::mask_id(&paper.number),
        ..paper
    }
}

impl ErrandLine {
    /// Returns it as others may see it: the name and the numbers of the papers masked.
    pub fn masked(self) -> ErrandLine {
        ErrandLine {
            applicant: numbers::mask_name(&self.applicant),
            papers: self.papers.into_iter().map(mask_paper).collect(),
            ..self
        }
    }
}

/// Returns the papers of errands that are not settled, the overdue first.
pub(super) fn held<'s>(
    cases: impl Iterator<Item = &'s SharedCase>,
    at: &Now<'_>,
) -> Vec<HeldPaper> {
    let of = |shared: &'s SharedCase| {
        let mandate = shared.mandate.as_deref();
        let papers = mandate.into_iter().flat_map(|mandate| {
            let out = mandate.unsettled();
            out.map(move |paper| HeldPaper::of(shared, mandate, paper, at))
        });
        papers.collect::<Vec<HeldPaper>>()
    };
    let mut held: Vec<HeldPaper> = cases.flat_map(of).collect();
    held.sort_by_cached_key(HeldPaper::pressing);
    held
}

impl Hall {
    /// Returns who holds which paper of the errands this site has to do with.
    ///
    /// # Errors
    /// The store's own error.
    pub fn holds(&self, now: UtcMs) -> Result<Holds, Error> {
        let db = self.store().db();
        let mut holds = Holds {
            day: self.day_of(now),
            papers: Vec::new(),
            errands: Vec::new(),
        };
        if let Some(at) = self.at(db, now)? {
            let out = view::shared::papers_out(db)?;
            holds.papers = held(out.iter(), &at);
            holds.errands = lines(out.iter(), &at).collect();
        }
        Ok(holds)
    }

    /// Returns one errand with its papers, by its number as people say it: all its digits, or the last
    /// five where only one ends so. Names and numbers are masked.
    ///
    /// # Errors
    /// [`MandateRefusal::NumberMisheard`], [`MandateRefusal::MandateUnknown`],
    /// [`MandateRefusal::NumberShort`].
    pub fn errand(&self, text: &str, now: UtcMs) -> Result<Errand, Error> {
        let found = self.errands_meant(text)?;
        let number = text.trim().to_owned();
        let [shared] = found.as_slice() else {
            let numbers: Vec<&str> = found.iter().map(|shared| shared.number.as_str()).collect();
            let numbers = numbers.join("、");
            return Err(MandateRefusal::NumberShort { number, numbers }.into());
        };
        let unknown = || MandateRefusal::MandateUnknown {
            number: number.clone(),
        };
        let at = self.at(self.store().db(), now)?.ok_or_else(unknown)?;
        let line = lines(std::iter::once(shared), &at).next();
        Ok(Errand {
            line: line.ok_or_else(unknown)?.masked(),
            held: held(std::iter::once(shared), &at)
                .into_iter()
                .map(HeldPaper::masked)
                .collect(),
        })
    }

    /// Finds the errands a number means that was said over the phone: all its digits, or the last
    /// five.
    pub(super) fn errands_meant(&self, text: &str) -> Result<Vec<SharedCase>, Error> {
        let number = || text.trim().to_owned();
        let db = self.store().db();
        let found = match (number::read(text), number::read_end(text)) {
            (Ok(number), _) => {
                let mut found = view::shared::find(db, &number)?;
                found.retain(|shared| shared.mandate.is_some());
                found
            }
            (_, Some(end)) => view::shared::mandates_ending(db, &end)?,
            (Err(number::NoNumber::Check), None) => {
                let number = number();
                return Err(MandateRefusal::NumberMisheard { number }.into());
            }
            (Err(number::NoNumber::Form), None) => Vec::new(),
        };
        match found.is_empty() {
            true => Err(MandateRefusal::MandateUnknown { number: number() }.into()),
            false => Ok(found),
        }
    }
}

/// One errand, masked, with what is out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Errand {
    /// The errand.
    #[serde(flatten)]
    pub line: ErrandLine,
    /// Its papers that are not settled.
    pub held: Vec<HeldPaper>,
}
