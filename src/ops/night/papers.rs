//! The tasks that follow from papers of errands by proxy: raised at the hall when one is disputed, lost
//! past its day or not back in time, and closed when that is settled. Each is raised once.

use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::custody::SharedCase;
use crate::domain::ids::CaseId;
use crate::domain::mandate::holding::PaperTrouble;
use crate::domain::site::SiteKind;
use crate::domain::task::TaskKind;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::night::tasks;
use crate::ops::night::tasks::Wanted;
use crate::store::view;
use crate::store::view::sites::Own;

/// What troubles are judged by.
#[derive(Clone, Copy)]
struct Day<'a> {
    today: NaiveDate,
    calendar: &'a Calendar,
    zone: Zone,
}

/// Raises and closes what follows from all papers that are out: days pass, and what another site said
/// came in.
pub(super) fn raise(hall: &mut Hall, now: UtcMs) -> Result<(), Error> {
    let db = hall.store.db();
    let Some(own) = hall_of(view::sites::own(db)?) else {
        return Ok(());
    };
    let day = Day {
        today: hall.day_of(now),
        calendar: hall.calendar(),
        zone: hall.config().zone(),
    };
    let out = view::shared::papers_out(db)?;
    let here = out.iter().filter(|shared| shared.taker == own.org);
    let wanted: Vec<Wanted> = here.flat_map(|shared| wanted(shared, day)).collect();
    match tasks::is_settled(&view::tasks::open(db)?, TaskKind::Papers, &wanted) {
        true => Ok(()),
        false => hall
            .store
            .write(|writer| tasks::settle(writer, TaskKind::Papers, |_| true, &wanted, now)),
    }
}

/// Raises and closes what follows from the papers of one errand, in the verb that said something of it.
pub(crate) fn follow(act: &mut Act<'_, '_>, case: CaseId) -> Result<(), Error> {
    let Some(own) = hall_of(view::sites::own(act.db())?) else {
        return Ok(());
    };
    let Some(shared) = view::shared::load(act.db(), case)? else {
        return Ok(());
    };
    if shared.taker != own.org {
        return Ok(());
    }
    // Two errands may bear one number, and tasks name errands by it.
    let namesakes = view::shared::find(act.db(), &shared.number)?;
    let day = Day {
        today: act.today(),
        calendar: act.calendar,
        zone: act.zone(),
    };
    let here = namesakes.iter().filter(|shared| shared.taker == own.org);
    let wanted: Vec<Wanted> = here.flat_map(|shared| wanted(shared, day)).collect();
    let (now, number) = (act.now, &shared.number);
    let about = |about: &str| about == number;
    tasks::settle(act.writer(), TaskKind::Papers, about, &wanted, now)
}

/// Only a hall has a leader who sees to papers.
fn hall_of(own: Option<Own>) -> Option<Own> {
    own.filter(|own| own.kind == SiteKind::Hall)
}

/// Returns what is wrong with the papers of an errand: of each that is disputed or lost, and once of
/// all that are not back. The words are read again by `locale::task_words`.
fn wanted(shared: &SharedCase, day: Day<'_>) -> Vec<Wanted> {
    let Some(mandate) = &shared.mandate else {
        return Vec::new();
    };
    let home_by = mandate.home_by(day.calendar, day.zone);
    let mut all: Vec<Wanted> = Vec::new();
    for paper in mandate.unsettled() {
        let Some(trouble) = mandate.paper_trouble(paper, home_by, day.today) else {
            continue;
        };
        let word = trouble.word();
        let words = match (trouble, paper.disputed.first(), &paper.lost) {
            (PaperTrouble::Disputed, Some(mark), _) => {
                format!("{word} {} {} {}", mark.at, paper.no, paper.name)
            }
            (PaperTrouble::Lost, _, Some(lost)) => {
                let (at, until) = (lost.by.at, lost.until);
                format!("{word} {at} {} {until} {}", paper.no, paper.name)
            }
            _ => format!("{word} {}", home_by.unwrap_or(day.today)),
        };
        let wanted = Wanted {
            kind: TaskKind::Papers,
            about: shared.number.clone(),
            words,
        };
        if !all.contains(&wanted) {
            all.push(wanted);
        }
    }
    all
}
