//! Verified entries in the hub's tables.

use serde_json::json;
use yizhan::domain::entry::Entry;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::Hlc;
use yizhan::domain::entry::LogId;
use yizhan::domain::event::EntryRehomed;
use yizhan::domain::event::Event;
use yizhan::domain::event::Kind;
use yizhan::domain::time::UtcMs;
use yizhan::sync::hub;
use yizhan::sync::hub::load::Loaded;

use super::FIRST;
use super::SECOND;
use super::county;
use super::entries;
use super::org;

#[test]
fn entries_are_loaded_once_and_one_that_says_something_else_is_evidence() {
    let Some(county) = county() else { return };
    let mut client = hub::connect(&county.importer).unwrap();
    let log = LogId([3; 16]);
    let whole = entries(500, "whole");
    let loaded = |new, known, forked| Loaded { new, known, forked };
    let mut load = |code, entries: &[_]| hub::load(&mut client, org(code), log, entries).unwrap();
    assert_eq!(load(FIRST, &whole[..300]), loaded(300, 0, 0));
    assert_eq!(load(FIRST, &whole[200..]), loaded(200, 100, 0));
    assert_eq!(load(FIRST, &whole), loaded(0, 500, 0));
    assert_eq!(load(FIRST, &[]), loaded(0, 0, 0));
    let other = entries(3, "other");
    assert_eq!(load(FIRST, &other), loaded(0, 0, 3));
    assert_eq!(load(FIRST, &other[..1]), loaded(0, 0, 1));
    // The same log under another organisation is another log.
    assert_eq!(load(SECOND, &other), loaded(3, 0, 0));
    let one = |client: &mut postgres::Client, sql: &str| -> i64 {
        client.query_one(sql, &[]).unwrap().get(0)
    };
    assert_eq!(one(&mut client, "SELECT count(*) FROM hub.entries"), 503);
    assert_eq!(one(&mut client, "SELECT count(*) FROM hub.evidence"), 3);
    let row = client
        .query_one(
            "SELECT hash, body, actor FROM hub.entries WHERE org = $1 AND seq = 500",
            &[&FIRST],
        )
        .unwrap();
    assert_eq!(row.get::<_, &[u8]>(0), whole[499].hash.0);
    assert_eq!(row.get::<_, Option<&[u8]>>(1), whole[499].body.as_deref());
    assert_eq!(row.get::<_, i64>(2), i64::from(u32::MAX));
}

/// One figure of the county as text.
fn told(client: &mut postgres::Client, sql: &str) -> Vec<String> {
    let rows = client.query(sql, &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

fn wrap(seq: u64, hlc: u64, event: Event) -> Entry {
    let mut entry = entries(1, "").remove(0);
    let body = event.body().unwrap();
    entry.envelope.kind = event.kind();
    entry.envelope.seq = seq;
    entry.envelope.hlc = Hlc(hlc);
    // 2026-03-12 08:00 in China.
    entry.envelope.wall = UtcMs(1_773_273_600_000);
    entry.hash = Hash::of(format!("{seq}").as_bytes());
    entry.body = Some(body);
    entry
}

fn event(kind: u16, body: serde_json::Value) -> Event {
    let bytes = serde_json::to_vec(&body).unwrap();
    Event::decode(Kind(kind), &bytes).unwrap().unwrap()
}

#[test]
fn figures_count_each_entry_once_whatever_the_parts_and_their_order() {
    let Some(county) = county() else { return };
    let mut client = hub::connect(&county.importer).unwrap();
    let log = LogId([4; 16]);
    let case = "01957f3a-0000-7000-8000-000000000001";
    let errand = "01957f3a-0000-7000-8000-000000000002";
    let due = |day: &str| {
        json!({"case": case, "promise": {
            "due": day, "limit": "5wd", "provisional": false, "amber_from": "2026-03-10"
        }})
    };
    let rated = |level: u8| event(71, json!({"errand": errand, "level": level}));
    let all = vec![
        wrap(1, 1, event(121, due("2026-03-20"))),
        wrap(2, 2, event(121, due("2026-03-16"))),
        wrap(3, 3, event(61, json!({"case": case, "day": "2026-03-17"}))),
        wrap(4, 4, rated(5)),
        wrap(5, 5, rated(2)),
        wrap(6, 6, event(72, json!({"errand": errand}))),
        wrap(7, 7, event(42, json!({"visit": case, "end": "served"}))),
        wrap(8, 8, event(42, json!({"visit": case, "end": "left"}))),
    ];
    hub::load(&mut client, org(FIRST), log, &all).unwrap();
    // The other hall's come as two parts that overlap, the later one first, and once more.
    for part in [&all[2..], &all[..4], &all] {
        hub::load(&mut client, org(SECOND), log, part).unwrap();
    }
    let cases = told(
        &mut client,
        "SELECT concat_ws(' ', due, due_at, ended, how, ended_at, ended <= due)
         FROM hub.cases ORDER BY org",
    );
    assert_eq!(cases, ["2026-03-16 2 2026-03-17 done 3 f"; 2]);
    let ratings = told(
        &mut client,
        "SELECT concat_ws(' ', level, level_at, unrated, left_score) FROM hub.ratings ORDER BY org",
    );
    assert_eq!(ratings, ["5 4 t f"; 2], "the first stands");
    let visits = "SELECT concat_ws(' ', ended, ended_at) FROM hub.visits ORDER BY org";
    assert_eq!(told(&mut client, visits), ["served 7"; 2]);
    let counted = "SELECT seq::text FROM hub.counted ORDER BY org";
    assert_eq!(told(&mut client, counted), ["8"; 2]);
}

#[test]
fn what_a_childs_own_program_writes_keeps_no_entry_out_of_the_tables() {
    let Some(county) = county() else { return };
    let mut client = hub::connect(&county.importer).unwrap();
    let case = "01957f3a-0000-7000-8000-000000000001";
    let mut accepted = json!({"case": case, "number": "x\u{0}y", "errand": case, "matter": "M\u{0}1",
        "matter_name": "", "centre": "social", "person": case, "applicant": {"name": ""},
        "papers": [], "missing": [], "day": "-9000-01-01"});
    accepted["promise"] = json!({"due": "+20000-01-01", "limit": "5wd", "provisional": false,
        "amber_from": "2026-03-10"});
    let mut poisoned = vec![
        wrap(1, 1, event(60, accepted)),
        wrap(
            2,
            u64::MAX,
            event(61, json!({"case": case, "day": "+99999-01-01"})),
        ),
        wrap(3, 3, event(71, json!({"errand": case, "level": 5}))),
    ];
    poisoned[2].envelope.wall = UtcMs(i64::MIN);
    hub::load(&mut client, org(FIRST), LogId([6; 16]), &poisoned).unwrap();
    let rows = told(
        &mut client,
        "SELECT concat_ws(' ', number, matter, accepted, due, ended, how, ended_at) FROM hub.cases",
    );
    assert_eq!(
        rows,
        ["xy M1 0001-01-01 9999-01-01 9999-01-01 done 9223372036854775807"]
    );
    let clocks = told(
        &mut client,
        "SELECT hlc::text FROM hub.entries ORDER BY seq",
    );
    assert_eq!(clocks, ["1", "-1", "3"], "bit by bit");
}

#[test]
fn what_a_hall_that_was_put_back_twice_tells_twice_counts_once() {
    let Some(county) = county() else { return };
    let mut client = hub::connect(&county.importer).unwrap();
    let errand = "01957f3a-0000-7000-8000-000000000002";
    let lost = wrap(7, 7, event(71, json!({"errand": errand, "level": 1})));
    let again = Event::from(EntryRehomed::of(LogId([1; 16]), &lost));
    for (log, seq) in [(2, 1), (3, 1), (3, 2)] {
        let entries = [wrap(seq, 9, again.clone())];
        for _ in 0..2 {
            hub::load(&mut client, org(FIRST), LogId([log; 16]), &entries).unwrap();
        }
    }
    // Another hall may have the same, whoever copied whom.
    let entries = [wrap(1, 9, again)];
    hub::load(&mut client, org(SECOND), LogId([4; 16]), &entries).unwrap();
    let rated = told(
        &mut client,
        "SELECT concat_ws(' ', org, count(level)) FROM hub.ratings GROUP BY org ORDER BY org",
    );
    assert_eq!(rated, [format!("{FIRST} 1"), format!("{SECOND} 1")]);
}

#[test]
fn an_entry_that_comes_at_the_same_moment_over_another_connection_is_loaded_once() {
    let Some(county) = county() else { return };
    let log = LogId([5; 16]);
    let all = entries(5, "same");
    let mut other = hub::connect(&county.importer).unwrap();
    let mut change = other.transaction().unwrap();
    let third = &all[2];
    let columns: [&(dyn postgres::types::ToSql + Sync); 6] = [
        &FIRST,
        &log.0.as_slice(),
        &third.envelope.entity,
        &third.body,
        &third.body_hash.0.as_slice(),
        &third.hash.0.as_slice(),
    ];
    change
        .execute(
            "INSERT INTO hub.entries (org, log_id, seq, kind, kind_version, hlc, wall, actor,
                 entity, base, body, body_hash, hash)
             VALUES ($1, $2, 3, 64000, 1, 3 << 16, 3, 1, $3, '\\x00', $4, $5, $6)",
            &columns,
        )
        .unwrap();
    // With the change in it, what fails in here lets the other go.
    let held = &county;
    let whole = &all;
    let loaded = std::thread::scope(move |scope| {
        let loading = scope.spawn(move || {
            let mut client = hub::connect(&held.importer).unwrap();
            hub::load(&mut client, org(FIRST), log, whole).unwrap()
        });
        // Nobody else sees the row yet: only its key is in the way.
        let mut keeper = hub::connect(&held.admin).unwrap();
        let waits = "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while keeper.query_one(waits, &[]).unwrap().get::<_, i64>(0) == 0 {
            assert!(!loading.is_finished(), "it did not wait");
            std::thread::yield_now();
        }
        change.commit().unwrap();
        loading.join().unwrap()
    });
    let expected = Loaded {
        new: 4,
        known: 1,
        forked: 0,
    };
    assert_eq!(loaded, expected);
    let rows = told(&mut other, "SELECT seq::text FROM hub.entries ORDER BY seq");
    assert_eq!(rows, ["1", "2", "3", "4", "5"]);
}
