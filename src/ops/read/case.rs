//! A case as lists and cards show it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::deadline::Lamp;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::number;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::view;
use crate::store::view::cases::CaseRow;

/// A case; the applicant is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseCard {
    /// Its number for people.
    pub number: String,
    /// The matter's name when it was accepted.
    pub matter_name: String,
    /// The centre.
    pub centre: Centre,
    /// The applicant, masked.
    pub applicant: String,
    /// The local day of acceptance.
    pub day: NaiveDate,
    /// The last day; none when done on the spot.
    pub due: Option<NaiveDate>,
    /// The limit as written.
    pub limit: Option<String>,
    /// Whether the date is provisional: the calendar of its year is not loaded.
    pub provisional: bool,
    /// The lamp: of the work, or of handing the result over once it is decided; none after that.
    pub lamp: Option<Lamp>,
    /// By when the result is still to be handed over; none before the decision and after it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliver_due: Option<NaiveDate>,
    /// Whether it is done.
    pub done: bool,
    /// When it was done.
    pub done_day: Option<NaiveDate>,
    /// The papers handed in.
    pub papers: Vec<String>,
    /// The deferrable papers still missing.
    pub missing: Vec<String>,
    /// Who accepted it.
    pub staff: Option<StaffNo>,
}

impl CaseCard {
    pub(super) fn of(row: CaseRow, today: NaiveDate) -> CaseCard {
        let lamp = match (row.open, row.due, row.amber_from) {
            (true, Some(due), _) if due < today => Some(Lamp::Red),
            (true, _, Some(amber)) if amber <= today => Some(Lamp::Amber),
            (true, _, _) => Some(Lamp::Green),
            (false, _, _) => row.deliver_due.map(|due| match row.deliver_amber {
                _ if due < today => Lamp::Red,
                Some(amber) if amber <= today => Lamp::Amber,
                _ => Lamp::Green,
            }),
        };
        CaseCard {
            number: row.number,
            matter_name: row.matter_name,
            centre: row.centre,
            applicant: number::mask_name(&row.name),
            day: row.day,
            due: row.due,
            limit: row.limit,
            provisional: row.provisional,
            lamp,
            deliver_due: row.deliver_due,
            done: !row.open,
            done_day: row.done_day,
            papers: row.papers,
            missing: row.missing,
            staff: row.staff,
        }
    }
}

impl Hall {
    /// Finds a case by its number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn case(&self, number: &str, now: UtcMs) -> Result<Option<CaseCard>, Error> {
        let number = number.trim().to_ascii_uppercase();
        let found = view::cases::find(self.store().db(), &number)?;
        Ok(found.map(|row| CaseCard::of(row, self.day_of(now))))
    }

    /// Searches cases by number or by name, the latest first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn search_cases(
        &self,
        text: &str,
        limit: usize,
        now: UtcMs,
    ) -> Result<Vec<CaseCard>, Error> {
        let text: String = text.chars().take(64).collect();
        let today = self.day_of(now);
        let found = view::cases::search(self.store().db(), &text, limit)?;
        Ok(found
            .into_iter()
            .map(|row| CaseCard::of(row, today))
            .collect())
    }

    /// Returns the decided cases whose time for handing the result over is nearly or wholly up.
    ///
    /// # Errors
    /// The store's own error.
    pub fn undelivered(&self, now: UtcMs) -> Result<Vec<CaseCard>, Error> {
        let today = self.day_of(now);
        let found = view::cases::undelivered(self.store().db(), today)?;
        Ok(found
            .into_iter()
            .map(|row| CaseCard::of(row, today))
            .collect())
    }

    /// Returns the amber and red cases, the most overdue first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn pressing_cases(&self, now: UtcMs, limit: usize) -> Result<Vec<CaseCard>, Error> {
        let today = self.day_of(now);
        let found = view::cases::pressing(self.store().db(), today, limit)?;
        Ok(found
            .into_iter()
            .map(|row| CaseCard::of(row, today))
            .collect())
    }
}
