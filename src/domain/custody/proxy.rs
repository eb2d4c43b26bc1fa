//! The errand by proxy that a shared case is, folded from the same entries.

use crate::domain::custody::Mark;
use crate::domain::custody::Told;
use crate::domain::custody::chain::Chain;
use crate::domain::custody::line::Line;
use crate::domain::custody::steps::mark;
use crate::domain::event::Event;
use crate::domain::event::MandateDeed;
use crate::domain::event::MandateDone;
use crate::domain::event::MandateGiven;
use crate::domain::event::OriginalDeed;
use crate::domain::event::OriginalMoved;
use crate::domain::mandate::Asked;
use crate::domain::mandate::Charge;
use crate::domain::mandate::FromHall;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Lost;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Moving;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::site::Org;

/// The two sites of an errand.
#[derive(Clone, Copy)]
struct Sides {
    village: Org,
    hall: Org,
}

impl Sides {
    /// Returns whether an entry's author may speak for a keeper; for those who have no store whoever
    /// of the two deals with them.
    fn speaks_for(self, told: &Told, keeper: &Keeper) -> bool {
        match keeper {
            Keeper::Village => told.org == self.village,
            Keeper::Hall => told.org == self.hall,
            Keeper::Resident | Keeper::Office(_) => true,
        }
    }
}

/// Folds the errand; `None` where the case is none.
pub(super) fn fold(line: &Line<'_>, chain: &Chain<'_>) -> Option<Mandate> {
    let (village, hall) = (chain.giver(), chain.shared.with);
    let sides = Sides { village, hall };
    let (told, given) = line.iter().find_map(|(_, told)| match &told.event {
        Some(Event::MandateGiven(e)) if told.org == village => Some((told, e)),
        _ => None,
    })?;
    let mut mandate = begin(told, given);
    let mut said: [Option<&Told>; Step::ALL.len()] = Default::default();
    said[Step::Given as usize] = Some(told);
    for (_, told) in line.iter().filter(|(_, told)| chain.is_party(told.org)) {
        match &told.event {
            Some(Event::MandateDone(e)) => done(&mut mandate, &mut said, told, e, sides),
            Some(Event::OriginalMoved(e)) => {
                for paper in mandate
                    .papers
                    .iter_mut()
                    .filter(|p| e.papers.contains(&p.no))
                {
                    moved(paper, told, e, sides);
                }
                mandate.brought.extend(brought(told, e, sides));
            }
            _ => {}
        }
    }
    let in_order = said.iter().take_while(|said| said.is_some()).count();
    let named = |step: usize| said[step].map(|told| mark(told, Step::ALL[step].word()));
    mandate.steps = (0..in_order).filter_map(named).collect();
    mandate.early = (in_order..said.len()).filter_map(named).collect();
    Some(mandate)
}

/// Returns who first said that the resident was told the answer to a matter that was raised.
pub(super) fn told(line: &Line<'_>, chain: &Chain<'_>) -> Option<Mark> {
    line.iter().find_map(|(_, told)| match &told.event {
        Some(Event::MandateDone(e))
            if e.deed == MandateDeed::ToldResident && told.org == chain.giver() =>
        {
            Some(mark(told, &e.note))
        }
        _ => None,
    })
}

fn begin(told: &Told, e: &MandateGiven) -> Mandate {
    let papers = e.papers.iter().zip(1_u16..).map(|(paper, no)| Paper {
        no,
        name: paper.name.clone(),
        form: paper.form,
        number: paper.number.clone(),
        condition: paper.condition.clone(),
        keeper: Keeper::Resident,
        since: told.wall,
        // Nobody signs for what was never given away.
        signed: true,
        moving: None,
        lost: None,
        disputed: Vec::new(),
    });
    Mandate {
        applicant: e.applicant.clone(),
        assistant: e.assistant.clone(),
        mode: e.mode,
        day: e.day,
        hand_in: e.hand_in,
        latest: e.latest,
        until: e.until,
        steps: Vec::new(),
        early: Vec::new(),
        content: None,
        asked: None,
        stopped: None,
        renewed: 0,
        papers: papers.collect(),
        from_hall: None,
        charges: Vec::new(),
        brought: Vec::new(),
    }
}

fn done<'t>(
    mandate: &mut Mandate,
    said: &mut [Option<&'t Told>; Step::ALL.len()],
    told: &'t Told,
    e: &MandateDone,
    sides: Sides,
) {
    match &e.deed {
        MandateDeed::Stepped { step, content, .. } => {
            // The hall may do what the village cannot be reached for, never the other way round.
            let halls = matches!(step, Step::Handled | Step::Reported | Step::CalledBack);
            if halls && told.org != sides.hall {
                return;
            }
            said[*step as usize].get_or_insert(told);
            if *step == Step::CalledBack && mandate.content.is_none() {
                mandate.content = *content;
            }
        }
        MandateDeed::Stopped { slip } => mandate.stopped = Some(mark(told, slip)),
        MandateDeed::Renewed { until, .. } => {
            mandate.stopped = None;
            mandate.renewed += 1;
            mandate.until = *until;
        }
        MandateDeed::Told {
            due,
            amber_from,
            wanted,
        } if told.org == sides.hall => {
            mandate.from_hall = Some(FromHall {
                due: *due,
                amber_from: *amber_from,
                wanted: wanted.clone(),
                by: mark(told, &e.note),
            });
        }
        // The first rating counts; a copied store may say it twice, or that nobody answered.
        MandateDeed::Rated { said } if told.org == sides.village => {
            let answered = said.is_some();
            let known = mandate.asked.as_ref();
            if known.is_none_or(|known| answered && !known.answered) {
                let by = mark(told, "");
                mandate.asked = Some(Asked { answered, by });
            }
        }
        MandateDeed::Told { .. } | MandateDeed::ToldResident | MandateDeed::Rated { .. } => {}
        MandateDeed::Charged { fen, receipt } => mandate.charges.push(Charge {
            fen: *fen,
            by: mark(told, receipt),
        }),
    }
}

fn moved(paper: &mut Paper, told: &Told, e: &OriginalMoved, sides: Sides) {
    let by = |text: &str| mark(told, text);
    match &e.deed {
        OriginalDeed::Handed { from, to, slip } => handed(paper, told, (from, to, slip), sides),
        OriginalDeed::Confirmed => match paper.moving.take() {
            Some(moving) if sides.speaks_for(told, &moving.to) => {
                paper.keeper = moving.to;
                paper.since = told.wall;
            }
            // Said twice, or of a paper that nobody gave.
            moving => {
                paper.moving = moving;
                if paper.moving.is_some() || !sides.speaks_for(told, &paper.keeper) {
                    paper.disputed.push(by("confirmed"));
                }
            }
        },
        OriginalDeed::Missed => {
            paper.moving = None;
            paper.disputed.push(by("missed"));
        }
        OriginalDeed::Lost { owner, until } => {
            paper.moving = None;
            paper.lost = Some(Lost {
                owner: owner.clone(),
                until: *until,
                by: by(&e.note),
            });
        }
        OriginalDeed::Found { at } => {
            paper.lost = None;
            paper.moving = None;
            paper.disputed.clear();
            paper.keeper = at.clone();
            paper.since = told.wall;
            paper.signed = false;
        }
    }
}

/// Returns that the village brought papers to the hall, where it says so: it went that way whatever
/// becomes of the papers.
fn brought(told: &Told, e: &OriginalMoved, sides: Sides) -> Option<Mark> {
    let to_hall = matches!(
        &e.deed,
        OriginalDeed::Handed {
            from: Keeper::Village,
            to: Keeper::Hall,
            ..
        }
    );
    (to_hall && told.org == sides.village).then(|| mark(told, ""))
}

fn handed(
    paper: &mut Paper,
    told: &Told,
    (from, to, slip): (&Keeper, &Keeper, &str),
    sides: Sides,
) {
    // A signature for what was found to be at home already.
    let signs_at_home = *to == Keeper::Resident && paper.keeper == Keeper::Resident;
    let fits = paper.keeper == *from && paper.moving.is_none() && paper.lost.is_none();
    let speaks = match from.signs() {
        true => sides.speaks_for(told, to),
        false => sides.speaks_for(told, from),
    };
    if signs_at_home && !slip.is_empty() && paper.lost.is_none() {
        paper.signed = true;
        return;
    }
    if !fits || !speaks || from == to {
        paper.disputed.push(mark(told, "handed"));
        return;
    }
    if from.signs() || to.signs() {
        paper.keeper = to.clone();
        paper.since = told.wall;
        paper.signed = *to == Keeper::Resident && !slip.is_empty();
    } else {
        paper.moving = Some(Moving {
            to: to.clone(),
            by: mark(told, ""),
        });
    }
}
