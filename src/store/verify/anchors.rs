//! Anchors: what one log noted of another must still be there.

use rusqlite::Connection;

use crate::domain::event::LogAnchored;
use crate::store::error::StoreError;
use crate::store::ledger;
use crate::store::ledger::Head;
use crate::store::verify::Findings;

/// An anchor, and where it stands: the audience of its log and its number there.
pub(super) type Noted = (String, u64, LogAnchored);

/// Looks for the entry of each anchor that was met on the way along the chains.
pub(super) fn check(
    db: &Connection,
    heads: &[Head],
    found: &mut Findings,
) -> Result<(), StoreError> {
    for (keeper, at, anchor) in std::mem::take(&mut found.anchors) {
        let here = match heads.iter().find(|head| head.log == anchor.log.0) {
            // A row that cannot be read has been named by its chain.
            Some(head) => ledger::entry(db, head.lno, anchor.seq).unwrap_or(None),
            None => None,
        };
        if here.is_none_or(|entry| entry.hash.to_string() != anchor.hash) {
            let what = format!(
                "entry {} is not the one that entry {at} of {keeper} noted",
                anchor.seq
            );
            found.add("anchor", Some(&anchor.audience), Some(anchor.seq), what);
        }
    }
    Ok(())
}
