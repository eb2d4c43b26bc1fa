//! A village and its hall, played through: in order, apart, cloned, and by somebody hostile.

use proptest::prelude::*;

use super::*;
use crate::domain::entry::LogId;
use crate::domain::event::CaseShared;
use crate::domain::event::CustodyHanded;
use crate::domain::event::CustodyTaken;
use crate::domain::event::SharedField;
use crate::domain::event::SharedMoved;
use crate::domain::event::SharedNoted;
use crate::domain::event::SharedResolved;

const VILLAGE: i64 = 330_182_001_001;
const HALL: i64 = 330_182_001;

fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

fn case() -> CaseId {
    CaseId(uuid::Uuid::from_u128(7))
}

/// A site with its log and what it has seen.
#[derive(Clone)]
struct Place {
    org: Org,
    log: LogId,
    seq: u64,
    seen: Vec<Told>,
}

impl Place {
    fn new(code: i64, log: u8) -> Place {
        Place {
            org: org(code),
            log: LogId([log; 16]),
            seq: 0,
            seen: Vec::new(),
        }
    }

    fn folded(&self) -> SharedCase {
        fold(&self.seen).unwrap()
    }

    fn say_on(&mut self, ms: u64, base: Vec<EntryRef>, event: impl Into<Event>) -> EntryRef {
        self.seq += 1;
        let at = EntryRef {
            log: self.log,
            seq: self.seq,
        };
        self.seen.push(Told {
            at,
            org: self.org,
            hlc: Hlc(ms << 16),
            wall: UtcMs(ms as i64),
            actor: 11,
            base,
            event: Some(event.into()),
        });
        at
    }

    fn say(&mut self, ms: u64, event: impl Into<Event>) -> EntryRef {
        let base = fold(&self.seen).map_or(Vec::new(), |case| case.heads);
        self.say_on(ms, base, event)
    }

    fn go(&mut self, ms: u64, to: Stage) -> EntryRef {
        let custody = self.folded().custody;
        self.say(ms, moved(custody, to))
    }

    fn take(&mut self, ms: u64) -> EntryRef {
        let custody = self.folded().custody + 1;
        let reason = "联系不上".to_owned();
        let case = case();
        self.say(
            ms,
            CustodyTaken {
                case,
                custody,
                reason,
            },
        )
    }

    fn hand(&mut self, ms: u64) -> EntryRef {
        let folded = self.folded();
        self.say(
            ms,
            CustodyHanded {
                case: case(),
                custody: folded.custody + 1,
                to: folded.other(self.org),
                note: String::new(),
            },
        )
    }

    fn decide(&mut self, ms: u64, stage: Stage) -> EntryRef {
        let folded = self.folded();
        let base = folded.base_to_resolve().unwrap();
        self.say_on(
            ms,
            base,
            SharedResolved {
                case: case(),
                custody: folded.custody,
                stage,
                reason: "核实过".into(),
            },
        )
    }

    fn phone(&mut self, ms: u64, value: &str) {
        let custody = self.folded().custody;
        let value = value.to_owned();
        self.say(
            ms,
            SharedField {
                case: case(),
                custody,
                key: SharedKey::Phone,
                value,
            },
        );
    }

    fn note(&mut self, ms: u64, paper: &str) {
        let custody = self.folded().custody;
        let paper = paper.to_owned();
        self.say(
            ms,
            SharedNoted {
                case: case(),
                custody,
                paper,
                note: String::new(),
            },
        );
    }

    /// Takes in what the other has said itself.
    fn hear(&mut self, other: &Place) {
        for told in other.seen.iter().filter(|told| told.at.log == other.log) {
            if !self.seen.contains(told) {
                self.seen.push(told.clone());
            }
        }
    }
}

fn moved(custody: u32, to: Stage) -> SharedMoved {
    SharedMoved {
        case: case(),
        custody,
        to,
        note: String::new(),
    }
}

fn shared() -> CaseShared {
    CaseShared {
        case: case(),
        custody: 1,
        with: org(VILLAGE),
        custodian: org(VILLAGE),
        number: "YZ260312-0001".into(),
        matter: "M1".into(),
        matter_name: "最低生活保障".into(),
        applicant: "王芳".into(),
        phone: String::new(),
        what: "入户核查".into(),
        until: None,
    }
}

/// A hall that gave a case to a village which knows it.
fn pair() -> (Place, Place) {
    let (mut hall, mut village) = (Place::new(HALL, 1), Place::new(VILLAGE, 2));
    hall.say(1, shared());
    village.hear(&hall);
    (hall, village)
}

fn meet(a: &mut Place, b: &mut Place) {
    a.hear(b);
    b.hear(a);
    assert_eq!(a.folded(), b.folded());
}

#[test]
fn a_case_goes_to_the_village_and_comes_back_done() {
    let (mut hall, mut village) = pair();
    village.go(2, Stage::Working);
    village.note(3, "入户照片");
    village.go(4, Stage::Done);
    village.hand(5);
    meet(&mut hall, &mut village);
    let case = hall.folded();
    assert_eq!((case.custodian, case.custody), (org(HALL), 2));
    assert_eq!(case.stage, Stage::Done);
    assert_eq!(case.papers.len(), 1);
    assert!(case.clashes.is_empty());
    assert!(case.history.iter().all(|s| s.verdict == Verdict::Held));
    assert_eq!(case.heads, vec![village.seen.last().unwrap().at]);
}

#[test]
fn a_late_move_of_the_old_custodian_never_wins_and_is_kept() {
    let (mut hall, mut village) = pair();
    hall.take(2);
    hall.go(3, Stage::Working);
    hall.go(4, Stage::Returned);
    village.go(90, Stage::Working);
    let late = village.go(99, Stage::Done);
    meet(&mut hall, &mut village);
    let case = hall.folded();
    assert_eq!(case.stage, Stage::Returned);
    assert_eq!(case.custodian, org(HALL));
    let clashes: Vec<_> = case.open().collect();
    assert_eq!(
        clashes.len(),
        1,
        "only the last of the village's moves counts"
    );
    assert_eq!(clashes[0].kind, ClashKind::Late);
    assert_eq!(clashes[0].a.at, late);
    let verdicts = case.history.iter().map(|s| s.verdict);
    assert_eq!(verdicts.filter(|v| *v == Verdict::Late).count(), 2);
}

#[test]
fn a_leader_decides_and_the_conflict_is_closed() {
    let (mut hall, mut village) = pair();
    hall.take(2);
    hall.go(3, Stage::Working);
    village.go(4, Stage::Working);
    village.go(5, Stage::Done);
    meet(&mut hall, &mut village);
    hall.decide(6, Stage::Done);
    meet(&mut hall, &mut village);
    let case = village.folded();
    assert_eq!(case.stage, Stage::Done);
    assert_eq!(case.open().count(), 0);
    assert_eq!(case.clashes[0].closed.as_ref().unwrap().text, "核实过");
    assert!(case.base_to_resolve().is_none());
}

#[test]
fn a_decision_without_two_known_entries_changes_nothing() {
    let (mut hall, _) = pair();
    let first = hall.seen[0].at;
    for base in [vec![], vec![first], vec![first, first]] {
        hall.say_on(
            2,
            base,
            SharedResolved {
                case: case(),
                custody: 1,
                stage: Stage::Done,
                reason: "x".into(),
            },
        );
    }
    let case = hall.folded();
    assert_eq!(case.stage, Stage::Received);
    let void = case.history.iter().map(|s| s.verdict);
    assert_eq!(void.filter(|v| *v == Verdict::OutOfPlace).count(), 3);
}

#[test]
fn only_the_custodian_moves_a_case() {
    let (mut hall, mut village) = pair();
    hall.go(2, Stage::Done);
    village.hear(&hall);
    assert_eq!(village.folded().stage, Stage::Received);
    assert_eq!(village.folded().history[1].verdict, Verdict::NotCustodian);
    let mut stranger = Place::new(330_182_001_002, 9);
    stranger.seen = hall.seen.clone();
    stranger.go(3, Stage::Done);
    stranger.take(4);
    let case = stranger.folded();
    assert_eq!((case.stage, case.custody), (Stage::Received, 1));
    assert_eq!(case.history[3].verdict, Verdict::Stranger);
}

#[test]
fn a_village_takes_nothing_from_its_hall() {
    let (mut hall, mut village) = pair();
    village.hand(2);
    village.take(3);
    meet(&mut hall, &mut village);
    let case = hall.folded();
    assert_eq!((case.custodian, case.custody), (org(HALL), 2));
    assert!(!case.may_take(org(VILLAGE)) && !case.may_take(org(HALL)));
}

#[test]
fn handing_back_and_taking_over_at_once_is_no_contradiction() {
    let (mut hall, mut village) = pair();
    hall.take(2);
    village.hand(3);
    meet(&mut hall, &mut village);
    let case = hall.folded();
    assert_eq!((case.custodian, case.custody), (org(HALL), 2));
    assert!(case.clashes.is_empty());
    assert!(case.history.iter().all(|s| s.verdict == Verdict::Held));
}

#[test]
fn two_copies_of_one_village_disagree_and_both_are_kept() {
    let (mut hall, mut village) = pair();
    village.go(2, Stage::Working);
    let mut copy = village.clone();
    copy.log = LogId([3; 16]);
    copy.seq = 0;
    let a = village.go(3, Stage::Returned);
    let b = copy.go(4, Stage::Done);
    hall.hear(&village);
    hall.hear(&copy);
    let case = hall.folded();
    let clash = case.open().next().unwrap();
    assert_eq!(clash.kind, ClashKind::Stage);
    // The first by time is taken on; from there the second is not possible.
    assert_eq!(case.stage, Stage::Returned);
    assert_eq!((clash.a.at, clash.b.at), (b, a));
    hall.decide(5, Stage::Done);
    assert_eq!(hall.folded().stage, Stage::Done);
    assert_eq!(hall.folded().open().count(), 0);
    // What the copy says after, without knowing of the decision, opens it again.
    copy.go(6, Stage::Done);
    copy.say(7, moved(1, Stage::Working));
    hall.hear(&copy);
    assert_eq!(hall.folded().stage, Stage::Done);
    assert_eq!(hall.folded().open().count(), 1);
}

#[test]
fn two_phones_given_apart_are_both_shown_until_one_is_chosen() {
    let (mut hall, mut village) = pair();
    hall.phone(2, "13800000000");
    village.phone(3, "057112345678");
    meet(&mut hall, &mut village);
    let case = hall.folded();
    assert_eq!(case.fields[0].values.len(), 2);
    // The hall stands higher.
    assert_eq!(case.fields[0].values[0].text, "13800000000");
    assert_eq!(case.open().next().unwrap().kind, ClashKind::Phone);
    village.phone(4, "057112345678");
    meet(&mut hall, &mut village);
    assert_eq!(hall.folded().fields[0].values.len(), 1);
    assert_eq!(hall.folded().open().count(), 0);
}

#[test]
fn what_a_later_version_wrote_makes_a_case_read_only() {
    let (mut hall, mut village) = pair();
    village.go(2, Stage::Working);
    village.seen.last_mut().unwrap().event = None;
    hall.hear(&village);
    assert!(hall.folded().newer);
    assert_eq!(hall.folded().stage, Stage::Received);
    assert!(fold(&[]).is_none());
    assert!(fold(&village.seen[1..]).is_none(), "never shared here");
}

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
                    if step.verdict == Verdict::Held || step.verdict == Verdict::Lost {
                        if may_move(stage, e.to) {
                            stage = e.to;
                        }
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
        let last = case.history.iter().rev().find(|s| s.stage.is_some()).unwrap();
        if lost && last.stage != Some(case.stage) {
            prop_assert!(!case.clashes.is_empty(), "{:#?}", case);
        }
    }
}
