//! What a rule refuses, and what to say about it.

use serde::Serialize;
use thiserror::Error;

use crate::domain::case_file::Stage;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::visit::VisitState;

mod hotline;
mod mandate;
mod rating;
mod site;
mod subject;
mod values;

pub use hotline::HotlineRefusal;
pub use mandate::MandateRefusal;
pub use rating::RatingRefusal;
pub use site::SiteRefusal;
pub use subject::*;

/// A rule said no. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody stands in the window's line.
    #[error("nobody is waiting for window {window}")]
    NobodyWaiting {
        /// The window that asked.
        window: WindowNo,
    },
    /// Everybody in line was called less than the pause ago.
    #[error("{ticket} was called a moment ago; next may take it at {at}, or call it by number")]
    CalledTooRecently {
        /// The number at the front.
        ticket: String,
        /// The local time from which `call_next` may take it.
        at: String,
    },
    /// There is no such window.
    #[error("there is no window {window}; add it with save_window")]
    WindowUnknown {
        /// The number asked for.
        window: WindowNo,
    },
    /// The window is closed or paused.
    #[error("window {window} is not open; open it first")]
    WindowNotOpen {
        /// The window.
        window: WindowNo,
    },
    /// The window is already open.
    #[error("window {window} is already open with {staff}")]
    WindowOpen {
        /// The window.
        window: WindowNo,
        /// Who sits there.
        staff: StaffNo,
    },
    /// The window is not paused.
    #[error("window {window} is not paused")]
    WindowNotPaused {
        /// The window.
        window: WindowNo,
    },
    /// The window has somebody called or served.
    #[error("window {window} still has {ticket}; finish, park, transfer or put it back first")]
    WindowBusy {
        /// The window.
        window: WindowNo,
        /// The number it has.
        ticket: String,
    },
    /// The window has nobody called or served.
    #[error("window {window} has nobody; call the next number first")]
    WindowIdle {
        /// The window.
        window: WindowNo,
    },
    /// There is no such member of staff.
    #[error("there is no staff number {staff}; add it with save_staff")]
    StaffUnknown {
        /// The number asked for.
        staff: StaffNo,
    },
    /// The person is not on today's board of staff on duty.
    #[error("{staff} is not posted as on duty today; post them first")]
    StaffNotPosted {
        /// The person.
        staff: StaffNo,
    },
    /// The person is noted as away.
    #[error("{staff} is noted as away; note them back first")]
    StaffAway {
        /// The person.
        staff: StaffNo,
    },
    /// The person is not away.
    #[error("{staff} is not noted as away")]
    StaffNotAway {
        /// The person.
        staff: StaffNo,
    },
    /// The person already sits at another window.
    #[error("{staff} already sits at window {window}")]
    StaffElsewhere {
        /// The person.
        staff: StaffNo,
        /// Where they sit.
        window: WindowNo,
    },
    /// Only a duty leader may do this.
    #[error("only a duty leader may do this; ask the leader, or give --by with a leader's number")]
    NotLeader,
    /// Only a member of staff may do this.
    #[error("say who does this: --by with a staff number")]
    StaffOnly,
    /// Somebody else sits at the window.
    #[error("window {window} is {staff}'s; only they or a leader may do this there")]
    NotYourWindow {
        /// The window.
        window: WindowNo,
        /// Who sits there.
        staff: StaffNo,
    },
    /// There is no such number today.
    #[error("there is no ticket {ticket} today")]
    TicketUnknown {
        /// The number asked for.
        ticket: String,
    },
    /// The step makes no sense where the visit stands.
    #[error("{ticket} cannot {step}: it is {}", state.word())]
    WrongState {
        /// The number.
        ticket: String,
        /// Where it stands.
        state: VisitState,
        /// What was wanted.
        step: &'static str,
    },
    /// The number was called again as often as allowed.
    #[error("{ticket} was already called again {limit} times; mark it as missed, it may rejoin")]
    RecallLimit {
        /// The number.
        ticket: String,
        /// The recalls allowed.
        limit: u8,
    },
    /// The hall gives no more numbers today.
    #[error("the hall gives no more numbers today; numbers already given are still served")]
    DoorsClosed,
    /// The day is closed for good.
    #[error("the day {day} is closed")]
    DayClosed {
        /// The local day.
        day: String,
    },
    /// The day is not over and windows may still be working.
    #[error("{day} is still to come; only a day that has begun can be closed")]
    DayNotBegun {
        /// The local day.
        day: String,
    },
    /// A reason is wanted.
    #[error("give a reason: it is recorded with what you do")]
    ReasonMissing,
    /// A time to come is wanted.
    #[error("give a time to come: {given} is already past")]
    TimePast {
        /// The time given.
        given: String,
    },
    /// A name of a place is wanted.
    #[error("say where to: it is shown to the leader")]
    PlaceMissing,
    /// The transfer leads nowhere.
    #[error("give one target: a window or a centre, another than the present one")]
    TargetMissing,
    /// There is no such matter.
    #[error("there is no matter {matter:?} in the catalogue")]
    MatterUnknown {
        /// The code asked for.
        matter: String,
    },
    /// The visit has no errand open.
    #[error("{ticket} has no errand open; choose the matter first")]
    NoErrand {
        /// The number.
        ticket: String,
    },
    /// The visit still has an errand open.
    #[error("{ticket} has an errand open; finish it first")]
    ErrandOpen {
        /// The number.
        ticket: String,
    },
    /// The applicant's name is missing.
    #[error("the applicant's name is missing")]
    NameMissing,
    /// A text is longer than its field.
    #[error("{field} is longer than {limit} characters; shorten it")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The characters allowed.
        limit: usize,
    },
    /// A necessary paper is not there.
    #[error("necessary papers are missing: {papers}; tick them, or give the one-time notice")]
    PapersMissing {
        /// The papers, joined.
        papers: String,
    },
    /// A paper was ticked that the matter does not ask for.
    #[error("the matter asks for {count} papers; there is no paper {index}")]
    NoSuchPaper {
        /// The number ticked.
        index: usize,
        /// The papers of the matter.
        count: usize,
    },
    /// A matter without a limit cannot promise a date.
    #[error(
        "the matter {matter:?} has no limit; accept it as done on the spot, or give the matter a limit"
    )]
    NoLimit {
        /// The matter's code.
        matter: String,
    },
    /// There is no such case.
    #[error("there is no case {case}")]
    CaseUnknown {
        /// The number asked for.
        case: String,
    },
    /// The case is already done.
    #[error("case {case} is already done")]
    CaseDone {
        /// The number.
        case: String,
    },
    /// There is no such person in the register.
    #[error("there is no one person {person} in the register; give the id that show people names")]
    PersonUnknown {
        /// What was asked for.
        person: String,
    },
    /// A record cannot be merged into itself.
    #[error("both are the same record; name the other one")]
    SamePerson,
    /// The matter itself is at odds.
    #[error("{what}")]
    MatterWrong {
        /// What is wrong with it.
        what: String,
    },
    /// A matter promises more time than the law allows.
    #[error("{matter}: the promised limit {promised} is longer than the statutory {statutory}")]
    PromiseTooLong {
        /// The matter's code.
        matter: String,
        /// The statutory limit.
        statutory: String,
        /// The promised limit.
        promised: String,
    },
    /// There is no such emergency.
    #[error("there is no emergency call going on at this window")]
    EmergencyUnknown,
    /// The band has no numbers left today.
    #[error("band {band} has given all its numbers today")]
    BandFull {
        /// The band letter.
        band: char,
    },
    /// The window serves none of the centres.
    #[error("give the window at least one centre")]
    CentreMissing,
    /// The case is over.
    #[error("{case} is over ({stage:?}) and takes no more changes; see yizhan show case {case}")]
    CaseOver {
        /// The case number.
        case: String,
        /// How it ended.
        stage: Stage,
    },
    /// The case does not stand where this can be done.
    #[error("{case} is {stage:?} now and this cannot be done; look first at who holds it")]
    CaseStands {
        /// The case number.
        case: String,
        /// Where it stands.
        stage: Stage,
    },
    /// The case was received, not accepted.
    #[error(
        "the papers of {case} were taken in but it is not accepted; accept it, or give the one-time notice"
    )]
    CaseNotAccepted {
        /// The case number.
        case: String,
    },
    /// A case goes back only once.
    #[error("{case} was sent back once already; take it on, or ask the leader to decide")]
    SentBackOnce {
        /// The case number.
        case: String,
    },
    /// A limit is extended only once.
    #[error("{case} was extended once already, and the law allows no second time")]
    ExtendedOnce {
        /// The case number.
        case: String,
    },
    /// The extension is longer than the law allows.
    #[error("{case} may be extended by {most} at most; make it shorter")]
    ExtensionTooLong {
        /// The case number.
        case: String,
        /// The longest there may be.
        most: String,
    },
    /// Steps are not done.
    #[error("{case} still has the step {todo} to do; do it first")]
    StepsLeft {
        /// The case number.
        case: String,
        /// The next step.
        todo: String,
    },
    /// Steps go in order.
    #[error("the next step of {case} is {todo}; steps are not skipped")]
    StepNotNext {
        /// The case number.
        case: String,
        /// The next step.
        todo: String,
    },
    /// All steps are done.
    #[error("all steps of {case} are done; finish it")]
    NoStepsLeft {
        /// The case number.
        case: String,
    },
    /// Departments have not finished.
    #[error("{case} still waits for {offices}; a joint case ends when all are done")]
    PartsLeft {
        /// The case number.
        case: String,
        /// They.
        offices: String,
    },
    /// The department takes no part in the case.
    #[error("{office} takes no open part in {case}; look at its list")]
    PartUnknown {
        /// The case number.
        case: String,
        /// The name given.
        office: String,
    },
    /// Deferred papers have not come.
    #[error("{case} still lacks the deferred {papers}; it ends when they are in")]
    DeferredLeft {
        /// The case number.
        case: String,
        /// The papers.
        papers: String,
    },
    /// The promised day lies after the due date.
    #[error("the promised day {until} lies after the due date {due}; make it earlier")]
    DeferredTooLate {
        /// The day given.
        until: String,
        /// The due date.
        due: String,
    },
    /// No deferral for somebody with a bad record that stands.
    #[error("{name} has a record of broken promises: take all papers, or give a notice")]
    BadCredit {
        /// The applicant, masked.
        name: String,
    },
    /// The paper is not in the matter's guide.
    #[error("the guide does not name {paper}, so it must not be asked for; change the guide first")]
    PaperNotInGuide {
        /// The paper.
        paper: String,
    },
    /// The paper was handed in before.
    #[error("{paper} was handed in already and is not asked for again")]
    PaperAlreadyIn {
        /// The paper.
        paper: String,
    },
    /// The case does not wait for the paper.
    #[error("{case} does not wait for {paper}; look at what it lacks")]
    PaperNotWanted {
        /// The case number.
        case: String,
        /// The paper.
        paper: String,
    },
    /// Nothing is missing, so there is nothing to give notice of.
    #[error("nothing is missing, so no notice is due; accept it")]
    NothingMissing,
    /// The time for the notice is over: the case counts as accepted.
    #[error(
        "the last day for a notice was {due}: {case} counts as accepted from the day of receipt; go on with it as accepted"
    )]
    NoticeLate {
        /// The case number.
        case: String,
        /// The last day for it.
        due: String,
    },
    /// Nobody is sent home for papers without the one-time notice.
    #[error("who goes home for papers gets the one-time notice: give_notice --window {window}")]
    NoticeWanted {
        /// The window.
        window: WindowNo,
    },
    /// Papers that nobody deferred have not come.
    #[error(
        "{case} still lacks {papers}; take them in with supply_papers, ask for them with return_case, or refuse it with refuse_case"
    )]
    PapersLeft {
        /// The case number.
        case: String,
        /// The papers.
        papers: String,
    },
    /// Somebody else holds the case.
    #[error("{case} is with {holder}; they must do it, or pass it to you first")]
    CaseElsewhere {
        /// The case number.
        case: String,
        /// Who.
        holder: String,
    },
    /// Name the office.
    #[error("name the office and where it is")]
    OfficeMissing,
    /// Window 1 does not hand a matter back.
    #[error("{number} is window 1's and cannot be passed back; see it through to an answer")]
    WindowOneKeeps {
        /// Its number.
        number: String,
    },
    /// There is no such hard matter.
    #[error("there is no hard matter {number}; see yizhan show hard")]
    HardUnknown {
        /// The number given.
        number: String,
    },
    /// The hard matter is settled.
    #[error("{number} is settled")]
    HardOver {
        /// Its number.
        number: String,
    },
    /// The site has no place in the tree.
    #[error("this site has no organisation code yet; give it its place first")]
    SiteNotPlaced,
    /// The site is not enrolled here.
    #[error("there is no one site {site} enrolled here; see yizhan sites")]
    SiteUnknown {
        /// The code or name given.
        site: String,
    },
    /// The case is shared already.
    #[error("{case} is shared with {site} already")]
    SharedAlready {
        /// The case number.
        case: String,
        /// The other site.
        site: String,
    },
    /// Two sites gave one number.
    #[error("two sites gave the number {case}; name the case by the id that show shared tells")]
    SharedTwice {
        /// The case number.
        case: String,
    },
    /// A later version wrote about the case.
    #[error("the other site wrote about {case} with a newer yizhan; upgrade this one to change it")]
    SharedTooNew {
        /// The case number.
        case: String,
    },
    /// Custody is not to be taken.
    #[error("{case} is here already, or with the higher site, from which custody is only handed")]
    NotToTake {
        /// The case number.
        case: String,
    },
    /// Nothing contradicts about the stage of a case.
    #[error("nothing is undecided about where {case} stands")]
    NoConflict {
        /// The case number.
        case: String,
    },
    /// There is no such task.
    #[error("there is no one open task {task}; see yizhan show tasks")]
    TaskUnknown {
        /// The id given.
        task: String,
    },
    /// The task follows from a case.
    #[error(
        "this task ends with the contradiction about {case}; decide that with resolve_conflict"
    )]
    TaskFollows {
        /// The case number.
        case: String,
    },
    /// There is no such recorded no.
    #[error("there is no recorded no {number}; see yizhan show noes")]
    NoUnknown {
        /// The number given.
        number: String,
    },
    /// A leader has seen it.
    #[error("{number} was seen by a leader already")]
    NoSeenAlready {
        /// Its number.
        number: String,
    },
    /// There is no such booking.
    #[error("there is no open booking {number}")]
    BookingUnknown {
        /// The code given.
        number: String,
    },
    /// The clerk is booked at that time.
    #[error("{staff} is booked at {at} already; take another time or another clerk")]
    BookingTaken {
        /// Who.
        staff: StaffNo,
        /// When.
        at: String,
    },
    /// The result was handed over.
    #[error("the result of {case} was handed over already")]
    AlreadyDelivered {
        /// The case number.
        case: String,
    },
    /// The matter needs the person.
    #[error("{matter} needs the person and takes no proxy; make an appointment")]
    PersonMustCome {
        /// The matter's name.
        matter: String,
    },
    /// The calendar of the year is still not known.
    #[error("the days off of the year are still not known; put days.csv in place first")]
    YearsUnknown,
    /// Say what it is about.
    #[error("say what it is about")]
    WhatMissing,
    /// There is no saying no without a clause.
    #[error("name the clause; without one there is no saying no")]
    ClauseMissing,
    /// The night's work or an exchange goes on already; wait until it is done.
    #[error("the night's work or an exchange goes on already; wait until it is done")]
    NightRuns,
    /// A site cannot be placed, enrolled or disbelieved so.
    #[error(transparent)]
    #[serde(untagged)]
    Site(#[from] SiteRefusal),
    /// An errand by proxy does not go so.
    #[error(transparent)]
    #[serde(untagged)]
    Mandate(#[from] MandateRefusal),
    /// A job of the hotline does not go so.
    #[error(transparent)]
    #[serde(untagged)]
    Hotline(#[from] HotlineRefusal),
    /// A rating, its follow-up or a closing does not go so.
    #[error(transparent)]
    #[serde(untagged)]
    Rating(#[from] RatingRefusal),
    /// A rule of one subject said no.
    #[error(transparent)]
    #[serde(untagged)]
    Of(#[from] SubjectRefusal),
}
