//! A case shared between a village and its hall, over two real stores.

use serde_json::Value;
use serde_json::json;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::hex;
use yizhan::domain::event::EntryRehomed;
use yizhan::domain::event::Event;
use yizhan::domain::event::SiteEnrolled;
use yizhan::domain::event::SitePlaced;
use yizhan::domain::event::TaskRaised;
use yizhan::domain::event::Voucher;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::ids::TaskId;
use yizhan::domain::site::Card;
use yizhan::domain::site::LogCard;
use yizhan::domain::site::LogName;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::Relation;
use yizhan::domain::site::SiteKind;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Hall;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::far;
use yizhan::store::ledger;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

const HALL: &str = "330182001";
const VILLAGE: &str = "330182001001";

fn org(code: &str) -> Org {
    code.parse().unwrap()
}

/// Writes entries the way a command outside the verbs does, and opens the hall again.
fn write(t: &mut TrialHall, events: &[Event]) {
    let mut store = Store::open(t.dir()).unwrap();
    let now = t.now;
    store
        .write(|writer| {
            for event in events {
                let entity = match event {
                    Event::TaskRaised(e) => e.task.0,
                    _ => uuid::Uuid::nil(),
                };
                writer.append(Audience::Up, entity, ActorNo::SYSTEM, now, event)?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    t.hall = Hall::open(t.dir()).unwrap();
}

fn card(code: &str, name: &str, kind: SiteKind) -> Card {
    Card {
        org: org(code),
        name: name.into(),
        kind,
        logs: Vec::new(),
        sealing: PublicKey([1; 32]),
    }
}

/// A hall and its village, each with its own store, enrolled at each other.
pub fn pair() -> (TrialHall, TrialHall) {
    let (mut hall, mut village) = (TrialHall::staffed(), TrialHall::staffed());
    enrol(&mut hall, &mut village);
    (hall, village)
}

/// Enrols a hall and its village at each other.
pub fn enrol(hall: &mut TrialHall, village: &mut TrialHall) {
    let hall_card = card(HALL, "龙河镇便民服务中心", SiteKind::Hall);
    let village_card = card(VILLAGE, "杨树村", SiteKind::Village);
    for (site, own, other, relation) in [
        (hall, &hall_card, &village_card, Relation::Child),
        (village, &village_card, &hall_card, Relation::Parent),
    ] {
        let placed = Event::from(SitePlaced {
            org: own.org,
            kind: own.kind,
            name: own.name.clone(),
        });
        let enrolled = Event::from(SiteEnrolled {
            relation,
            card: other.clone(),
            voucher: Voucher::People {
                witness: StaffNo(12),
            },
        });
        write(site, &[placed, enrolled]);
    }
}

/// Carries everything new from one store to the other, as the importer keeps it.
fn carry(from: &TrialHall, to: &mut TrialHall, code: &str, audience: &str) -> usize {
    let source = Store::open(from.dir()).unwrap();
    let mut target = Store::open(to.dir()).unwrap();
    let heads = ledger::heads(source.db()).unwrap();
    let Some(head) = heads.iter().find(|head| head.audience == audience) else {
        return 0;
    };
    let log = LogCard {
        log: LogName(head.log),
        audience: audience.into(),
        epoch: 1,
        key: PublicKey([2; 32]),
    };
    far::introduce(target.db(), org(code), &[log]).unwrap();
    let known = far::logs(target.db(), org(code)).unwrap();
    let known = known.iter().find(|l| l.log == head.log).unwrap();
    let from = known.seq + 1;
    let run = ledger::run_of(source.db(), head.lno, from, (10_000, 1 << 30)).unwrap();
    let now = to.now;
    target
        .write(|writer| far::keep(writer.db(), known.fno, &run, now))
        .unwrap();
    to.hall = Hall::open(to.dir()).unwrap();
    run.len()
}

/// Carries everything both ways; then both have the same of what they share.
pub fn meet(hall: &mut TrialHall, village: &mut TrialHall) {
    carry(village, hall, VILLAGE, "up");
    carry(village, hall, VILLAGE, "up/pad");
    carry(hall, village, HALL, &format!("down:{VILLAGE}"));
    let all = "SELECT coalesce(group_concat(body), '') FROM
        (SELECT body FROM shared_cases ORDER BY id)";
    let body = |t: &TrialHall| sql(t.dir(), all);
    assert_eq!(body(hall), body(village), "the same set, the same case");
}

/// Accepts a case at window 1 and returns its number.
fn accepted(t: &mut TrialHall) -> String {
    t.must("quick_serve", json!({"window": 1, "matter": "M1"}));
    let done = t.must(
        "accept_case",
        json!({"window": 1, "matter": "M1", "name": "王芳", "papers": "all"}),
    );
    done["number"].as_str().unwrap().to_owned()
}

fn share(t: &mut TrialHall, case: &str) -> Value {
    t.must_by(
        "share_case",
        json!({"case": case, "site": VILLAGE, "what": "入户核查", "day": "2026-03-20"}),
        staff(11),
    )
}

fn code(t: &mut TrialHall, verb: &str, fields: Value, by: u32) -> String {
    match t.perform(verb, fields, staff(by)) {
        Err(yizhan::ops::Error::Refused(refusal)) => refusal.code(),
        other => panic!("{verb}: {other:?}"),
    }
}

#[test]
fn a_case_goes_to_the_village_and_comes_back_with_what_was_found() {
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    let given = share(&mut hall, &case);
    assert_eq!(
        (&given["stage"], &given["custody"]),
        (&json!("received"), &json!(1))
    );
    assert_eq!(
        code(
            &mut hall,
            "move_shared",
            json!({"case": case, "to": "working"}),
            11
        ),
        "case_elsewhere"
    );
    assert_eq!(
        code(
            &mut hall,
            "share_case",
            json!({"case": case, "site": VILLAGE, "what": "x"}),
            11
        ),
        "shared_already"
    );
    meet(&mut hall, &mut village);
    let by = staff(12);
    village.must_by("move_shared", json!({"case": case, "to": "working"}), by);
    village.must_by(
        "note_shared",
        json!({"case": case, "paper": "入户照片"}),
        by,
    );
    village.must_by(
        "set_shared_field",
        json!({"case": case, "field": "phone", "value": 13_800_000_000_u64}),
        by,
    );
    village.must_by("hand_custody", json!({"case": case, "note": "已入户"}), by);
    assert_eq!(
        code(
            &mut village,
            "move_shared",
            json!({"case": case, "to": "done"}),
            12
        ),
        "case_elsewhere"
    );
    meet(&mut hall, &mut village);
    let done = hall.must_by(
        "move_shared",
        json!({"case": case, "to": "done"}),
        staff(11),
    );
    assert_eq!(done["custody"], json!(2));
    meet(&mut hall, &mut village);
    let page = village.hall.shared_pages(&case).unwrap().remove(0);
    assert_eq!(page.line.applicant, "王*");
    assert_eq!(page.whole.fields[0].values[0].text, "13800000000");
    assert_eq!(page.whole.papers[0].text, "入户照片");
    assert!(village.hall.shared().unwrap().is_empty(), "it is over");
    assert!(hall.hall.tasks().unwrap().is_empty());
    assert_eq!(
        code(
            &mut hall,
            "move_shared",
            json!({"case": case, "to": "working"}),
            11
        ),
        "case_over"
    );
    hall.assert_sound();
    village.assert_sound();
}

#[test]
fn a_hall_takes_over_and_what_the_village_does_late_is_a_task_at_both() {
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    share(&mut hall, &case);
    meet(&mut hall, &mut village);
    let take = json!({"case": case, "reason": "路断了"});
    assert_eq!(
        code(&mut hall, "take_custody", take.clone(), 11),
        "not_leader"
    );
    assert_eq!(
        code(&mut village, "take_custody", take.clone(), LEADER),
        "not_to_take"
    );
    hall.must_by("take_custody", take.clone(), staff(LEADER));
    assert_eq!(code(&mut hall, "take_custody", take, LEADER), "not_to_take");
    hall.must_by(
        "move_shared",
        json!({"case": case, "to": "working"}),
        staff(11),
    );
    // The village knows nothing of it.
    village.at("17:00");
    village.must_by(
        "move_shared",
        json!({"case": case, "to": "working"}),
        staff(12),
    );
    village.must_by(
        "move_shared",
        json!({"case": case, "to": "done"}),
        staff(12),
    );
    let decide = json!({"case": case, "stage": "done", "reason": "已电话核实"});
    assert_eq!(
        code(&mut village, "resolve_conflict", decide.clone(), LEADER),
        "no_conflict"
    );
    meet(&mut hall, &mut village);
    for site in [&mut hall, &mut village] {
        let line = site.hall.shared().unwrap().remove(0);
        assert_eq!((line.stage.word(), line.conflicts), ("working", 1));
        let task = site.hall.tasks().unwrap().remove(0);
        assert_eq!((task.kind, task.follows), (TaskKind::Conflict, true));
        let sides: Vec<(&str, &str)> = task
            .sides
            .iter()
            .map(|side| (side.site.as_str(), side.says.as_str()))
            .collect();
        assert_eq!(sides[0].0, "杨树村", "{sides:?}");
        assert_eq!(sides[1].0, "龙河镇便民服务中心", "{sides:?}");
        let close = json!({"task": task.id.to_string(), "outcome": "x"});
        assert_eq!(code(site, "close_task", close, LEADER), "task_follows");
        site.assert_sound();
    }
    assert_eq!(
        code(
            &mut village,
            "move_shared",
            json!({"case": case, "to": "done"}),
            12
        ),
        "case_elsewhere"
    );
    let decided = hall.must_by("resolve_conflict", decide, staff(LEADER));
    assert_eq!(
        (&decided["stage"], &decided["conflicts"]),
        (&json!("done"), &json!(0))
    );
    meet(&mut hall, &mut village);
    for site in [&hall, &village] {
        assert!(site.hall.tasks().unwrap().is_empty());
        assert_eq!(sql(site.dir(), "SELECT outcome FROM tasks"), "已电话核实");
        assert_eq!(
            sql(
                site.dir(),
                "SELECT closed IS NOT NULL FROM shared_conflicts"
            ),
            "1"
        );
        site.assert_sound();
    }
}

#[test]
fn a_case_is_shared_with_an_enrolled_site_only_and_by_a_site_with_a_place() {
    let mut alone = TrialHall::staffed();
    let case = accepted(&mut alone);
    let to = |site: &str| json!({"case": case, "site": site, "what": "入户"});
    assert_eq!(
        code(&mut alone, "share_case", to(VILLAGE), 11),
        "site_not_placed"
    );
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    let to = |site: &str| json!({"case": case, "site": site, "what": "入户"});
    assert_eq!(
        code(&mut hall, "share_case", to("330182001009"), 11),
        "site_unknown"
    );
    assert_eq!(
        code(
            &mut hall,
            "share_case",
            json!({"case": case, "site": VILLAGE, "what": " "}),
            11
        ),
        "what_missing"
    );
    assert_eq!(
        sql(hall.dir(), "SELECT count(*) FROM logs"),
        "2",
        "no log for nothing"
    );
    hall.must_by("share_case", to("杨树村"), staff(11));
    assert_eq!(sql(hall.dir(), "SELECT count(*) FROM logs"), "3");
    // A village shares with its hall in the log that goes up.
    let own = accepted(&mut village);
    village.must_by(
        "share_case",
        json!({"case": own, "site": HALL, "what": "帮着催", "keep_custody": true}),
        staff(11),
    );
    assert_eq!(sql(village.dir(), "SELECT count(*) FROM logs"), "2");
    // Both halls of this test gave the same number.
    assert_eq!(own, case);
    carry(&village, &mut hall, VILLAGE, "up");
    assert_eq!(
        code(
            &mut hall,
            "note_shared",
            json!({"case": case, "note": "x"}),
            11
        ),
        "shared_twice"
    );
    let pages = hall.hall.shared_pages(&case).unwrap();
    let id = pages
        .iter()
        .find(|p| !p.line.here && p.whole.giver == org(VILLAGE))
        .unwrap()
        .line
        .id;
    hall.must_by(
        "note_shared",
        json!({"case": id.to_string(), "note": "催过"}),
        staff(11),
    );
    hall.assert_sound();
}

#[test]
fn entries_point_at_what_their_author_knew() {
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    share(&mut hall, &case);
    meet(&mut hall, &mut village);
    village.must_by(
        "move_shared",
        json!({"case": case, "to": "working"}),
        staff(12),
    );
    let base = "SELECT hex(base) FROM entries WHERE kind = 181";
    let down = sql(
        hall.dir(),
        "SELECT hex(log_id) FROM logs WHERE audience LIKE 'down:%'",
    );
    assert_eq!(sql(village.dir(), base), format!("01{down}{:016X}", 2));
    // Only what is about shared cases is in the index, and a fold reads it by that.
    let plan = "EXPLAIN QUERY PLAN SELECT * FROM far_entries WHERE entity = x'00'
                AND (kind = 8 OR (kind >= 180 AND kind <= 189) OR (kind >= 192 AND kind <= 199))";
    let detail: String = crate::support::raw(hall.dir())
        .query_row(plan, [], |row| row.get(3))
        .unwrap();
    assert!(detail.contains("far_entries_shared"), "{detail}");
}

#[test]
fn an_entry_told_again_in_a_new_log_counts_once_and_there() {
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    share(&mut hall, &case);
    meet(&mut hall, &mut village);
    let by = staff(12);
    village.must_by("move_shared", json!({"case": case, "to": "working"}), by);
    let mut store = Store::open(village.dir()).unwrap();
    let up = ledger::heads(store.db()).unwrap().remove(0);
    let moved = ledger::entry(store.db(), up.lno, up.seq).unwrap().unwrap();
    let again = Event::from(EntryRehomed {
        log: LogName(up.log),
        seq: up.seq,
        hash: moved.hash.to_string(),
        envelope: hex(&moved.envelope.bytes()),
        body: Some(String::from_utf8(moved.body.clone().unwrap()).unwrap()),
        bytes: None,
    });
    let now = village.now;
    let (entity, actor) = (moved.envelope.entity, ActorNo::SYSTEM);
    store
        .write(|writer| writer.append(Audience::Up, entity, actor, now, &again))
        .unwrap();
    village.hall = Hall::open(village.dir()).unwrap();
    let whole = village.hall.shared_pages(&case).unwrap().remove(0).whole;
    assert_eq!(whole.stage.word(), "working");
    assert_eq!(whole.history.len(), 2, "not the old one beside the new");
    assert_eq!(whole.heads[0].seq, up.seq + 1);
    village.assert_sound();
}

#[test]
fn a_task_waits_until_a_leader_has_seen_to_it() {
    let mut t = TrialHall::staffed();
    let raise = |n: u128| {
        Event::from(TaskRaised {
            task: TaskId(uuid::Uuid::from_u128(n << 64)),
            kind: TaskKind::Fork,
            about: "up".into(),
            words: "7".into(),
        })
    };
    write(&mut t, &[raise(1), raise(2), raise(2)]);
    assert_eq!(t.hall.tasks().unwrap().len(), 2);
    let close = |task: &str| json!({"task": task, "outcome": "已核对"});
    assert_eq!(
        code(&mut t, "close_task", close("0"), LEADER),
        "task_unknown"
    );
    assert_eq!(
        code(&mut t, "close_task", close(""), LEADER),
        "task_unknown"
    );
    let id = t.hall.tasks().unwrap()[0].id.to_string();
    assert_eq!(code(&mut t, "close_task", close(&id), 11), "not_leader");
    t.must_by("close_task", close(&id), staff(LEADER));
    assert_eq!(
        code(&mut t, "close_task", close(&id), LEADER),
        "task_unknown"
    );
    assert_eq!(t.hall.tasks().unwrap().len(), 1);
    t.assert_sound();
}

#[test]
fn the_pages_say_who_has_the_case_and_what_contradicts() {
    let (mut hall, mut village) = pair();
    let case = accepted(&mut hall);
    share(&mut hall, &case);
    meet(&mut hall, &mut village);
    hall.must_by(
        "take_custody",
        json!({"case": case, "reason": "路断了"}),
        staff(LEADER),
    );
    village.must_by(
        "move_shared",
        json!({"case": case, "to": "refused", "note": "不符合"}),
        staff(12),
    );
    meet(&mut hall, &mut village);
    let shown = |lang: &str, words: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .args([
                "--store",
                hall.dir().to_str().unwrap(),
                "--lang",
                lang,
                "show",
            ])
            .args(words)
            .output()
            .unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success() && !text.contains('⟦'), "{text}");
        text
    };
    for (lang, here, late, task) in [
        ("zh-CN", "本站点（2）", "来迟", "说法不一"),
        ("en", "here (2)", "too late", "contradiction"),
    ] {
        let list = shown(lang, &["shared"]);
        assert!(list.contains("杨树村") && list.contains(here), "{list}");
        assert!(!list.contains("王芳") && list.contains("王*"), "{list}");
        let page = shown(lang, &["shared", &case]);
        for part in ["路断了", "不符合", late, "王芳", "杨树村"] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        let tasks = shown(lang, &["tasks"]);
        assert!(tasks.contains(task) && tasks.contains(&case), "{tasks}");
    }
}
