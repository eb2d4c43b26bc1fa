//! What one site writes about jobs of the hotline with a program of its own: the other goes on working.

use serde_json::Value;
use serde_json::json;
use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::CaseShared;
use yizhan::domain::event::Event;
use yizhan::domain::event::JobCharged;
use yizhan::domain::event::JobMissed;
use yizhan::domain::event::JobOpened;
use yizhan::domain::hotline::Job;
use yizhan::domain::ids::CaseId;
use yizhan::domain::ids::JobId;
use yizhan::ops::Error;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::view;

use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;
use crate::village::Pair;

/// A site writes what it likes where the other reads it.
fn writes(t: &TrialHall, audience: &str, all: &[(Uuid, Event)]) {
    let mut store = Store::open(t.dir()).unwrap();
    let written = store.write(|writer| {
        for (entity, event) in all {
            writer.append_to(audience, *entity, ActorNo(11), t.now, event)?;
        }
        Ok::<(), StoreError>(())
    });
    written.unwrap();
}

fn up() -> &'static str {
    Audience::Up.word()
}

/// The hall sends a job to its village, and the village has heard of it.
fn sent(pair: &mut Pair) -> (String, Job) {
    let call = json!({"kind": "repair", "what": "水管漏水", "name": "张三丰", "phone": "13800000000",
        "village": "杨树村", "place": "三组", "person": "孙助理", "at": "15:00"});
    let done = pair.there("take_call", call);
    pair.meet();
    let number = done["number"].as_str().unwrap().to_owned();
    let found = jobs(&pair.hall, &number).remove(0);
    (number, found)
}

fn jobs(t: &TrialHall, number: &str) -> Vec<Job> {
    let store = Store::open(t.dir()).unwrap();
    view::jobs::find(store.db(), number).unwrap()
}

fn all_rows(t: &TrialHall) -> String {
    let all = "SELECT coalesce(group_concat(id || body, char(10)), '')
        FROM (SELECT hex(id) AS id, body FROM jobs ORDER BY jobs.id)";
    sql(t.dir(), all)
}

/// Both stores are what their ledgers say, and stay so when they are folded anew.
fn sound(pair: &mut Pair) {
    for t in [&mut pair.hall, &mut pair.village] {
        let rows = all_rows(t);
        t.assert_sound();
        t.hall.rebuild().unwrap();
        assert_eq!(all_rows(t), rows, "folded anew they are the same");
        t.assert_sound();
    }
}

fn refused(t: &mut TrialHall, verb: &str, fields: Value, by: u32) -> String {
    match t.perform(verb, fields, staff(by)) {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("{verb}: {other:?}"),
    }
}

#[test]
fn an_entry_under_another_name_does_not_become_the_row_of_the_halls_job() {
    let mut pair = Pair::new();
    let (number, job) = sent(&mut pair);
    let untrue = JobOpened {
        phone: "13900000000".into(),
        what: "什么事也没有".into(),
        ..job.call.clone()
    };
    writes(
        &pair.village,
        up(),
        &[(Uuid::from_u128(1), Event::from(untrue))],
    );
    pair.meet();
    let found = jobs(&pair.hall, &number);
    assert_eq!(found.len(), 2, "the village opened one of its own");
    assert!(found.contains(&job), "the hall's is as it was: {found:#?}");
    sound(&mut pair);
    // The number says no more which one is meant; the id does.
    let fields =
        |job: &str| json!({"job": job, "person": "李师傅", "at": "16:00", "reason": "没有零件"});
    let code = refused(&mut pair.hall, "send_job", fields(&number), 11);
    assert_eq!(code, "job_twice");
    let done = pair.there("send_job", fields(&job.call.job.to_string()));
    assert_eq!(done["number"], number.as_str());
    let board = pair.hall.hall.hotline(None, None, pair.hall.now).unwrap();
    let ids = board.lines.iter().map(|line| line.job);
    assert!(ids.into_iter().any(|id| id == job.call.job));
}

#[test]
fn the_numbers_of_another_site_do_not_count_among_ones_own() {
    let mut pair = Pair::new();
    let (number, job) = sent(&mut pair);
    let begins = number.strip_suffix("001").unwrap();
    let untrue = ["4294967295", "99999999999", "777"].map(|count| JobOpened {
        job: JobId(Uuid::from_u128(1)),
        number: format!("{begins}{count}"),
        ..job.call.clone()
    });
    let untrue = untrue.into_iter().zip(1_u128..);
    let untrue = untrue.map(|(call, no)| (Uuid::from_u128(no), Event::from(call)));
    writes(&pair.village, up(), &untrue.collect::<Vec<_>>());
    pair.meet();
    let call = json!({"kind": "question", "what": "几点开门", "answer": "八点"});
    let done = pair.there("take_call", call);
    assert_eq!(done["number"], format!("{begins}002").as_str());

    // Nor do those of the hall among the village's matters.
    let raise = |pair: &mut Pair| {
        let raised = pair.here("raise_matter", json!({"what": "涵管堵了", "name": "李四"}));
        raised["number"].as_str().unwrap().to_owned()
    };
    let first = raise(&mut pair);
    let begins = first.strip_suffix("01").unwrap();
    let (hall, village) = ("330182001", "330182001001");
    for (no, count) in [(11, "4294967295"), (12, "98")] {
        let shared = CaseShared {
            case: CaseId(Uuid::from_u128(no)),
            custody: 1,
            with: village.parse().unwrap(),
            custodian: hall.parse().unwrap(),
            number: format!("{begins}{count}"),
            matter: String::new(),
            matter_name: String::new(),
            applicant: String::new(),
            phone: String::new(),
            what: "看一看".into(),
            until: None,
            raised: false,
            of: None,
        };
        let down = format!("down:{village}");
        let all = [(Uuid::from_u128(no), Event::from(shared))];
        writes(&pair.hall, &down, &all);
    }
    pair.meet();
    assert_eq!(raise(&mut pair), format!("{begins}02"));
}

#[test]
fn a_village_that_floods_a_job_does_not_lock_the_hall_out_of_it() {
    let mut pair = Pair::new();
    let (number, job) = sent(&mut pair);
    let miss = JobMissed {
        job: job.call.job,
        turn: 9,
        reason: "家里没人".into(),
        at: pair.village.now,
        person: "孙助理".into(),
    };
    let all = vec![(job.call.job.0, Event::from(miss)); 501];
    writes(&pair.village, up(), &all);
    pair.meet();
    assert!(jobs(&pair.hall, &number)[0].crowded);
    let finish = json!({"job": number, "outcome": "换了接头", "door": "all"});
    let code = refused(&mut pair.village, "finish_job", finish.clone(), 11);
    assert_eq!(code, "shared_crowded", "nobody else changes it");
    assert_eq!(pair.there("finish_job", finish)["stand"], "done");
    let told = json!({"job": number, "how": "电话", "level": 5});
    let done = pair.hall.must_by("tell_caller", told, staff(12));
    assert_eq!(done["stand"], "over");
    sound(&mut pair);
}

#[test]
fn charges_beyond_all_measure_are_refused_and_those_of_others_are_shown() {
    let mut pair = Pair::new();
    let (number, job) = sent(&mut pair);
    let charge = |fen: u64| json!({"job": number, "fen": fen, "receipt": "P-1", "note": "年检"});
    let code = refused(&mut pair.village, "charge_job", charge(100_000_001), 11);
    assert_eq!(code, "charge_too_much");
    pair.here("charge_job", charge(100_000_000));
    let untrue = JobCharged {
        job: job.call.job,
        fen: u64::MAX,
        receipt: "P-2".into(),
        note: String::new(),
    };
    let all = vec![(job.call.job.0, Event::from(untrue)); 2];
    writes(&pair.village, up(), &all);
    pair.meet();
    let board = pair.hall.hall.hotline(None, None, pair.hall.now).unwrap();
    assert_eq!(board.lines[0].charged, u64::MAX);
    sound(&mut pair);
}

#[test]
fn a_job_is_found_by_its_count_after_the_store_began_anew() {
    let mut pair = Pair::new();
    let (number, job) = sent(&mut pair);
    // As it would be read in a store that was put back.
    let call = JobOpened {
        job: JobId(Uuid::from_u128(1)),
        number: number.replace("-001", "-B007"),
        ..job.call.clone()
    };
    let down = "down:330182001001";
    writes(&pair.hall, down, &[(call.job.0, Event::from(call.clone()))]);
    let find = |text: &str| pair.hall.hall.find_jobs(text, None, pair.hall.now);
    for text in ["7", "007"] {
        let found = find(text).unwrap();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].job, call.job);
    }
    assert_eq!(find("1").unwrap()[0].number, number);
    assert!(find("07007").is_err());
}

/// Every verb of the hotline, over two sites, and back.
#[test]
fn what_the_verbs_of_the_hotline_leave_is_what_the_ledgers_fold_to() {
    let mut pair = Pair::new();
    let (number, _) = sent(&mut pair);
    let question = json!({"kind": "question", "what": "几点开门"});
    let asked = pair.there("take_call", question)["number"].clone();
    pair.there("answer_call", json!({"job": asked, "text": "八点"}));
    let miss =
        json!({"job": number, "reason": "家里没人", "at": "2026-03-13 09:00", "person": "周助理"});
    pair.here("miss_visit", miss);
    pair.here(
        "charge_job",
        json!({"job": number, "fen": 500, "receipt": "P-1"}),
    );
    pair.meet();
    sound(&mut pair);
    let anew = json!({"job": number, "person": "王师傅", "at": "2026-03-13 10:00",
        "station": "龙河镇便民服务中心", "reason": "没有零件"});
    pair.there("send_job", anew);
    pair.meet();
    sound(&mut pair);
    let back = json!({"job": number, "person": "孙助理", "at": "2026-03-13 11:00",
        "station": "杨树村", "reason": "有零件了"});
    pair.there("send_job", back);
    pair.meet();
    pair.here(
        "finish_job",
        json!({"job": number, "outcome": "换了接头", "door": "all"}),
    );
    pair.meet();
    let told = json!({"job": number, "how": "电话", "level": 4});
    pair.hall.must_by("tell_caller", told, staff(12));
    pair.meet();
    sound(&mut pair);
    let (here, there) = (jobs(&pair.village, &number), jobs(&pair.hall, &number));
    let told = |job: &Job| {
        (
            job.stand(),
            job.done.clone(),
            job.told.clone(),
            job.charges.clone(),
        )
    };
    assert_eq!(told(&here[0]), told(&there[0]), "both know the same of it");
    assert_eq!((here.len(), there.len(), here[0].sent.len()), (1, 1, 3));
    assert_eq!((there[0].sent.len(), there[0].charges.len()), (3, 1));
    assert_eq!(there[0].told.as_ref().unwrap().by.text, "电话");
}
