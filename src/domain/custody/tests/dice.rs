//! Thousands of histories by dice: what people do, and what somebody hostile writes.

use proptest::prelude::*;

use super::*;

/// What somebody does, at one of three places: the hall, the village, a copy of the village.
#[derive(Debug, Clone)]
enum Deed {
    Go(usize, usize),
    Hand(usize),
    Take,
    Note(usize, u8),
    Phone(usize, u8),
    Decide(usize, usize),
    Hear(usize, usize),
}

const STAGES: [Stage; 6] = [
    Stage::Working,
    Stage::Returned,
    Stage::Paused,
    Stage::Done,
    Stage::Refused,
    Stage::Withdrawn,
];

fn deeds(places: usize) -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => (0..places, 0..STAGES.len()).prop_map(|(p, s)| Deed::Go(p, s)),
        1 => (0..places).prop_map(Deed::Hand),
        1 => Just(Deed::Take),
        1 => (0..places, 0..3_u8).prop_map(|(p, n)| Deed::Note(p, n)),
        1 => (0..places, 0..3_u8).prop_map(|(p, n)| Deed::Phone(p, n)),
        1 => (0..places, 0..STAGES.len()).prop_map(|(p, s)| Deed::Decide(p, s)),
        3 => (0..places, 0..places).prop_map(|(a, b)| Deed::Hear(a, b)),
    ];
    prop::collection::vec(deed, 0..30)
}

/// Plays deeds as the program lets people do them: only where custody and stage allow.
fn play(deeds: &[Deed], count: usize) -> Vec<Place> {
    let (hall, village) = pair();
    let mut copy = village.clone();
    copy.log = LogId([3; 16]);
    let mut places = vec![hall, village, copy];
    places.truncate(count);
    for (n, deed) in deeds.iter().enumerate() {
        let ms = 10 + n as u64;
        match *deed {
            Deed::Go(p, s) => {
                let case = places[p].folded();
                if case.custodian == places[p].org && may_move(case.stage, STAGES[s]) {
                    places[p].go(ms, STAGES[s]);
                }
            }
            Deed::Hand(p) if places[p].folded().custodian == places[p].org => {
                places[p].hand(ms);
            }
            Deed::Take if places[0].folded().may_take(places[0].org) => {
                places[0].take(ms);
            }
            Deed::Note(p, n) => places[p].note(ms, &format!("材料{n}")),
            Deed::Phone(p, n) => places[p].phone(ms, &format!("1380000000{n}")),
            Deed::Decide(p, s) if places[p].folded().base_to_resolve().is_some() => {
                places[p].decide(ms, STAGES[s]);
            }
            Deed::Hear(a, b) if a != b => {
                let heard = places[b].clone();
                // A copy speaks for itself only; the hall hears both.
                places[a].hear(&heard);
            }
            _ => {}
        }
    }
    places
}

/// Everything all places have said.
fn all(places: &[Place]) -> Vec<Told> {
    let own = |place: &Place| {
        let log = place.log;
        let mine = place.seen.iter().filter(move |told| told.at.log == log);
        mine.cloned().collect::<Vec<_>>()
    };
    places.iter().flat_map(own).collect()
}

/// Whether `later` knew of `earlier`, found by walking back.
fn knew(all: &[Told], later: EntryRef, earlier: EntryRef) -> bool {
    let mut todo = vec![later];
    let mut seen = Vec::new();
    while let Some(at) = todo.pop() {
        if seen.contains(&at) {
            continue;
        }
        seen.push(at);
        let told = all.iter().find(|told| told.at == at);
        todo.extend(told.into_iter().flat_map(|told| told.base.clone()));
        if at.seq > 1 {
            let seq = at.seq - 1;
            todo.push(EntryRef { log: at.log, seq });
        }
    }
    later != earlier && seen.contains(&earlier)
}

fn mixed(told: &[Told], order: &[prop::sample::Index]) -> Vec<Told> {
    let mut out = Vec::new();
    let mut rest = told.to_vec();
    for pick in order {
        if rest.is_empty() {
            break;
        }
        let i = pick.index(rest.len());
        // Some come twice.
        let one = match pick.index(3) {
            0 => rest[i].clone(),
            _ => rest.swap_remove(i),
        };
        out.push(one);
    }
    out.extend(rest);
    out
}

fn picks() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..60)
}

/// Any entry at all, with references into the same small space: circles and forks among them.
fn hostile() -> impl Strategy<Value = Told> {
    let reference = || {
        (0..3_u8, 1..6_u64).prop_map(|(log, seq)| EntryRef {
            log: LogId([log; 16]),
            seq,
        })
    };
    let event = (0..7_u8, 0..4_u32, 0..STAGES.len()).prop_map(|(kind, custody, s)| {
        let (case, stage) = (case(), STAGES[s]);
        let text = format!("{custody}");
        match kind {
            0 => Event::from(CaseShared {
                custody,
                ..shared()
            }),
            1 | 2 => moved(custody, stage).into(),
            3 => CustodyHanded {
                case,
                custody,
                to: org(HALL),
                note: text,
            }
            .into(),
            4 => CustodyTaken {
                case,
                custody,
                reason: text,
            }
            .into(),
            5 => SharedField {
                case,
                custody,
                key: SharedKey::Address,
                value: text,
            }
            .into(),
            _ => SharedResolved {
                case,
                custody,
                stage,
                reason: text,
            }
            .into(),
        }
    });
    let orgs = prop::sample::select(vec![HALL, HALL, VILLAGE, 330_182_001_002, 330_182]);
    let base = prop::collection::vec(reference(), 0..4);
    (
        reference(),
        orgs,
        0..9_u64,
        base,
        prop::option::weighted(0.9, event),
    )
        .prop_map(|(at, code, ms, base, event)| Told {
            at,
            org: org(code),
            hlc: Hlc(ms),
            wall: UtcMs(ms as i64),
            actor: 1,
            base,
            event,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_same_entries_make_the_same_case_in_any_order_and_however_often(
        deeds in deeds(3), order in picks(),
    ) {
        let told = all(&play(&deeds, 3));
        prop_assert_eq!(fold(&mixed(&told, &order)), fold(&told));
    }

    #[test]
    fn whatever_somebody_hostile_writes_folds_the_same_everywhere(
        told in prop::collection::vec(hostile(), 0..24), order in picks(),
    ) {
        prop_assert_eq!(fold(&mixed(&told, &order)), fold(&told));
    }

    #[test]
    fn custody_is_as_in_the_model_and_nobody_else_moves(deeds in deeds(2)) {
        let places = play(&deeds, 2);
        let told = all(&places);
        let case = fold(&told).unwrap();
        // The model: each change has the next number, and every second number is the hall's.
        let changes: Vec<(EntryRef, u32)> = told
            .iter()
            .filter_map(|told| match &told.event {
                Some(Event::CustodyHanded(e)) => Some((told.at, e.custody)),
                Some(Event::CustodyTaken(e)) => Some((told.at, e.custody)),
                _ => None,
            })
            .collect();
        let number = changes.iter().map(|(_, n)| *n).max().unwrap_or(1);
        let holder = |n: u32| org(if n.is_multiple_of(2) { HALL } else { VILLAGE });
        prop_assert_eq!((case.custodian, case.custody), (holder(number), number));
        let mut stage = Stage::Received;
        for step in &case.history {
            let one = told.iter().find(|told| told.at == step.mark.at).unwrap();
            let late = |custody: u32| {
                changes.iter().any(|(at, n)| *n > custody && !knew(&told, *at, one.at))
            };
            match &one.event {
                Some(Event::SharedMoved(e)) => {
                    prop_assert_eq!(one.org, holder(e.custody));
                    prop_assert_eq!(late(e.custody), step.verdict == Verdict::Late);
                    let counts = matches!(step.verdict, Verdict::Held | Verdict::Lost);
                    if counts && may_move(stage, e.to) {
                        stage = e.to;
                    }
                }
                Some(Event::SharedResolved(e)) if !late(e.custody) => stage = e.stage,
                _ => {}
            }
        }
        prop_assert_eq!(case.stage, stage);
        // A case that one site alone has moved since the last change of custody needs no leader.
        if case.history.iter().all(|s| s.verdict == Verdict::Held) {
            let about_stage = |c: &&Clash| matches!(c.kind, ClashKind::Stage | ClashKind::Late);
            prop_assert_eq!(case.open().filter(about_stage).count(), 0);
        }
    }

    #[test]
    fn sites_that_talk_after_every_deed_never_clash(deeds in deeds(2)) {
        let mut slow = Vec::new();
        for deed in deeds {
            slow.push(deed);
            slow.push(Deed::Hear(0, 1));
            slow.push(Deed::Hear(1, 0));
        }
        let case = fold(&all(&play(&slow, 2))).unwrap();
        prop_assert!(case.clashes.is_empty());
        prop_assert!(case.history.iter().all(|step| step.verdict == Verdict::Held));
        prop_assert_eq!(case.heads.len(), 1);
    }

    #[test]
    fn a_move_is_never_dropped_it_holds_or_somebody_is_told(deeds in deeds(3)) {
        let told = all(&play(&deeds, 3));
        let case = fold(&told).unwrap();
        prop_assert_eq!(case.history.len(), told.len());
        let lost = case.history.iter().any(|s| matches!(s.verdict, Verdict::Lost | Verdict::Late));
        let void = |s: &Step| matches!(s.verdict, Verdict::NotCustodian | Verdict::OutOfPlace);
        let moves = |s: &&Step| s.kind == "shared.moved";
        prop_assert!(!case.history.iter().filter(moves).any(void), "{:#?}", case);
        let counts = |s: &&Step| s.stage.is_some() && !void(s);
        let last = case.history.iter().rev().find(counts).unwrap();
        if lost && last.stage != Some(case.stage) {
            prop_assert!(!case.clashes.is_empty(), "{:#?}", case);
        }
    }
}
