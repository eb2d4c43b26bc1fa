//! The duty post: what is about to go wrong.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::alarm;
use crate::domain::alarm::Alarm;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::live::Live;
use crate::domain::night::Verdict;
use crate::domain::rating::Tally;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Bad;
use crate::ops::read::CaseCard;
use crate::ops::read::CaseLine;
use crate::ops::read::FollowupLine;
use crate::ops::read::HardLine;
use crate::ops::read::Lamps;
use crate::ops::read::LineRow;
use crate::ops::read::NoLine;
use crate::ops::read::RaisedLine;
use crate::ops::read::TaskLine;
use crate::ops::read::kiosk::choices;
use crate::store::view;

/// A centre as the leader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CentreNow {
    /// The centre.
    pub centre: Centre,
    /// How many wait.
    pub waiting: usize,
    /// How long the first of them has waited.
    pub longest: Seconds,
    /// How many windows serve it now.
    pub open: usize,
    /// How many windows could.
    pub windows: usize,
    /// How many are called or served.
    pub busy: usize,
}

/// What the duty post shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// The hall's name.
    pub hall: String,
    /// The hall as it stands: windows, staff, visits.
    pub live: Live,
    /// The centres.
    pub centres: Vec<CentreNow>,
    /// Who waits, by centre, the next one first.
    pub waiting: Vec<LineRow>,
    /// Who is called, served, parked, missed or waits for a slip.
    pub others: Vec<LineRow>,
    /// What is wrong, the most urgent first.
    pub alarms: Vec<Alarm>,
    /// The lamps of the open cases.
    pub lamps: Lamps,
    /// Amber and red cases, the most overdue first.
    pub pressing: Vec<CaseCard>,
    /// Decided cases whose time for handing the result over is nearly or wholly up.
    pub undelivered: Vec<CaseCard>,
    /// The cases that wait for the leader's signature.
    pub tray: Vec<CaseLine>,
    /// The recorded answers of no that no leader has seen, the oldest first.
    pub noes: Vec<NoLine>,
    /// The open matters of window 1, the most pressing first.
    pub hards: Vec<HardLine>,
    /// What waits for a leader after exchanges with other sites, the oldest first.
    pub tasks: Vec<TaskLine>,
    /// Matters that were raised from here or to here and are not over, names masked; what waits here
    /// first.
    pub raised: Vec<RaisedLine>,
    /// The last night's day and how it went, unless all of it was done.
    pub night: Option<(NaiveDate, Verdict)>,
    /// Today's ratings.
    pub ratings: Tally,
    /// Fewer ratings than this show no percentage.
    pub min_for_percent: u64,
    /// Today's bad ratings: reasons, never who gave them.
    pub bad: Vec<Bad>,
    /// The bad ratings that wait for somebody, the most pressing first; never who gave them.
    pub followups: Vec<FollowupLine>,
    /// Who had masked people shown in full today, and how often.
    pub reveals: Vec<(StaffNo, u64)>,
    /// Arrivals by local hour, 0 to 23.
    pub by_hour: [u32; 24],
    /// Visits of today, all.
    pub visits: u64,
    /// Cases of today: all, and done on the spot.
    pub cases: (u64, u64),
}

impl Hall {
    /// Returns what the duty post shows.
    ///
    /// # Errors
    /// The store's own error.
    pub fn duty(&self, now: UtcMs) -> Result<Duty, Error> {
        let live = self.live(now)?;
        let db = self.store().db();
        let centres = choices(db, &live, now)?
            .into_iter()
            .map(|c| CentreNow {
                centre: c.centre,
                waiting: c.waiting,
                longest: c.longest,
                open: c.windows,
                windows: live.windows.iter().filter(|w| w.serves(c.centre)).count(),
                busy: live
                    .visits
                    .iter()
                    .filter(|v| {
                        v.centre == c.centre
                            && matches!(v.state, VisitState::Called | VisitState::Serving)
                    })
                    .count(),
            })
            .collect();
        let zone = self.config().zone();
        let mut by_hour = [0; 24];
        let arrivals = view::visits::arrivals_of_day(db, live.day)?;
        for at in &arrivals {
            let hour = chrono::Timelike::hour(&zone.local(*at)) as usize;
            if let Some(slot) = by_hour.get_mut(hour) {
                *slot += 1;
            }
        }
        let queue = self.queue(now)?;
        Ok(Duty {
            hall: self.config().hall.name.clone(),
            centres,
            waiting: queue.waiting,
            others: queue.others,
            alarms: alarm::check(&live, &self.config().norms, self.closing(now), now),
            lamps: view::cases::lamps(db, live.day)?,
            pressing: self.pressing_cases(now, 50)?,
            undelivered: self.undelivered(now)?,
            tray: self.tray("leader", "", now)?,
            noes: self.unseen_noes()?,
            hards: self.hards(now)?.hards,
            tasks: self.tasks()?,
            raised: self
                .raised(now)?
                .into_iter()
                .map(RaisedLine::masked)
                .collect(),
            night: self
                .night_report(None)?
                .map(|night| (night.day, night.verdict()))
                .filter(|(_, verdict)| *verdict != Verdict::Done),
            ratings: view::ratings::tally(db, live.day)?,
            min_for_percent: self.config().rating.min_for_percent,
            bad: view::ratings::bad_of_day(db, live.day)?,
            followups: self.waiting_followups(now)?,
            reveals: view::reveals::by_staff(db, live.day)?,
            by_hour,
            visits: arrivals.len() as u64,
            cases: view::cases::count_of_day(db, live.day)?,
            live,
        })
    }

    /// Returns the alarms of this instant.
    ///
    /// # Errors
    /// The store's own error.
    pub fn alarms(&self, now: UtcMs) -> Result<Vec<Alarm>, Error> {
        let (norms, closing) = (&self.config().norms, self.closing(now));
        Ok(alarm::check(&self.live(now)?, norms, closing, now))
    }

    /// Returns today's closing time.
    fn closing(&self, now: UtcMs) -> UtcMs {
        let config = self.config();
        let local = self.day_of(now).and_time(config.hours.close.0);
        config.zone().instant(local)
    }
}
