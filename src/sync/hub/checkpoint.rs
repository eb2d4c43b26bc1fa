//! The county's signed word on the ends of all logs it knows, for every child the same.

use crate::domain::entry::Hash;
use crate::domain::site::LogName;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::Relation;
use crate::store::far;
use crate::store::far::Checkpoint;
use crate::store::far::Signed;
use crate::store::ledger;
use crate::store::view::sites;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::NoteKind;
use crate::sync::carrier::Route;
use crate::sync::error::SyncError;
use crate::sync::exchange::Site;
use crate::sync::hub::fill;
use crate::sync::identity;
use crate::sync::note;
use crate::sync::note::Mark;
use crate::sync::note::Note;
use crate::sync::note::Says;
use crate::sync::notes;

/// A checkpoint that was published.
#[derive(Debug)]
pub struct Published {
    /// Its number, root and time.
    pub checkpoint: Checkpoint,
    /// How many logs it is over.
    pub logs: usize,
    /// On how many carriers that lead to them it lies for how many children, counted together.
    pub laid: usize,
    /// Carriers that failed; it is laid there the next time.
    pub failed: Vec<CarrierError>,
}

/// Publishes the checkpoint to every child on every carrier. While no log has grown it is the same
/// one again, under the same number.
///
/// # Errors
/// [`SyncError`]; what a carrier fails at stands in the result.
pub fn publish(
    site: &mut Site<'_>,
    carriers: &mut [Box<dyn Carrier>],
) -> Result<Published, SyncError> {
    let me = identity::ensure(site.store, &mut site.around)?;
    let leaves = leaves(site)?;
    let root = notes::root_of(&leaves);
    let own = me.own.org;
    let checkpoint = match far::last_checkpoint(site.store.db(), own)? {
        Some(last) if last.root == root => last,
        _ => Checkpoint {
            no: site.store.next_note(0, site.around.now)?,
            root,
            seen: site.around.now,
        },
    };
    let logs = leaves.len();
    let mut note = Note {
        from: own,
        to: own,
        no: checkpoint.no,
        at: checkpoint.seen,
        says: Says::Checkpoint { root, leaves },
    };
    let public = PublicKey(me.signing.verifying_key().to_bytes());
    let bytes = note::write(&note, &me.signing)?;
    let by = Signed {
        org: own,
        signer: public,
        no: checkpoint.no,
        at: checkpoint.seen,
        note: &bytes,
    };
    // Kept before anybody sees it: the number is never given to another root.
    site.store
        .write(|writer| far::keep_checkpoint(writer.db(), root, &by).map(drop))?;
    let label = Label::Note {
        kind: NoteKind::Checkpoint,
        by: public.short(),
        no: checkpoint.no,
    };
    let mut published = Published {
        checkpoint,
        logs,
        laid: 0,
        failed: Vec::new(),
    };
    let children: Vec<Org> = sites::peers(site.store.db())?
        .into_iter()
        .filter(|peer| peer.relation == Relation::Child)
        .map(|peer| peer.card.org)
        .collect();
    for carrier in carriers {
        for to in &children {
            if !carrier.serves(*to) {
                continue;
            }
            note.to = *to;
            let bytes = note::write(&note, &me.signing)?;
            match carrier.put(Route { from: own, to: *to }, &label, &bytes) {
                Ok(()) => published.laid += 1,
                Err(error) => {
                    published.failed.push(error);
                    break;
                }
            }
        }
    }
    Ok(published)
}

/// Returns the leaves of all logs of this site and of those it received, in order.
fn leaves(site: &Site<'_>) -> Result<Vec<String>, SyncError> {
    let own = ledger::heads(site.store.db())?
        .into_iter()
        .map(|head| (head.log, head.seq, head.hash));
    let far = fill::received(site.store)?
        .into_iter()
        .map(|log| (log.log, log.seq, log.hash));
    let mut leaves: Vec<String> = own
        .chain(far)
        .filter(|(_, seq, hash)| *seq > 0 && *hash != Hash::ZERO)
        .map(|(log, seq, hash)| {
            let log = LogName(log);
            notes::leaf(&Mark { log, seq, hash })
        })
        .collect();
    leaves.sort_unstable();
    Ok(leaves)
}
