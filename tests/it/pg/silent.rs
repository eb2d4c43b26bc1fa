//! A server that takes the call and says nothing, or falls silent in the middle: it is given up, and
//! whoever keeps it reads what to do.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use postgres::error::SqlState;
use serde_json::Value;
use tempfile::TempDir;
use yizhan::domain::site::SiteKind;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::hub;
use yizhan::sync::hub::HubError;

use super::FIRST;
use super::HUB;
use super::command::yizhan;
use super::county;
use super::county::hub_at;
use super::county::settings;
use super::county_on;
use crate::support::server::Server;
use crate::sync::world;
use crate::sync::world::Node;

/// A county's site that received entries of a hall; returns how many.
fn county_site(root: &TempDir) -> (Node, u64) {
    let mut site = Node::make(root.path(), HUB, SiteKind::Hub, 1);
    let mut hall = Node::make(root.path(), FIRST, SiteKind::Hall, 2);
    world::acquaint(&mut site, &mut hall);
    (0..20).for_each(|_| hall.work("up", "somebody"));
    let stick = root.path().join("stick");
    hall.exchange(&mut world::folder(&stick)).unwrap();
    site.exchange(&mut world::folder(&stick)).unwrap();
    let all = site.received_from(hall.org).len() as u64;
    assert!(all >= 20);
    (site, all)
}

fn silent(error: &HubError) {
    let HubError::Carrier(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.trouble, Trouble::Away, "{error}");
    assert!(error.why.starts_with("no answer within"), "{error}");
}

#[test]
fn a_county_s_night_and_its_commands_end_where_the_server_takes_the_call_and_says_nothing() {
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    // The system takes the calls; nobody answers them.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let name = format!("postgres://hub_importer@127.0.0.1:{port}/county");
    let url = format!("{}?connect_timeout=1", name.replace('@', ":geheim@"));
    settings(&upper, &format!("\"{url}\""));
    for (lang, words) in [
        ("en", "no answer within 1 s; see to what is named there"),
        ("zh-CN", "1秒没有回音；请处理好上面说的，下次接着做"),
    ] {
        let (code, said, why) = yizhan(&upper, None, &["nightly", "--now", "--lang", lang]);
        assert_eq!(code, 5, "{said}{why}");
        assert!(
            said.contains(words) && said.contains(&name) && !said.contains("geheim"),
            "{said}"
        );
    }
    for (lang, words) in [
        ("en", "check that the server runs"),
        ("zh-CN", "请确认服务器在运行"),
    ] {
        for (url, args, exit) in [
            (None, ["hub", "import"].as_slice(), 5),
            (None, &["hub", "figures"], 4),
            (None, &["hub", "lint"], 4),
            (Some(url.as_str()), &["hub", "init"], 4),
            (Some(&url), &["hub", "add-hall", "120115109"], 4),
            (Some(&url), &["hub", "remove-hall", "120115109"], 4),
        ] {
            let (code, said, why) = yizhan(&upper, url, &[args, &["--lang", lang]].concat());
            assert_eq!(code, exit, "{args:?}: {said}{why}");
            assert!(
                why.contains(words) && why.contains(&name) && !why.contains("geheim"),
                "{args:?}: {why}"
            );
            assert_eq!(why.trim().lines().count(), 1, "{why}");
            // What was exchanged is told all the same.
            assert_eq!(said.is_empty(), exit == 4, "{args:?}: {said}");
        }
    }
    let (code, said, _) = yizhan(&upper, None, &["hub", "import", "--json"]);
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &told["error"]["code"]), (5, &"hub_line".into()));
    assert!(
        told["night"].is_object() && told["loaded"].is_null(),
        "{told}"
    );
}

/// Lets a process of the server go on whatever becomes of the test: a stopped one would keep the
/// server from ending.
struct Stopped<'s>(&'s Server);

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        let rows = self.0.admin("postgres").query(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'yizhan'",
            &[],
        );
        for row in rows.unwrap() {
            let pid = row.get::<_, i32>(0).to_string();
            let _ = Command::new("kill").args(["-CONT", &pid]).status();
        }
    }
}

#[test]
fn a_server_that_falls_silent_while_the_tables_are_filled_is_given_up_and_filled_the_next_time() {
    let Some(server) = Server::start() else {
        return;
    };
    let county = county_on(Arc::new(server));
    let root = TempDir::new().unwrap();
    let (site, all) = county_site(&root);
    // The process that serves the line stops itself in the middle of a part.
    let mut admin = hub::connect(&county.admin).unwrap();
    admin
        .batch_execute(
            "CREATE FUNCTION public.stop() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
             BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM ''kill -STOP %s''', pg_backend_pid());
             RETURN NULL; END $$;
             CREATE TRIGGER stop AFTER INSERT ON hub.entries EXECUTE FUNCTION public.stop()",
        )
        .unwrap();
    let short = |url: &str| {
        let address = hub::address(url).unwrap();
        address.with_patience(Duration::from_millis(150))
    };
    let stopped = Stopped(&county.server);
    let filled = hub::load_at(&site.store(), &short(&county.importer), 2);
    silent(&filled.unwrap_err());
    // The same for anything else that is asked for.
    let asked = hub::at(&short(&county.admin), |client| {
        let stop = "DO $$ BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM ''kill -STOP %s''',
                    pg_backend_pid()); END $$";
        Ok(client.batch_execute(stop)?)
    });
    silent(&asked.unwrap_err());
    drop(stopped);
    admin
        .batch_execute("DROP TRIGGER stop ON hub.entries")
        .unwrap();
    let loaded = hub::load_all(&site.store(), &county.importer, 2).unwrap();
    let total: i64 = admin
        .query_one("SELECT count(*) FROM hub.entries WHERE org = $1", &[&FIRST])
        .unwrap()
        .get(0);
    assert_eq!((loaded.forked, total.unsigned_abs()), (0, all));
}

#[test]
fn what_another_line_holds_is_waited_for_only_so_long_and_what_hangs_holds_nothing_for_ever() {
    let Some(county) = county() else { return };
    let root = TempDir::new().unwrap();
    let (site, _) = county_site(&root);
    let address = hub::address(&county.importer).unwrap();
    let patience = |ms| address.clone().with_patience(Duration::from_millis(ms));
    let code = |error: &HubError| match error {
        HubError::Sql(error) => error.code().cloned(),
        _ => None,
    };
    let mut admin = hub::connect(&county.admin).unwrap();
    let mut held = admin.transaction().unwrap();
    held.batch_execute(
        "LOCK hub.entries IN SHARE MODE; SELECT pg_advisory_xact_lock(hashtext('yizhan hub'))",
    )
    .unwrap();
    let error = hub::load_at(&site.store(), &patience(400), 2).unwrap_err();
    assert_eq!(code(&error), Some(SqlState::LOCK_NOT_AVAILABLE), "{error}");
    let lock = |client: &mut postgres::Client| {
        let lock = "SELECT pg_advisory_xact_lock(hashtext('yizhan hub'))";
        client.execute(lock, &[])?;
        Ok(())
    };
    let error = hub::at(&patience(400), lock).unwrap_err();
    assert_eq!(code(&error), Some(SqlState::LOCK_NOT_AVAILABLE), "{error}");
    drop(held);
    let sleep = |client: &mut postgres::Client| Ok(client.batch_execute("SELECT pg_sleep(600)")?);
    let error = hub::at(&patience(50), sleep).unwrap_err();
    assert_eq!(code(&error), Some(SqlState::QUERY_CANCELED), "{error}");
    // An importer that hangs in the middle is put out, and whoever waits for it goes on.
    let hangs = hub::at(&patience(400), |client| {
        let mut change = client.transaction()?;
        change.batch_execute("LOCK hub.ratings IN ROW EXCLUSIVE MODE")?;
        std::thread::sleep(Duration::from_secs(2));
        Ok(change.batch_execute("SELECT 1")?)
    });
    hangs.unwrap_err();
    hub::load_all(&site.store(), &county.importer, 2).unwrap();
    let mut client = hub::connect(&county.importer).unwrap();
    for (name, limit) in [
        ("lock_timeout", "30s"),
        ("statement_timeout", "10min"),
        ("idle_in_transaction_session_timeout", "2min"),
    ] {
        let row = client.query_one(&format!("SHOW {name}"), &[]).unwrap();
        assert_eq!(row.get::<_, &str>(0), limit, "{name}");
    }
}
