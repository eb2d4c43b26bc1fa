//! From the store of the county's site into the hub's tables: whatever is there and not here yet.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::Sender;

use postgres::Client;

use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::view::sites;
use crate::sync::carrier::postgres::line::Address;
use crate::sync::exchange;
use crate::sync::hub;
use crate::sync::hub::HubError;
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
    load_at(store, &hub::address(importer)?, connections)
}

/// Does what [`load_all`] does at an address with a patience of its own. A server that no connection
/// hears of for [`hub::WORK`] times that is given up.
///
/// # Errors
/// As [`load_all`].
pub fn load_at(store: &Store, address: &Address, connections: usize) -> Result<Loaded, HubError> {
    let mut logs = sources(store)?;
    // The longest first: it is what the others would wait for at the end.
    logs.sort_by_key(|log| log.seq.saturating_sub(log.base));
    let connections = connections
        .clamp(1, MOST_CONNECTIONS)
        .min(logs.len().max(1));
    let todo = Arc::new(Mutex::new(logs));
    let (tell, hear) = mpsc::channel();
    let mut workers = Vec::new();
    for _ in 0..connections {
        let (dir, own) = (store.dir().to_owned(), address.clone());
        let (todo, tell) = (Arc::clone(&todo), tell.clone());
        workers.push(address.apart(move || work(&dir, &own, &todo, &tell))?);
    }
    drop(tell);
    let mut sum = Loaded::default();
    let limit = address.patience() * hub::WORK;
    loop {
        match hear.recv_timeout(limit) {
            Ok(part) => sum.add(part),
            Err(RecvTimeoutError::Disconnected) => break,
            // Whoever waits for the server is left to wait: it ends with its line or the process.
            Err(error) => return Err(address.lost(error, limit).into()),
        }
    }
    for worker in workers {
        worker.join().unwrap_or(Err(HubError::Broken))?;
    }
    Ok(sum)
}

/// Loads one log after another, and tells of each part.
fn work(
    dir: &Path,
    address: &Address,
    todo: &Mutex<Vec<Source>>,
    tell: &Sender<Loaded>,
) -> Result<(), HubError> {
    let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let store = Store::open(dir)?;
    let mut client = hub::call(address)?;
    hub::is_hub(&mut client)?;
    let mut refused = None;
    while let Some(log) = next() {
        match load_log(&store, &mut client, &log, tell) {
            // Whoever wrote it, it keeps nobody else's entries out.
            Err(why) if why.is_of_data() => {
                let (org, log, why) = (log.org, log.log, Box::new(why));
                refused.get_or_insert(HubError::Of { org, log, why });
            }
            done => done?,
        }
    }
    refused.map_or(Ok(()), Err)
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

/// A log that counts in the county: one that was received, or the county's own word to a child, as a
/// case that it hands back is that child's again.
pub(super) struct Source {
    pub(super) org: Org,
    pub(super) log: LogId,
    /// The entry before the first that is here.
    pub(super) base: u64,
    pub(super) seq: u64,
    place: Place,
}

enum Place {
    Own(i64),
    Far(i64),
}

impl Source {
    fn of_far(log: &FarLog) -> Source {
        Source {
            org: log.org,
            log: log.log,
            base: log.base,
            seq: log.seq,
            place: Place::Far(log.fno),
        }
    }

    /// Returns entries from a number on, up to [`PART`].
    pub(super) fn run(&self, store: &Store, from: u64) -> Result<Vec<Entry>, StoreError> {
        let mut run = match self.place {
            Place::Own(lno) => ledger::run_of(store.db(), lno, from, PART)?,
            Place::Far(fno) => ledger::far_run_of(store.db(), fno, from, PART)?,
        };
        run.retain(|entry| entry.envelope.seq <= self.seq);
        Ok(run)
    }

    pub(super) fn hash_at(&self, store: &Store, seq: u64) -> Result<Option<Hash>, StoreError> {
        match self.place {
            Place::Own(lno) => exchange::own_hash(store, lno, seq),
            Place::Far(fno) => far::hash_at(store.db(), fno, seq),
        }
    }
}

/// Returns the logs that count in the county.
pub(super) fn sources(store: &Store) -> Result<Vec<Source>, StoreError> {
    let mut found: Vec<Source> = received(store)?.iter().map(Source::of_far).collect();
    let Some(own) = sites::own(store.db())? else {
        return Ok(found);
    };
    let is_down = |audience: &str| audience.starts_with("down:");
    let mut back = far::logs(store.db(), own.org)?;
    back.retain(|log| log.returned && is_down(&log.audience));
    for head in ledger::heads(store.db())? {
        if !is_down(&head.audience) {
            continue;
        }
        // Behind the end that was put back, what came back is the log.
        let back = back.iter().find(|log| log.log == head.log);
        found.push(Source {
            org: own.org,
            log: head.log,
            base: 0,
            seq: back.map_or(head.seq, |back| back.base.min(head.seq)),
            place: Place::Own(head.lno),
        });
        found.extend(back.map(Source::of_far));
    }
    Ok(found)
}

// By key: the last one at or below the store's, whatever there may be beyond, and no entry that the
// figures do not have.
const LAST: &str = "SELECT seq, hash FROM hub.entries
    WHERE org = $1 AND log_id = $2 AND seq <= least($3, coalesce((SELECT c.seq FROM hub.counted c
        WHERE c.org = $1 AND c.log_id = $2), 0)) ORDER BY seq DESC LIMIT 1";

fn load_log(
    store: &Store,
    client: &mut Client,
    log: &Source,
    tell: &Sender<Loaded>,
) -> Result<(), HubError> {
    // Nobody hears it any more where we were given up.
    let tell = |part| tell.send(part).map_err(|_| HubError::Broken);
    let upto = i64::try_from(log.seq).map_err(|_| HubError::Range(log.seq))?;
    let key = (log.org.code(), log.log.0.as_slice());
    let mut next = log.base + 1;
    if let Some(row) = client.query_opt(LAST, &[&key.0, &key.1, &upto])? {
        let seq = row.try_get::<_, i64>(0)?.unsigned_abs();
        let there = Hash::from_slice(row.try_get(1)?);
        // Where the two differ, all of it is held against the tables: that is evidence.
        if seq > log.base && log.hash_at(store, seq)? == there {
            next = seq + 1;
        }
    }
    tell(Loaded::default())?;
    loop {
        let run = log.run(store, next)?;
        let Some(last) = run.last() else {
            return Ok(());
        };
        next = last.envelope.seq + 1;
        tell(load(client, log.org, log.log, &run)?)?;
    }
}
