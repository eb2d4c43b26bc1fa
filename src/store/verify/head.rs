//! Does the ledger still hold the head that the public board showed? Its code says so.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde::Serialize;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::event::Event;
use crate::domain::head_code::HeadCode;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::error::StoreError;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::ledger;
use crate::store::ledger::Order;
use crate::store::open;
use crate::store::view;

/// What became of a head that a board showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Found {
    /// All it stood for is here, to the letter.
    Stands {
        /// When it was noted, by the wall clock.
        at: UtcMs,
        /// The site below whose board it is; `None` for this site's own.
        #[serde(skip_serializing_if = "Option::is_none")]
        site: Option<String>,
    },
    /// Some log is not as it was.
    Broken {
        /// The logs, and what is wrong with each.
        logs: Vec<Broken>,
        /// The site below whose board it is; `None` for this site's own.
        #[serde(skip_serializing_if = "Option::is_none")]
        site: Option<String>,
    },
    /// No log here bears its name: it is of another site, or the whole store is another one.
    Unknown,
}

/// A log that is not as it was when the board showed the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The log's audience.
    pub log: String,
    /// The entry the head stands for.
    pub entry: u64,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

/// What is wrong with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// It ends before the entry.
    Short {
        /// Its last entry.
        has: u64,
    },
    /// It holds another entry under the number, or other ones before it.
    Differs,
    /// There is no such log any more.
    Gone,
}

/// Looks whether the ledger holds a head: the site's own, or that of a site below. All entries up to
/// it are hashed again, in its own log and in each log that is noted there, so that nothing left
/// beside a changed entry deceives anybody.
///
/// # Errors
/// [`StoreError`] when the store cannot be looked at.
pub fn find(dir: &Path, code: &HeadCode) -> Result<Found, StoreError> {
    let db = open::reader(dir)?;
    let own = view::sites::own(&db)?.map(|own| own.org);
    let mut found = Found::Unknown;
    for site in sites(&db, own)? {
        let is_named = |log: &&Log| {
            log.audience == Audience::Up.word() && HeadCode::tag_of(log.id) == code.tag
        };
        for log in site.logs.iter().filter(is_named) {
            match site.weigh(&db, log, code)? {
                Found::Broken { .. } if found != Found::Unknown => {}
                Found::Broken { logs, site } => found = Found::Broken { logs, site },
                stands => return Ok(stands),
            }
        }
    }
    Ok(found)
}

/// A log as it is here, perhaps in two ways: as it was written, and as it came back.
struct Log {
    id: LogId,
    audience: String,
    runs: Vec<Run>,
}

/// A walk along a log, and the entry before its first.
struct Run {
    order: Order,
    base: (u64, Hash),
}

impl Run {
    fn far(log: &FarLog) -> Run {
        Run {
            order: Order::Far(log.fno),
            base: (log.base, log.base_hash),
        }
    }
}

struct Site {
    name: Option<String>,
    is_own: bool,
    logs: Vec<Log>,
}

/// Returns this site and those below, each with its logs, the newest first.
fn sites(db: &Connection, own: Option<Org>) -> Result<Vec<Site>, StoreError> {
    let returned = match own {
        Some(own) => far::logs(db, own)?,
        None => Vec::new(),
    };
    let logs = ledger::heads(db)?.into_iter().rev().map(|head| {
        let mut runs = vec![Run {
            order: Order::Log(head.lno),
            base: (0, Hash::ZERO),
        }];
        runs.extend(returned.iter().filter(|l| l.log == head.log).map(Run::far));
        Log {
            id: head.log,
            audience: head.audience,
            runs,
        }
    });
    let mut all = vec![Site {
        name: None,
        is_own: true,
        logs: logs.collect(),
    }];
    let peers = view::sites::peers(db)?;
    for org in far::orgs(db)?.into_iter().filter(|org| Some(*org) != own) {
        let known = peers.iter().find(|peer| peer.card.org == org);
        let logs = far::logs(db, org)?.into_iter().rev().map(|log| Log {
            id: log.log,
            runs: vec![Run::far(&log)],
            audience: log.audience,
        });
        all.push(Site {
            name: Some(known.map_or_else(|| org.to_string(), |peer| peer.card.name.clone())),
            is_own: false,
            logs: logs.collect(),
        });
    }
    Ok(all)
}

/// A log as an entry of another one notes it.
struct Noted {
    audience: String,
    seq: u64,
    hash: String,
}

/// What a log holds up to an entry.
#[derive(Default)]
struct Walked {
    at: UtcMs,
    /// By log: what was noted last.
    noted: BTreeMap<LogId, Noted>,
}

impl Site {
    fn weigh(&self, db: &Connection, log: &Log, code: &HeadCode) -> Result<Found, StoreError> {
        let site = self.name.clone();
        let short = |hash: &Hash| hash.short() == code.short;
        let walked = match log.hold(db, code.seq, &short)? {
            Ok(walked) => walked,
            Err(fault) => {
                let logs = vec![log.broken(code.seq, fault)];
                return Ok(Found::Broken { logs, site });
            }
        };
        let mut logs = Vec::new();
        for (id, noted) in &walked.noted {
            let whole = |hash: &Hash| hash.to_string() == noted.hash;
            match self.logs.iter().find(|log| log.id == *id) {
                Some(log) => {
                    if let Err(fault) = log.hold(db, noted.seq, &whole)? {
                        logs.push(log.broken(noted.seq, fault));
                    }
                }
                // What a site below tells others is not for this one.
                None if !self.is_own => {}
                None => logs.push(Broken {
                    log: noted.audience.clone(),
                    entry: noted.seq,
                    fault: Fault::Gone,
                }),
            }
        }
        let at = walked.at;
        Ok(match logs.is_empty() {
            true => Found::Stands { at, site },
            false => Found::Broken { logs, site },
        })
    }
}

impl Log {
    fn broken(&self, entry: u64, fault: Fault) -> Broken {
        Broken {
            log: self.audience.clone(),
            entry,
            fault,
        }
    }

    /// Whether the log holds the entry that is meant, with all before it, in one of its ways.
    fn hold(
        &self,
        db: &Connection,
        seq: u64,
        is_meant: &dyn Fn(&Hash) -> bool,
    ) -> Result<Result<Walked, Fault>, StoreError> {
        let mut has = 0;
        for run in &self.runs {
            let mut walked = Walked::default();
            let (mut last, mut hash) = run.base;
            if last > 0 {
                // What is before its base is the same as in the way it was written.
                let before = self.runs.first().filter(|first| first.base.0 == 0);
                if let Some(first) = before {
                    first.walk(db, last, &mut walked)?;
                }
            }
            if let Some((end, chained)) = run.walk(db, seq, &mut walked)? {
                (last, hash) = (end, chained);
            }
            if last == seq && is_meant(&hash) {
                return Ok(Ok(walked));
            }
            has = has.max(last);
        }
        Ok(Err(match has < seq {
            true => Fault::Short { has },
            false => Fault::Differs,
        }))
    }
}

impl Run {
    /// Walks to an entry; returns the last one met with the hash that the entries up to it have.
    fn walk(
        &self,
        db: &Connection,
        seq: u64,
        into: &mut Walked,
    ) -> Result<Option<(u64, Hash)>, StoreError> {
        let mut end = None;
        let (_, mut hash) = self.base;
        let walked = ledger::walk(db, self.order, |entry| {
            if entry.envelope.seq > seq {
                return Ok(false);
            }
            let body_hash = entry.body.as_deref().map_or(entry.body_hash, Hash::of);
            hash = entry.envelope.chain(&hash, &body_hash);
            end = Some((entry.envelope.seq, hash));
            into.at = entry.envelope.wall;
            let noted = match entry.event() {
                Ok(Some(Event::LogAnchored(e))) => Some((e.log.0, (e.audience, e.seq, e.hash))),
                // A log that ended when the site began anew; another site may know its end otherwise.
                Ok(Some(Event::SiteRenewed(e))) if matches!(self.order, Order::Log(_)) => {
                    e.after.map(|e| (e.log.0, (e.audience, e.seq, e.hash)))
                }
                _ => None,
            };
            if let Some((log, (audience, seq, hash))) = noted {
                into.noted.insert(
                    log,
                    Noted {
                        audience,
                        seq,
                        hash,
                    },
                );
            }
            Ok(true)
        });
        match walked {
            // A row that cannot be read is not as it was.
            Err(StoreError::BadEntry { .. }) => Ok(Some((seq, Hash::ZERO))),
            Err(error) => Err(error),
            Ok(()) => Ok(end),
        }
    }
}
