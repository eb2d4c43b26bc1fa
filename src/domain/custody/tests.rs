//! A village and its hall, played through: in order, apart, cloned, and by somebody hostile.

use super::*;
use crate::domain::entry::LogId;
use crate::domain::event::CaseShared;
use crate::domain::event::CustodyHanded;
use crate::domain::event::CustodyTaken;
use crate::domain::event::SharedField;
use crate::domain::event::SharedMoved;
use crate::domain::event::SharedNoted;
use crate::domain::event::SharedResolved;

mod dice;
mod proxy;

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
        raised: false,
        of: None,
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
fn of_a_case_that_is_flooded_the_first_entries_count_and_it_is_only_read() {
    let (mut hall, _) = pair();
    let mut stranger = Place::new(330_182_001_002, 1);
    for n in 0..3 * MOST_TOLD as u64 {
        stranger.say_on(n, Vec::new(), moved(1, Stage::Done));
    }
    hall.seen.extend(stranger.seen);
    let folded = hall.folded();
    assert!(folded.crowded);
    assert_eq!((folded.giver, folded.taker), (org(HALL), org(VILLAGE)));
    assert_eq!(folded.history.len(), MOST_TOLD);
    let own = |step: &&Step| step.mark.org == org(HALL);
    assert_eq!(folded.history.iter().filter(own).count(), hall.seq as usize);
    hall.seen.reverse();
    assert_eq!(hall.folded(), folded, "the same set, the same case");
    hall.seen.retain(|told| told.org == org(HALL));
    assert!(!hall.folded().crowded);
    hall.seen.retain(|told| told.at.seq > 1);
    assert_eq!(fold(&hall.seen), None, "what was never shared");
}

#[test]
fn of_many_that_contradict_each_other_only_so_many_are_told() {
    let (hall, _) = pair();
    let mut all = hall.clone();
    let share = hall.seen[0].at;
    // Each in a log of its own, so that none knew of another.
    for log in 0..200 {
        let mut copy = Place::new(VILLAGE, 100);
        copy.log = LogId([log; 16]);
        copy.seq = 10;
        let to = [Stage::Working, Stage::Refused][usize::from(log % 2)];
        copy.say_on(1_000 + u64::from(log), vec![share], moved(1, to));
        all.seen.extend(copy.seen);
    }
    let folded = all.folded();
    assert_eq!(folded.clashes.len(), MOST_CLASHES);
    assert!(folded.crowded);
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
