//! The store's own promises: durable, one writer at a time, on a local disk, of a known schema.

use std::fs::File;
use std::fs::TryLockError;

use tempfile::TempDir;
use yizhan::domain::time::UtcMs;
use yizhan::store::Birth;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::open::GATE_FILE;
use yizhan::store::open::assert_local;
use yizhan::store::open::network_kind;
use yizhan::store::verify::verify;

use crate::support::TrialHall;
use crate::support::raw;
use crate::support::sql;

fn birth() -> Birth {
    Birth {
        name: "测试厅".into(),
        code: "YZ".into(),
        trial: true,
        at: UtcMs(1_773_273_600_000),
        nonce: [7; 16],
    }
}

/// A store with some work in it, closed.
fn worked() -> TempDir {
    let mut t = TrialHall::staffed();
    t.ticket("social");
    t.ticket("economy");
    t.must("call_next", serde_json::json!({"window": 1}));
    t.close()
}

#[test]
fn every_commit_is_synced_to_the_disk_before_it_is_said_to_be_done() {
    let dir = TempDir::new().unwrap();
    for store in [
        Store::create(dir.path(), &birth()).unwrap(),
        Store::open(dir.path()).unwrap(),
    ] {
        let pragma = |name: &str| -> String {
            let text = format!("SELECT cast({name} AS TEXT) FROM pragma_{name}");
            store.db().query_row(&text, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(pragma("synchronous"), "2", "2 is FULL: an fsync a commit");
        assert_eq!(pragma("journal_mode"), "wal");
        assert_eq!(pragma("foreign_keys"), "1");
    }
}

#[test]
fn whoever_writes_holds_the_gate_and_lets_it_go() {
    let dir = TempDir::new().unwrap();
    let mut store = Store::create(dir.path(), &birth()).unwrap();
    let gate = File::open(dir.path().join(GATE_FILE)).unwrap();
    store
        .write(|_| {
            let taken = gate.try_lock().unwrap_err();
            assert!(matches!(taken, TryLockError::WouldBlock), "{taken}");
            Ok::<(), StoreError>(())
        })
        .unwrap();
    gate.try_lock().unwrap();
    gate.unlock().unwrap();
    let failed = store.write(|_| Err::<(), _>(StoreError::NotReadOnly("x".into())));
    assert!(failed.is_err());
    gate.try_lock()
        .expect("a failed write lets the gate go too");
}

#[test]
fn a_second_writer_waits_at_the_gate() {
    let dir = TempDir::new().unwrap();
    let mut first = Store::create(dir.path(), &birth()).unwrap();
    let mut second = Store::open(dir.path()).unwrap();
    let order = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let (inside, begun) = std::sync::mpsc::channel();
        let order = &order;
        scope.spawn(move || {
            begun.recv().unwrap();
            second
                .write(|_| {
                    order.lock().unwrap().push("second");
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        });
        first
            .write(|_| {
                inside.send(()).unwrap();
                // The other now tries; whatever it does first, it does not come in.
                for _ in 0..1_000 {
                    std::thread::yield_now();
                }
                order.lock().unwrap().push("first");
                Ok::<_, StoreError>(())
            })
            .unwrap();
    });
    assert_eq!(*order.lock().unwrap(), ["first", "second"]);
}

#[test]
fn a_network_disk_is_refused_by_its_number() {
    // Source: linux/magic.h.
    for (magic, kind) in [
        (0x6969, "NFS"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9p"),
    ] {
        assert_eq!(network_kind(magic), Some(kind));
        // Some systems widen the number with its sign.
        assert_eq!(network_kind(magic | 0xFFFF_FFFF_0000_0000), Some(kind));
    }
    for local in [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630] {
        assert_eq!(network_kind(local), None, "{local:x}");
    }
    assert_local(TempDir::new().unwrap().path()).unwrap();
}

#[test]
fn a_store_is_made_once_and_found_where_it_is() {
    let dir = TempDir::new().unwrap();
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::NotThere { .. })
    ));
    drop(Store::create(dir.path(), &birth()).unwrap());
    let again = Store::create(dir.path(), &birth());
    assert!(matches!(again, Err(StoreError::AlreadyThere { .. })));
    assert!(Store::open(dir.path()).is_ok());
}

#[test]
fn the_schema_is_the_one_written_down() {
    let dir = TempDir::new().unwrap();
    drop(Store::create(dir.path(), &birth()).unwrap());
    let db = raw(dir.path());
    let mut statement = db
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
        .unwrap();
    let all: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("schema", all.join(";\n\n"));
    });
}

#[test]
fn a_store_of_other_migrations_is_refused() {
    let dir = worked();
    raw(dir.path())
        .execute("UPDATE migrations SET hash = 'another' WHERE step = 1", [])
        .unwrap();
    let refused = Store::open(dir.path());
    assert!(
        matches!(refused, Err(StoreError::MigrationChanged { step: 1 })),
        "{refused:?}"
    );
    let report = verify(dir.path()).unwrap();
    assert!(
        report.problems.iter().any(|p| p.witness == "schema"),
        "{report:?}"
    );
}

#[test]
fn a_store_of_a_newer_program_is_refused() {
    let dir = worked();
    raw(dir.path())
        .execute(
            "INSERT INTO migrations (step, hash) VALUES (99, 'later')",
            [],
        )
        .unwrap();
    let refused = Store::open(dir.path());
    assert!(
        matches!(
            refused,
            Err(StoreError::TooNew {
                found: 99,
                known: 8
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn views_of_another_text_are_folded_anew_when_the_store_is_opened() {
    for (what, sql) in [
        ("an old mark", "UPDATE meta SET v = 'old' WHERE k = 'views'"),
        ("no mark", "DELETE FROM meta WHERE k = 'views'"),
        (
            "another shape",
            "UPDATE meta SET v = 'old'; DROP TABLE windows; ALTER TABLE visits ADD COLUMN x INTEGER",
        ),
        (
            "other rows",
            "UPDATE meta SET v = 'old'; UPDATE visits SET priority = 'elder'; DELETE FROM staff",
        ),
    ] {
        let dir = worked();
        raw(dir.path()).execute_batch(sql).unwrap();
        drop(Store::open(dir.path()).unwrap());
        let report = verify(dir.path()).unwrap();
        assert!(report.ok, "{what}: {:?}", report.problems);
        assert_eq!(
            crate::support::sql(dir.path(), "SELECT count(*) FROM staff"),
            "4"
        );
    }
}

#[test]
fn views_of_this_text_are_left_as_they_are_when_the_store_is_opened() {
    let dir = worked();
    raw(dir.path())
        .execute("UPDATE staff SET name = 'X'", [])
        .unwrap();
    drop(Store::open(dir.path()).unwrap());
    assert_eq!(sql(dir.path(), "SELECT DISTINCT name FROM staff"), "X");
}
