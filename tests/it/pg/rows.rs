//! What halls and hub hand each other on a server of their own, that is put back as it was.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use postgres::Client;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::LogId;
use yizhan::sync::hub;

use super::County;
use super::county_on;
use crate::support::server::Server;
use crate::sync_faults::real::Between;
use crate::sync_faults::real::WAITING;

pub(super) struct Rows {
    pub(super) county: County,
    keeper: Client,
}

const TABLES: [&str; 4] = ["inbox", "outbox", "notes_up", "notes_down"];

/// What came from halls: the county's own word to them, six figures, stands beside it.
const OF_HALLS: &str = "FROM hub.entries WHERE org > 999999";

impl Rows {
    /// Starts a server: for so long no other test may change the logins, and it may be killed.
    pub(super) fn make() -> Option<Rows> {
        let county = county_on(Arc::new(Server::start()?));
        let keeper = hub::connect(&county.admin).unwrap();
        Some(Rows { county, keeper })
    }

    fn number(&mut self, sql: &str) -> u64 {
        let number: i64 = self.keeper.query_one(sql, &[]).unwrap().get(0);
        number as u64
    }

    /// Returns how many entries the hub's tables hold.
    pub(super) fn loaded(&mut self) -> u64 {
        self.number(&format!("SELECT count(*) {OF_HALLS}"))
    }

    /// Returns the same, and one more while entries are on their way into the tables.
    pub(super) fn loading(&mut self) -> u64 {
        let on_the_way = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'COPY pg_temp.%'";
        self.loaded() + self.number(on_the_way).min(1)
    }

    /// The tables hold these entries, each once, and each was counted once.
    pub(super) fn hold(&mut self, sent: &BTreeMap<(String, u64), Hash>) {
        let all = format!("SELECT log_id, seq, hash {OF_HALLS}");
        let rows = self.keeper.query(&all, &[]).unwrap();
        assert_eq!(rows.len(), sent.len());
        for row in rows {
            let log = LogId(row.get::<_, &[u8]>(0).try_into().unwrap());
            let key = (log.to_string(), row.get::<_, i64>(1) as u64);
            assert_eq!(Hash::from_slice(row.get(2)), sent.get(&key).copied());
        }
        assert_eq!(self.number("SELECT count(*) FROM hub.evidence"), 0);
        let rated = "SELECT count(level) FROM hub.ratings";
        assert_eq!(self.number(rated), WAITING, "each rating is counted once");
    }

    /// Kills the process of the server that serves a login, as a machine short of memory does.
    pub(super) fn kill_who_serves(&mut self, login: &str) -> bool {
        let serving =
            "SELECT pid FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()";
        let serving = self.keeper.query(serving, &[&login]).unwrap();
        let Some(row) = serving.first() else {
            return false;
        };
        if !self.county.server.kill_one(row.get(0)) {
            return false;
        }
        // The server ends all its lines then, this one too; it does not where the process had ended
        // by itself and was only not yet collected.
        let struck = Instant::now();
        while struck.elapsed() < Duration::from_secs(10) {
            if self.keeper.batch_execute("").is_err() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        false
    }

    /// Waits until the server is there again, after whatever hit it.
    pub(super) fn up(&mut self) {
        self.county.server.up(&[]);
        self.keeper = hub::connect(&self.county.admin).unwrap();
    }
}

impl Between for Rows {
    fn lines(&self) -> [String; 2] {
        [self.county.importer.clone(), self.county.first.clone()]
    }

    fn keep(&mut self) {
        for table in TABLES {
            let copy = format!("CREATE TABLE kept_{table} AS SELECT * FROM yizhan.{table}");
            self.keeper.batch_execute(&copy).unwrap();
        }
    }

    fn put_back(&mut self) {
        let mut back =
            "TRUNCATE yizhan.inbox, yizhan.outbox, yizhan.notes_up, yizhan.notes_down;".to_owned();
        if self.loaded() > 0 {
            back += "TRUNCATE hub.entries, hub.evidence, hub.cases, hub.visits, hub.ratings,
                hub.counted, hub.case_directory;";
        }
        for table in TABLES {
            back += &format!("INSERT INTO yizhan.{table} SELECT * FROM kept_{table};");
        }
        self.keeper.batch_execute(&back).unwrap();
    }

    fn segments(&mut self) -> u64 {
        self.number("SELECT count(*) FROM yizhan.inbox")
    }
}
