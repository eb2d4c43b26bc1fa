//! Verified entries in the hub's tables.

use yizhan::domain::entry::LogId;
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
