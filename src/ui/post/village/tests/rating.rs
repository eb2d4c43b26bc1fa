//! The post as a pad: the resident has the keys, and the assistant gets them back.

use super::*;
use crate::domain::time::Seconds;
use crate::ops::Error;
use crate::ops::rate_mandate::MandateRated;
use crate::ops::rate_mandate::RateMandate;

/// A station where the result of one errand is in the resident's hands.
fn delivered() -> Bench {
    let mut bench = Bench::open();
    let number = bench.give("S001", "张三丰", "1;2");
    bench.tell(&number, |line| {
        line.step = Step::Delivered;
        line.next = ErrandNext::File;
        line.to_rate = true;
    });
    bench
}

/// Presses keys and returns what the post asks for, without doing it.
fn press(bench: &mut Bench, typed: &str) -> Vec<Effect> {
    let now = bench.now;
    let keys = trial::keys(typed);
    keys.into_iter()
        .flat_map(|key| bench.post.key(key, now))
        .collect()
}

/// Lets time pass; returns what the post asks for.
fn pass(bench: &mut Bench, seconds: i64) -> Vec<Effect> {
    bench.now = bench.now.plus(Seconds(seconds));
    bench.post.tick(bench.now)
}

fn asked(effects: Vec<Effect>) -> RateMandate {
    match effects.as_slice() {
        [Effect::Do(Who::Resident, Call::RateMandate(rate))] => rate.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_resident_has_the_whole_screen_and_the_assistants_keys_do_nothing() {
    let mut bench = delivered();
    assert!(!bench.post.is_public());
    bench.keys("^r");
    assert!(bench.post.is_public(), "{}", bench.note());
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(
        screen.contains("龙河镇便民服务中心办理") && screen.contains("周敏代办"),
        "{screen}"
    );
    assert!(
        !screen.contains("张三丰") && !screen.contains("F8"),
        "{screen}"
    );
    assert_eq!(press(&mut bench, "F8 F2 Up"), vec![Effect::Beep; 3]);
    assert!(bench.post.is_public());
    // Put by mistake, it is left without a word noted.
    assert_eq!(press(&mut bench, "Esc"), []);
    assert!(matches!(bench.post.over, Over::GiveBack));
    bench.keys("F8");
    assert!(bench.done.is_empty() && bench.post.chosen().is_some());
}

#[test]
fn what_is_pressed_goes_to_the_store_as_the_residents_and_the_receipt_stays_until_it_is_read() {
    let mut bench = delivered();
    bench.keys("^r");
    assert_eq!(press(&mut bench, "5"), [Effect::Beep], "meant for the list");
    bench.now = bench.now.plus(Seconds(3));
    assert_eq!(press(&mut bench, "2"), []);
    assert_eq!(press(&mut bench, "1 Enter"), []);
    let rate = asked(pass(&mut bench, 60));
    assert_eq!(rate.level.map(|level| level.number()), Some(2));
    assert_eq!(rate.reasons, ["wait"]);
    let done = Done::RateMandate(MandateRated {
        mandate: rate.mandate,
        receipt: Some("7-ABCDEFGHJK".to_owned()),
    });
    let now = bench.now;
    bench.post.outcome(&rate.into(), Ok(done), now);
    assert!(bench.post.is_public(), "the thanks are still there");
    // Whatever the resident presses once more is not meant for the board behind.
    assert_eq!(press(&mut bench, "Enter Enter 1 Down"), []);
    assert!(matches!(bench.post.over, Over::GiveBack));
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(
        screen.contains("请把屏幕交还") && !screen.contains("张三丰"),
        "{screen}"
    );
    assert_eq!(press(&mut bench, "F8"), []);
    assert!(!bench.post.is_public());
    assert!(matches!(bench.post.over, Over::Nothing));
}

#[test]
fn who_does_not_answer_is_noted_as_unrated_and_the_assistant_goes_on() {
    let mut bench = delivered();
    bench.keys("^r");
    let rate = asked(pass(&mut bench, 3_600));
    assert_eq!(rate.level, None);
    assert!(matches!(bench.post.over, Over::GiveBack));
    let done = Done::RateMandate(MandateRated {
        mandate: rate.mandate,
        receipt: None,
    });
    let now = bench.now;
    bench.post.outcome(&rate.into(), Ok(done), now);
    bench.keys("F8");
    assert_eq!(bench.note(), "委托人没有评，记作未评");
}

#[test]
fn what_a_resident_decided_is_there_again_after_the_post_was_left_or_the_power_cut() {
    let mut bench = delivered();
    bench.keys("F2 zdsh 1 张三丰 Esc Esc Esc Esc Esc ^r");
    assert!(
        !bench.post.draft().unwrap().contains("rating"),
        "nothing is decided"
    );
    bench.now = bench.now.plus(Seconds(3));
    bench.keys("1 4");
    let draft = bench.post.draft().unwrap();
    assert!(!draft.contains("13800000000"), "{draft}");
    bench.sit(ME);
    bench.post.restore(&draft);
    bench.refresh();
    assert!(
        !bench.post.is_public(),
        "the board of this store says that it is not delivered"
    );
    assert!(bench.post.form.is_some(), "the form is kept beside it");
    let number = bench.post.lines()[0].number.clone();
    bench.post.restore(&draft);
    bench.tell(&number, |line| line.to_rate = true);
    let now = bench.now;
    bench.post.rate_on(now);
    assert!(bench.post.is_public());
    // It goes to the store by itself: whoever came back is not the resident.
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(!screen.contains("不满意"), "{screen}");
    assert_eq!(press(&mut bench, "0 5 Esc"), vec![Effect::Beep; 3]);
    let rate = asked(pass(&mut bench, 1));
    assert_eq!(rate.level.map(|level| level.number()), Some(1));
    assert_eq!(rate.reasons, ["papers"]);
}

#[test]
fn a_store_that_does_not_take_it_is_asked_again_and_a_refusal_still_thanks() {
    let mut bench = delivered();
    bench.keys("^r");
    bench.now = bench.now.plus(Seconds(3));
    bench.keys("5");
    let rate = asked(pass(&mut bench, 60));
    let error = Error::from(crate::domain::misuse::Misuse::NoRandomness);
    let (call, now) = (Call::from(rate), bench.now);
    bench.post.outcome(&call, Err(error), now);
    let again = asked(pass(&mut bench, 60));
    assert_eq!(again.level.map(|level| level.number()), Some(5));
    // Nothing was handed over in this store, so it refuses: nobody at the screen is blamed.
    let effects = vec![Effect::Do(Who::Resident, again.into())];
    bench.run(effects);
    assert!(bench.post.is_public());
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(!screen.contains("评价关"), "{screen}");
}

#[test]
fn only_what_was_handed_over_is_asked_about() {
    let mut bench = Bench::open();
    bench.give("S001", "张三丰", "1;2");
    bench.keys("^r");
    assert!(!bench.post.is_public());
    assert!(bench.note().contains("送达以后"), "{}", bench.note());
}
