//! Errands by proxy by dice: papers go from hand to hand at two places that hear of each other late.

use proptest::prelude::*;

use super::*;
use crate::domain::event::Applicant;
use crate::domain::event::MandateDeed;
use crate::domain::event::MandateDone;
use crate::domain::event::MandateGiven;
use crate::domain::event::MandatePaper;
use crate::domain::event::OriginalDeed;
use crate::domain::event::OriginalMoved;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Step as WayStep;
use crate::domain::matter::PaperForm;

const PAPERS: u16 = 3;

/// What somebody does: 0 at the village, 1 at the hall.
#[derive(Debug, Clone)]
enum Deed {
    Hand(usize, u16, u8),
    Confirm(usize, u16),
    Miss(usize, u16),
    Lose(usize, u16),
    Find(usize, u16),
    Step(usize, usize),
    Stop(usize),
    Renew(usize),
    Rate(usize, bool),
    Hear(usize, usize),
}

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 3, 12).unwrap()
}

fn deeds(most: usize) -> impl Strategy<Value = Vec<Deed>> {
    let (site, paper) = (|| 0..2_usize, || 1..=PAPERS);
    let deed = prop_oneof![
        5 => (site(), paper(), 0..4_u8).prop_map(|(p, n, to)| Deed::Hand(p, n, to)),
        3 => (site(), paper()).prop_map(|(p, n)| Deed::Confirm(p, n)),
        1 => (site(), paper()).prop_map(|(p, n)| Deed::Miss(p, n)),
        1 => (site(), paper()).prop_map(|(p, n)| Deed::Lose(p, n)),
        1 => (site(), paper()).prop_map(|(p, n)| Deed::Find(p, n)),
        2 => (site(), 0..7_usize).prop_map(|(p, s)| Deed::Step(p, s)),
        1 => site().prop_map(Deed::Stop),
        1 => site().prop_map(Deed::Renew),
        1 => (site(), any::<bool>()).prop_map(|(p, answers)| Deed::Rate(p, answers)),
        3 => (site(), site()).prop_map(|(a, b)| Deed::Hear(a, b)),
    ];
    prop::collection::vec(deed, 0..most)
}

/// A village that took an errand, and its hall that knows.
fn given() -> Vec<Place> {
    let (mut village, mut hall) = (Place::new(VILLAGE, 1), Place::new(HALL, 2));
    let shared = CaseShared {
        with: org(HALL),
        custodian: org(VILLAGE),
        ..shared()
    };
    village.say(1, shared);
    let paper = |n: u16| MandatePaper {
        name: format!("证{n}"),
        form: PaperForm::Original,
        number: String::new(),
        condition: String::new(),
    };
    village.say(
        2,
        MandateGiven {
            case: case(),
            custody: 1,
            applicant: Applicant::default(),
            assistant: "王芳".into(),
            mode: Mode::Alone,
            papers: (1..=PAPERS).map(paper).collect(),
            day: day(),
            hand_in: day(),
            latest: day(),
            until: day(),
            fee: 0,
        },
    );
    hall.hear(&village);
    vec![village, hall]
}

fn mandate(place: &Place) -> Mandate {
    *place.folded().mandate.unwrap()
}

fn here(p: usize) -> Keeper {
    [Keeper::Village, Keeper::Hall][p].clone()
}

fn say_paper(place: &mut Place, ms: u64, paper: u16, deed: OriginalDeed) {
    let custody = place.folded().custody;
    place.say(
        ms,
        OriginalMoved {
            case: case(),
            custody,
            papers: vec![paper],
            deed,
            note: String::new(),
        },
    );
}

fn say_done(place: &mut Place, ms: u64, deed: MandateDeed) {
    let custody = place.folded().custody;
    place.say(
        ms,
        MandateDone {
            case: case(),
            custody,
            deed,
            note: String::new(),
        },
    );
}

/// Plays deeds as the program lets people do them at what they know.
fn play(deeds: &[Deed]) -> Vec<Place> {
    let mut places = given();
    for (ms, deed) in (10..).zip(deeds) {
        act(&mut places, ms, deed);
    }
    places
}

fn act(places: &mut [Place], ms: u64, deed: &Deed) {
    let known = |p: usize, n: u16| mandate(&places[p]).papers[usize::from(n) - 1].clone();
    match *deed {
        Deed::Hand(p, n, to) => {
            let paper = known(p, n);
            let to = match to {
                0 => Keeper::Resident,
                1 => Keeper::Office("派出所".into()),
                2 => here(1 - p),
                // From whoever signs to us.
                _ => here(p),
            };
            let from = if to == here(p) {
                paper.keeper.clone()
            } else {
                here(p)
            };
            let may = paper.keeper == from && paper.moving.is_none() && paper.lost.is_none();
            if may && from != to && from != here(1 - p) {
                let slip = "S".to_owned();
                say_paper(
                    &mut places[p],
                    ms,
                    n,
                    OriginalDeed::Handed { from, to, slip },
                );
            }
        }
        Deed::Confirm(p, n) | Deed::Miss(p, n) => {
            if known(p, n)
                .moving
                .is_some_and(|moving| moving.to == here(p))
            {
                let came = matches!(deed, Deed::Confirm(..));
                let said = if came {
                    OriginalDeed::Confirmed
                } else {
                    OriginalDeed::Missed
                };
                say_paper(&mut places[p], ms, n, said);
            }
        }
        Deed::Lose(p, n) => {
            let (owner, until) = ("李四".to_owned(), day());
            say_paper(&mut places[p], ms, n, OriginalDeed::Lost { owner, until });
        }
        Deed::Find(p, n) => {
            let paper = known(p, n);
            if paper.lost.is_some() || !paper.disputed.is_empty() {
                say_paper(&mut places[p], ms, n, OriginalDeed::Found { at: here(p) });
            }
        }
        Deed::Step(p, s) => {
            let step = WayStep::ALL[s];
            let halls = matches!(
                step,
                WayStep::Handled | WayStep::Reported | WayStep::CalledBack
            );
            if mandate(&places[p]).step().next() == Some(step) && (p == 1 || !halls) {
                let (slip, content) = (String::new(), Some(true));
                let deed = MandateDeed::Stepped {
                    step,
                    slip,
                    content,
                };
                say_done(&mut places[p], ms, deed);
            }
        }
        Deed::Stop(p) => say_done(
            &mut places[p],
            ms,
            MandateDeed::Stopped { slip: "Z".into() },
        ),
        Deed::Renew(p) => {
            let (slip, until) = ("X".to_owned(), day());
            say_done(&mut places[p], ms, MandateDeed::Renewed { slip, until });
        }
        Deed::Rate(p, answers) => {
            let level = crate::domain::rating::Level::ALL[4];
            let said = answers.then(|| crate::domain::event::Said {
                level,
                reasons: vec!["wait".to_owned()],
                remark: "等太久".to_owned(),
            });
            say_done(&mut places[p], ms, MandateDeed::Rated { said });
        }
        Deed::Hear(a, b) if a != b => {
            let heard = places[b].clone();
            places[a].hear(&heard);
        }
        Deed::Hear(..) => {}
    }
}

/// Everything both have said.
fn all(places: &[Place]) -> Vec<Told> {
    let own = |place: &Place| {
        let log = place.log;
        let mine = place.seen.iter().filter(move |told| told.at.log == log);
        mine.cloned().collect::<Vec<_>>()
    };
    places.iter().flat_map(own).collect()
}

/// What a paper is by a model that knows nothing of entries: who has it, who is to take it.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    keeper: Keeper,
    to: Option<Keeper>,
    lost: bool,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn the_same_entries_make_the_same_errand_in_any_order_and_however_often(
        deeds in deeds(40), seed in any::<u64>(),
    ) {
        let told = all(&play(&deeds));
        let mut mixed = told.clone();
        let mut at = seed;
        for i in (1..mixed.len()).rev() {
            at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            mixed.swap(i, (at >> 33) as usize % (i + 1));
            if at.is_multiple_of(3) {
                mixed.push(mixed[i].clone());
            }
        }
        let (one, other) = (fold(&told).unwrap(), fold(&mixed).unwrap());
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
        // No step is skipped, and no paper is nowhere.
        let errand = one.mandate.unwrap();
        prop_assert_eq!(errand.papers.len(), usize::from(PAPERS));
        for (mark, step) in errand.steps.iter().zip(WayStep::ALL) {
            prop_assert_eq!(mark.text.as_str(), step.word());
        }
        // Only the village asks, and who sees the errand does not see the answer.
        prop_assert!(errand.asked.as_ref().is_none_or(|asked| asked.by.org == org(VILLAGE)));
        prop_assert!(!serde_json::to_string(&errand).unwrap().contains("等太久"));
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn where_both_talk_after_every_deed_papers_are_where_the_model_has_them(deeds in deeds(50)) {
        let mut places = given();
        let start = Model { keeper: Keeper::Resident, to: None, lost: false };
        let mut model = vec![start; usize::from(PAPERS)];
        for (ms, deed) in (10..).zip(&deeds) {
            let before = places[0].seen.len() + places[1].seen.len();
            act(&mut places, ms, deed);
            let done = places[0].seen.len() + places[1].seen.len() > before;
            let (village, hall) = (places[0].clone(), places[1].clone());
            places[0].hear(&hall);
            places[1].hear(&village);
            if !done {
                continue;
            }
            match *deed {
                Deed::Hand(p, n, to) => {
                    let paper = &mut model[usize::from(n) - 1];
                    match to {
                        0 => paper.keeper = Keeper::Resident,
                        1 => paper.keeper = Keeper::Office("派出所".into()),
                        2 => paper.to = Some(here(1 - p)),
                        _ => paper.keeper = here(p),
                    }
                }
                Deed::Confirm(p, n) => {
                    model[usize::from(n) - 1] = Model { keeper: here(p), to: None, lost: false };
                }
                Deed::Miss(_, n) => model[usize::from(n) - 1].to = None,
                Deed::Lose(_, n) => {
                    let paper = &mut model[usize::from(n) - 1];
                    (paper.to, paper.lost) = (None, true);
                }
                Deed::Find(p, n) => {
                    model[usize::from(n) - 1] = Model { keeper: here(p), to: None, lost: false };
                }
                _ => {}
            }
            let seen = mandate(&places[0]);
            prop_assert_eq!(&seen, &mandate(&places[1]));
            for (paper, model) in seen.papers.iter().zip(&model) {
                let to = paper.moving.as_ref().map(|moving| moving.to.clone());
                let seen = Model { keeper: paper.keeper.clone(), to, lost: paper.lost.is_some() };
                prop_assert_eq!(&seen, model, "{:?}", deed);
                let doubted = paper.disputed.iter().all(|mark| mark.text == "missed");
                prop_assert!(doubted, "{:?}", paper.disputed);
            }
        }
    }

    #[test]
    fn two_who_say_different_things_of_a_paper_leave_it_disputed_until_it_is_counted(
        deeds in deeds(40),
    ) {
        let mut places = play(&deeds);
        let (village, hall) = (places[0].clone(), places[1].clone());
        places[0].hear(&hall);
        places[1].hear(&village);
        for n in 1..=PAPERS {
            let paper = mandate(&places[0]).papers[usize::from(n) - 1].clone();
            if paper.lost.is_some() || !paper.disputed.is_empty() {
                prop_assert!(!paper.is_settled());
                say_paper(&mut places[0], 1_000, n, OriginalDeed::Found { at: Keeper::Village });
                let deed = OriginalDeed::Handed {
                    from: Keeper::Village,
                    to: Keeper::Resident,
                    slip: "S".into(),
                };
                say_paper(&mut places[0], 1_001, n, deed);
                let paper = mandate(&places[0]).papers[usize::from(n) - 1].clone();
                prop_assert!(paper.is_settled(), "{:?}", paper);
            }
        }
    }
}
