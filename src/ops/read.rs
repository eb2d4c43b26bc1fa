//! What posts read: one struct per screen, loaded from the views.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::estimate::Pace;
use crate::domain::ids::Centre;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::PriorityKind;
use crate::domain::visit::Target;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::act::load_live;
use crate::store::StoreError;
use crate::store::view;

mod board;
mod case;
mod case_page;
mod day;
mod desk;
mod duty;
mod followups;
mod holds;
mod hotline;
pub(crate) mod indicators;
mod kiosk;
mod ledger;
mod lists;
mod mandates;
mod meetings;
mod pad;
mod people;
#[cfg(test)]
mod plans;
mod problems;
mod raised;
mod ranks;
mod report;
pub(crate) mod results;
mod scores;
pub(crate) mod self_query;
mod shared;
mod sites;
mod ticket;
mod unrated;
mod villages;
mod walk;

pub use board::Board;
pub use board::BoardHead;
pub use board::BoardWindow;
pub use board::CallRow;
pub use case::CaseCard;
pub use case_page::CasePage;
pub use case_page::Held;
pub use case_page::HistoryLine;
pub use case_page::Named;
pub use case_page::NoticeLine;
pub use case_page::Reason;
pub use day::CentreDay;
pub use day::Day;
pub use day::Span;
pub use desk::Current;
pub use desk::Desk;
pub use desk::DonePart;
pub use desk::PersonHit;
pub use duty::CentreNow;
pub use duty::Duty;
pub use followups::FollowupLine;
pub use followups::Followups;
pub use followups::OwnAppeal;
pub use followups::OwnRating;
pub use holds::Errand;
pub use holds::HeldPaper;
pub use holds::Holds;
pub use hotline::Hotline;
pub use hotline::JobLine;
pub use hotline::JobNext;
pub use indicators::Behind;
pub use indicators::BehindLine;
pub use indicators::FiguresRead;
pub use kiosk::CentreChoice;
pub use kiosk::Kiosk;
pub use ledger::LedgerLine;
pub use lists::BookingLine;
pub use lists::CaseLine;
pub use lists::HardLine;
pub use lists::Hards;
pub use lists::JudgedLine;
pub use lists::MovedLine;
pub use lists::NoLine;
pub use lists::PlaceLine;
pub use mandates::ErrandLine;
pub use mandates::ErrandNext;
pub use mandates::ErrandPlace;
pub use mandates::ErrandTrouble;
pub use mandates::Village;
pub use mandates::VillageStaff;
pub use meetings::BallotMeeting;
pub use meetings::BallotSheet;
pub use meetings::Before;
pub use meetings::Deed;
pub use meetings::KindLine;
pub use meetings::MeetingLine;
pub use meetings::MeetingPage;
pub use meetings::ResultLine;
pub use meetings::VotingLine;
pub use pad::AskedFor;
pub use pad::Pad;
pub use pad::PadAsk;
pub use people::Duplicate;
pub use people::DuplicateGroup;
pub use people::PeopleFound;
pub use people::PersonCard;
pub use people::PersonLine;
pub use people::RegisterDay;
pub use people::RevealLine;
pub(crate) use people::duplicates_of;
pub use problems::ProblemLine;
pub use problems::ProblemList;
pub use problems::ProblemPage;
pub use problems::Problems;
pub use raised::Level;
pub use raised::LevelDeed;
pub use raised::RaisedLine;
pub use raised::RaisedState;
pub use ranks::RankLine;
pub use ranks::Ranks;
pub use ranks::Talk;
pub use report::Report;
pub use report::Trips;
pub use results::Again;
pub use results::PostingLine;
pub use scores::PaperLine;
pub use scores::ScoreLine;
pub use scores::ScorePage;
pub use scores::Scores;
pub use self_query::SelfAnswer;
pub use shared::MandatePage;
pub use shared::SharedLine;
pub use shared::SharedPage;
pub use shared::Side;
pub use shared::TaskLine;
pub use sites::LineState;
pub use sites::OwnSite;
pub use sites::RevokedKey;
pub use sites::SiteLine;
pub use sites::Sites;
pub use ticket::TicketCard;
pub use unrated::FormLine;
pub use unrated::Unrated;
pub use unrated::UnratedLine;
pub use walk::Walk;

pub use crate::store::view::cases::Lamps;
pub use crate::store::view::people::Alike;
pub use crate::store::view::ratings::Bad;

/// One visit in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineRow {
    /// The number as people say it.
    pub ticket: String,
    /// The number itself; none when served without one.
    pub no: Option<TicketNo>,
    /// The centre.
    pub centre: Centre,
    /// The line it stands in.
    pub target: Target,
    /// Where it stands.
    pub state: VisitState,
    /// Why it goes ahead.
    pub priority: Option<PriorityKind>,
    /// The code of the matter chosen at the kiosk.
    pub matter: Option<String>,
    /// The window that has it.
    pub window: Option<WindowNo>,
    /// Since when it stands there.
    pub since: UtcMs,
    /// For how long.
    pub waited: Seconds,
    /// Whether it comes back to the window that sent it on, or was parked there.
    pub returned: bool,
    /// When a parked visit is due back.
    pub parked_until: Option<UtcMs>,
}

impl LineRow {
    pub(crate) fn of(visit: &Visit, now: UtcMs) -> LineRow {
        LineRow {
            ticket: visit.label(),
            no: visit.no,
            centre: visit.centre,
            target: visit.target,
            state: visit.state,
            priority: visit.priority,
            matter: visit.matter.clone(),
            window: visit.window,
            since: visit.since,
            waited: now.seconds_since(visit.since),
            returned: visit.returned,
            parked_until: visit.parked_until,
        }
    }
}

/// All who are in the hall: those who wait in calling order by centre, then the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// The local day.
    pub day: NaiveDate,
    /// Who waits, by centre, the next one first.
    pub waiting: Vec<LineRow>,
    /// Who is called, served, parked, missed or waits for a slip.
    pub others: Vec<LineRow>,
}

/// Returns what today's services of a centre say about how long one takes.
///
/// # Errors
/// The store's own error.
pub(crate) fn pace(db: &Connection, day: NaiveDate, centre: Centre) -> Result<Pace, StoreError> {
    Ok(pace_of(&view::periods::sums_of_day(db, day)?, centre))
}

fn pace_of(sums: &[view::periods::Sum], centre: Centre) -> Pace {
    sums.iter()
        .find(|sum| sum.state == VisitState::Serving.word() && sum.centre == centre.word())
        .map(|sum| Pace {
            services: sum.exact,
            total: Seconds(sum.exact_ms / 1000),
        })
        .unwrap_or_default()
}

impl Hall {
    /// Returns the local day of an instant.
    pub fn day_of(&self, now: UtcMs) -> NaiveDate {
        self.config().zone().day(now)
    }

    /// Returns the hall as it stands.
    ///
    /// # Errors
    /// The store's own error.
    pub fn live(&self, now: UtcMs) -> Result<Live, Error> {
        Ok(load_live(self.store().db(), self.day_of(now))?)
    }

    /// Returns all who are in the hall.
    ///
    /// # Errors
    /// The store's own error.
    pub fn queue(&self, now: UtcMs) -> Result<Queue, Error> {
        let live = self.live(now)?;
        let waiting = Centre::ALL
            .into_iter()
            .flat_map(|centre| queue::centre_line(&live, centre, now))
            .map(|visit| LineRow::of(visit, now))
            .collect();
        let others = live
            .visits
            .iter()
            .filter(|v| v.state != VisitState::Waiting)
            .map(|visit| LineRow::of(visit, now))
            .collect();
        Ok(Queue {
            day: live.day,
            waiting,
            others,
        })
    }

    /// Returns the whole catalogue.
    ///
    /// # Errors
    /// The store's own error.
    pub fn matters(&self) -> Result<Vec<crate::domain::matter::Matter>, Error> {
        Ok(view::matters::load(self.store().db())?)
    }

    /// Returns one matter of the catalogue as it is now.
    ///
    /// # Errors
    /// The store's own error.
    pub fn matter(&self, code: &str) -> Result<Option<crate::domain::matter::Matter>, Error> {
        Ok(view::matters::find(self.store().db(), code.trim())?)
    }

    /// Returns the matter of a case as it was when the case was accepted.
    ///
    /// # Errors
    /// The store's own error.
    pub fn matter_of_case(
        &self,
        number: &str,
    ) -> Result<Option<crate::domain::matter::Matter>, Error> {
        let number = number.trim().to_ascii_uppercase();
        match view::cases::matter_of(self.store().db(), &number)? {
            Some((code, Some(saved))) => {
                Ok(view::matters::version(self.store().db(), &code, saved)?)
            }
            _ => Ok(None),
        }
    }

    /// Returns a number that changes with the catalogue, for posts that hold it.
    ///
    /// # Errors
    /// The store's own error.
    pub fn matters_mark(&self) -> Result<u64, Error> {
        Ok(view::matters::mark(self.store().db())?)
    }
}
