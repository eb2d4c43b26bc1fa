//! Everything about one case on one page.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::case_file::CaseFile;
use crate::domain::case_file::Deferred;
use crate::domain::case_file::Delivered;
use crate::domain::case_file::Part;
use crate::domain::case_file::Stage;
use crate::domain::case_file::Step;
use crate::domain::deadline;
use crate::domain::deadline::Cause;
use crate::domain::deadline::Clock;
use crate::domain::deadline::DELIVERY_LIMIT;
use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::event::Promise;
use crate::domain::ids::StaffNo;
use crate::domain::number;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::CaseCard;
use crate::store::StoreError;
use crate::store::view;
use crate::store::view::cases::CaseRow;
use crate::store::view::notices::Notice;
use crate::store::view::prints::Print;

/// A member of staff with the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The badge number.
    pub staff: StaffNo,
    /// The name; empty when nobody has that number any more.
    pub name: String,
}

/// Who holds a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// staff, centre, office, leader, resident or nobody.
    pub kind: String,
    /// The badge number, the centre's word or the office; empty for the others.
    pub who: String,
    /// The name of a member of staff; empty for the others.
    pub name: String,
}

/// One reason why a due date is where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What changed the count.
    #[serde(flatten)]
    pub step: deadline::Step,
    /// The key of the words that name the article behind it.
    pub clause: &'static str,
}

/// A one-time notice; the person is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeLine {
    /// Its number for people.
    pub number: String,
    /// The day it was given.
    pub day: NaiveDate,
    /// The matter's name.
    pub matter_name: String,
    /// The matter's code.
    pub matter: String,
    /// The person, masked.
    pub applicant: String,
    /// The case it is about, if papers were taken in.
    pub case: Option<String>,
    /// The day the papers were first shown.
    pub received: NaiveDate,
    /// The papers that were in order.
    pub has: Vec<String>,
    /// Everything missing.
    pub lacking: Vec<String>,
    /// What it should have named and did not (应告未告).
    pub untold: Vec<String>,
    /// What the clerk added.
    pub remark: String,
    /// Who gave it.
    pub staff: Named,
    /// Whether its case is still to be accepted.
    pub open: bool,
    /// The short code printed on its papers.
    pub check: String,
}

/// One thing that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// When.
    pub at: UtcMs,
    /// Who; none is the program or a resident.
    pub by: Option<Named>,
    /// What, as the ledger names it.
    pub kind: String,
    /// What is said about it.
    pub note: String,
}

/// Everything about a case; the applicant is masked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CasePage {
    /// The head of the page.
    #[serde(flatten)]
    pub card: CaseCard,
    /// The matter's code.
    pub matter: String,
    /// Where it stands.
    pub stage: Stage,
    /// Who holds it now.
    pub holder: Held,
    /// On whom waiting counts; none when it is over.
    pub cause: Option<Cause>,
    /// Who answers for it.
    pub answers: Option<Named>,
    /// The promise as it stands.
    pub promise: Option<Promise>,
    /// The first promise, as the applicant was told it.
    pub first_promise: Option<Promise>,
    /// The clock.
    pub clock: Option<Clock>,
    /// The date as counted today: another than the promise while the clock stands still.
    pub counted: Option<NaiveDate>,
    /// Whether a pause is running, so that the date moves on.
    pub moving: bool,
    /// Why the date is where it is.
    pub reasons: Vec<Reason>,
    /// The date without the extension, if there is one.
    pub before_extension: Option<NaiveDate>,
    /// How long the last stop was expected to take, natural days.
    pub pause_days: Option<u16>,
    /// The steps, done and to do.
    pub steps: Vec<Step>,
    /// The first step that is not done.
    pub next: Option<String>,
    /// The departments' parts of joint handling.
    pub parts: Vec<Part>,
    /// Until when deferred papers are promised, and which.
    pub deferred: Option<Deferred>,
    /// The last day for the one-time notice, while the case is only received.
    pub notice_due: Option<NaiveDate>,
    /// The one-time notices.
    pub notices: Vec<NoticeLine>,
    /// Who follows it up.
    pub follow_up: Option<Named>,
    /// Why it is urgent; empty when it is not.
    pub urgent: String,
    /// How often the applicant came.
    pub trips: u32,
    /// The prints about it.
    pub prints: Vec<Print>,
    /// The last day on which the result is handed over; none before the decision.
    pub deliver_by: Option<NaiveDate>,
    /// The result, once it is handed over; the receiver is masked.
    pub delivered: Option<Delivered>,
    /// Who brought it for the applicant, masked; empty when the applicant came.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proxy: String,
    /// The last day of what is over.
    pub ended: Option<NaiveDate>,
    /// The short code printed on its papers.
    pub check: String,
    /// What happened, the first thing first.
    pub history: Vec<HistoryLine>,
}

/// Returns the code that tells a paper from a forged one.
///
/// Made of what no paper shows: whoever knows only a number cannot guess it.
pub(super) fn check_code(id: uuid::Uuid) -> String {
    let hash = Hash::of(id.as_bytes()).to_string();
    hash.chars().take(8).collect::<String>().to_uppercase()
}

/// The names of the staff.
pub(super) struct Names(BTreeMap<StaffNo, String>);

impl Names {
    /// Reads them.
    pub(super) fn load(hall: &Hall) -> Result<Names, StoreError> {
        let staff = view::staff::load(hall.store().db())?;
        Ok(Names(staff.into_iter().map(|s| (s.no, s.name)).collect()))
    }

    /// Returns no names: badge numbers of another site mean nobody here.
    pub(super) fn none() -> Names {
        Names(BTreeMap::new())
    }

    /// Returns everybody, by badge number.
    pub(super) fn all(&self) -> Vec<Named> {
        let named = |(no, name): (&StaffNo, &String)| Named {
            staff: *no,
            name: name.clone(),
        };
        self.0.iter().map(named).collect()
    }

    /// Names a member of staff.
    pub(super) fn of(&self, staff: StaffNo) -> Named {
        let name = self.0.get(&staff).cloned().unwrap_or_default();
        Named { staff, name }
    }

    /// Says who holds a case.
    pub(super) fn holder(&self, row: &CaseRow) -> Held {
        let staff = match row.holder.as_str() {
            "staff" => row.who.parse().ok().map(StaffNo),
            _ => None,
        };
        Held {
            kind: row.holder.clone(),
            who: row.who.clone(),
            name: staff.map(|no| self.of(no).name).unwrap_or_default(),
        }
    }

    /// Masks a notice and names who gave it.
    pub(super) fn notice(&self, hall: &Hall, notice: Notice) -> Result<NoticeLine, StoreError> {
        let case = notice.case;
        let case = case.map(|id| view::cases::number_of(hall.store().db(), id));
        Ok(NoticeLine {
            number: notice.number,
            day: notice.day,
            matter_name: notice.matter_name,
            matter: notice.matter,
            applicant: number::mask_name(&notice.name),
            case: case.transpose()?.flatten(),
            received: notice.received,
            has: notice.has,
            lacking: notice.lacking,
            untold: notice.untold,
            remark: notice.remark,
            staff: self.of(notice.staff),
            open: notice.open,
            check: check_code(notice.id.0),
        })
    }
}

impl Hall {
    /// Returns everything about a case, found by its number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn case_page(&self, number: &str, now: UtcMs) -> Result<Option<CasePage>, Error> {
        let number = number.trim().to_ascii_uppercase();
        let db = self.store().db();
        let Some(row) = view::cases::find(db, &number)? else {
            return Ok(None);
        };
        let file = view::case_files::load(db, row.id)?;
        let names = Names::load(self)?;
        let notices = view::notices::of_case(db, row.id)?
            .into_iter()
            .map(|notice| names.notice(self, notice))
            .collect::<Result<_, _>>()?;
        let prints = view::prints::about(db, &number)?;
        let mut page = self.page_of(row, file, &names, now);
        page.notices = notices;
        page.prints = prints;
        Ok(Some(page))
    }

    /// Returns the name of a member of staff; empty when there is nobody with that number.
    ///
    /// # Errors
    /// The store's own error.
    pub fn name_of(&self, staff: StaffNo) -> Result<String, Error> {
        Ok(Names::load(self)?.of(staff).name)
    }

    /// Returns how many times a paper about a number came out of a printer or into a file.
    ///
    /// # Errors
    /// The store's own error.
    pub fn printed(&self, about: &str, paper: &str) -> Result<u32, Error> {
        let prints = view::prints::about(self.store().db(), about)?.into_iter();
        let printed = prints.filter(|p| p.paper == paper && p.result == "printed");
        Ok(u32::try_from(printed.count()).unwrap_or(u32::MAX))
    }

    fn page_of(&self, row: CaseRow, file: Option<CaseFile>, names: &Names, now: UtcMs) -> CasePage {
        let today = self.day_of(now);
        let holder = names.holder(&row);
        let open = row.open;
        let mut page = CasePage {
            matter: row.matter.clone(),
            stage: row.stage,
            holder,
            cause: (open || row.deliver_due.is_some())
                .then(|| row.cause.parse().ok())
                .flatten(),
            answers: row.answers.map(|staff| names.of(staff)),
            promise: None,
            first_promise: None,
            clock: None,
            counted: None,
            moving: false,
            reasons: Vec::new(),
            before_extension: None,
            pause_days: None,
            steps: Vec::new(),
            next: None,
            parts: Vec::new(),
            deferred: None,
            notice_due: None,
            notices: Vec::new(),
            follow_up: None,
            urgent: row.urgent.clone(),
            trips: row.trips,
            prints: Vec::new(),
            deliver_by: None,
            delivered: None,
            proxy: String::new(),
            ended: row.done_day,
            check: check_code(row.id.0),
            history: Vec::new(),
            card: CaseCard::of(row, today),
        };
        if let Some(file) = file {
            self.open_file(&mut page, file, names, today);
        }
        page
    }

    /// Puts what the file of a case says on its page.
    fn open_file(&self, page: &mut CasePage, file: CaseFile, names: &Names, today: NaiveDate) {
        let calendar = self.calendar();
        if let Some(clock) = &file.clock {
            // The count of what is over stands where it ended.
            let seen = file.ended.unwrap_or(today);
            if let Some(due) = deadline::count(calendar, clock, seen) {
                page.counted = Some(due.date);
                page.moving = due.open && file.ended.is_none();
                page.reasons = due
                    .steps
                    .into_iter()
                    .map(|step| Reason {
                        clause: step.clause(),
                        step,
                    })
                    .collect();
            }
            if clock.extension.is_some() {
                let bare = Clock {
                    extension: None,
                    ..clock.clone()
                };
                page.before_extension = deadline::count(calendar, &bare, seen).map(|d| d.date);
            }
        }
        if let (Stage::Done, Some(ended)) = (file.stage, file.ended) {
            let told = file.deliver.as_ref().map(|deliver| deliver.due);
            let counted = || deadline::due(calendar, ended, DELIVERY_LIMIT).map(|due| due.date);
            page.deliver_by = told.or_else(counted);
        }
        page.proxy = number::mask_name(&file.proxy);
        page.next = file
            .next_step()
            .filter(|_| !file.stage.is_over())
            .map(|step| step.plan.name.clone());
        page.delivered = file.delivered.map(|delivered| Delivered {
            to: number::mask_name(&delivered.to),
            ..delivered
        });
        page.history = file
            .history
            .into_iter()
            .map(|happened| HistoryLine {
                at: happened.at,
                by: (ActorNo(happened.by) != ActorNo::SYSTEM
                    && ActorNo(happened.by) != ActorNo::RESIDENT)
                    .then(|| names.of(StaffNo(happened.by))),
                note: match (happened.kind.as_str(), &page.delivered) {
                    // The ledger's note names the receiver in full.
                    ("case.delivered", Some(d)) => format!("{} {}", d.result, d.to),
                    _ => happened.note,
                },
                kind: happened.kind,
            })
            .collect();
        page.promise = file.promise;
        page.first_promise = file.first_promise;
        page.clock = file.clock;
        page.pause_days = file.pause_days;
        page.steps = file.steps;
        page.parts = file.parts;
        page.deferred = file.deferred;
        page.notice_due = file.notice_due;
        page.follow_up = file.follow_up.map(|staff| names.of(staff));
    }
}
