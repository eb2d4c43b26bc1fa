//! What people do in a hall: one verb, one file.
//!
//! A verb checks who may, lets the domain decide, and appends entries; views follow in the same
//! transaction. Posts, the command line and the simulator all go through [`Hall::perform`].

use serde::Serialize;

pub mod act;
mod calendar;
mod county;
pub mod error;
pub mod following;
mod hall;
pub mod hotline;
pub mod intake;
mod mandating;
pub mod meeting;
pub mod night;
pub mod problems;
mod rating_down;
pub mod read;
mod reading;
pub mod register;
pub mod scoring;
mod serving;
pub mod sharing;
mod site;
mod verb_info;

pub use act::Act;
pub use act::Who;
pub use calendar::DAYS_FILE;
pub use calendar::calendar_of;
pub use county::CountyAgain;
pub use county::Untold;
pub use error::Error;
pub use hall::Hall;
pub use hall::NewHall;
pub use serving::ServiceNow;
pub use verb_info::VerbInfo;

/// One thing a person can do.
pub trait Verb {
    /// What comes of it.
    type Done: Serialize;

    /// Does it, inside one write.
    ///
    /// # Errors
    /// [`Error`]; nothing is kept then.
    fn run(&self, act: &mut Act<'_, '_>) -> Result<Self::Done, Error>;
}

macro_rules! verbs {
    ($(#[$about:meta] $module:ident :: $verb:ident => $done:ident [$($need:ident),*] [$($may:ident),*];)*) => {
        $(pub mod $module;)*

        /// A verb with what it needs.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call {
            $(#[$about] $verb($module::$verb)),*
        }

        /// What came of a verb.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Done {
            $(#[$about] $verb(<$module::$verb as Verb>::Done)),*
        }

        $(impl From<$module::$verb> for Call {
            fn from(verb: $module::$verb) -> Call {
                Call::$verb(verb)
            }
        })*

        /// All verbs.
        pub const VERBS: &[VerbInfo] = &[$(VerbInfo {
            word: stringify!($module),
            necessary: &[$(stringify!($need)),*],
            optional: &[$(stringify!($may)),*],
        }),*];

        impl Call {
            /// Returns the verb's word.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Call::$verb(_) => stringify!($module)),*
                }
            }

            /// Reads a verb from its word and its fields.
            ///
            /// # Errors
            /// [`Error::Usage`] for an unknown word, a missing, unknown or unreadable field.
            pub fn parse(word: &str, fields: serde_json::Value) -> Result<Call, Error> {
                let info = reading::verb(word)?;
                match info.word {
                    $(stringify!($module) => Ok(Call::$verb(reading::fields(info, &fields)?)),)*
                    _ => Err(reading::unknown(word).into()),
                }
            }

            fn run(&self, act: &mut Act<'_, '_>) -> Result<Done, Error> {
                match self {
                    $(Call::$verb(verb) => verb.run(act).map(Done::$verb)),*
                }
            }
        }
    };
}

verbs! {
    /// Gives a resident a number.
    take_ticket::TakeTicket => Taken [] [centre, matter, priority, reason, appointment, slip];
    /// Notes what became of a slip.
    record_slip::RecordSlip => SlipRecorded [ticket, result] [];
    /// Calls the next resident to a window.
    call_next::CallNext => Called [window] [];
    /// Calls one number to a window.
    call_ticket::CallTicket => Called [window, ticket] [];
    /// Calls the number at a window again.
    recall::Recall => Recalled [window] [];
    /// Notes that the called number did not come.
    miss::Miss => Missed [window] [];
    /// Puts a missed number back into the line.
    rejoin::Rejoin => Rejoined [ticket] [];
    /// Takes a call back; the number keeps its place.
    put_back::PutBack => TicketDone [window, reason] [];
    /// Begins to serve the called number.
    start_service::StartService => Started [window] [];
    /// Serves a resident without a number.
    quick_serve::QuickServe => Started [window] [matter];
    /// Begins a further errand of the same visit.
    add_errand::AddErrand => Started [window] [matter];
    /// Puts the visit at a window aside with a timer.
    park::Park => TicketDone [window, minutes, reason] [];
    /// Brings a parked number back into the line.
    resume::Resume => TicketDone [ticket] [];
    /// Sends the visit at a window to another window or centre.
    transfer::Transfer => Transferred [window, reason] [to_window, to_centre, keep_place, come_back];
    /// Moves a waiting number to another line (leader).
    move_ticket::MoveTicket => Transferred [ticket, reason] [to_window, to_centre];
    /// Gives or takes a number's priority.
    prioritise::Prioritise => TicketDone [ticket, reason] [priority];
    /// Accepts the errand at a window as a case.
    accept_case::AcceptCase => Accepted [window, matter, name] [number, phone, village, papers, on_the_spot, deferred_until, corrected, urgent, proxy];
    /// Ends the errand at a window without a case.
    finish_errand::FinishErrand => ErrandDone [window, outcome] [matter];
    /// Ends the visit served at a window.
    end_visit::EndVisit => VisitDone [window] [];
    /// Ends a visit that is not being served.
    end_ticket::EndTicket => TicketDone [ticket, end, reason] [];
    /// Ends a forgotten service as inaccurate (leader).
    end_service::EndService => TicketDone [window, reason] [];
    /// Marks a promised case as done.
    complete_case::CompleteCase => CaseDone [case] [];
    /// Takes a case over by name (首问负责 ends here).
    take_case::TakeCase => CaseMoved [case] [];
    /// Sends a wrongly routed case back, once, with a reason.
    send_back::SendBack => CaseMoved [case, reason] [];
    /// Passes a case to another holder: staff, centre, office or the leader.
    pass_case::PassCase => CaseMoved [case, reason] [to_staff, to_centre, to_office, to_leader];
    /// Notes that the next step of a case is done.
    do_step::DoStep => CaseMoved [case] [step, note];
    /// Signs a case in the leader’s tray, or sends it back with a reason (leader).
    sign_case::SignCase => CaseMoved [case] [refuse];
    /// Stops the clock of a case on a ground the law lists; the applicant is told in writing.
    pause_case::PauseCase => CaseMoved [case, ground, days] [note];
    /// Lets the clock of a case run again.
    resume_case::ResumeCase => CaseMoved [case] [];
    /// Extends the limit of a case, once, with a reason told to the applicant (leader).
    extend_case::ExtendCase => CaseMoved [case, limit, reason] [];
    /// Returns a case to the applicant for papers of its guide (退回补正).
    return_case::ReturnCase => CaseMoved [case, papers, reason] [];
    /// Takes in papers a case waits for.
    supply_papers::SupplyPapers => CaseMoved [case, papers] [window];
    /// Refuses an application with a reason and a clause; a leader sees it.
    refuse_case::RefuseCase => CaseMoved [case, reason, clause] [instead];
    /// Notes that the applicant withdraws.
    withdraw_case::WithdrawCase => CaseMoved [case] [reason];
    /// Has several departments handle a case together under its one number: 45 working days.
    join_case::JoinCase => CaseMoved [case, offices] [];
    /// Notes that a department’s part of a joint case is done.
    finish_part::FinishPart => CaseMoved [case, office] [note];
    /// Marks a case as urgent, for a reason (急事急办).
    urge_case::UrgeCase => CaseMoved [case, reason] [];
    /// Names who follows a case up (项目跟踪服务).
    follow_case::FollowCase => CaseMoved [case, staff] [];
    /// Hands the result of a case over.
    deliver_case::DeliverCase => CaseMoved [case, to] [result, window];
    /// Counts provisional dates again once the calendar of their year is known.
    redate_cases::RedateCases => Redated [] [];
    /// Ends the errand at a window with a recorded no (否定答复): reason, clause, and what to do instead.
    say_no::SayNo => NoSaid [window, what, reason, clause] [instead, matter];
    /// Notes that a leader has seen a recorded no (leader).
    see_no::SeeNo => NoSeenDone [no] [overrule];
    /// Ends the errand at a window by naming the right office: the matter is not the hall’s.
    tell_place::TellPlace => PlaceToldDone [window, what, office] [address];
    /// Hands a matter that cannot be got done to window 1 (一号窗口, 办不成事).
    hand_over::HandOver => HardMoved [window, what, blocked] [size, name, phone, case];
    /// Notes whom window 1 called about a hard matter, and what came of it.
    call_hard::CallHard => HardMoved [hard, whom, outcome] [];
    /// Judges a hard matter harder or easier, which moves its last day.
    size_hard::SizeHard => HardMoved [hard, size, reason] [];
    /// Ends a hard matter: solved, or explained to the resident.
    close_hard::CloseHard => HardMoved [hard, end, outcome] [];
    /// Books a time with a matter and a named clerk (定时、定事、定人).
    book::Book => Booked [at, matter, staff, name] [phone];
    /// Gives the number of a booked time to the resident who came.
    keep_booking::KeepBooking => Kept [booking] [];
    /// Calls a booking off, with a reason.
    end_booking::EndBooking => BookingOver [booking, reason] [];
    /// Notes what became of a print of a paper.
    record_print::RecordPrint => PrintRecorded [about, paper, result] [];
    /// Takes papers in at a window before the case is accepted (收件).
    receive_papers::ReceivePapers => Received [window, matter, name] [number, phone, village, papers, proxy];
    /// Gives the one-time notice that lists everything missing (一次性告知).
    give_notice::GiveNotice => NoticeDone [] [window, case, matter, name, number, phone, village, papers, remark];
    /// Accepts a case whose papers were taken in before.
    accept_received::AcceptReceived => CaseMoved [case] [deferred_until];
    /// Opens a window with somebody on duty.
    open_window::OpenWindow => WindowDone [window, staff] [];
    /// Pauses a window.
    pause_window::PauseWindow => WindowDone [window, reason] [until];
    /// Opens a paused window again.
    resume_window::ResumeWindow => WindowDone [window] [];
    /// Closes a window.
    close_window::CloseWindow => WindowDone [window] [];
    /// Posts somebody as on duty today.
    post_staff::PostStaff => StaffDone [staff] [];
    /// Takes somebody off duty.
    unpost_staff::UnpostStaff => StaffDone [staff] [];
    /// Notes that somebody is away, where and until when.
    go_away::GoAway => StaffDone [staff, place, until] [stand_in];
    /// Notes that somebody is back.
    come_back::ComeBack => StaffDone [staff] [];
    /// Notes that the clock is right again after it had been ahead (leader).
    correct_clock::CorrectClock => ClockCorrected [time, reason] [];
    /// Calls for help at a window.
    raise_emergency::RaiseEmergency => EmergencyDone [window] [];
    /// Ends a call for help, with a reason.
    end_emergency::EndEmergency => EmergencyDone [window, reason] [];
    /// Keeps the rating a resident keys at the pad.
    rate::Rate => Rated [errand, level] [reasons, remark];
    /// Notes that a resident did not rate in time.
    rating_timeout::RatingTimeout => RatingDone [errand] [];
    /// Gives no more numbers today; those given are served.
    close_doors::CloseDoors => DayDone [] [];
    /// Closes a day: forgotten services end as inaccurate.
    night_close::NightClose => NightDone [] [day];
    /// Adds or changes a member of staff.
    save_staff::SaveStaff => StaffDone [staff, name] [role];
    /// Adds or changes a window.
    save_window::SaveWindow => WindowDone [window, centres] [regular, stand_in];
    /// Adds or completes people of the register.
    save_people::SavePeople => PeopleDone [people] [];
    /// Lists everything of one record under another (leader).
    merge_people::MergePeople => PeopleMerged [keep, drop, reason] [];
    /// Shows a masked person in full; who and why is kept.
    reveal_person::RevealPerson => Revealed [reason] [person, case];
    /// Notes a bad credit record, or its repair (leader).
    mark_credit::MarkCredit => CreditDone [person, unrepaired, reason] [source];
    /// Adds or changes matters of the catalogue.
    save_matters::SaveMatters => MattersDone [matters] [];
    /// Gives another site a case to see to, or lets it follow one.
    share_case::ShareCase => SharedNow [case, site, what] [day, phone, keep_custody];
    /// Moves a shared case on; only the site that has custody may.
    move_shared::MoveShared => SharedNow [case, to] [note];
    /// Notes a paper that came in for a shared case, or something to be known.
    note_shared::NoteShared => SharedNow [case] [paper, note];
    /// Puts the phone or the address of a shared case right.
    set_shared_field::SetSharedField => SharedNow [case, field, value] [];
    /// Passes the custody of a shared case to the other site.
    hand_custody::HandCustody => SharedNow [case] [note];
    /// Takes the custody of a shared case from the lower site, for a reason (leader).
    take_custody::TakeCustody => SharedNow [case, reason] [];
    /// Decides where a shared case stands when two sites contradict each other (leader).
    resolve_conflict::ResolveConflict => SharedNow [case, stage, reason] [];
    /// Takes an errand from a resident at a village station (委托).
    give_mandate::GiveMandate => MandateTaken [matter, name, until] [number, phone, papers, mode, note];
    /// Notes that the next step of an errand by proxy is done; none is skipped.
    step_mandate::StepMandate => MandateNow [mandate, step] [slip, content, note];
    /// Hands an errand with its papers in at the hall: from then on the hall moves it.
    hand_in::HandIn => MandateNow [mandate] [reason];
    /// Accepts an errand that a village handed in, with its papers, as a case under the same id.
    accept_bundle::AcceptBundle => Accepted [window, mandate] [missing, deferred_until, note];
    /// Gives papers of an errand into other hands.
    hand_papers::HandPapers => MandateNow [mandate, papers, to] [from, slip, note];
    /// Says which papers of an errand came, and which did not, line by line.
    confirm_papers::ConfirmPapers => MandateNow [mandate] [papers, missing, note];
    /// Notes that a paper of an errand is lost: somebody answers for it until a day.
    lose_paper::LosePaper => MandateNow [mandate, papers, owner, until, reason] [];
    /// Notes where a paper of an errand is that was lost, or about which the sites disagree.
    find_paper::FindPaper => MandateNow [mandate, papers, reason] [];
    /// Ends an errand as the resident wishes, with a slip of its own.
    stop_mandate::StopMandate => MandateNow [mandate] [slip, note];
    /// Takes up an errand again that was stopped or has run out, with a slip of its own.
    renew_mandate::RenewMandate => MandateNow [mandate, until] [slip, note];
    /// Raises a matter that a resident brought up and this level cannot settle (四级联动).
    raise_matter::RaiseMatter => Raised [] [what, name, phone, block, of, day];
    /// Answers a matter that was raised from below.
    answer_raised::AnswerRaised => SharedNow [matter] [text];
    /// Notes that the resident was told the answer to a matter that was raised; then it is over.
    tell_raised::TellRaised => SharedNow [matter, how] [];
    /// Notes an official charge that was paid for the resident, against its receipt.
    charge_mandate::ChargeMandate => MandateNow [mandate, fen] [receipt, note];
    /// Sets on which days of the week an assistant is in the village; the plan before ends.
    set_service_days::SetServiceDays => ServiceNow [days] [staff, from];
    /// Notes that whoever acts is in the village from now on (到岗).
    check_in::CheckIn => ServiceNow [] [];
    /// Notes that whoever acts leaves the village (离岗).
    check_out::CheckOut => ServiceNow [] [];
    /// Notes why an assistant does not come on a day, and who comes instead.
    miss_day::MissDay => ServiceNow [day, reason] [staff, substitute];
    /// Takes a call at the hotline, or books a home visit for who cannot come.
    take_call::TakeCall => JobNow [kind, what] [name, phone, village, place, channel, answer, person, at, station, spot];
    /// Answers a question or a look-up of the hotline on the phone.
    answer_call::AnswerCall => JobNow [job, text] [];
    /// Sends a job of the hotline to a station, or to another one, with who goes and when.
    send_job::SendJob => JobNow [job, person, at] [station, spot, reason];
    /// Notes that a visit of the hotline met nobody, and for when it was agreed anew.
    miss_visit::MissVisit => JobNow [job, reason, at] [person];
    /// Notes that a job of the hotline is done; at a home only with every line of the door list.
    finish_job::FinishJob => JobNow [job, outcome] [door, person];
    /// Notes that a caller was told what came of it, and what they said of it.
    tell_caller::TellCaller => JobNow [job, how] [level, note];
    /// Notes an official charge paid for a resident at a visit of the hotline, against its receipt.
    charge_job::ChargeJob => JobNow [job, fen] [receipt, note];
    /// Gives this site its place in the tree of village, hall and county (leader).
    place_site::PlaceSite => SitePlacedDone [org, kind] [name];
    /// Enrols another site on the word of two people who compared its fingerprint.
    enrol_site::EnrolSite => SiteEnrolledDone [card, relation, witness, fingerprint] [];
    /// Changes this site's keys on purpose: new logs begin (leader).
    rotate_keys::RotateKeys => KeysRotated [reason] [];
    /// Believes a key of another site no more (leader).
    revoke_key::RevokeKey => KeysRevoked [site, key, reason] [];
    /// Notes that a task was seen to, and what came of it (leader).
    close_task::CloseTask => TaskDone [task, outcome] [];
    /// Keeps the rating a resident gives within five working days of the errand.
    rate_late::RateLate => Rated [errand, level] [reasons, remark];
    /// Keeps the rating a resident keys in the village where the result was handed over.
    rate_mandate::RateMandate => MandateRated [mandate] [level, reasons, remark];
    /// Takes what residents said in their villages into the hall's books.
    take_ratings::TakeRatings => RatingsTaken [] [];
    /// Calls a resident who did not rate, and takes down what they say (电话反馈).
    phone_rating::PhoneRating => PhoneRated [errand] [level, reasons, remark, note];
    /// Keys a form on which a resident rated, or what lay in the suggestion box; two people key it.
    key_rating::KeyRating => FormNow [paper, errand, channel, level] [reasons, remark];
    /// Settles a line of a form in which the two who keyed it differ: a third person looks at the paper.
    settle_rating::SettleRating => FormNow [paper, line] [value];
    /// Notes that the resident behind a bad rating was called, or that nobody answered.
    contact_rater::ContactRater => FollowupNow [followup, reached] [note];
    /// Puts a bad rating that cannot be put right at once on the ledger, with a day (建台账限期).
    ledger_followup::LedgerFollowup => FollowupNow [followup, until, reason] [];
    /// Notes with evidence what was done about a bad rating: put right, or explained.
    fix_followup::FixFollowup => FollowupNow [followup, evidence] [explained];
    /// Calls the resident behind a bad rating back: another person than the one who saw to it.
    call_back::CallBack => FollowupNow [followup, answer] [note];
    /// Signs what was explained to a resident, or has it seen to anew, with a reason (leader).
    sign_followup::SignFollowup => FollowupNow [followup] [refuse];
    /// Closes a bad rating (销号); what is still missing is said in one sentence.
    close_followup::CloseFollowup => FollowupNow [followup] [];
    /// Asks, once, that a bad rating be looked at again (申诉): only the rated person does.
    appeal_rating::AppealRating => FollowupNow [followup, reason] [];
    /// Decides about an appeal: the rating stays in the score, or leaves it and stays visible (leader).
    decide_appeal::DecideAppeal => FollowupNow [followup, reason] [exclude];
    /// Notes that the resident was told that the rating left the score.
    tell_rater::TellRater => FollowupNow [followup, how] [];
    /// Tells the leader at once that a resident was paid back for a rating (打击报复).
    flag_retaliation::FlagRetaliation => FollowupNow [followup, what] [];
    /// Tells the leader, as a resident, that somebody made trouble over a rating; no staff sees it.
    tell_retaliation::TellRetaliation => LeaderTold [what] [errand, case, last4];
    /// Posts the results of a month, a quarter or a year as they are judged today (leader).
    post_results::PostResults => ResultsPostedDone [period] [];
    /// Shows whoever follows a bad rating up who gave it; who looked and why is kept.
    reveal_rater::RevealRater => Revealed [followup, reason] [];
    /// Begins somebody’s score sheet of a year or half of one (量化打分) (leader).
    open_sheet::OpenSheet => SheetNow [person] [profile, period, pledge];
    /// Scores something somebody did, with what shows it; never one’s own.
    score_act::ScoreAct => SheetNow [sheet, head, points, what, evidence] [day, channel];
    /// Keys a paper of a score sheet; it counts once another person keyed it alike (双人录入).
    key_scores::KeyScores => SheetNow [sheet, paper, lines] [];
    /// Settles, as a third person, a line that two people keyed differently.
    settle_scores::SettleScores => SheetNow [sheet, paper, line] [points];
    /// Corrects a line of a score sheet, for a reason; what stood there stays visible (leader).
    correct_score::CorrectScore => SheetNow [sheet, line, points, reason] [];
    /// Closes a score sheet and makes it public (公示): no more entries (leader).
    close_sheet::CloseSheet => SheetNow [sheet] [void];
    /// Asks, once, that a closed score sheet be looked at again (申诉): only the scored person does.
    appeal_score::AppealScore => SheetNow [sheet, reason] [];
    /// Decides about the appeal of a score sheet: it stands, or a line is corrected (leader).
    decide_score::DecideScore => SheetNow [sheet, reason] [line, points];
    /// Registers a problem or a criticism (挂号): from then on it is seen to, and never taken back.
    register_problem::RegisterProblem => ProblemNow [class, text] [name, phone, village, unit, of];
    /// Takes a problem to answer for it (首办责任), or as the leader who sees it through (包案).
    take_problem::TakeProblem => ProblemNow [problem] [staff, lead];
    /// Notes what the township's consultation decided (会诊): who answers for it, and by when.
    consult_problem::ConsultProblem => ProblemNow [problem, staff, until] [];
    /// Notes what was done about a problem that goes on, and what remains.
    progress_problem::ProgressProblem => ProblemNow [problem, text] [left];
    /// Notes the reply to whoever raised a problem.
    reply_problem::ReplyProblem => ProblemNow [problem, text] [];
    /// Notes with evidence how a problem was seen to: put right, explained in writing, or another office’s.
    fix_problem::FixProblem => ProblemNow [problem, evidence] [explained, office];
    /// Asks whoever raised a problem what they say now (回访): another person than who sees to it.
    visit_problem::VisitProblem => ProblemNow [problem, answer] [note];
    /// Signs how a problem was seen to, or has it seen to anew, with a reason (leader).
    sign_problem::SignProblem => ProblemNow [problem] [refuse];
    /// Closes a problem (销号); what is still missing is said in one sentence.
    close_problem::CloseProblem => ProblemNow [problem] [];
    /// Notes that a problem repeats another one that goes on, and is closed with it.
    link_problem::LinkProblem => ProblemNow [problem, of] [];
    /// Calls a meeting that judges, on a day long enough after today, which is that of the notice (leader).
    call_meeting::CallMeeting => MeetingNow [profile, day, place, subjects] [invited];
    /// Calls a meeting off, or ends one to which too few came: then it is invalid (leader).
    call_off_meeting::CallOffMeeting => MeetingNow [meeting, reason] [];
    /// Opens a meeting on its day: raters sign in from then on (leader).
    open_meeting::OpenMeeting => MeetingNow [meeting] [];
    /// Signs a rater in, by kind and by name, once; or notes that one left before the voting.
    sign_in_rater::SignInRater => MeetingNow [meeting, name] [rater_kind, left];
    /// Gives out a code or a paper ballot to everybody who signed in (leader).
    open_voting::OpenVoting => VotingNow [meeting] [papers, again];
    /// Keys a paper ballot; two people do so, each without sight of the other.
    key_ballots::KeyBallots => BallotKeyed [meeting, paper, answers] [];
    /// Takes back a paper ballot that was keyed once, under a wrong number.
    withdraw_ballot::WithdrawBallot => BallotKeyed [meeting, paper] [];
    /// Settles a line of a paper ballot in which two people differ.
    settle_ballot::SettleBallot => BallotKeyed [meeting, paper, line, value] [];
    /// Counts the ballots, once all that was given out is accounted for (leader).
    count_meeting::CountMeeting => MeetingNow [meeting] [papers, not_in];
    /// Signs the result of a meeting (leader).
    sign_meeting::SignMeeting => MeetingNow [meeting] [];
}
