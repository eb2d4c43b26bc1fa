//! The report of a day (日报): who took what, promised when, given to whom.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CaseLine;
use crate::ops::read::HardLine;
use crate::ops::read::NoLine;
use crate::ops::read::NoticeLine;
use crate::ops::read::case_page::Names;
use crate::store::view;

/// A case for which the applicant came more than once, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trips {
    /// The case.
    pub case: String,
    /// How often the applicant came.
    pub trips: u32,
    /// The notices that sent the applicant home.
    pub notices: Vec<NoticeLine>,
}

/// The report of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The local day.
    pub day: NaiveDate,
    /// The cases that began on it, in order, each as it stands now.
    pub cases: Vec<CaseLine>,
    /// How often applicants came for a case, in hundredths; none without a case.
    pub mean_trips: Option<u64>,
    /// Every case for which the applicant came at least twice.
    pub again: Vec<Trips>,
    /// The recorded answers of no.
    pub noes: Vec<NoLine>,
    /// The one-time notices.
    pub notices: Vec<NoticeLine>,
    /// The matters handed to window 1.
    pub hards: Vec<HardLine>,
    /// How many times the right office was named.
    pub places_told: u64,
    /// Services that ended after the closing hour (延时服务).
    pub after_hours: u64,
}

impl Hall {
    /// Returns the report of a day, with its cases as they stand now.
    ///
    /// # Errors
    /// The store's own error.
    pub fn report(&self, day: NaiveDate, now: UtcMs) -> Result<Report, Error> {
        let db = self.store().db();
        let (names, today) = (Names::load(self)?, self.day_of(now));
        let mut cases = Vec::new();
        let mut again = Vec::new();
        let mut all = 0;
        for row in view::cases::of_day(db, day)? {
            all += u64::from(row.trips);
            if row.trips >= 2 {
                let notices = view::notices::of_case(db, row.id)?.into_iter();
                again.push(Trips {
                    case: row.number.clone(),
                    trips: row.trips,
                    notices: notices
                        .map(|notice| names.notice(self, notice))
                        .collect::<Result<_, _>>()?,
                });
            }
            cases.push(CaseLine::of(row, &names, today));
        }
        let hards = view::hards::of_day(db, day)?.into_iter();
        let config = self.config();
        let closing = config.zone().instant(day.and_time(config.hours.close.0));
        let mean = |n: usize| u64::try_from(n).ok().filter(|n| *n > 0);
        Ok(Report {
            day,
            mean_trips: mean(cases.len()).map(|n| (all * 100 + n / 2) / n),
            cases,
            again,
            noes: self.noes(day)?,
            notices: self.notices(day)?,
            hards: hards
                .map(|hard| HardLine::of(self, hard, &names, today))
                .collect::<Result<_, _>>()?,
            places_told: view::noes::places_of_day(db, day)?,
            after_hours: view::periods::served_after(db, day, closing)?,
        })
    }
}
