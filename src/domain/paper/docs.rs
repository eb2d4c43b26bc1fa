//! The facts of each paper.

use chrono::NaiveDate;

use crate::domain::matter::PaperForm;
use crate::domain::walk::Stop;

/// What every paper says about its case.
///
/// All text is printed as it stands: who fills it decides what is masked. A paper is carried through the street, so the
/// applicant's ID number belongs on none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperHead {
    /// The hall's name.
    pub hall: String,
    /// The office under whose seal the paper goes out; empty is the hall.
    pub office: String,
    /// The case number; empty where no case was opened.
    pub case_no: String,
    /// The matter.
    pub matter: String,
    /// The applicant, as it may be read by anyone who finds the paper.
    pub applicant: String,
    /// Who issued it: window and person.
    pub issued_by: String,
    /// The local date on the paper.
    pub issued_on: NaiveDate,
    /// The short code with which a paper is told from a forged one; empty prints none.
    pub check_code: String,
    /// The hall's telephone for questions; empty prints none.
    pub hall_phone: String,
    /// How many times it was printed before: 0 for the first print, 1 for the first reprint.
    pub reprints: u32,
}

/// A paper that was handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperIn {
    /// The paper's name.
    pub name: String,
    /// In which form it came.
    pub form: PaperForm,
    /// How many; 0 is printed as 1.
    pub copies: u32,
}

/// A paper that may follow later against a written promise (容缺).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferredPaper {
    /// The paper's name.
    pub name: String,
    /// The last day on which it may be handed in.
    pub until: NaiveDate,
}

/// The facts of an acceptance slip (受理回执单).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AcceptanceDoc {
    /// The case.
    pub head: PaperHead,
    /// The local date the application came in.
    pub received: NaiveDate,
    /// The local date from which it counts as accepted.
    pub accepted: NaiveDate,
    /// What was handed in.
    pub papers: Vec<PaperIn>,
    /// What follows later; late means treated as withdrawn.
    pub deferred: Vec<DeferredPaper>,
    /// The promised limit in words, as 15个工作日; empty prints none.
    pub limit: String,
    /// The last day of the promise; absent for what is done on the spot.
    pub due: Option<NaiveDate>,
    /// Which working day after acceptance the due date is.
    pub due_working_day: Option<u32>,
    /// Whether the due date reaches into a year whose holidays are not published yet.
    pub due_provisional: bool,
    /// The offices that handle it together; empty for one office.
    pub joint: Vec<String>,
}

/// A paper that is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingPaper {
    /// The paper's name.
    pub name: String,
    /// In which form it is wanted.
    pub form: PaperForm,
    /// How many; 0 is printed as 1.
    pub copies: u32,
    /// Who issues it, or where it is to be had; empty prints none.
    pub issuer: String,
    /// What is wrong with the one handed in, or what to look out for; empty prints none.
    pub note: String,
}

/// The facts of a one-time notice (一次性告知书).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeDoc {
    /// The case.
    pub head: PaperHead,
    /// The local date the application came in.
    pub received: NaiveDate,
    /// The local date of this notice.
    pub noticed: NaiveDate,
    /// Everything that is missing.
    pub missing: Vec<MissingPaper>,
    /// What is in already and must not be asked for again.
    pub present: Vec<PaperIn>,
    /// The day from which the case counts as accepted because the notice came too late; absent when it came in time.
    ///
    /// Source: 行政许可法 §32(4).
    pub accepted_from: Option<NaiveDate>,
    /// Until when the papers are to be handed in; absent prints none.
    pub until: Option<NaiveDate>,
    /// The clause the notice rests on; empty prints none.
    pub clause: String,
}

/// What is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusalStage {
    /// 不予受理: the application is not taken.
    #[default]
    NotAccepted,
    /// 不予许可: the application was decided against.
    NotGranted,
}

/// The facts of a refusal (不予受理/不予许可决定书).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusalDoc {
    /// The case.
    pub head: PaperHead,
    /// What is refused.
    pub stage: RefusalStage,
    /// The local date the application came in.
    pub received: NaiveDate,
    /// The local date of the decision.
    pub decided: NaiveDate,
    /// Why, in full sentences.
    pub reason: String,
    /// The clause it rests on; empty prints none.
    pub clause: String,
    /// What can be done against it; empty prints the sentence of the locale.
    pub remedy: String,
}

/// The facts of a not-ours slip: the matter belongs to another office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotOursDoc {
    /// The case, without a number where none was opened.
    pub head: PaperHead,
    /// The local date the resident asked.
    pub asked: NaiveDate,
    /// Why it is not ours; empty prints none.
    pub reason: String,
    /// The right office.
    pub right_office: String,
    /// Where it is; empty prints none.
    pub address: String,
    /// Its telephone; empty prints none.
    pub phone: String,
    /// The clause; empty prints none.
    pub clause: String,
}

/// How a result reached the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeliveryWay {
    /// At the counter, to the applicant.
    #[default]
    Counter,
    /// To somebody the applicant named.
    Proxy,
    /// By post.
    Post,
    /// At the door, by a village assistant.
    Home,
}

/// A document that was handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveredDocument {
    /// What it is.
    pub name: String,
    /// Its own number; empty prints none.
    pub number: String,
    /// How many; 0 is printed as 1.
    pub copies: u32,
}

/// The facts of a delivery receipt (送达回证).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryDoc {
    /// The case.
    pub head: PaperHead,
    /// The local date of the decision; absent prints none.
    pub decided: Option<NaiveDate>,
    /// The local date it was handed over; absent leaves a place to write it.
    pub delivered: Option<NaiveDate>,
    /// What was handed over.
    pub documents: Vec<DeliveredDocument>,
    /// How.
    pub way: DeliveryWay,
    /// Who received it; empty leaves a place to write it.
    pub received_by: String,
}

/// The facts of a pause notice: the clock stands still (L6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PauseDoc {
    /// The case.
    pub head: PaperHead,
    /// The first day that does not count.
    pub from: NaiveDate,
    /// The ground, as 听证 or 检验.
    pub ground: String,
    /// How long it is expected to take, in words, as 20个工作日.
    pub expected: String,
    /// The expected last day; absent prints none.
    pub until: Option<NaiveDate>,
    /// The clause it rests on; empty prints none.
    pub clause: String,
}

/// The facts of an extension notice (L5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtensionDoc {
    /// The case.
    pub head: PaperHead,
    /// Why more time is needed.
    pub reason: String,
    /// The due date until now.
    pub old_due: NaiveDate,
    /// The new due date.
    pub new_due: NaiveDate,
    /// By how much, in words, as 10个工作日; empty prints none.
    pub by: String,
    /// Who approved it.
    pub approved_by: String,
    /// The offices that handle it together; empty for one office.
    pub joint: Vec<String>,
    /// The clause it rests on; empty prints none.
    pub clause: String,
}

/// A paper that a resident gives into an assistant's hands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandatePaperIn {
    /// The paper's name.
    pub name: String,
    /// In which form it was given.
    pub form: PaperForm,
    /// The number on it, masked; empty prints none.
    pub number: String,
    /// Its condition; empty prints none.
    pub condition: String,
}

/// The facts of a mandate (代办委托书).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MandateDoc {
    /// The errand; the case number is its own.
    pub head: PaperHead,
    /// The assistant's name.
    pub assistant: String,
    /// How it is run, in words.
    pub mode: String,
    /// The local date it was given.
    pub given: NaiveDate,
    /// By when the papers are at the hall.
    pub hand_in: NaiveDate,
    /// Until when it holds.
    pub until: NaiveDate,
    /// What was given for it.
    pub papers: Vec<MandatePaperIn>,
}

/// The facts of a walk list, or of a pick-up list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WalkDoc {
    /// The day is its number; it is about no case.
    pub head: PaperHead,
    /// The stops, in their order.
    pub stops: Vec<Stop>,
}
