//! Matters that were raised on: when the level below has told the resident, the level above hears it.

use crate::domain::custody::SharedCase;
use crate::domain::entry::ActorNo;
use crate::domain::event::Event;
use crate::domain::event::MandateDeed;
use crate::domain::event::MandateDone;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::store::Audience;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::view;

/// Passes on, of each matter that this site raised on, that the resident was told; once.
///
/// Source: rule A4 of the hall: no level takes it for settled before that.
pub(super) fn pass_on(store: &mut Store, now: UtcMs) -> Result<(), Error> {
    let Some(own) = view::sites::own(store.db())? else {
        return Ok(());
    };
    let mut told: Vec<(SharedCase, String)> = Vec::new();
    for above in view::shared::raised_open(store.db())? {
        let answered = above.giver == own.org && above.stage.is_over() && above.told.is_none();
        if let Some(below) = above
            .of
            .filter(|_| answered && !above.newer && !above.crowded)
            && let Some(below) = view::shared::load(store.db(), below)?
            && let Some(mark) = below.told
        {
            told.push((above, mark.text));
        }
    }
    if told.is_empty() {
        return Ok(());
    }
    store.write(|writer| {
        for (above, note) in told {
            let event = Event::from(MandateDone {
                case: above.case,
                custody: above.custody,
                deed: MandateDeed::ToldResident,
                note,
            });
            let (up, case) = (Audience::Up.word(), above.case.0);
            writer.append_on(up, case, ActorNo::SYSTEM, now, &event, &above.heads)?;
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(())
}
