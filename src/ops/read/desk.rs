//! A window's desk: whom it has, who waits, what was done today.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::event::Applicant;
use crate::domain::ids::ErrandId;
use crate::domain::ids::PersonId;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::live::Live;
use crate::domain::live::Window;
use crate::domain::number;
use crate::domain::queue;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::visit::Visit;
use crate::domain::visit::VisitState;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Lamps;
use crate::ops::read::LineRow;
use crate::store::view;

/// The visit a window has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Current {
    /// The visit.
    pub visit: VisitId,
    /// Its row: number, state, priority, since.
    pub row: LineRow,
    /// The errand being served; `None` when called, or between two errands.
    pub errand: Option<ErrandId>,
    /// The code of the matter, once known.
    pub matter: Option<String>,
    /// How long it waited before it was called, holds left out.
    pub waited_before: Seconds,
    /// How often it may still be called again.
    pub recalls_left: u8,
    /// The errands of this visit that are over.
    pub done: Vec<DonePart>,
    /// The window to which it returns afterwards.
    pub come_back: Option<WindowNo>,
}

/// An errand of the visit that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DonePart {
    /// The matter's name; empty for advice without one.
    pub matter_name: String,
    /// The outcome's word.
    pub outcome: String,
    /// The case number, if there is one.
    pub case: Option<String>,
    /// The last day, if promised.
    pub due: Option<NaiveDate>,
}

/// What a window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Desk {
    /// The hall's name.
    pub hall: String,
    /// The local day.
    pub day: NaiveDate,
    /// The window.
    pub window: Window,
    /// The name of who sits there.
    pub staff_name: String,
    /// The visit it has.
    pub current: Option<Current>,
    /// Who waits for it, the next one first.
    pub line: Vec<LineRow>,
    /// Visits missed or parked here, which can be called back.
    pub aside: Vec<LineRow>,
    /// Errands ended today by who sits there: word and count.
    pub mine: Vec<(String, u64)>,
    /// The lamps of the open cases.
    pub lamps: Lamps,
    /// Whether a call for help goes on at this window.
    pub emergency: bool,
    /// Whether the pad of this window is asking.
    pub pad_asks: bool,
    /// Whether numbers are still given.
    pub doors_open: bool,
    /// The errands that villages handed in and that are no case yet.
    pub bundles: u64,
}

/// A person found for the clerk who serves them: number and phone masked, the name in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonHit {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The phone, masked.
    pub phone: String,
    /// The 12-digit village code.
    pub village: String,
}

impl Hall {
    /// Returns what a window shows.
    ///
    /// # Errors
    /// [`crate::domain::refusal::Refusal::WindowUnknown`], or the store's own error.
    pub fn desk(&self, no: WindowNo, now: UtcMs) -> Result<Desk, Error> {
        let live = self.live(now)?;
        let db = self.store().db();
        let window = live.window(no)?.clone();
        let current = live
            .at_window(no)
            .map(|visit| self.current(&live, visit, now))
            .transpose()?;
        let line = queue::line(&live, &window, now)
            .into_iter()
            .map(|visit| LineRow::of(visit, now))
            .collect();
        let aside = live
            .visits
            .iter()
            .filter(|v| match v.state {
                VisitState::Missed => queue::windows_for(&live, v).iter().any(|w| w.no == no),
                VisitState::Parked => v.window == Some(no),
                _ => false,
            })
            .map(|visit| LineRow::of(visit, now))
            .collect();
        let staff = window.staff.and_then(|no| live.staff(no).ok());
        Ok(Desk {
            hall: self.config().hall.name.clone(),
            day: live.day,
            staff_name: staff.map(|s| s.name.clone()).unwrap_or_default(),
            current,
            line,
            aside,
            mine: view::errands::outcomes_of_day(db, live.day, window.staff)?,
            lamps: view::cases::lamps(db, live.day)?,
            emergency: live.emergencies.iter().any(|e| e.window == no),
            pad_asks: view::ratings::open_at(db, no)?.is_some(),
            doors_open: live.doors_open,
            bundles: self.count_incoming()?,
            window,
        })
    }

    fn current(&self, live: &Live, visit: &Visit, now: UtcMs) -> Result<Current, Error> {
        let db = self.store().db();
        let errand = live.errand_of(visit.id);
        let waited: i64 = view::periods::of_visit(db, visit.day, visit.id)?
            .iter()
            .filter(|p| p.state == VisitState::Waiting.word())
            .map(|p| p.end.seconds_since(p.start).0)
            .sum();
        let done = view::errands::done_of_visit(db, visit.id)?
            .into_iter()
            .map(|(matter_name, outcome, case, due)| DonePart {
                matter_name,
                outcome,
                case,
                due,
            })
            .collect();
        Ok(Current {
            visit: visit.id,
            row: LineRow::of(visit, now),
            errand: errand.map(|e| e.id),
            matter: errand.map_or_else(|| visit.matter.clone(), |e| e.matter.clone()),
            waited_before: Seconds(waited),
            recalls_left: (self.config().calls.max_recalls + 1).saturating_sub(visit.calls),
            done,
            come_back: visit.come_back,
        })
    }

    /// Finds people for the clerk who serves them: by parts of name or village, initials or pinyin,
    /// number, phone or the last four of either. One more than is shown tells that there are more.
    ///
    /// # Errors
    /// The store's own error.
    pub fn find_people(&self, key: &str, limit: usize) -> Result<Vec<PersonHit>, Error> {
        let key: String = key.trim().chars().take(64).collect();
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let found = view::people::find(self.store().db(), &key, limit)?;
        Ok(found
            .people
            .into_iter()
            .map(|person| PersonHit {
                id: person.id,
                name: person.applicant.name,
                number: number::mask_id(&person.applicant.number),
                phone: number::mask_phone(&person.applicant.phone),
                village: person.applicant.village,
            })
            .collect())
    }

    /// Returns what is known of a person, for the case the clerk is filling in for them.
    ///
    /// # Errors
    /// The store's own error.
    pub fn person(&self, id: PersonId) -> Result<Option<Applicant>, Error> {
        Ok(view::people::by_id(self.store().db(), id)?.map(|person| person.applicant))
    }

    /// Returns how often whoever sits at a window served each matter lately.
    ///
    /// # Errors
    /// The store's own error.
    pub fn recent_matters(&self, no: WindowNo, now: UtcMs) -> Result<Vec<(String, u32)>, Error> {
        let live = self.live(now)?;
        match live.window(no)?.staff {
            Some(staff) => Ok(view::errands::recent_matters(self.store().db(), staff)?),
            None => Ok(Vec::new()),
        }
    }
}
