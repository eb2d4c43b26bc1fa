//! Safeguards whose lack no other test would notice.

use std::fs::File;
use std::fs::TryLockError;

use yizhan::store::StoreError;

use crate::sync::world::pair;

#[test]
fn what_is_committed_is_synced_to_the_disk_first() {
    let dir = tempfile::tempdir().unwrap();
    let (county, _) = pair(dir.path());
    let store = county.store();
    let full: i64 = store
        .db()
        .query_row("PRAGMA synchronous", [], |row| row.get(0))
        .unwrap();
    assert_eq!(full, 2, "FULL");
}

#[test]
fn a_write_holds_the_gate_until_it_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let (county, _) = pair(dir.path());
    let gate = File::open(county.dir.join("gate")).unwrap();
    county
        .store()
        .write(|_| {
            assert!(matches!(gate.try_lock(), Err(TryLockError::WouldBlock)));
            Ok::<(), StoreError>(())
        })
        .unwrap();
    gate.try_lock().unwrap();
}
