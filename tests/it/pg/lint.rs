//! The lint sees each rule broken, and none in a hub as it is made.

use yizhan::sync::dice::Dice;
use yizhan::sync::hub;
use yizhan::sync::hub::HubError;
use yizhan::sync::hub::lint::Finding;
use yizhan::sync::hub::lint::Rule;

use super::FIRST;
use super::county;
use super::org;
use crate::support::server::one_at_a_time;

#[test]
fn a_hub_as_it_is_made_keeps_every_rule_and_a_second_time_changes_nothing() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let mut client = hub::connect(&county.admin).unwrap();
    assert_eq!(hub::lint(&mut client).unwrap(), []);
    let again = hub::init(&county.admin, &mut Dice::new(1)).unwrap();
    assert_eq!((again.steps, again.importer), (Vec::new(), None));
    assert_eq!(hub::lint(&mut client).unwrap(), []);
}

#[test]
fn each_broken_rule_is_named() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let mut client = hub::connect(&county.admin).unwrap();
    let broken = [
        (
            Rule::KeyWithoutOrg,
            "CREATE UNIQUE INDEX ON hub.entries (log_id, org)",
        ),
        (
            Rule::KeyWithoutOrg,
            "CREATE UNIQUE INDEX ON hub.entries ((org + 1))",
        ),
        (Rule::NoKey, "CREATE TABLE hub.extra (org bigint)"),
        (
            Rule::ForkSwallowed,
            "ALTER TABLE yizhan.inbox DROP CONSTRAINT inbox_pkey,
             ADD PRIMARY KEY (org, log_id, from_seq, to_seq, signed_by, sealed_to)",
        ),
        (
            Rule::ForeignKeyAcross,
            "CREATE TABLE public.kinds (no int PRIMARY KEY);
             ALTER TABLE hub.entries ADD FOREIGN KEY (kind) REFERENCES public.kinds (no)",
        ),
        (
            Rule::Trigger,
            "CREATE TRIGGER t BEFORE UPDATE ON yizhan.inbox
             FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        ),
        (
            Rule::RowSecurityOff,
            "ALTER TABLE yizhan.outbox DISABLE ROW LEVEL SECURITY",
        ),
        (
            Rule::RowSecurityNotForced,
            "ALTER TABLE yizhan.inbox NO FORCE ROW LEVEL SECURITY",
        ),
        (
            Rule::InsertWholeTable,
            "GRANT INSERT ON yizhan.inbox TO hall_120115103",
        ),
        (
            Rule::InsertWholeTable,
            "GRANT INSERT ON yizhan.notes_up TO PUBLIC",
        ),
        (
            Rule::InsertReceiptTime,
            "GRANT INSERT (recv) ON yizhan.inbox TO yizhan_hall",
        ),
        (
            Rule::MayRewrite,
            "GRANT UPDATE (sig) ON yizhan.inbox TO hub_importer",
        ),
        (
            Rule::MayRewrite,
            "GRANT DELETE ON yizhan.outbox TO yizhan_hall",
        ),
        (Rule::AboveTheRules, "ALTER ROLE hall_120115104 BYPASSRLS"),
        (
            Rule::HallIsMoreThanHall,
            "GRANT hub_importer TO hall_120115103",
        ),
    ];
    for (rule, sql) in broken {
        let mut change = client.transaction().unwrap();
        change.batch_execute(sql).unwrap();
        let text = include_str!("../../../src/sync/sql/hub_lint.sql");
        let found: Vec<String> = change
            .query(text, &[])
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert!(
            found.iter().any(|word| word == rule.word()),
            "{sql}: {found:?}"
        );
        change.rollback().unwrap();
    }
    // Through the library, once.
    client
        .batch_execute("ALTER TABLE hub.entries NO FORCE ROW LEVEL SECURITY")
        .unwrap();
    let found = Finding {
        rule: Rule::RowSecurityNotForced,
        at: "hub.entries".to_owned(),
    };
    assert_eq!(hub::lint(&mut client).unwrap(), [found]);
}

#[test]
fn what_is_no_hub_or_not_this_programs_is_refused() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let mut dice = Dice::new(3);
    let bare = county.server.database();
    let mut client = hub::connect(&bare).unwrap();
    assert!(matches!(hub::lint(&mut client), Err(HubError::NoHub)));
    let added = hub::add_hall(&bare, org(FIRST), &mut dice);
    assert!(matches!(added, Err(HubError::NoHub)), "{added:?}");
    client.batch_execute("CREATE SCHEMA yizhan").unwrap();
    let made = hub::init(&bare, &mut dice);
    assert!(matches!(made, Err(HubError::NotOurs)), "{made:?}");

    let mut client = hub::connect(&county.admin).unwrap();
    let kept: String = client
        .query_one(
            "SELECT obj_description('yizhan'::regnamespace, 'pg_namespace')",
            &[],
        )
        .unwrap()
        .get(0);
    let mut say = |text: &str| {
        let sql = format!("COMMENT ON SCHEMA yizhan IS '{text}'");
        client.batch_execute(&sql).unwrap();
    };
    say(&format!("{kept} 00 00"));
    let newer = hub::init(&county.admin, &mut dice);
    assert!(matches!(newer, Err(HubError::Newer { .. })), "{newer:?}");
    say(&kept.replace(": ", ": 0"));
    let changed = hub::init(&county.admin, &mut dice);
    assert!(matches!(changed, Err(HubError::Changed(1))), "{changed:?}");
    say(&kept);
}
