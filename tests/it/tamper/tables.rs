//! Attacks on what no chain of entries covers: the table of logs, the heads, the migrations.

use super::*;

fn last_of(dir: &Path) -> u64 {
    last(&raw(dir)) as u64
}

#[test]
fn what_no_chain_covers_is_compared_with_what_the_program_makes() {
    let victim = victim();
    let one = |witness: &str, log: Option<&str>, entry: Option<u64>, attack: &str| {
        let report = after(victim.path(), |db| {
            db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
            execute(db, attack);
        });
        names(&report, witness, log, entry);
    };
    let logs = "INSERT INTO logs (log_id, audience, epoch, born_ms, state)";
    one(
        "logs",
        Some("up"),
        None,
        "UPDATE logs SET epoch = 2 WHERE lno = 1",
    );
    one(
        "logs",
        Some("up"),
        None,
        "UPDATE logs SET state = 'closed' WHERE lno = 1",
    );
    one(
        "logs",
        Some("up/pad"),
        None,
        "UPDATE logs SET state = 'forked' WHERE lno = 2",
    );
    let second = format!(
        "{logs} SELECT zeroblob(16), audience, 2, born_ms, 'active' FROM logs WHERE lno = 1"
    );
    one("logs", Some("up"), None, &second);
    one("count", Some("up"), Some(1), &second);
    let closed = second.replace("'active'", "'closed'");
    one("logs", Some("up"), None, &closed);
    let other = format!("{logs} VALUES (zeroblob(16), 'village', 1, 0, 'active')");
    one("logs", Some("village"), None, &other);
    one("count", Some("village"), None, &other);
    one(
        "count",
        Some("up/pad"),
        None,
        "DELETE FROM heads WHERE lno = 2",
    );
    one(
        "count",
        None,
        None,
        "INSERT INTO heads VALUES (9, 1, zeroblob(32), 1)",
    );
    let hlc = last_of(victim.path()) + 1;
    one(
        "count",
        Some("up"),
        Some(hlc),
        "UPDATE heads SET hlc = hlc + 1 WHERE lno = 1",
    );
    one(
        "schema",
        None,
        None,
        "DELETE FROM migrations WHERE step = 1",
    );
    one(
        "schema",
        None,
        None,
        "INSERT INTO migrations VALUES (99, 'x')",
    );
    one(
        "schema",
        None,
        None,
        "INSERT INTO migrations SELECT 0, hash FROM migrations LIMIT 1",
    );
    one(
        "schema",
        None,
        None,
        "UPDATE migrations SET hash = upper(hash)",
    );
}

#[test]
fn a_log_emptied_with_its_head_set_back_and_its_mark_cut_is_noticed() {
    let victim = victim();
    let copy = copy_of(victim.path());
    let db = raw(copy.path());
    without_triggers(&db, || {
        execute(&db, "DELETE FROM entries WHERE lno = 2");
        execute(
            &db,
            "UPDATE heads SET seq = 0, hash = zeroblob(32), hlc = 0 WHERE lno = 2",
        );
        execute(&db, "DELETE FROM ratings");
    });
    drop(db);
    let marks = std::fs::read_to_string(copy.path().join("highwater")).unwrap();
    let kept = marks.lines().next().unwrap().to_owned() + "\n";
    std::fs::write(copy.path().join("highwater"), kept).unwrap();
    names(
        &verify(copy.path()).unwrap(),
        "count",
        Some("up/pad"),
        Some(1),
    );
}

#[test]
fn changed_tables_triggers_and_indexes_are_named() {
    let victim = victim();
    for (sql, name) in [
        (
            "DROP TRIGGER entries_are_never_changed",
            "entries_are_never_changed",
        ),
        ("DROP TRIGGER heads_never_go_back", "heads_never_go_back"),
        ("DROP INDEX visits_live", "visits_live"),
        ("CREATE TABLE notes (x)", "notes"),
        ("ALTER TABLE staff ADD COLUMN salary INTEGER", "staff"),
        (
            "CREATE TRIGGER t AFTER INSERT ON ratings BEGIN DELETE FROM ratings; END",
            "trigger t",
        ),
    ] {
        let copy = copy_of(victim.path());
        raw(copy.path()).execute_batch(sql).unwrap();
        let report = verify(copy.path()).unwrap();
        let named = |p: &Problem| p.witness == "schema" && p.what.contains(name);
        assert!(report.problems.iter().any(named), "{sql}: {report:?}");
    }
}
