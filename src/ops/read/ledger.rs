//! Lines of the ledger as an auditor reads them.

use serde::Serialize;

use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::ledger;
use crate::store::view;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// The log's audience.
    pub log: String,
    /// The number within the log.
    pub seq: u64,
    /// The wall clock.
    pub at: UtcMs,
    /// Whether that clock is not to be believed: it lay too far behind the entries before, or was
    /// ahead until somebody corrected it.
    pub time_suspect: bool,
    /// Who: a badge number, `system` or `resident`.
    pub actor: String,
    /// What kind of thing happened.
    pub kind: String,
    /// The body; none when dropped by law.
    pub body: Option<serde_json::Value>,
    /// The chain's hash.
    pub hash: String,
}

impl Hall {
    /// Returns the last entries of the ledger, the latest first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn ledger(&self, limit: usize) -> Result<Vec<LedgerLine>, Error> {
        let db = self.store().db();
        let heads = ledger::heads(db)?;
        let corrections = view::corrections::load(db)?;
        let mut lines = Vec::new();
        if limit == 0 {
            return Ok(lines);
        }
        ledger::walk(db, ledger::Order::Latest, |entry| {
            let log = heads
                .iter()
                .find(|head| head.lno == entry.lno)
                .map(|head| head.audience.clone())
                .unwrap_or_default();
            lines.push(LedgerLine {
                log,
                seq: entry.envelope.seq,
                at: entry.envelope.wall,
                time_suspect: {
                    let envelope = &entry.envelope;
                    envelope.hlc.is_suspect(envelope.wall, &corrections)
                },
                actor: match entry.envelope.actor.0 {
                    0 => "system".to_owned(),
                    u32::MAX => "resident".to_owned(),
                    no => no.to_string(),
                },
                kind: match entry.envelope.kind.name() {
                    "unknown" => format!("unknown {}", entry.envelope.kind.0),
                    name => name.to_owned(),
                },
                body: entry
                    .body
                    .as_deref()
                    .map(|body| serde_json::from_slice(body).unwrap_or_default()),
                hash: entry.hash.to_string(),
            });
            Ok(lines.len() < limit)
        })?;
        Ok(lines)
    }
}
