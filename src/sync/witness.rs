//! What other sites signed about this site's logs, held against the ledger as it is now.
//!
//! A ledger that was rewritten inside its own folder, marks and all, still differs from the words
//! that left the machine. What cannot be said: an acknowledgement that was taken out of the table
//! here is missed by nobody here (its signer has it still), and of a checkpoint only the leaf of a
//! log of ours can be recognised, not that a log is missing that the hub never acknowledged.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;

use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::store::far;
use crate::store::far::FarLog;
use crate::store::far::KeptAck;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::ledger::LogState;
use crate::store::open;
use crate::store::verify;
use crate::store::verify::Problem;
use crate::store::verify::Report;
use crate::store::view::sites;
use crate::sync::error::SyncError;
use crate::sync::note;
use crate::sync::note::Mark;
use crate::sync::note::Says;
use crate::sync::notes;

/// Verifies the store of a folder, and against what other sites signed, without changing it.
///
/// # Errors
/// [`SyncError`] only when the store cannot be looked at; what is wrong inside is in the report.
pub fn verify(dir: &Path) -> Result<Report, SyncError> {
    let mut report = verify::verify(dir)?;
    if report.problems.iter().any(|p| p.witness == "schema") {
        return Ok(report);
    }
    match check(dir) {
        Ok(found) => report.problems.extend(found),
        // What stops the reading here has been named already.
        Err(_) if !report.ok => {}
        Err(error) => return Err(error),
    }
    report.ok = report.problems.is_empty();
    Ok(report)
}

/// This site's logs as they are here, and as they came back.
struct Logs<'d> {
    db: &'d Connection,
    own: Org,
    heads: Vec<Head>,
    returned: Vec<FarLog>,
}

fn check(dir: &Path) -> Result<Vec<Problem>, SyncError> {
    let db = open::reader(dir)?;
    let Some(own) = sites::own(&db)?.map(|own| own.org) else {
        return Ok(Vec::new());
    };
    let logs = Logs {
        db: &db,
        own,
        heads: ledger::heads(&db)?,
        returned: far::logs(&db, own)?,
    };
    let acks = far::kept_acks(&db)?;
    let mut found = Vec::new();
    for ack in &acks {
        for problem in logs.acknowledged(ack)? {
            // A note is kept with each log it is about.
            if !found.contains(&problem) {
                found.push(problem);
            }
        }
    }
    logs.checkpoints(&acks, &mut found)?;
    Ok(found)
}

fn problem(witness: &'static str, log: &str, entry: Option<u64>, what: String) -> Problem {
    Problem {
        witness,
        log: Some(log.to_owned()),
        entry,
        what,
    }
}

/// Returns all keys a site ever signed with, as far as they are known here; what was read under one
/// before it was revoked had been believed then.
fn keys_of(db: &Connection, org: Org) -> Result<Vec<PublicKey>, SyncError> {
    let mut keys: Vec<PublicKey> = far::logs(db, org)?.iter().map(|log| log.key).collect();
    for peer in sites::peers(db)? {
        if peer.card.org == org {
            keys.extend(peer.card.logs.iter().map(|log| log.key));
        }
    }
    // A county keeps its own checkpoints too.
    if sites::own(db)?.is_some_and(|own| own.org == org) {
        keys.extend(far::own_keys(db)?.into_iter().map(|(_, key)| key));
    }
    Ok(keys)
}

impl Logs<'_> {
    fn acknowledged(&self, ack: &KeptAck) -> Result<Vec<Problem>, SyncError> {
        let Some(head) = self.heads.iter().find(|head| head.log == ack.log) else {
            // It is on its way back, or has come: then it is what was acknowledged.
            if let Some(back) = self.returned.iter().find(|log| log.log == ack.log) {
                let here = far::hash_at(self.db, back.fno, ack.seq)?;
                if here.is_none_or(|here| here == ack.hash) {
                    return Ok(Vec::new());
                }
            }
            let what = format!("{} acknowledged a log that is gone", ack.org);
            let log = ack.log.to_string();
            return Ok(vec![problem("ack", &log, Some(ack.seq), what)]);
        };
        let Some(marks) = self.marks(ack)? else {
            let what = format!(
                "the acknowledgement of {} up to entry {} is not what that site signed",
                ack.org, ack.seq
            );
            return Ok(vec![problem("ack", &head.audience, Some(ack.seq), what)]);
        };
        let mut found = Vec::new();
        for mark in marks {
            let head = self.heads.iter().find(|head| head.log == mark.log.0);
            if let Some(head) = head
                && !self.bears_out(head, &mark)?
            {
                let what = format!(
                    "{} signed that it has another entry {} of this log than is here",
                    ack.org, mark.seq
                );
                found.push(problem("ack", &head.audience, Some(mark.seq), what));
            }
        }
        Ok(found)
    }

    /// Returns what the note of an acknowledgement says; `None` unless it is signed by that site and
    /// says what the table says it does.
    fn marks(&self, ack: &KeptAck) -> Result<Option<Vec<Mark>>, SyncError> {
        let keys = keys_of(self.db, ack.org)?;
        let Ok((note, signer)) = note::read(&ack.note, &keys) else {
            return Ok(None);
        };
        let addressed = (note.from, note.to, note.no) == (ack.org, self.own, ack.no);
        let kept = Mark {
            log: LogName(ack.log),
            seq: ack.seq,
            hash: ack.hash,
        };
        Ok(match note.says {
            Says::Ack { heads } if addressed && signer == ack.signer => {
                heads.contains(&kept).then_some(heads)
            }
            _ => None,
        })
    }

    /// Whether a log holds the entry that another site signed. A log that ended may hold another one
    /// where the site went two ways, or less where it was put back: then what came back holds it.
    fn bears_out(&self, head: &Head, mark: &Mark) -> Result<bool, SyncError> {
        if mark.seq == 0 {
            return Ok(true);
        }
        let here = ledger::entry(self.db, head.lno, mark.seq)?.map(|entry| entry.hash);
        if here == Some(mark.hash) {
            return Ok(true);
        }
        let back = match self.returned.iter().find(|log| log.log == head.log) {
            Some(log) => far::hash_at(self.db, log.fno, mark.seq)?,
            None => None,
        };
        Ok(match head.state {
            LogState::Active => false,
            _ if back.is_some() => back == Some(mark.hash),
            LogState::Closed => here.is_none(),
            LogState::Forked => true,
        })
    }

    /// Holds the hub's checkpoints against the logs: once it has acknowledged an entry of a log, or
    /// had one in a checkpoint, each later one has a leaf of an entry from there on. They are as many
    /// as there were nights, and are opened one after the other.
    fn checkpoints(&self, acks: &[KeptAck], found: &mut Vec<Problem>) -> Result<(), SyncError> {
        let mut read: Vec<(PublicKey, far::Kept)> = Vec::new();
        let mut among = BTreeSet::new();
        for kept in far::checkpoints(self.db)? {
            // The hub's untruth is no fault of this ledger.
            if far::is_disputed(self.db, kept.2)? {
                continue;
            }
            match self.opened(&kept)? {
                Some((signer, leaves)) if notes::root_of(&leaves) == kept.2 => {
                    among.extend(leaves.iter().map(|leaf| short(leaf)));
                    read.push((signer, kept));
                }
                _ => found.push(Problem {
                    witness: "checkpoint",
                    log: None,
                    entry: None,
                    what: format!("a checkpoint of {} is not what that site signed", kept.0),
                }),
            }
        }
        if read.is_empty() {
            return Ok(());
        }
        read.sort_by_key(|(signer, (_, no, _))| (*signer, *no));
        let mut heads = Vec::new();
        for head in self.heads.iter().filter(|h| h.state == LogState::Active) {
            let last: BTreeMap<PublicKey, u64> = BTreeMap::new();
            heads.push((head, self.known(head, &among)?, last, Vec::new()));
        }
        for (signer, kept) in &read {
            let Some((_, leaves)) = self.opened(kept)? else {
                continue;
            };
            let (org, no, _) = kept;
            for (head, known, last, wrong) in &mut heads {
                let acked = acks
                    .iter()
                    .filter(|ack| (ack.signer, ack.log) == (*signer, head.log) && ack.no < *no);
                let floor = acked.map(|ack| ack.seq).max().unwrap_or(0);
                let floor = floor.max(last.get(signer).copied().unwrap_or(0));
                let leaf = leaves.iter().filter_map(|leaf| known.get(leaf)).max();
                match leaf {
                    Some(seq) if *seq >= floor => {
                        last.insert(*signer, *seq);
                    }
                    _ if floor > 0 => {
                        let what = format!(
                            "{org} signed a checkpoint in which no entry from {floor} on is as here"
                        );
                        wrong.push(problem("checkpoint", &head.audience, Some(floor), what));
                    }
                    _ => {}
                }
            }
        }
        found.extend(heads.into_iter().flat_map(|(.., wrong)| wrong));
        Ok(())
    }

    /// Opens a checkpoint: who signed it, and the leaves under its root; `None` where no key of its
    /// site did.
    fn opened(&self, kept: &far::Kept) -> Result<Option<(PublicKey, Vec<String>)>, SyncError> {
        let (org, no, root) = kept;
        let keys = keys_of(self.db, *org)?;
        let bytes = far::checkpoint_note(self.db, kept)?;
        let Ok((note, signer)) = note::read(&bytes, &keys) else {
            return Ok(None);
        };
        Ok(match note.says {
            Says::Checkpoint { root: r, leaves }
                if (note.from, note.no, r) == (*org, *no, *root) =>
            {
                Some((signer, leaves))
            }
            _ => None,
        })
    }

    /// Returns the entries of a log whose leaves are among these, and perhaps a few more.
    fn known(
        &self,
        head: &Head,
        among: &BTreeSet<u64>,
    ) -> Result<BTreeMap<String, u64>, SyncError> {
        let mut known = BTreeMap::new();
        ledger::walk(self.db, ledger::Order::Log(head.lno), |entry| {
            let seq = entry.envelope.seq;
            let leaf = notes::leaf(&Mark {
                log: LogName(head.log),
                seq,
                hash: entry.hash,
            });
            if among.contains(&short(&leaf)) {
                known.insert(leaf, seq);
            }
            Ok(true)
        })?;
        Ok(known)
    }
}

/// Stands for a leaf where all of all nights are held at once.
fn short(leaf: &str) -> u64 {
    let first = leaf.get(..16).unwrap_or(leaf);
    u64::from_str_radix(first, 16).unwrap_or(0)
}
