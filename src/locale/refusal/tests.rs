//! Every refusal has a sentence: the list of all, each with the one that follows.

use super::*;
use crate::domain::case_file::Stage;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::mandate;
use crate::domain::number::Finding;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::visit::Step;
use crate::domain::visit::VisitState;

mod channel;
mod meeting;
mod problem;
mod results;
mod score;
mod subject;
mod twice;

const WINDOW: WindowNo = WindowNo(3);
const STAFF: StaffNo = StaffNo(312);

fn after_site(refusal: &SiteRefusal) -> Option<SiteRefusal> {
    let text = || "甲".to_owned();
    Some(match refusal {
        SiteRefusal::OrgKindWrong { .. } => SiteRefusal::SiteSettled { org: text() },
        SiteRefusal::SiteSettled { .. } => SiteRefusal::CardDamaged,
        SiteRefusal::CardDamaged => SiteRefusal::CardVersion { version: 2 },
        SiteRefusal::CardVersion { .. } => SiteRefusal::CardForged,
        SiteRefusal::CardForged => SiteRefusal::CardRevoked { site: text() },
        SiteRefusal::CardRevoked { .. } => SiteRefusal::FingerprintWrong,
        SiteRefusal::FingerprintWrong => SiteRefusal::WitnessSame { staff: STAFF },
        SiteRefusal::WitnessSame { .. } => SiteRefusal::LeaderWanted,
        SiteRefusal::LeaderWanted => SiteRefusal::SiteIsSelf { site: text() },
        SiteRefusal::SiteIsSelf { .. } => SiteRefusal::SiteMisplaced {
            site: text(),
            relation: Relation::Child,
            own: text(),
        },
        SiteRefusal::SiteMisplaced { .. } => SiteRefusal::ParentAlready { site: text() },
        SiteRefusal::ParentAlready { .. } => SiteRefusal::KeyUnknown {
            site: text(),
            key: text(),
        },
        SiteRefusal::KeyUnknown { .. } => SiteRefusal::WrittenByNewer,
        SiteRefusal::WrittenByNewer => SiteRefusal::CardNamesOurs { site: text() },
        SiteRefusal::CardNamesOurs { .. } => SiteRefusal::SharedCrowded {
            case: "YZ260312-0001".into(),
        },
        SiteRefusal::SharedCrowded { .. } => SiteRefusal::ClockNotBehind,
        SiteRefusal::ClockNotBehind => SiteRefusal::ClockStillWrong { clock: text() },
        SiteRefusal::ClockStillWrong { .. } => return None,
    })
}

fn after_mandate(refusal: &MandateRefusal) -> Option<MandateRefusal> {
    use MandateRefusal::*;
    let text = || "甲".to_owned();
    let number = text;
    let until = chrono::NaiveDate::default();
    Some(match refusal {
        NumberMisheard { .. } => MandateUnknown { number: text() },
        MandateUnknown { .. } => NumberShort {
            number: number(),
            numbers: text(),
        },
        NumberShort { .. } => TaskOfPaper { number: number() },
        TaskOfPaper { .. } => NoVillage,
        NoVillage => NotTheHall,
        NotTheHall => NumbersUsedUp,
        NumbersUsedUp => EndsTooSoon { until },
        EndsTooSoon { .. } => StepNext {
            number: number(),
            next: mandate::Step::Delivered,
        },
        StepNext { .. } => MandateOver { number: number() },
        MandateOver { .. } => MandateStopped { number: number() },
        MandateStopped { .. } => MandateHolds {
            number: number(),
            until,
        },
        MandateHolds { .. } => MandateExpired {
            number: number(),
            until,
        },
        MandateExpired { .. } => PapersOut {
            number: number(),
            papers: text(),
        },
        PapersOut { .. } => SlipMissing,
        SlipMissing => PaperElsewhere { paper: text() },
        PaperElsewhere { .. } => PaperMoving { paper: text() },
        PaperMoving { .. } => PaperNotComing { paper: text() },
        PaperNotComing { .. } => PaperLost { paper: text() },
        PaperLost { .. } => PaperInOrder { paper: text() },
        PaperInOrder { .. } => OwnerMissing,
        OwnerMissing => ReceiptMissing,
        ReceiptMissing => NobodyAbove,
        NobodyAbove => NotRaised { number: number() },
        NotRaised { .. } => RaisedAlready { number: number() },
        RaisedAlready { .. } => NotAnswered { number: number() },
        NotAnswered { .. } => WaitsAbove {
            number: number(),
            holder: text(),
        },
        WaitsAbove { .. } => ToldAlready { number: number() },
        ToldAlready { .. } => ContentMissing,
        ContentMissing => PlanBad { given: text() },
        PlanBad { .. } => PlanPast { day: until },
        PlanPast { .. } => ThereAlready {
            name: text(),
            since: text(),
        },
        ThereAlready { .. } => NotThere { name: text() },
        NotThere { .. } => WasThere {
            name: text(),
            day: until,
        },
        WasThere { .. } => DayTooFar {
            day: until,
            from: until,
            until,
        },
        DayTooFar { .. } => OwnSubstitute { name: text() },
        OwnSubstitute { .. } => return None,
    })
}

fn after_hotline(refusal: &HotlineRefusal) -> Option<HotlineRefusal> {
    use HotlineRefusal::*;
    let text = || "甲".to_owned();
    let number = text;
    Some(match refusal {
        JobUnknown { .. } => JobTwice { number: number() },
        JobTwice { .. } => NotByPhone,
        NotByPhone => WhereMissing,
        WhereMissing => PersonMissing,
        PersonMissing => TimeMissing,
        TimeMissing => StationUnknown { station: text() },
        StationUnknown { .. } => JobOver { number: number() },
        JobOver { .. } => JobNotSent { number: number() },
        JobNotSent { .. } => JobElsewhere {
            number: number(),
            holder: text(),
        },
        JobElsewhere { .. } => DoorLinesLeft {
            number: number(),
            lines: "cloth,no_money".into(),
        },
        DoorLinesLeft { .. } => JobNotDone { number: number() },
        JobNotDone { .. } => CallerTold { number: number() },
        CallerTold { .. } => SameHands {
            number: number(),
            name: text(),
        },
        SameHands { .. } => NoFee,
        NoFee => ChargeTooMuch { most: 1_000_000 },
        ChargeTooMuch { .. } => return None,
    })
}

fn after_rating(refusal: &RatingRefusal) -> Option<RatingRefusal> {
    use RatingRefusal::*;
    let number = || "C260312-01".to_owned();
    let day = || "2026-03-30".to_owned();
    let staff = STAFF;
    Some(match refusal {
        RatingNotInvited => RatingClosed,
        RatingClosed => RatingReasonMissing,
        RatingReasonMissing => RatingReasonUnknown {
            reason: "甲".to_owned(),
            known: "wait".into(),
        },
        RatingReasonUnknown { .. } => RaterIsStaff,
        RaterIsStaff => RatingNotTimedOut,
        RatingNotTimedOut => RatingTooLate { until: day() },
        RatingTooLate { .. } => FollowupUnknown { number: number() },
        FollowupUnknown { .. } => FollowupOver { number: number() },
        FollowupOver { .. } => FollowupNotFixed { number: number() },
        FollowupNotFixed { .. } => FollowupFixed { number: number() },
        FollowupFixed { .. } => RatedPerson { staff },
        RatedPerson { .. } => FixerChecks { staff },
        FixerChecks { .. } => NobodyToCall { number: number() },
        NobodyToCall { .. } => LedgerTooLate {
            until: day(),
            latest: "2026-03-20".to_owned(),
        },
        LedgerTooLate { .. } => NothingToSign { number: number() },
        NothingToSign { .. } => NotTheRated { staff },
        NotTheRated { .. } => AppealedOnce { number: number() },
        AppealedOnce { .. } => NoAppeal { number: number() },
        NoAppeal { .. } => NothingToTell { number: number() },
        NothingToTell { .. } => CloseLocked {
            number: number(),
            lacks:
                "evidence,call_back,another_caller,satisfied,signature,another_signer,appeal,told"
                    .to_owned(),
        },
        CloseLocked { .. } => OwnTalk { staff },
        OwnTalk { .. } => TaskOfFollowup { number: number() },
        TaskOfFollowup { .. } => return None,
    })
}

/// Returns the refusal that follows in the list of all; the match makes the list complete.
fn after(refusal: &Refusal) -> Option<Refusal> {
    let (window, staff) = (WINDOW, STAFF);
    let ticket = || "B023".to_owned();
    let text = || "甲".to_owned();
    Some(match refusal {
        Refusal::NobodyWaiting { .. } => Refusal::CalledTooRecently {
            ticket: ticket(),
            at: "09:42".into(),
        },
        Refusal::CalledTooRecently { .. } => Refusal::WindowUnknown { window },
        Refusal::WindowUnknown { .. } => Refusal::WindowNotOpen { window },
        Refusal::WindowNotOpen { .. } => Refusal::WindowOpen { window, staff },
        Refusal::WindowOpen { .. } => Refusal::WindowNotPaused { window },
        Refusal::WindowNotPaused { .. } => Refusal::WindowBusy {
            window,
            ticket: ticket(),
        },
        Refusal::WindowBusy { .. } => Refusal::WindowIdle { window },
        Refusal::WindowIdle { .. } => Refusal::StaffUnknown { staff },
        Refusal::StaffUnknown { .. } => Refusal::StaffNotPosted { staff },
        Refusal::StaffNotPosted { .. } => Refusal::StaffAway { staff },
        Refusal::StaffAway { .. } => Refusal::StaffNotAway { staff },
        Refusal::StaffNotAway { .. } => Refusal::StaffElsewhere { staff, window },
        Refusal::StaffElsewhere { .. } => Refusal::NotLeader,
        Refusal::NotLeader => Refusal::StaffOnly,
        Refusal::StaffOnly => Refusal::NotYourWindow { window, staff },
        Refusal::NotYourWindow { .. } => Refusal::TicketUnknown { ticket: ticket() },
        Refusal::TicketUnknown { .. } => Refusal::WrongState {
            ticket: ticket(),
            state: VisitState::Parked,
            step: "recall",
        },
        Refusal::WrongState { .. } => Refusal::RecallLimit {
            ticket: ticket(),
            limit: 3,
        },
        Refusal::RecallLimit { .. } => Refusal::DoorsClosed,
        Refusal::DoorsClosed => Refusal::DayClosed {
            day: "2026-03-12".into(),
        },
        Refusal::DayClosed { .. } => Refusal::DayNotBegun {
            day: "2026-03-12".into(),
        },
        Refusal::DayNotBegun { .. } => Refusal::ReasonMissing,
        Refusal::ReasonMissing => Refusal::TimePast {
            given: "09:00".into(),
        },
        Refusal::TimePast { .. } => Refusal::PlaceMissing,
        Refusal::PlaceMissing => Refusal::TargetMissing,
        Refusal::TargetMissing => Refusal::MatterUnknown {
            matter: "S001".into(),
        },
        Refusal::MatterUnknown { .. } => Refusal::NoErrand { ticket: ticket() },
        Refusal::NoErrand { .. } => Refusal::ErrandOpen { ticket: ticket() },
        Refusal::ErrandOpen { .. } => Refusal::NameMissing,
        Refusal::NameMissing => Refusal::TooLong {
            field: "remark",
            limit: 500,
        },
        Refusal::TooLong { .. } => Refusal::PapersMissing { papers: text() },
        Refusal::PapersMissing { .. } => Refusal::NoSuchPaper { index: 9, count: 4 },
        Refusal::NoSuchPaper { .. } => Refusal::NoLimit {
            matter: "S001".into(),
        },
        Refusal::NoLimit { .. } => Refusal::CaseUnknown {
            case: "YZ260312-0001".into(),
        },
        Refusal::CaseUnknown { .. } => Refusal::CaseDone {
            case: "YZ260312-0001".into(),
        },
        Refusal::CaseDone { .. } => Refusal::PersonUnknown { person: text() },
        Refusal::PersonUnknown { .. } => Refusal::SamePerson,
        Refusal::SamePerson => Refusal::MatterWrong { what: text() },
        Refusal::MatterWrong { .. } => Refusal::PromiseTooLong {
            matter: "S001".into(),
            statutory: "20wd".into(),
            promised: "30wd".into(),
        },
        Refusal::PromiseTooLong { .. } => Refusal::EmergencyUnknown,
        Refusal::EmergencyUnknown => Refusal::BandFull { band: 'B' },
        Refusal::BandFull { .. } => Refusal::CentreMissing,
        Refusal::CentreMissing => Refusal::CaseOver {
            case: "YZ260312-0001".into(),
            stage: Stage::Done,
        },
        Refusal::CaseOver { .. } => Refusal::CaseStands {
            case: "YZ260312-0001".into(),
            stage: Stage::Paused,
        },
        Refusal::CaseStands { .. } => Refusal::CaseNotAccepted {
            case: "YZ260312-0001".into(),
        },
        Refusal::CaseNotAccepted { .. } => Refusal::SentBackOnce {
            case: "YZ260312-0001".into(),
        },
        Refusal::SentBackOnce { .. } => Refusal::ExtendedOnce {
            case: "YZ260312-0001".into(),
        },
        Refusal::ExtendedOnce { .. } => Refusal::ExtensionTooLong {
            case: "YZ260312-0001".into(),
            most: "10wd".into(),
        },
        Refusal::ExtensionTooLong { .. } => Refusal::StepsLeft {
            case: "YZ260312-0001".into(),
            todo: "甲".into(),
        },
        Refusal::StepsLeft { .. } => Refusal::StepNotNext {
            case: "YZ260312-0001".into(),
            todo: "甲".into(),
        },
        Refusal::StepNotNext { .. } => Refusal::NoStepsLeft {
            case: "YZ260312-0001".into(),
        },
        Refusal::NoStepsLeft { .. } => Refusal::PartsLeft {
            case: "YZ260312-0001".into(),
            offices: "甲".into(),
        },
        Refusal::PartsLeft { .. } => Refusal::PartUnknown {
            case: "YZ260312-0001".into(),
            office: "甲".into(),
        },
        Refusal::PartUnknown { .. } => Refusal::DeferredLeft {
            case: "YZ260312-0001".into(),
            papers: "甲".into(),
        },
        Refusal::DeferredLeft { .. } => Refusal::DeferredTooLate {
            until: "2026-03-30".into(),
            due: "2026-03-12".into(),
        },
        Refusal::DeferredTooLate { .. } => Refusal::BadCredit { name: "甲".into() },
        Refusal::BadCredit { .. } => Refusal::PaperNotInGuide {
            paper: "甲".into()
        },
        Refusal::PaperNotInGuide { .. } => Refusal::PaperAlreadyIn {
            paper: "甲".into()
        },
        Refusal::PaperAlreadyIn { .. } => Refusal::PaperNotWanted {
            case: "YZ260312-0001".into(),
            paper: "甲".into(),
        },
        Refusal::PaperNotWanted { .. } => Refusal::NothingMissing,
        Refusal::NothingMissing => Refusal::NoticeLate {
            case: "YZ260312-0001".into(),
            due: "2026-03-12".into(),
        },
        Refusal::NoticeLate { .. } => Refusal::NoticeWanted { window },
        Refusal::NoticeWanted { .. } => Refusal::PapersLeft {
            case: "YZ260312-0001".into(),
            papers: "甲".into(),
        },
        Refusal::PapersLeft { .. } => Refusal::CaseElsewhere {
            case: "YZ260312-0001".into(),
            holder: "甲".into(),
        },
        Refusal::CaseElsewhere { .. } => Refusal::OfficeMissing,
        Refusal::OfficeMissing => Refusal::WindowOneKeeps {
            number: "N260312-01".into(),
        },
        Refusal::WindowOneKeeps { .. } => Refusal::HardUnknown {
            number: "N260312-01".into(),
        },
        Refusal::HardUnknown { .. } => Refusal::HardOver {
            number: "N260312-01".into(),
        },
        Refusal::HardOver { .. } => Refusal::SiteNotPlaced,
        Refusal::SiteNotPlaced => Refusal::SiteUnknown { site: text() },
        Refusal::SiteUnknown { .. } => Refusal::SharedAlready {
            case: "YZ260312-0001".into(),
            site: text(),
        },
        Refusal::SharedAlready { .. } => Refusal::SharedTwice {
            case: "YZ260312-0001".into(),
        },
        Refusal::SharedTwice { .. } => Refusal::SharedTooNew {
            case: "YZ260312-0001".into(),
        },
        Refusal::SharedTooNew { .. } => Refusal::NotToTake {
            case: "YZ260312-0001".into(),
        },
        Refusal::NotToTake { .. } => Refusal::NoConflict {
            case: "YZ260312-0001".into(),
        },
        Refusal::NoConflict { .. } => Refusal::TaskUnknown { task: text() },
        Refusal::TaskUnknown { .. } => Refusal::TaskFollows {
            case: "YZ260312-0001".into(),
        },
        Refusal::TaskFollows { .. } => Refusal::NoUnknown {
            number: "F260312-01".into(),
        },
        Refusal::NoUnknown { .. } => Refusal::NoSeenAlready {
            number: "F260312-01".into(),
        },
        Refusal::NoSeenAlready { .. } => Refusal::BookingUnknown {
            number: "P260312-01".into(),
        },
        Refusal::BookingUnknown { .. } => Refusal::BookingTaken {
            staff,
            at: "10:15".into(),
        },
        Refusal::BookingTaken { .. } => Refusal::AlreadyDelivered {
            case: "YZ260312-0001".into(),
        },
        Refusal::AlreadyDelivered { .. } => Refusal::PersonMustCome {
            matter: "甲".into(),
        },
        Refusal::PersonMustCome { .. } => Refusal::YearsUnknown,
        Refusal::YearsUnknown => Refusal::WhatMissing,
        Refusal::WhatMissing => Refusal::ClauseMissing,
        Refusal::ClauseMissing => Refusal::NightRuns,
        Refusal::NightRuns => Refusal::Site(SiteRefusal::OrgKindWrong {
            org: text(),
            kind: SiteKind::Hub,
        }),
        Refusal::Site(site) => match after_site(site) {
            Some(site) => Refusal::Site(site),
            None => Refusal::Mandate(MandateRefusal::NumberMisheard { number: text() }),
        },
        Refusal::Mandate(mandate) => match after_mandate(mandate) {
            Some(mandate) => Refusal::Mandate(mandate),
            None => Refusal::Hotline(HotlineRefusal::JobUnknown { number: text() }),
        },
        Refusal::Hotline(hotline) => match after_hotline(hotline) {
            Some(hotline) => Refusal::Hotline(hotline),
            None => Refusal::Rating(RatingRefusal::RatingNotInvited),
        },
        Refusal::Rating(rating) => match after_rating(rating) {
            Some(rating) => Refusal::Rating(rating),
            None => Refusal::Of(subject::first()),
        },
        Refusal::Of(told) => Refusal::Of(subject::after_subject(told)?),
    })
}

fn all() -> Vec<Refusal> {
    std::iter::successors(Some(Refusal::NobodyWaiting { window: WINDOW }), after).collect()
}

#[test]
fn every_refusal_has_a_whole_sentence_in_both_languages() {
    assert!(all().len() >= 45, "the chain of samples was cut short");
    for lang in Lang::ALL {
        for sample in all() {
            let said = refusal(lang, &sample);
            assert!(!said.contains(['⟦', '{', '}']), "{}: {said}", sample.code());
            for (field, value) in sample.values() {
                let in_words = matches!(
                    field.as_str(),
                    "state"
                        | "stage"
                        | "step"
                        | "next"
                        | "field"
                        | "kind"
                        | "relation"
                        | "lines"
                        | "lacks"
                        | "standing"
                        | "kinds"
                );
                assert!(
                    in_words || said.contains(&value),
                    "{field} is not in {said}"
                );
            }
        }
    }
}

#[test]
fn states_steps_and_fields_are_said_in_words() {
    let wrong = Refusal::WrongState {
        ticket: "B023".into(),
        state: VisitState::Parked,
        step: "recall",
    };
    assert_eq!(
        refusal(Lang::ZhCn, &wrong),
        "B023现在挂起中，不能再叫；请先看它的状态"
    );
    let long = Refusal::TooLong {
        field: "remark",
        limit: 500,
    };
    assert!(refusal(Lang::ZhCn, &long).contains("补充的话"));
    for lang in Lang::ALL {
        for word in [
            "issuing", "waiting", "called", "serving", "parked", "missed", "ended",
        ] {
            assert!(VisitState::from_word(word).is_some());
            assert!(
                lang.lookup(&format!("refusal.state_{word}")).is_some(),
                "{word}"
            );
        }
        for step in Step::ALL {
            let key = format!("refusal.step_{}", step.word());
            assert!(lang.lookup(&key).is_some(), "{key}");
        }
        for step in mandate::Step::ALL {
            let key = format!("refusal.next_{}", step.word());
            assert!(lang.lookup(&key).is_some(), "{key}");
        }
    }
}

#[test]
fn every_finding_has_a_sentence_in_both_languages() {
    let findings = [
        Finding::Length {
            found: 17,
            wanted: 18,
        },
        Finding::Characters {
            found: 'x',
            place: 3,
        },
        Finding::Date,
        Finding::FutureBirth,
        Finding::OldForm,
        Finding::CheckDigit,
        Finding::Phone,
    ];
    for lang in Lang::ALL {
        for found in findings {
            assert_ne!(finding(lang, found.code()), found.code());
        }
    }
    assert_eq!(finding(Lang::En, "nothing_known"), "nothing_known");
}

#[test]
fn a_value_with_braces_is_said_and_not_filled_again() {
    let odd = Refusal::MatterUnknown {
        matter: "{matter}".into(),
    };
    assert!(refusal(Lang::En, &odd).contains("matter {matter} in"));
}
