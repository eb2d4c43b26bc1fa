use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::domain::custody::Told;
use crate::domain::custody::once;
use crate::domain::entry::EntryRef;
use crate::domain::entry::Hlc;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::event::JobDone;
use crate::domain::event::JobMissed;
use crate::domain::event::JobOpened;
use crate::domain::event::JobSent;
use crate::domain::event::JobTold;
use crate::domain::hotline::job::fold;
use crate::domain::hotline::rates::Counted;
use crate::domain::hotline::rates::rates;
use crate::domain::hotline::station::nearest;
use crate::domain::ids::JobId;
use crate::domain::ids::StaffNo;
use crate::domain::rating::Level;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;

const HALL: i64 = 330_182_001;
const ONE: i64 = 330_182_001_001;
const TWO: i64 = 330_182_001_002;

fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

fn job() -> JobId {
    JobId(uuid::Uuid::from_u128(7))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn call(kind: JobKind) -> JobOpened {
    JobOpened {
        job: job(),
        number: "HT001-260312-001".into(),
        kind,
        channel: Channel::Phone,
        name: "王芳".into(),
        phone: "13800000000".into(),
        village: ONE.to_string(),
        place: "村口".into(),
        what: "水管漏水".into(),
        day: day("2026-03-12"),
        due: day("2026-03-19"),
    }
}

fn sent(turn: u32, to: Option<i64>) -> JobSent {
    JobSent {
        job: job(),
        turn,
        to: Station {
            name: "站".into(),
            site: to.map(org),
        },
        why: Nearness::SameVillage,
        person: "王师傅".into(),
        at: UtcMs(9_000),
        spot: Spot::Home,
        reason: String::new(),
        call: call(JobKind::Repair),
    }
}

fn done(turn: u32, door: &[DoorLine]) -> JobDone {
    JobDone {
        job: job(),
        turn,
        door: door.to_vec(),
        person: "王师傅".into(),
        outcome: "换了接头".into(),
    }
}

fn by_phone(level: Option<u8>) -> JobTold {
    JobTold {
        job: job(),
        how: "电话".into(),
        level: level.and_then(Level::of),
        note: String::new(),
    }
}

/// An entry of a site's log, by a badge number.
fn told(org_code: i64, seq: u64, actor: u32, event: impl Into<Event>) -> Told {
    let mut log = [0; 16];
    log[..8].copy_from_slice(&org_code.to_be_bytes());
    Told {
        at: EntryRef {
            log: LogId(log),
            seq,
        },
        org: org(org_code),
        hlc: Hlc(seq * 10),
        wall: UtcMs(i64::try_from(seq).unwrap()),
        actor,
        base: Vec::new(),
        event: Some(event.into()),
    }
}

#[test]
fn a_visit_is_done_only_with_every_line_of_the_door_list() {
    let begun = [
        told(HALL, 1, 11, call(JobKind::Repair)),
        told(HALL, 2, 11, sent(1, Some(ONE))),
    ];
    for missing in DoorLine::ALL {
        let ticked: Vec<_> = DoorLine::ALL
            .into_iter()
            .filter(|l| *l != missing)
            .collect();
        let mut all = begun.to_vec();
        all.push(told(ONE, 1, 21, done(1, &ticked)));
        let job = fold(&all).unwrap();
        assert_eq!(job.stand(), Stand::Sent, "without {missing:?}");
        assert_eq!(door::missing(&ticked), [missing]);
    }
    let mut all = begun.to_vec();
    all.push(told(ONE, 1, 21, done(1, &DoorLine::ALL)));
    assert_eq!(fold(&all).unwrap().stand(), Stand::Done);
}

#[test]
fn only_the_station_it_lies_with_and_who_took_the_call_speak_for_a_job() {
    let begun = vec![
        told(HALL, 1, 11, call(JobKind::Repair)),
        told(HALL, 2, 11, sent(1, Some(ONE))),
        told(HALL, 3, 11, sent(2, Some(TWO))),
    ];
    let with = |extra: Told| {
        let mut all = begun.clone();
        all.push(extra);
        fold(&all).unwrap()
    };
    let job = with(told(ONE, 9, 21, done(2, &DoorLine::ALL)));
    assert_eq!(job.stand(), Stand::Sent);
    let job = with(told(TWO, 9, 21, done(2, &DoorLine::ALL)));
    assert_eq!(job.stand(), Stand::Done);
    // The visit was made before the station heard that another goes: the work is done all the same.
    let job = with(told(ONE, 9, 21, done(1, &DoorLine::ALL)));
    assert_eq!((job.stand(), job.sent.len()), (Stand::Done, 2));
    let mut all = begun.clone();
    all.push(told(ONE, 9, 21, done(1, &DoorLine::ALL)));
    all.push(told(TWO, 9, 21, done(2, &DoorLine::ALL)));
    assert_eq!(fold(&all).unwrap().again.len(), 1);
    // A village cannot make a hall's job its own, nor send it on.
    let job = with(told(TWO, 1, 21, call(JobKind::Question)));
    assert_eq!((job.opener(), job.call.kind), (org(HALL), JobKind::Repair));
    let job = with(told(TWO, 1, 21, sent(3, Some(TWO))));
    assert_eq!(job.turn(), 2);
}

#[test]
fn a_job_is_late_after_its_last_day_or_an_hour_after_its_visit() {
    let mut all = vec![told(HALL, 1, 11, call(JobKind::Repair))];
    let late = |all: &[Told], on: &str, at: i64| fold(all).unwrap().is_late(day(on), UtcMs(at));
    assert!(!late(&all, "2026-03-19", 0) && late(&all, "2026-03-20", 0));
    all.push(told(HALL, 2, 11, sent(1, None)));
    let hour = 9_000 + 3_600_000;
    assert!(!late(&all, "2026-03-12", hour) && late(&all, "2026-03-12", hour + 1));
    all.push(told(HALL, 3, 12, done(1, &DoorLine::ALL)));
    assert!(!late(&all, "2026-03-20", hour + 1), "it is done");
}

#[test]
fn what_a_later_version_wrote_makes_a_job_one_that_is_only_read() {
    let mut later = told(ONE, 4, 21, by_phone(None));
    later.event = None;
    let begun = told(HALL, 1, 11, call(JobKind::Repair));
    assert!(fold(&[later.clone(), begun]).unwrap().newer);
    assert_eq!(fold(&[later]), None);
}

#[test]
fn a_county_reads_what_a_hall_took_and_tells_nobody() {
    let mut all = vec![
        told(HALL, 1, 11, call(JobKind::Question)),
        told(HALL, 2, 11, done(0, &[])),
        told(330_182, 3, 12, by_phone(Some(5))),
    ];
    let job = fold(&all).unwrap();
    assert!(job.told.is_none() && !job.concerns(org(330_182)) && job.concerns(org(HALL)));
    all[0] = told(ONE, 1, 11, call(JobKind::Question));
    all[1] = told(ONE, 2, 11, done(0, &[]));
    all[2] = told(HALL, 3, 11, by_phone(Some(5)));
    assert!(
        fold(&all).unwrap().told.is_some(),
        "a hall asks for its village"
    );
}

#[test]
fn who_did_it_does_not_ask_how_it_was() {
    let mut all = vec![
        told(HALL, 1, 11, call(JobKind::Question)),
        told(HALL, 2, 11, done(0, &[])),
        told(HALL, 3, 11, by_phone(Some(5))),
    ];
    let job = fold(&all).unwrap();
    assert!(job.told.is_none() && job.is_by(org(HALL), StaffNo(11), "谁"));
    assert!(job.is_by(org(ONE), StaffNo(12), "王师傅"));
    all.push(told(HALL, 4, 12, by_phone(Some(5))));
    let job = fold(&all).unwrap();
    assert_eq!(job.told.unwrap().by.actor, 12);
}

#[test]
fn the_nearest_station_is_found_by_a_rule_anybody_can_check() {
    let site = Station {
        name: "杨树村".into(),
        site: Some(org(ONE)),
    };
    let here = Station {
        name: "大厅".into(),
        site: None,
    };
    let listed = |name: &str, code: i64| ListedStation {
        name: name.into(),
        villages: vec![code.to_string()],
        people: Vec::new(),
    };
    let points = [listed("甲点", 330_182_001_009), listed("乙点", TWO)];
    let found = |village: i64, points: &[ListedStation]| {
        let sites = std::slice::from_ref(&site);
        let (station, why) = nearest(&village.to_string(), sites, points, &here);
        (station.name, why)
    };
    let is = |name: &str, why| (name.to_owned(), why);
    assert_eq!(found(ONE, &points), is("杨树村", Nearness::SameVillage));
    assert_eq!(found(TWO, &points), is("乙点", Nearness::ListedVillage));
    assert_eq!(found(3, &points), is("甲点", Nearness::FirstListed));
    assert_eq!(found(3, &[]), is("大厅", Nearness::Here));
}

#[test]
fn each_figure_is_its_count_out_of_its_count() {
    let of = |kind, entries: Vec<Told>| {
        let mut all = vec![told(HALL, 1, 11, call(kind))];
        all.extend(entries);
        fold(&all).unwrap()
    };
    let ms = |text: &str| Zone::china().parse_instant(text, None).unwrap();
    let on = |text: &str, mut entry: Told| {
        entry.wall = ms(text);
        entry
    };
    let whole = || told(HALL, 3, 12, done(1, &DoorLine::ALL));
    let go = || told(HALL, 2, 11, sent(1, None));
    let jobs = [
        of(JobKind::Question, vec![told(HALL, 2, 11, done(0, &[]))]),
        of(JobKind::Lookup, vec![]),
        of(
            JobKind::Complaint,
            vec![go(), on("2026-03-19 23:59", whole())],
        ),
        of(
            JobKind::Complaint,
            vec![
                go(),
                on("2026-03-20 00:01", whole()),
                told(HALL, 9, 13, by_phone(Some(2))),
            ],
        ),
        of(JobKind::Complaint, vec![go()]),
    ];
    let counted = || jobs.iter().map(|job| Counted::of(job, Zone::china()));
    let at = |text: &str| rates(counted(), day(text));
    let rate = |n, of| rates::Rate { n, of };
    let now = at("2026-03-19");
    assert_eq!((now.handled, now.answered), (rate(3, 5), rate(1, 2)));
    assert_eq!(now.in_time, rate(1, 2), "one has its last day still");
    assert_eq!(at("2026-03-20").in_time, rate(1, 3));
    assert_eq!((now.content, now.asked), (rate(0, 1), rate(1, 3)));
    assert_eq!(now.visits, rate(2, 3));
    assert_eq!(now.handled.permille(10), None, "few are shown as counts");
    assert_eq!(
        rate(1_999, 2_000).permille(10),
        Some(999),
        "never dressed up"
    );
}

/// Any entry at all about one job, by the hall, its villages, and strangers.
fn anything() -> impl Strategy<Value = Told> {
    let event = (0..7_u8, 0..4_u32, 0..12_usize).prop_map(|(which, turn, lines)| {
        let door = &DoorLine::ALL[..lines.min(DoorLine::ALL.len())];
        let to = [None, Some(ONE), Some(TWO)][lines % 3];
        match which {
            0 => Event::from(call(JobKind::ALL[lines % 5])),
            1 | 2 => sent(turn, to).into(),
            3 => JobMissed {
                job: job(),
                turn,
                reason: "没人".into(),
                at: UtcMs(i64::from(turn)),
                person: "李四".into(),
            }
            .into(),
            4 | 5 => done(turn, door).into(),
            _ => by_phone(Some(1 + lines as u8 % 5)).into(),
        }
    });
    let orgs = prop::sample::select(vec![HALL, HALL, ONE, TWO, 330_182, 330_182_002]);
    let event = prop::option::weighted(0.95, event);
    (orgs, 1..9_u64, 0..60_u64, 11..14_u32, event).prop_map(|(code, seq, ms, actor, event)| {
        let one = told(code, seq, actor, call(JobKind::Repair));
        Told {
            event,
            hlc: Hlc(ms),
            ..one
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_same_entries_make_the_same_job_in_any_order_and_however_often(
        entries in prop::collection::vec(anything(), 0..24),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let mut mixed: Vec<Told> = order
            .iter()
            .filter(|_| !entries.is_empty())
            .map(|pick| pick.get(&entries).clone())
            .collect();
        mixed.extend(entries.iter().rev().cloned());
        prop_assert_eq!(fold(&mixed), fold(&entries));
    }

    #[test]
    fn nothing_is_done_that_its_rules_do_not_allow(
        entries in prop::collection::vec(anything(), 0..24),
    ) {
        // Of a fork only one side is ever heard.
        let entries: Vec<Told> = once(&entries).into_iter().cloned().collect();
        let Some(job) = fold(&entries) else {
            return Ok(());
        };
        for done in job.done.iter().chain(&job.again) {
            let entry = entries.iter().find(|e| e.at == done.by.at && match &e.event {
                Some(Event::JobDone(said)) => said.turn == done.turn && said.outcome == done.by.text,
                _ => false,
            });
            let entry = entry.expect("it was said");
            match done.turn {
                0 => prop_assert!(job.call.kind.is_asked() && entry.org == job.opener()),
                turn => {
                    let sending = job.sent.iter().find(|s| s.turn == turn).expect("it was sent");
                    let may = [Some(job.opener()), sending.to.site];
                    prop_assert!(may.contains(&Some(entry.org)));
                    let Some(Event::JobDone(said)) = &entry.event else { unreachable!() };
                    prop_assert!(!sending.spot.is_home() || door::missing(&said.door).is_empty());
                }
            }
        }
        prop_assert!(job.sent.iter().all(|s| s.by.org == job.opener()));
        prop_assert!(job.sent.is_sorted_by(|a, b| a.turn < b.turn));
        if let (Some(done), Some(told)) = (&job.done, &job.told) {
            prop_assert_ne!((done.by.org, done.by.actor), (told.by.org, told.by.actor));
        }
    }
}
