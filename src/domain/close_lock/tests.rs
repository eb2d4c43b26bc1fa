use proptest::prelude::*;

use super::*;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

fn hand(by: u32) -> Hand {
    Hand {
        by: StaffNo(by),
        day: day(12),
    }
}

fn fixed(by: u32, way: Way, evidence: &str) -> Fixed {
    Fixed {
        hand: hand(by),
        way,
        evidence: evidence.to_owned(),
    }
}

fn called(by: u32, answer: Answer) -> Called {
    Called {
        hand: hand(by),
        answer,
    }
}

#[test]
fn a_new_one_says_everything_it_lacks() {
    let lock = CloseLock::new(Whom::Named, day(12));
    assert_eq!(
        lock.check(),
        Err(vec![Lack::Evidence, Lack::CallBack, Lack::Satisfied])
    );
    let nobody = CloseLock::new(Whom::Nobody, day(12));
    assert_eq!(nobody.check(), Err(vec![Lack::Evidence, Lack::Signature]));
}

#[test]
fn an_explanation_needs_a_leader_and_is_never_solved() {
    let mut lock = CloseLock::new(Whom::Named, day(12));
    lock.fix(fixed(11, Way::Explained, "政策第三条"));
    lock.call_back(called(12, Answer::Satisfied));
    assert_eq!(lock.check(), Err(vec![Lack::Signature]));
    lock.sign(hand(11));
    assert_eq!(lock.check(), Err(vec![Lack::AnotherSigner]));
    lock.sign(hand(99));
    let ending = lock.check().unwrap();
    assert_eq!(ending, Ending::Explained);
    assert!(!ending.is_solved() && !Ending::Unheard.is_solved());
}

#[test]
fn unhappy_opens_a_new_round_under_the_same_number_and_keeps_the_old_one() {
    let mut lock = CloseLock::new(Whom::Named, day(12));
    lock.fix(fixed(11, Way::Solved, "改了"));
    lock.call_back(called(12, Answer::Unhappy));
    assert_eq!((lock.round_no(), lock.ending()), (2, None));
    assert_eq!(lock.before[0].called, Some(called(12, Answer::Unhappy)));
    assert!(lock.check().unwrap_err().contains(&Lack::Evidence));
    // What a leader has signed as explained stands, and is still not solved.
    lock.fix(fixed(11, Way::Explained, "政策第三条"));
    lock.sign(hand(99));
    lock.call_back(called(12, Answer::Unhappy));
    assert_eq!(lock.round_no(), 2);
    assert_eq!(lock.check(), Ok(Ending::Explained));
}

/// What may happen to a registered thing, with who does it.
#[derive(Debug, Clone)]
enum Deed {
    Fix(u32, bool, bool),
    Call(u32, bool),
    Sign(u32),
    Reopen,
    Close,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let who = 1..4_u32;
    proptest::collection::vec(
        prop_oneof![
            4 => (who.clone(), any::<bool>(), prop_oneof![4 => Just(true), 1 => Just(false)])
                .prop_map(|(by, explained, evidence)| Deed::Fix(by, explained, evidence)),
            4 => (who.clone(), prop_oneof![3 => Just(true), 1 => Just(false)])
                .prop_map(|(by, happy)| Deed::Call(by, happy)),
            3 => who.prop_map(Deed::Sign),
            1 => Just(Deed::Reopen),
            2 => Just(Deed::Close),
        ],
        0..20,
    )
}

/// The naive model: the story of deeds is kept as it was told, and read backwards up to where the
/// round began.
#[derive(Default)]
struct Story {
    told: Vec<Deed>,
    rounds: usize,
    closed: bool,
}

impl Story {
    fn fix(&self) -> Option<(u32, bool, bool)> {
        self.told.iter().rev().find_map(|deed| match deed {
            Deed::Fix(by, explained, evidence) => Some((*by, *explained, *evidence)),
            _ => None,
        })
    }

    fn call(&self) -> Option<(u32, bool)> {
        self.told.iter().rev().find_map(|deed| match deed {
            Deed::Call(by, happy) => Some((*by, *happy)),
            _ => None,
        })
    }

    fn sign(&self) -> Option<u32> {
        self.told.iter().rev().find_map(|deed| match deed {
            Deed::Sign(by) => Some(*by),
            _ => None,
        })
    }

    fn tell(&mut self, deed: &Deed) {
        let anew = match deed {
            Deed::Reopen => true,
            Deed::Call(_, happy) => {
                let explained = self.fix().is_some_and(|(_, explained, _)| explained);
                !(*happy || explained && self.sign().is_some())
            }
            _ => false,
        };
        if anew {
            (self.told, self.closed) = (Vec::new(), false);
            self.rounds += 1;
        } else {
            self.told.push(deed.clone());
        }
    }

    /// The law in prose: evidence, another's call-back, and satisfied or signed.
    fn may_close(&self, named: bool) -> bool {
        let Some((fixer, explained, true)) = self.fix() else {
            return false;
        };
        let heard = match self.call() {
            Some((by, _)) if by == fixer => false,
            Some(_) => true,
            None => !named,
        };
        let signed = self.sign().is_some_and(|by| by != fixer);
        let own_signature = self.sign() == Some(fixer);
        let happy = self.call().is_some_and(|(_, happy)| happy);
        let enough = if explained || !named { signed } else { happy };
        heard && enough && !own_signature
    }
}

fn play(named: bool, deeds: &[Deed]) -> (CloseLock, Story) {
    let whom = if named { Whom::Named } else { Whom::Nobody };
    let mut lock = CloseLock::new(whom, day(12));
    let mut story = Story::default();
    for deed in deeds {
        match deed {
            Deed::Fix(by, explained, evidence) => {
                let way = if *explained {
                    Way::Explained
                } else {
                    Way::Solved
                };
                lock.fix(fixed(*by, way, if *evidence { "凭据" } else { " " }));
            }
            Deed::Call(by, true) => lock.call_back(called(*by, Answer::Satisfied)),
            Deed::Call(by, false) => lock.call_back(called(*by, Answer::Unhappy)),
            Deed::Sign(by) => lock.sign(hand(*by)),
            Deed::Reopen => lock.reopen(day(13)),
            Deed::Close => {
                if let Ok(ending) = lock.check() {
                    lock.close(ending);
                    story.closed = true;
                }
            }
        }
        story.tell(deed);
    }
    (lock, story)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_lock_opens_exactly_when_the_story_allows(named in any::<bool>(), deeds in deeds()) {
        let (lock, story) = play(named, &deeds);
        prop_assert_eq!(lock.check().is_ok(), story.may_close(named), "{:?}", lock);
        prop_assert_eq!(lock.ending().is_some(), story.closed);
        prop_assert_eq!(lock.before.len(), story.rounds);
        let happy = story.call().is_some_and(|(_, happy)| happy);
        if lock.check() == Ok(Ending::Solved) {
            prop_assert!(happy && named, "solved, and nobody said so");
        }
    }

    #[test]
    fn whoever_supplies_all_that_is_named_can_close(named in any::<bool>(), deeds in deeds()) {
        let (mut lock, _) = play(named, &deeds);
        // A first evidence may come from whoever had called or signed before: so twice.
        for _ in 0..2 {
            for lack in lock.check().err().unwrap_or_default() {
                let round = &mut lock.round;
                let way = round.fixed.as_ref().map_or(Way::Solved, |f| f.way);
                let said = round.called.map_or(Answer::Satisfied, |c| c.answer);
                match lack {
                    Lack::Evidence => round.fixed = Some(fixed(1, way, "凭据")),
                    Lack::CallBack | Lack::Satisfied => {
                        round.called = Some(called(50, Answer::Satisfied));
                    }
                    Lack::AnotherCaller => round.called = Some(called(50, said)),
                    Lack::Signature | Lack::AnotherSigner => round.signed = Some(hand(99)),
                }
            }
        }
        prop_assert!(lock.check().is_ok(), "{:?} of {:?}", lock.check(), lock);
    }
}
