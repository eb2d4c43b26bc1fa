//! Errands that are unrated and can still be rated, the forms that two people key, and the errand of
//! who comes back to rate.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::rating;
use crate::domain::rating::form::KeyedForm;
use crate::domain::time::UtcMs;
use crate::domain::twice::Difference;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::rating_down;
use crate::ops::read::Named;
use crate::ops::read::PadAsk;
use crate::ops::read::case_page::Names;
use crate::ops::read::pad::AskedFor;
use crate::store::view;

/// An errand whose resident did not rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnratedLine {
    /// The errand.
    pub errand: ErrandId,
    /// The local day.
    pub day: NaiveDate,
    /// The last day on which it can be rated.
    pub last: Option<NaiveDate>,
    /// The window.
    pub window: WindowNo,
    /// Who served, and takes no rating of it down.
    pub staff: Named,
    /// What for.
    pub matter_name: String,
    /// The number of the visit; none where it had none.
    pub ticket: Option<TicketNo>,
    /// The number of its case; none where it has none.
    pub case: Option<String>,
    /// How often somebody called about it.
    pub calls: u32,
    /// Whether a phone is on file by which the resident can be called.
    pub phone: bool,
}

/// A form that is keyed and not counted; what one person read is not told before another did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormLine {
    /// The serial number of its paper.
    pub paper: String,
    /// The local day it was keyed first.
    pub day: NaiveDate,
    /// Who keyed it.
    pub keyed: Vec<Named>,
    /// Who served the errands it may be about, and has no hand in it.
    #[serde(skip)]
    pub served: Vec<StaffNo>,
    /// Where the two differ, and what each read.
    pub differ: Vec<Difference<String>>,
    /// Whether the errand was rated in another way meanwhile, so that the paper counts no more.
    pub overtaken: bool,
}

impl FormLine {
    /// Returns whether two people have keyed it.
    pub fn is_twice(&self) -> bool {
        self.keyed.len() > 1
    }
}

/// What is unrated and can still be rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unrated {
    /// Who works here.
    pub staff: Vec<Named>,
    /// The first day whose errands can still be rated.
    pub from: NaiveDate,
    /// The errands, the oldest first.
    pub errands: Vec<UnratedLine>,
    /// The forms that wait for a second or third person, the oldest first.
    pub forms: Vec<FormLine>,
}

impl Hall {
    /// Returns what is unrated and can still be rated, and the forms that wait for somebody.
    ///
    /// # Errors
    /// The store's own error.
    pub fn unrated(&self, now: UtcMs) -> Result<Unrated, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let names = Names::load(self)?;
        let from = rating::first_late(self.calendar(), today);
        let errands = view::ratings::unrated(db, from)?.into_iter();
        let errands = errands.map(|row| UnratedLine {
            errand: row.errand,
            day: row.day,
            last: rating_down::last_day(self.calendar(), row.day),
            window: row.window,
            staff: names.of(row.staff),
            matter_name: row.matter_name,
            ticket: row.ticket,
            case: row.case,
            calls: row.calls,
            phone: row.phone,
        });
        let forms = view::forms::waiting(db)?;
        let forms = forms.into_iter().map(|form| self.form_line(form, &names));
        Ok(Unrated {
            staff: names.all(),
            from,
            errands: errands.collect(),
            forms: forms.collect::<Result<_, Error>>()?,
        })
    }

    fn form_line(&self, form: KeyedForm, names: &Names) -> Result<FormLine, Error> {
        let db = self.store().db();
        let mut standing = Vec::new();
        for errand in form.errands() {
            standing.extend(view::ratings::standing(db, errand)?);
        }
        let keyed = form.twice.first.iter().chain(&form.twice.second);
        Ok(FormLine {
            keyed: keyed.map(|keyed| names.of(keyed.by)).collect(),
            differ: form.twice.differences(),
            overtaken: (standing.first()).is_some_and(|standing| standing.state == "given"),
            served: standing.iter().map(|standing| standing.staff).collect(),
            paper: form.paper,
            day: form.day,
        })
    }

    /// Returns the errand that somebody may still rate who gives a number and the four figures on its
    /// slip, or a case number and the four figures of its phone before the last four; the first unrated
    /// one.
    ///
    /// A number that does not fit, and an errand that is rated or too old, are answered alike by
    /// `None`, so that nobody learns which numbers exist.
    ///
    /// # Errors
    /// The store's own error.
    pub fn late_ask(&self, number: &str, code: &str, now: UtcMs) -> Result<Option<PadAsk>, Error> {
        let (db, today) = (self.store().db(), self.day_of(now));
        let from = rating::first_late(self.calendar(), today);
        let Some(errand) = rating_down::held(db, (from, today), (number, code))? else {
            return Ok(None);
        };
        let found = view::ratings::unrated(db, from)?;
        let found = found.into_iter().find(|row| row.errand == errand);
        let names = Names::load(self)?;
        Ok(found.map(|row| PadAsk {
            errand,
            staff: row.staff,
            staff_name: names.of(row.staff).name,
            matter_name: row.matter_name,
            invited: now,
            of: AskedFor::Earlier {
                window: row.window,
                day: row.day,
            },
        }))
    }
}
