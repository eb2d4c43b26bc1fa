//! The tasks that follow from ratings that are missing: at this site, and at each one below.

use crate::domain::missing;
use crate::domain::missing::Asked;
use crate::domain::missing::Place;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::night::tasks::Wanted;
use crate::ops::night::tasks::raise_new;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::asked;
use crate::store::view;

/// Judges what this site's pads and those of its children asked since the last time, and raises a
/// task for each rating that is missing and for each log of pads that is held back.
pub(super) fn raise(store: &mut Store, now: UtcMs) -> Result<(), Error> {
    let mut sites = vec![None];
    for peer in view::sites::peers(store.db())? {
        if peer.relation == Relation::Child {
            sites.push(Some(peer.card.org));
        }
    }
    for whose in sites {
        judge(store, whose, now)?;
    }
    Ok(())
}

fn judge(store: &mut Store, whose: Option<Org>, now: UtcMs) -> Result<(), Error> {
    let told = asked::read(store.db(), whose)?;
    let judged = missing::judge(&told);
    let mut wanted: Vec<Wanted> = judged.missing.iter().map(|a| lacking(whose, a)).collect();
    wanted.extend(judged.withheld.iter().map(|place| withheld(whose, *place)));
    let marks = asked::marks(store.db(), whose, &judged.pending)?;
    if marks.is_empty() && wanted.is_empty() {
        return Ok(());
    }
    store.write(|writer| {
        let wanted: Vec<&Wanted> = wanted.iter().collect();
        raise_new(writer, &wanted, now)?;
        marks
            .into_iter()
            .try_for_each(|mark| writer.mark_asked(mark))
            .map_err(|error: StoreError| Error::from(error))
    })
}

/// Returns what a task begins with: the code of a site below, nothing for this one.
fn of(whose: Option<Org>) -> String {
    whose.map(|org| format!("{org} ")).unwrap_or_default()
}

fn lacking(whose: Option<Org>, asked: &Asked) -> Wanted {
    Wanted {
        kind: TaskKind::MissingRating,
        about: format!("{}{} {}", of(whose), asked.day, asked.matter_name),
        words: format!("{} · {} · {}", asked.window, asked.staff, asked.errand),
    }
}

fn withheld(whose: Option<Org>, (log, here): Place) -> Wanted {
    Wanted {
        kind: TaskKind::MissingRating,
        about: format!("{}up/pad", of(whose)),
        words: format!("{log}:{}", here + 1),
    }
}
