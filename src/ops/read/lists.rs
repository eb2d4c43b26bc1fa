//! Trays and registers: what somebody answers for, what lies where, what was said on a day.

use chrono::Days;
use chrono::NaiveDate;
use chrono::NaiveTime;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::deadline::Cause;
use crate::domain::deadline::Lamp;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::number;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CaseCard;
use crate::ops::read::Held;
use crate::ops::read::Named;
use crate::ops::read::NoticeLine;
use crate::ops::read::case_page::Names;
use crate::ops::read::case_page::check_code;
use crate::store::StoreError;
use crate::store::view;
use crate::store::view::cases::CaseRow;
use crate::store::view::hards::Hard;
use crate::store::view::noes::Place;

/// A case in a tray; the applicant is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseLine {
    /// The case.
    #[serde(flatten)]
    pub card: CaseCard,
    /// Who took it; none is the program.
    pub taken_by: Option<Named>,
    /// Where it stands.
    pub stage: Stage,
    /// Who holds it.
    pub holder: Held,
    /// Who answers for it.
    pub answers: Option<Named>,
    /// On whom waiting counts; none when it is over.
    pub cause: Option<Cause>,
    /// Why it is urgent; empty when it is not.
    pub urgent: String,
    /// How often the applicant came.
    pub trips: u32,
}

/// A matter at window 1; the resident is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HardLine {
    /// Its number for people.
    pub number: String,
    /// The day it was handed over.
    pub day: NaiveDate,
    /// The last day.
    pub due: NaiveDate,
    /// How old it is, natural days.
    pub age: i64,
    /// Whether its last day has passed without an end.
    pub overdue: bool,
    /// The window that handed it over.
    pub window: WindowNo,
    /// Who handed it over.
    pub staff: Named,
    /// The resident, masked.
    pub name: String,
    /// What is to be done.
    pub what: String,
    /// What blocks it.
    pub blocked: String,
    /// How hard.
    pub size: String,
    /// The case, if there is one.
    pub case: Option<String>,
    /// Whom window 1 called and what came of it.
    pub calls: Vec<String>,
    /// How it ended: the word of an end.
    pub end: Option<String>,
    /// What the resident was told.
    pub outcome: String,
}

/// What lies at window 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hards {
    /// How many go on.
    pub open: usize,
    /// How many of these are over their last day.
    pub overdue: usize,
    /// The matters, the most pressing first.
    pub hards: Vec<HardLine>,
}

/// A recorded no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoLine {
    /// Its number for people.
    pub number: String,
    /// The local day.
    pub day: NaiveDate,
    /// The window.
    pub window: Option<WindowNo>,
    /// What was asked for.
    pub what: String,
    /// Why not.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// What the resident can do instead.
    pub instead: String,
    /// The refused case.
    pub case: Option<String>,
    /// Who said it.
    pub staff: Named,
    /// The leader who has seen it.
    pub seen_by: Option<Named>,
    /// Whether the leader lets it stand.
    pub agreed: Option<bool>,
    /// What the leader said.
    pub note: String,
    /// The short code printed on its papers.
    pub check: String,
}

/// The right office, named to somebody whose matter is not the hall's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceLine {
    /// Its number for people.
    pub number: String,
    /// The local day.
    pub day: NaiveDate,
    /// The window.
    pub window: WindowNo,
    /// What was asked for.
    pub what: String,
    /// The right office.
    pub office: String,
    /// Where it is, or its phone.
    pub address: String,
    /// Who named it.
    pub staff: Named,
    /// The short code printed on its papers.
    pub check: String,
}

/// A booked time; the resident is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookingLine {
    /// Its code for people.
    pub number: String,
    /// When.
    pub at: UtcMs,
    /// The matter's code.
    pub matter: String,
    /// Who will serve.
    pub staff: Named,
    /// The resident, masked.
    pub name: String,
    /// How it ended: the word of an end.
    pub end: Option<String>,
}

/// A lamp as it was judged at a night close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedLine {
    /// The case.
    pub case: String,
    /// The lamp.
    pub lamp: Lamp,
    /// On whom it counts.
    pub cause: Cause,
    /// Who answered for it.
    pub staff: Option<Named>,
    /// Whether it was decided and the result waited to be handed over.
    pub delivery: bool,
}

/// A date that moved because the days off of its year became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedLine {
    /// The case.
    pub case: String,
    /// The date before.
    pub before: NaiveDate,
    /// The date now.
    pub due: NaiveDate,
}

impl CaseLine {
    pub(super) fn of(row: CaseRow, names: &Names, today: NaiveDate) -> CaseLine {
        CaseLine {
            taken_by: row.staff.map(|staff| names.of(staff)),
            stage: row.stage,
            holder: names.holder(&row),
            answers: row.answers.map(|staff| names.of(staff)),
            cause: (row.open || row.deliver_due.is_some())
                .then(|| row.cause.parse().ok())
                .flatten(),
            urgent: row.urgent.clone(),
            trips: row.trips,
            card: CaseCard::of(row, today),
        }
    }
}

impl PlaceLine {
    fn of(place: Place, names: &Names) -> PlaceLine {
        PlaceLine {
            check: check_code(place.errand.0),
            number: place.number,
            day: place.day,
            window: place.window,
            what: place.what,
            office: place.office,
            address: place.address,
            staff: names.of(place.staff),
        }
    }
}

impl HardLine {
    pub(super) fn of(
        hall: &Hall,
        hard: Hard,
        names: &Names,
        today: NaiveDate,
    ) -> Result<HardLine, StoreError> {
        let case = hard.case;
        let case = case.map(|id| view::cases::number_of(hall.store().db(), id));
        Ok(HardLine {
            age: (hard.ended.unwrap_or(today) - hard.day).num_days(),
            overdue: hard.ended.is_none() && hard.due < today,
            number: hard.number,
            day: hard.day,
            due: hard.due,
            window: hard.window,
            staff: names.of(hard.staff),
            name: number::mask_name(&hard.name),
            what: hard.what,
            blocked: hard.blocked,
            size: hard.size,
            case: case.transpose()?.flatten(),
            calls: hard.calls,
            end: hard.end,
            outcome: hard.outcome,
        })
    }
}

impl Hall {
    fn case_lines(&self, rows: Vec<CaseRow>, now: UtcMs) -> Result<Vec<CaseLine>, Error> {
        let (names, today) = (Names::load(self)?, self.day_of(now));
        let lines = rows.into_iter();
        Ok(lines.map(|row| CaseLine::of(row, &names, today)).collect())
    }

    /// Returns what a member of staff answers for, the most pressing first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn mine(&self, staff: StaffNo, now: UtcMs) -> Result<Vec<CaseLine>, Error> {
        self.case_lines(view::cases::of_staff(self.store().db(), staff)?, now)
    }

    /// Finds cases by parts of number, matter or name, those that are over too.
    ///
    /// # Errors
    /// The store's own error.
    pub fn search_lines(
        &self,
        text: &str,
        limit: usize,
        now: UtcMs,
    ) -> Result<Vec<CaseLine>, Error> {
        let text: String = text.chars().take(64).collect();
        self.case_lines(view::cases::search(self.store().db(), &text, limit)?, now)
    }

    /// Returns what lies in a tray: `staff`, `centre`, `office`, `leader` or `resident`, and whose.
    ///
    /// # Errors
    /// The store's own error.
    pub fn tray(&self, kind: &str, who: &str, now: UtcMs) -> Result<Vec<CaseLine>, Error> {
        self.case_lines(view::cases::in_tray(self.store().db(), kind, who)?, now)
    }

    /// Returns every case there is, the first one first; only for a file that is to hold them all.
    ///
    /// # Errors
    /// The store's own error.
    pub fn all_cases(&self, now: UtcMs) -> Result<Vec<CaseLine>, Error> {
        self.case_lines(view::cases::all(self.store().db())?, now)
    }

    /// Returns what goes on at window 1.
    ///
    /// # Errors
    /// The store's own error.
    pub fn hards(&self, now: UtcMs) -> Result<Hards, Error> {
        let (names, today) = (Names::load(self)?, self.day_of(now));
        let hards = view::hards::open(self.store().db())?
            .into_iter()
            .map(|hard| HardLine::of(self, hard, &names, today))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Hards {
            open: hards.len(),
            overdue: hards.iter().filter(|hard| hard.overdue).count(),
            hards,
        })
    }

    /// Returns the recorded answers of no of a day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn noes(&self, day: NaiveDate) -> Result<Vec<NoLine>, Error> {
        let names = Names::load(self)?;
        view::noes::of_day(self.store().db(), day)?
            .into_iter()
            .map(|no| self.no_line(no, &names))
            .collect()
    }

    /// Finds the recorded no with which a case was refused.
    ///
    /// # Errors
    /// The store's own error.
    pub fn no_of_case(&self, number: &str, ended: NaiveDate) -> Result<Option<NoLine>, Error> {
        let mut of_day = self.noes(ended)?.into_iter();
        Ok(of_day.rfind(|no| no.case.as_deref() == Some(number)))
    }

    /// Returns the recorded answers of no that no leader has seen, the oldest first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn unseen_noes(&self) -> Result<Vec<NoLine>, Error> {
        let names = Names::load(self)?;
        view::noes::unseen(self.store().db())?
            .into_iter()
            .map(|no| self.no_line(no, &names))
            .collect()
    }

    /// Finds a recorded no by its number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn no(&self, number: &str) -> Result<Option<NoLine>, Error> {
        let number = number.trim().to_ascii_uppercase();
        let names = Names::load(self)?;
        view::noes::find(self.store().db(), &number)?
            .map(|no| self.no_line(no, &names))
            .transpose()
    }

    fn no_line(&self, no: view::noes::No, names: &Names) -> Result<NoLine, Error> {
        let case = no.case;
        let case = case.map(|id| view::cases::number_of(self.store().db(), id));
        Ok(NoLine {
            case: case.transpose()?.flatten(),
            check: check_code(no.id.0),
            number: no.number,
            day: no.day,
            window: no.window,
            what: no.what,
            reason: no.reason,
            clause: no.clause,
            instead: no.instead,
            staff: names.of(no.staff),
            seen_by: no.seen_by.map(|staff| names.of(staff)),
            agreed: no.agreed,
            note: no.note,
        })
    }

    /// Returns the right offices named on a day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn places(&self, day: NaiveDate) -> Result<Vec<PlaceLine>, Error> {
        let names = Names::load(self)?;
        let found = view::noes::places(self.store().db(), day)?.into_iter();
        Ok(found.map(|place| PlaceLine::of(place, &names)).collect())
    }

    /// Finds a right office named by its number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn place(&self, number: &str) -> Result<Option<PlaceLine>, Error> {
        let number = number.trim().to_ascii_uppercase();
        let found = view::noes::find_place(self.store().db(), &number)?;
        let names = Names::load(self)?;
        Ok(found.map(|place| PlaceLine::of(place, &names)))
    }

    /// Returns the one-time notices of a day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn notices(&self, day: NaiveDate) -> Result<Vec<NoticeLine>, Error> {
        let names = Names::load(self)?;
        let found = view::notices::of_day(self.store().db(), day)?;
        let lines = found.into_iter().map(|notice| names.notice(self, notice));
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Finds a one-time notice by its number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn notice(&self, number: &str) -> Result<Option<NoticeLine>, Error> {
        let number = number.trim().to_ascii_uppercase();
        let Some(notice) = view::notices::find(self.store().db(), &number)? else {
            return Ok(None);
        };
        Ok(Some(Names::load(self)?.notice(self, notice)?))
    }

    /// Returns the booked times of a local day.
    ///
    /// # Errors
    /// The store's own error.
    pub fn bookings(&self, day: NaiveDate) -> Result<Vec<BookingLine>, Error> {
        let zone = self.config().zone();
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let at = |day: NaiveDate| zone.instant(day.and_time(NaiveTime::MIN));
        let names = Names::load(self)?;
        let found = view::bookings::between(self.store().db(), at(day), at(next))?;
        Ok(found
            .into_iter()
            .map(|booking| BookingLine {
                number: booking.number,
                at: booking.at,
                matter: booking.matter,
                staff: names.of(booking.staff),
                name: number::mask_name(&booking.name),
                end: booking.end,
            })
            .collect())
    }

    /// Returns the lamps of a day as they were judged at its close.
    ///
    /// # Errors
    /// The store's own error.
    pub fn judged(&self, day: NaiveDate) -> Result<Vec<JudgedLine>, Error> {
        let names = Names::load(self)?;
        let found = view::judged::of_day(self.store().db(), day)?;
        Ok(found
            .into_iter()
            .map(|judged| JudgedLine {
                case: judged.number,
                lamp: judged.lamp,
                cause: judged.cause,
                staff: judged.staff.map(|staff| names.of(staff)),
                delivery: judged.delivery,
            })
            .collect())
    }

    /// Returns the dates that moved on a day, or on the last day on which any did.
    ///
    /// # Errors
    /// The store's own error.
    pub fn redated(&self, day: Option<NaiveDate>) -> Result<Vec<MovedLine>, Error> {
        let db = self.store().db();
        let Some(day) = day.map_or_else(|| view::redated::last_day(db), |day| Ok(Some(day)))?
        else {
            return Ok(Vec::new());
        };
        let found = view::redated::of_day(db, day)?.into_iter();
        Ok(found
            .map(|moved| MovedLine {
                case: moved.number,
                before: moved.before,
                due: moved.due,
            })
            .collect())
    }
}
