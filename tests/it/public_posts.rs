//! The pad and the board on a real store: what they ask for is done, what is done they show.

use serde_json::json;
use yizhan::config::Config;
use yizhan::domain::calendar::Calendar;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::time::Seconds;
use yizhan::ops::Who;
use yizhan::ui::key::Key;
use yizhan::ui::post;
use yizhan::ui::post::Effect;
use yizhan::ui::post::News;
use yizhan::ui::post::Post;
use yizhan::ui::post::PostName;
use yizhan::ui::post::Setting;

use crate::support::TrialHall;

const WINDOW: WindowNo = WindowNo(1);

fn open(name: PostName) -> Box<dyn Post> {
    let config = Config::default();
    let setting = Setting {
        zone: config.zone(),
        config,
        calendar: Calendar::shipped(),
        who: Who::System,
    };
    post::make(name, setting)
}

/// Reads what the pad reads, as the executor does.
fn show(t: &TrialHall, pad: &mut dyn Post) {
    let news = News::Pad(t.hall.pad(WINDOW).expect("the pad is read"));
    assert!(pad.news(news, t.now).is_empty());
}

/// Lets seconds pass and does what the pad asks for, as the executor does.
fn pass(t: &mut TrialHall, pad: &mut dyn Post, seconds: i64) {
    t.now = t.now.plus(Seconds(seconds));
    for effect in pad.tick(t.now) {
        if let Effect::Do(who, call) = effect {
            let result = t.hall.perform(&call, who, t.now);
            assert!(pad.outcome(&call, result, t.now).is_empty());
        }
    }
    show(t, pad);
}

/// Serves one resident at window 1 and asks for a rating; returns the errand.
fn serve(t: &mut TrialHall) -> String {
    t.must(
        "take_ticket",
        json!({"centre": "social", "slip": "no_paper"}),
    );
    t.must("call_next", json!({"window": 1}));
    let started = t.must("start_service", json!({"window": 1}));
    t.must("finish_errand", json!({"window": 1, "outcome": "advice"}));
    t.must("end_visit", json!({"window": 1}));
    started["errand"]
        .as_str()
        .expect("an errand begins")
        .to_owned()
}

/// Returns good, bad, unrated and still asked of the day.
fn tally(t: &TrialHall) -> [u64; 4] {
    let ratings = t
        .hall
        .day(t.zone.day(t.now))
        .expect("the day is read")
        .ratings;
    [ratings.good(), ratings.bad(), ratings.unrated, ratings.open]
}

#[test]
fn a_resident_rates_at_the_pad_and_nobody_is_asked_twice() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    serve(&mut t);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    pad.key(Key::Digit(5), t.now);
    pass(&mut t, pad.as_mut(), 3);
    assert_eq!(tally(&t), [1, 0, 0, 0]);
    pass(&mut t, pad.as_mut(), 10);
    assert_eq!(pad.key(Key::Digit(1), t.now), [Effect::Beep]);
    t.assert_sound();
}

#[test]
fn a_bad_rating_arrives_with_its_reason_and_own_words() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    serve(&mut t);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    for c in "138跑了3趟".chars() {
        pad.key(Key::of_char(c).unwrap(), t.now);
    }
    pad.key(Key::Enter, t.now);
    pass(&mut t, pad.as_mut(), 3);
    let bad = t.hall.duty(t.now).unwrap().bad;
    assert_eq!(bad[0].level, 1);
    assert_eq!(bad[0].reasons, ["trips", "other"]);
    assert_eq!(bad[0].remark, "跑了3趟");
}

#[test]
fn two_errands_of_one_window_are_asked_one_after_the_other_and_silence_is_unrated() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    let first = serve(&mut t);
    t.at("09:01");
    serve(&mut t);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    let asked = t.hall.pad(WINDOW).unwrap().ask.unwrap();
    assert_eq!(asked.errand.to_string(), first, "the oldest first");
    pass(&mut t, pad.as_mut(), 29);
    assert_eq!(tally(&t), [0, 0, 0, 2]);
    pass(&mut t, pad.as_mut(), 1);
    assert_eq!(tally(&t), [0, 0, 1, 1]);
    pad.key(Key::Digit(4), t.now);
    pass(&mut t, pad.as_mut(), 3);
    assert_eq!(tally(&t), [1, 0, 1, 0]);
    t.assert_sound();
}

#[test]
fn a_choice_drafted_before_a_power_cut_reaches_the_ledger_afterwards() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    serve(&mut t);
    let mut before = open(PostName::Pad(WINDOW));
    show(&t, before.as_mut());
    before.key(Key::Digit(4), t.now);
    let draft = before.draft().unwrap();
    drop(before);
    t.at("09:20");
    let mut after = open(PostName::Pad(WINDOW));
    after.restore(&draft);
    show(&t, after.as_mut());
    pass(&mut t, after.as_mut(), 3);
    assert_eq!(tally(&t), [1, 0, 0, 0]);
    assert!(after.draft().is_none());
}

#[test]
fn a_night_close_under_the_residents_finger_leaves_the_answer_to_the_pad() {
    let mut t = TrialHall::staffed();
    t.at("16:59");
    serve(&mut t);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    pad.key(Key::Digit(5), t.now);
    assert_eq!(t.must("night_close", json!({}))["unrated"], 0);
    show(&t, pad.as_mut());
    pass(&mut t, pad.as_mut(), 3);
    assert_eq!(tally(&t), [1, 0, 0, 0]);
    t.assert_sound();
}

#[test]
fn reasons_chosen_over_midnight_are_kept_and_silence_pairs_up_too() {
    let mut t = TrialHall::staffed();
    t.at("23:59:20");
    serve(&mut t);
    let yesterday = t.zone.day(t.now);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    pad.key(Key::Digit(1), t.now);
    pad.key(Key::Digit(2), t.now);
    // Somebody's first verb of the new day catches up with the night.
    t.at("2026-03-13 00:00:05");
    t.must("post_staff", json!({"staff": 11}));
    show(&t, pad.as_mut());
    pad.key(Key::Enter, t.now);
    pass(&mut t, pad.as_mut(), 3);
    let kept = t.hall.day(yesterday).expect("the day is read").ratings;
    assert_eq!([kept.bad(), kept.unrated, kept.open], [1, 0, 0]);
    t.at("23:59:50");
    t.open_up();
    serve(&mut t);
    show(&t, pad.as_mut());
    t.at("2026-03-14 00:00:05");
    t.must("post_staff", json!({"staff": 11}));
    pass(&mut t, pad.as_mut(), 60);
    pass(&mut t, pad.as_mut(), 60);
    assert!(pad.draft().is_none());
    let query = "SELECT count(*) FROM ratings WHERE state = 'invited'";
    assert_eq!(crate::support::sql(t.dir(), query), "0");
    t.assert_sound();
}

#[test]
fn a_question_no_pad_took_up_is_closed_by_the_first_verb_after_its_time() {
    let mut t = TrialHall::staffed();
    t.at("23:58");
    serve(&mut t);
    let open = "SELECT count(*) FROM ratings WHERE state = 'invited'";
    let closes = "SELECT count(*) FROM entries WHERE kind = 91";
    t.at("2026-03-13 00:01");
    t.must("post_staff", json!({"staff": 11}));
    let closed = crate::support::sql(t.dir(), closes);
    t.at("00:02").must("post_staff", json!({"staff": 12}));
    assert_eq!(crate::support::sql(t.dir(), open), "1");
    assert_eq!(crate::support::sql(t.dir(), closes), closed, "closed once");
    t.at("00:04").must("post_staff", json!({"staff": 13}));
    assert_eq!(crate::support::sql(t.dir(), open), "0");
    t.assert_sound();
}

#[test]
fn a_question_long_unanswered_ends_calmly_at_the_night_close_and_keeps_nothing_twice() {
    let mut t = TrialHall::staffed();
    t.at("16:49");
    serve(&mut t);
    let mut pad = open(PostName::Pad(WINDOW));
    show(&t, pad.as_mut());
    pad.key(Key::Digit(5), t.now);
    t.at("16:59").must("night_close", json!({}));
    pass(&mut t, pad.as_mut(), 3);
    assert_eq!(tally(&t), [0, 0, 1, 0]);
    pass(&mut t, pad.as_mut(), 10);
    assert!(pad.draft().is_none());
    t.assert_sound();
}

#[test]
fn the_board_rings_for_a_call_and_a_recall_and_forgets_a_call_put_back() {
    let mut t = TrialHall::staffed();
    t.at("09:00").ticket("social");
    let mut board = open(PostName::Board);
    let mut hear = |t: &TrialHall| {
        let read = t.hall.board(t.now).unwrap();
        let calls = read.calls.len();
        (board.news(News::Board(read), t.now), calls)
    };
    assert_eq!(hear(&t), (vec![], 0));
    t.at("09:01").must("call_next", json!({"window": 1}));
    assert_eq!(hear(&t), (vec![Effect::Ring], 1));
    t.at("09:02").must("recall", json!({"window": 1}));
    assert_eq!(hear(&t), (vec![Effect::Ring], 1));
    t.must("put_back", json!({"window": 1, "reason": "按错了"}));
    assert_eq!(hear(&t), (vec![], 0));
}
