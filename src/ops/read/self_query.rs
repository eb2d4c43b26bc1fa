//! What a resident is told about the own case: where it stands, and nothing personal.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::Held;
use crate::store::view;
use crate::store::view::cases::CaseRow;

/// Where a case stands, for whoever knows its number and the last digits of its phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SelfAnswer {
    /// Where it stands.
    pub stage: Stage,
    /// The last day; none before acceptance or when done on the spot.
    pub due: Option<NaiveDate>,
    /// Whether the date is provisional.
    pub provisional: bool,
    /// Where it lies: a centre, an office, leader, resident or nobody; never a person.
    pub holder: Held,
    /// What the resident is still to bring.
    pub missing: Vec<String>,
    /// Until when what is missing is to be brought, if a day was set.
    pub until: Option<NaiveDate>,
    /// The day it ended.
    pub ended: Option<NaiveDate>,
}

/// Which four figures of a phone somebody gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figures {
    /// The last four, which screens of the hall show.
    Last,
    /// The four before those, which every screen masks: nobody behind a window reads them without a
    /// reason that is kept.
    Middle,
}

impl Figures {
    /// Returns whether these figures of a phone are the given ones.
    fn fit(self, phone: &str, given: &str) -> bool {
        let rest = match self {
            // A number this short is masked whole.
            Figures::Middle if phone.len() >= 10 => phone.get(..phone.len() - 4),
            Figures::Last | Figures::Middle => Some(phone),
        };
        let long = phone.len() >= 7;
        long && given.len() == 4 && rest.is_some_and(|rest| rest.ends_with(given))
    }
}

/// Finds the case that somebody means who gives its number and four figures of its phone.
///
/// # Errors
/// The store's own error.
pub(crate) fn own_case(
    db: &Connection,
    number: &str,
    (figures, given): (Figures, &str),
) -> Result<Option<CaseRow>, Error> {
    let number = number.trim().to_ascii_uppercase();
    let given = given.trim();
    let digits = given.bytes().all(|b| b.is_ascii_digit());
    // A copied machine gave some numbers twice: the digits tell whose case it is.
    let mut own = None;
    for row in view::cases::meant(db, &number)? {
        let phone: String = view::cases::phone_of(db, row.id)?
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        if own.is_none() && digits && figures.fit(&phone, given) {
            own = Some(row);
        }
    }
    Ok(own)
}

impl Hall {
    /// Answers a resident who gives a case number and the last four digits of its phone.
    ///
    /// An unknown number, wrong digits and a case without a phone are all answered alike by `None`,
    /// so that nobody learns from the answer which numbers exist.
    ///
    /// # Errors
    /// The store's own error.
    pub fn self_query(
        &self,
        number: &str,
        last4: &str,
        _now: UtcMs,
    ) -> Result<Option<SelfAnswer>, Error> {
        let Some(row) = own_case(self.store().db(), number, (Figures::Last, last4))? else {
            return Ok(None);
        };
        let (kind, who) = match row.holder.as_str() {
            // Which clerk has it is the hall's own affair.
            "staff" | "centre" => ("centre", row.centre.word().to_owned()),
            "office" => ("office", row.who),
            "leader" => ("leader", String::new()),
            "resident" => ("resident", String::new()),
            _ => ("nobody", String::new()),
        };
        Ok(Some(SelfAnswer {
            stage: row.stage,
            due: row.due,
            provisional: row.provisional,
            holder: Held {
                kind: kind.to_owned(),
                who,
                name: String::new(),
            },
            missing: row.missing,
            until: row.deferred,
            ended: row.done_day,
        }))
    }
}
