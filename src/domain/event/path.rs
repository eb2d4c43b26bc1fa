//! What happens on a case's way: papers, notices, holders, clocks, ends.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case_file::Holder;
use crate::domain::deadline::StopGround;
use crate::domain::event::parts::Applicant;
use crate::domain::event::parts::Promise;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::NoticeId;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::VisitId;
use crate::domain::matter::Limit;
use crate::domain::matter::MatterStep;

/// Papers are taken in before the case is accepted (收件): the clock of the one-time notice runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseReceived {
    /// The case.
    pub case: CaseId,
    /// Its number for people.
    pub number: String,
    /// The errand.
    pub errand: ErrandId,
    /// The visit.
    pub visit: VisitId,
    /// The matter's code.
    pub matter: String,
    /// Its name.
    pub matter_name: String,
    /// The centre that does the work.
    pub centre: Centre,
    /// The person in the register.
    pub person: PersonId,
    /// The applicant as written.
    pub applicant: Applicant,
    /// Warnings about number or phone.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The papers handed in.
    #[serde(default)]
    pub papers: Vec<String>,
    /// The papers still missing.
    #[serde(default)]
    pub lacking: Vec<String>,
    /// The local day.
    pub day: NaiveDate,
    /// Who was asked first (首问).
    pub first: StaffNo,
    /// The last day for the one-time notice.
    pub notice_due: NaiveDate,
    /// The open notices that were given for the matter before.
    #[serde(default)]
    pub notices: Vec<NoticeId>,
    /// How many visits those notices were.
    #[serde(default)]
    pub trips_before: u32,
    /// Who brought the papers for the applicant; empty when the applicant came.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proxy: String,
}

/// A one-time notice (一次性告知书) lists everything that is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeGiven {
    /// The notice.
    pub notice: NoticeId,
    /// Its number for people.
    pub number: String,
    /// The received case; none when the resident took the papers home.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// The errand.
    #[serde(default)]
    pub errand: Option<ErrandId>,
    /// The visit.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The person.
    pub person: PersonId,
    /// The applicant as written.
    pub applicant: Applicant,
    /// The matter's code.
    pub matter: String,
    /// Its name.
    pub matter_name: String,
    /// The centre.
    pub centre: Centre,
    /// The papers that are in order.
    #[serde(default)]
    pub has: Vec<String>,
    /// Everything missing.
    pub lacking: Vec<String>,
    /// The day the papers were first shown or handed in.
    pub received: NaiveDate,
    /// The day of the notice.
    pub day: NaiveDate,
    /// Papers an earlier notice should have named and did not (应告未告).
    #[serde(default)]
    pub untold: Vec<String>,
    /// That earlier notice.
    #[serde(default)]
    pub against: Option<NoticeId>,
    /// What the clerk added.
    #[serde(default)]
    pub remark: String,
}

/// No notice came in time: the case counts as accepted from the day the papers were received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseDeemed {
    /// The case.
    pub case: CaseId,
    /// The local day on which it is noted.
    pub day: NaiveDate,
    /// The day the papers were received, from which the promise is counted.
    pub received: NaiveDate,
    /// The promise, counted from the day of receipt.
    pub promise: Promise,
    /// The steps of the matter.
    #[serde(default)]
    pub steps: Vec<MatterStep>,
}

/// A member of staff takes the case over by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseTaken {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub staff: StaffNo,
}

/// A wrongly routed case goes back, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseSentBack {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

/// The case goes to another holder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CasePassed {
    /// The case.
    pub case: CaseId,
    /// Whom to.
    pub to: Holder,
    /// Why.
    pub reason: String,
}

/// A step of the case is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseStepDone {
    /// The case.
    pub case: CaseId,
    /// The step's name.
    pub step: String,
    /// Who did it.
    pub staff: StaffNo,
    /// The local day.
    pub day: NaiveDate,
    /// What was found.
    #[serde(default)]
    pub note: String,
}

/// The leader signs, or sends the paper back with a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseSigned {
    /// The case.
    pub case: CaseId,
    /// Whether it was signed.
    pub agreed: bool,
    /// Why not.
    #[serde(default)]
    pub reason: String,
    /// Who.
    pub staff: StaffNo,
}

/// The clock stops on a ground the law lists; the applicant is told in writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CasePaused {
    /// The case.
    pub case: CaseId,
    /// The ground.
    pub ground: StopGround,
    /// The first day that does not count.
    pub day: NaiveDate,
    /// How long it is expected to take, natural days.
    pub days: u16,
    /// What the applicant was told.
    #[serde(default)]
    pub note: String,
}

/// The clock runs again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseResumed {
    /// The case.
    pub case: CaseId,
    /// The last day that does not count.
    pub day: NaiveDate,
    /// The new promise.
    pub promise: Promise,
}

/// The head extends the limit, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseExtended {
    /// The case.
    pub case: CaseId,
    /// By how much.
    pub by: Limit,
    /// Why, as told to the applicant.
    pub reason: String,
    /// The new promise.
    pub promise: Promise,
    /// Who allowed it.
    pub staff: StaffNo,
}

/// The case waits for the applicant to put papers right (退回补正).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseReturned {
    /// The case.
    pub case: CaseId,
    /// The papers.
    pub papers: Vec<String>,
    /// What is wrong with them.
    pub reason: String,
}

/// The applicant brought papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseSupplied {
    /// The case.
    pub case: CaseId,
    /// The papers.
    pub papers: Vec<String>,
    /// The visit they came with.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The local day.
    pub day: NaiveDate,
}

/// The application is refused with a reason, a clause and a remedy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRefused {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
    /// By which clause.
    pub clause: String,
    /// The local day.
    pub day: NaiveDate,
    /// Who decided.
    pub staff: StaffNo,
}

/// The applicant withdraws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseWithdrawn {
    /// The case.
    pub case: CaseId,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The local day.
    pub day: NaiveDate,
}

/// Deferred papers did not come in time: the application counts as withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseLapsed {
    /// The case.
    pub case: CaseId,
    /// The papers.
    pub papers: Vec<String>,
    /// The local day.
    pub day: NaiveDate,
}

/// Several departments handle the case together under its one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseJoined {
    /// The case.
    pub case: CaseId,
    /// The departments.
    pub offices: Vec<String>,
    /// The promise of joint handling.
    pub promise: Promise,
}

/// A department's part of a joint case is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartDone {
    /// The case.
    pub case: CaseId,
    /// The department.
    pub office: String,
    /// What it found.
    #[serde(default)]
    pub note: String,
    /// The local day.
    pub day: NaiveDate,
}

/// The case is urgent, for a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseUrged {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

/// A named member of staff follows the case up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFollowed {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub staff: StaffNo,
}

/// The result is handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseDelivered {
    /// The case.
    pub case: CaseId,
    /// The result document.
    pub result: String,
    /// Who signed for it.
    pub to: String,
    /// The visit, when it was fetched.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The local day.
    pub day: NaiveDate,
}

/// The date is counted again because the calendar of its year is known now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRedated {
    /// The case.
    pub case: CaseId,
    /// The promise.
    pub promise: Promise,
    /// The date before; none before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<NaiveDate>,
    /// The local day; none before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Whether it is the day by which the result is handed over, of a case that is decided.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deliver: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}
