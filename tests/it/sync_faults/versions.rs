//! Sites of other versions: what is not known yet is kept, and read after the upgrade.

use yizhan::domain::event::Event;
use yizhan::store::verify;
use yizhan::store::view;

use crate::sync::world::pair;

#[test]
fn a_store_of_a_version_that_knew_fewer_kinds_is_folded_again() {
    let dir = tempfile::tempdir().unwrap();
    let (_, mut hall) = pair(dir.path());
    hall.work("up", "王芳");
    let older: Vec<_> = Event::KINDS
        .iter()
        .copied()
        .filter(|(_, name)| *name != "staff.saved")
        .collect();
    let staff = |db: &rusqlite::Connection| view::staff::load(db).unwrap().len();
    let db = rusqlite::Connection::open(hall.dir.join("yizhan.db")).unwrap();
    // As an older program left it: it keeps the entry and makes nothing of it.
    db.execute("DELETE FROM staff", []).unwrap();
    db.execute(
        "UPDATE meta SET v = ?1 WHERE k = 'views'",
        [view::fingerprint_of(&older)],
    )
    .unwrap();
    drop(db);
    assert_eq!(staff(hall.store().db()), 1);
    assert!(verify::verify(&hall.dir).unwrap().ok);
}
