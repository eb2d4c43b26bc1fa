//! From the store of the county's site into the hub's tables: whatever is there and not here yet.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use postgres::Client;

use crate::domain::entry::Hash;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::view::sites;
use crate::sync::hub::HubError;
use crate::sync::hub::connect;
use crate::sync::hub::load::Loaded;
use crate::sync::hub::load::load;

/// So many entries, or so many bytes, are loaded in one transaction.
pub(crate) const PART: (usize, usize) = (10_000, 6 << 20);
/// More connections than this help nobody.
pub const MOST_CONNECTIONS: usize = 32;

/// Loads everything the store received and the hub's tables do not have, several logs at a time.
/// Begins for each log behind the last entry in the tables, so that it may be stopped at any
/// moment, and fills empty tables anew. What was loaded before a failure stays.
///
/// # Errors
/// The first [`HubError`] of any connection.
pub fn load_all(store: &Store, importer: &str, connections: usize) -> Result<Loaded, HubError> {
    let mut logs = received(store)?;
    // The longest first: it is what the others would wait for at the end.
    logs.sort_by_key(|log| log.seq.saturating_sub(log.base));
    let connections = connections
        .clamp(1, MOST_CONNECTIONS)
        .min(logs.len().max(1));
    let todo = Mutex::new(logs);
    let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let dir = store.dir();
    let work = || -> Result<Loaded, HubError> {
        let store = Store::open(dir)?;
        let mut client = connect(importer)?;
        is_hub(&mut client)?;
        let mut sum = Loaded::default();
        while let Some(log) = next() {
            sum.add(load_log(&store, &mut client, &log)?);
        }
        Ok(sum)
    };
    let mut sum = Loaded::default();
    let parts: Vec<Result<Loaded, HubError>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or(Err(HubError::Broken)))
            .collect()
    });
    for part in parts {
        sum.add(part?);
    }
    Ok(sum)
}

/// Makes sure that the tables of this program are there.
pub(super) fn is_hub(client: &mut Client) -> Result<(), HubError> {
    let there = "SELECT to_regclass('hub.case_directory') IS NOT NULL";
    let there: bool = client.query_one(there, &[])?.try_get(0)?;
    there.then_some(()).ok_or(HubError::NoHub)
}

/// Returns the logs that were received of other sites.
pub(super) fn received(store: &Store) -> Result<Vec<FarLog>, StoreError> {
    let own = sites::own(store.db())?.map(|own| own.org);
    let mut logs = Vec::new();
    for org in far::orgs(store.db())? {
        if Some(org) != own {
            logs.extend(far::logs(store.db(), org)?);
        }
    }
    Ok(logs)
}

// By key: the last one at or below the store's, whatever there may be beyond.
const LAST: &str = "SELECT seq, hash FROM hub.entries
    WHERE org = $1 AND log_id = $2 AND seq <= $3 ORDER BY seq DESC LIMIT 1";

fn load_log(store: &Store, client: &mut Client, log: &FarLog) -> Result<Loaded, HubError> {
    let upto = i64::try_from(log.seq).map_err(|_| HubError::Range(log.seq))?;
    let key = (log.org.code(), log.log.0.as_slice());
    let mut next = log.base + 1;
    if let Some(row) = client.query_opt(LAST, &[&key.0, &key.1, &upto])? {
        let seq = row.try_get::<_, i64>(0)?.unsigned_abs();
        let there = Hash::from_slice(row.try_get(1)?);
        // Where the two differ, all of it is held against the tables: that is evidence.
        if far::hash_at(store.db(), log.fno, seq)? == there {
            next = seq + 1;
        }
    }
    let mut sum = Loaded::default();
    loop {
        let run = ledger::far_run_of(store.db(), log.fno, next, PART)?;
        let Some(last) = run.last() else { break };
        next = last.envelope.seq + 1;
        sum.add(load(client, log.org, log.log, &run)?);
    }
    Ok(sum)
}
