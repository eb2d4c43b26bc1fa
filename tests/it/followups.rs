//! Bad ratings and their follow-up beyond what a scenario can say: nights, lists, and that no order is
//! missing or doubled.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::RatingGiven;
use yizhan::domain::ids::ErrandId;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::rating::Channel;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Error;
use yizhan::ops::Who;
use yizhan::ops::night::Unwatched;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

/// Serves somebody at window 1, with a case when there is a name, and returns the errand.
fn served(t: &mut TrialHall, name: Option<&str>) -> Value {
    let errand = t.must("quick_serve", json!({"window": 1, "matter": "SPOT"}))["errand"].clone();
    match name {
        Some(name) => t.must(
            "accept_case",
            json!({"window": 1, "matter": "SPOT", "name": name}),
        ),
        None => t.must(
            "finish_errand",
            json!({"window": 1, "outcome": "advice", "matter": "SPOT"}),
        ),
    };
    t.must("end_visit", json!({"window": 1}));
    errand
}

fn rate(t: &mut TrialHall, errand: &Value, level: u8, remark: &str) -> Result<(), Error> {
    let fields = json!({"errand": errand, "level": level, "remark": remark});
    t.perform("rate", fields, Who::Resident).map(drop)
}

/// A hall with one named bad rating, C260312-01.
fn rated(remark: &str) -> TrialHall {
    let mut t = TrialHall::staffed();
    let errand = served(&mut t, Some("欧阳娜娜"));
    rate(&mut t, &errand, 1, remark).unwrap();
    t
}

#[test]
fn b7_what_a_resident_tells_is_on_no_screen_of_the_staff_and_ended_by_no_rated_leader() {
    const WORDS: &str = "逼我改评价";
    let mut t = TrialHall::staffed();
    t.at("09:00");
    for level in [1, 5] {
        let errand = served(&mut t, None);
        let rate = json!({"errand": errand, "level": level, "reasons": "wait"});
        t.must_by("rate", rate, Who::Resident);
        let tell = json!({"errand": errand, "what": WORDS});
        // The pad learns nothing that it could show.
        let told = t.must_by("tell_retaliation", tell, Who::Resident);
        assert_eq!(told, json!({}));
    }
    t.at("2026-03-13 09:00");
    let day = t.hall.day(t.zone.day(t.now)).unwrap();
    let shown = [
        serde_json::to_string(&t.hall.desk(WindowNo(1), t.now).unwrap()).unwrap(),
        serde_json::to_string(&t.hall.pad(WindowNo(1)).unwrap()).unwrap(),
        serde_json::to_string(&t.hall.board(t.now).unwrap()).unwrap(),
        serde_json::to_string(&t.hall.kiosk(t.now).unwrap()).unwrap(),
        serde_json::to_string(&t.hall.mine(StaffNo(11), t.now).unwrap()).unwrap(),
        serde_json::to_string(&t.hall.own_ratings(StaffNo(11), t.now).unwrap()).unwrap(),
        serde_json::to_string(&day).unwrap(),
    ];
    assert_eq!(t.hall.own_ratings(StaffNo(11), t.now).unwrap().len(), 1);
    for text in shown {
        assert!(
            !text.contains(WORDS) && !text.contains("retaliation"),
            "{text}"
        );
    }
    // The leader has both; whoever was rated ends neither, whatever they lead by now.
    let tasks = t.hall.duty(t.now).unwrap().tasks;
    assert_eq!(tasks.len(), 2);
    t.must(
        "save_staff",
        json!({"staff": 11, "name": "王芳", "role": "leader"}),
    );
    for no in [11, LEADER] {
        t.must("post_staff", json!({"staff": no}));
    }
    for task in &tasks {
        let close = || json!({"task": task.id.to_string(), "outcome": "查过了"});
        match t.perform("close_task", close(), staff(11)) {
            Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "rated_person"),
            other => panic!("{other:?}"),
        }
        t.must_by("close_task", close(), staff(LEADER));
    }
    t.assert_sound();
}

/// The part of a night that looks at ratings; nobody is there to exchange with.
pub fn night(t: &mut TrialHall) {
    let now = t.now;
    let lease = t.hall.lease().unwrap();
    t.hall.exchange(&lease, &|| now, &mut Unwatched).unwrap();
}

fn tasks(t: &TrialHall) -> Vec<String> {
    let tasks = t.hall.tasks().unwrap().into_iter();
    let told = tasks.filter(|task| task.kind == TaskKind::Followup);
    told.map(|task| format!("{} {}", task.about, task.words))
        .collect()
}

fn yizhan(t: &TrialHall, lang: &str, words: &[&str]) -> (i32, String, String) {
    t.yizhan(lang, &[words, &["--now", "2026-03-12T12:00"]].concat())
}

#[test]
fn a_clock_that_is_over_is_told_to_the_leader_once_and_ends_when_it_is_seen_to() {
    let mut t = rated("等了一上午");
    t.at("2026-03-13 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty(), "the last day is still in time");
    t.at("2026-03-16 22:00");
    night(&mut t);
    night(&mut t);
    assert_eq!(tasks(&t), ["C260312-01 contact 2026-03-13"]);
    let id = t.hall.tasks().unwrap()[0].id.to_string();
    let close = json!({"task": id, "outcome": "看过了"});
    match t.perform("close_task", close, staff(LEADER)) {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "task_of_followup"),
        other => panic!("{other:?}"),
    }
    let of = |more: Value| {
        let mut fields = json!({"followup": "C260312-01"});
        for (name, value) in more.as_object().unwrap() {
            fields[name] = value.clone();
        }
        fields
    };
    t.must_by("contact_rater", of(json!({"reached": true})), staff(12));
    assert!(tasks(&t).is_empty());
    // Not put right in five working days, and not called back in five more.
    t.at("2026-03-20 22:00");
    night(&mut t);
    assert_eq!(tasks(&t), ["C260312-01 fix 2026-03-19"]);
    t.must_by("fix_followup", of(json!({"evidence": "照片"})), staff(12));
    assert!(tasks(&t).is_empty());
    t.at("2026-03-27 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty());
    t.at("2026-03-28 22:00");
    night(&mut t);
    assert_eq!(tasks(&t), ["C260312-01 call_back 2026-03-27"]);
    t.must_by("call_back", of(json!({"answer": "satisfied"})), staff(13));
    assert!(tasks(&t).is_empty());
    t.must_by("close_followup", of(json!({})), staff(13));
    t.at("2026-06-30 22:00");
    night(&mut t);
    assert!(tasks(&t).is_empty());
    t.assert_sound();
}

#[test]
fn a_rating_of_a_version_before_has_its_receipt_for_a_number_and_the_default_limits() {
    let mut t = TrialHall::staffed();
    let errand = served(&mut t, Some("王芳"));
    let errand = ErrandId(errand.as_str().unwrap().parse().unwrap());
    let (folder, now) = (t.dir().to_owned(), t.now);
    let rating = Event::from(RatingGiven {
        errand,
        level: 1,
        reasons: vec!["wait".into()],
        remark: String::new(),
        late: None,
        channel: Channel::Pad,
        paper: String::new(),
        followup: None,
    });
    let body = rating.body().unwrap();
    assert!(!String::from_utf8(body).unwrap().contains("followup"));
    let receipt = Store::open(&folder)
        .unwrap()
        .write(|writer| {
            let kept = writer.append(Audience::Pad, errand.0, ActorNo::RESIDENT, now, &rating)?;
            Ok::<_, StoreError>(kept.receipt().replace('-', "."))
        })
        .unwrap();
    let shown = t.hall.followups(t.now, true).unwrap();
    let [line] = shown.lines.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!((&line.number, line.profile.as_str()), (&receipt, "1-5-15"));
    assert_eq!(line.day.to_string(), "2026-03-12");
    let small = receipt.to_ascii_lowercase();
    let fields = json!({"followup": small, "evidence": "照片"});
    t.must_by("fix_followup", fields, staff(12));
    // Those after it are counted from one, whatever that was called.
    for _ in 0..2 {
        let errand = served(&mut t, None);
        rate(&mut t, &errand, 2, "慢").unwrap();
    }
    let lines = t.hall.followups(t.now, true).unwrap().lines;
    let mut numbers: Vec<String> = lines.into_iter().map(|line| line.number).collect();
    numbers.sort();
    assert_eq!(numbers, [receipt.as_str(), "C260312-01", "C260312-02"]);
    t.assert_sound();
}

#[test]
fn a_list_says_why_and_never_who() {
    let t = rated("\u{1b}[31m等\u{202e}了");
    for (lang, reason, state) in [("zh-CN", "等", "待联系"), ("en", "等", "to contact")] {
        for words in [&["show", "followups"][..], &["show", "followups", "--all"]] {
            let (code, out, err) = yizhan(&t, lang, words);
            assert_eq!(code, 0, "{err}");
            assert!(out.contains(reason) && out.contains(state), "{out}");
            assert!(!out.contains('欧') && !out.contains('娜'), "{out}");
            assert!(!out.contains(['\u{1b}', '\u{202e}', '⟦', '{']), "{out}");
        }
    }
    let (_, out, _) = yizhan(&t, "en", &["show", "followups", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["count"]["named"], 1);
    assert_eq!(shown["lines"][0]["number"], "C260312-01");
    assert!(!out.contains("欧阳") && !out.contains("YZ2603"), "{out}");
    // Nor does a task, which everybody at the duty post sees.
    let (_, out, _) = yizhan(&t, "en", &["show", "duty", "--json"]);
    assert!(!out.contains("欧阳"), "{out}");
}

#[test]
fn what_is_missing_is_said_in_one_sentence_in_both_languages() {
    let t = rated("等");
    let words = [
        "do",
        "close_followup",
        "--by",
        "12",
        "--followup",
        "c260312-01",
    ];
    let (code, _, zh) = yizhan(&t, "zh-CN", &words);
    assert_eq!(code, 3, "{zh}");
    assert!(
        zh.contains("C260312-01 还不能销号，还缺：整改记录和凭据、回访、群众说满意"),
        "{zh}"
    );
    let (code, _, en) = yizhan(&t, "en", &words);
    assert_eq!(code, 3, "{en}");
    assert!(
        en.contains(
            "it still wants: what was done, with evidence, a call-back, the resident's word"
        ),
        "{en}"
    );
    assert_eq!(en.trim().lines().count(), 1, "{en}");
}

#[test]
fn r7_few_ratings_show_counts_and_enough_show_a_share() {
    let mut t = TrialHall::furnished("[rating]\nmin_for_percent = 3\n");
    t.open_up();
    let shown = |t: &TrialHall| yizhan(t, "en", &["show", "day"]).1;
    for level in [5, 4] {
        let errand = served(&mut t, None);
        rate(&mut t, &errand, level, "").unwrap();
    }
    let few = shown(&t);
    assert!(few.contains("good 2, bad 0"), "{few}");
    assert!(!few.contains('%'), "{few}");
    let errand = served(&mut t, Some("王芳"));
    rate(&mut t, &errand, 1, "等").unwrap();
    let enough = shown(&t);
    assert!(
        enough.contains("66.7% good (2/3), 100.0% rated"),
        "{enough}"
    );
    // What left the score is counted beside it, and is in no share any more.
    let fields = json!({"followup": "C260312-01", "reason": "停电", "exclude": true});
    t.must_by(
        "appeal_rating",
        json!({"followup": "C260312-01", "reason": "停电"}),
        staff(11),
    );
    t.must_by("decide_appeal", fields, staff(LEADER));
    let without = shown(&t);
    assert!(
        without.contains("good 2, bad 0, unrated 0, excluded 1"),
        "{without}"
    );
    assert!(!without.contains('%'), "{without}");
    // The share of called back ones has its own number beside it, and is none for one.
    let (_, out, _) = yizhan(&t, "en", &["show", "followups"]);
    assert!(
        out.contains("named 1, called back 0") && !out.contains('%'),
        "{out}"
    );
}

/// One deed of somebody's: which verb, whose hand, and a die.
fn deed(t: &mut TrialHall, number: &str, (verb, hand, die): (u8, u8, u8)) {
    let by = [11, 12, 13, 99, 98][usize::from(hand % 5)];
    let yes = die.is_multiple_of(2);
    let (verb, more) = match verb % 11 {
        0 => ("contact_rater", json!({"reached": yes})),
        1 => (
            "ledger_followup",
            json!({"until": "2026-03-20", "reason": "要等"}),
        ),
        2 | 3 => (
            "fix_followup",
            json!({"evidence": "照片", "explained": die.is_multiple_of(3)}),
        ),
        4 | 5 => {
            let answer = ["satisfied", "unhappy", "not_reached", "satisfied"][usize::from(die % 4)];
            ("call_back", json!({"answer": answer}))
        }
        6 => (
            "sign_followup",
            json!({"refuse": if die.is_multiple_of(5) { "重办" } else { "" }}),
        ),
        7 | 8 => ("close_followup", json!({})),
        9 => ("appeal_rating", json!({"reason": "停电"})),
        _ if yes => (
            "decide_appeal",
            json!({"reason": "属实", "exclude": die > 100}),
        ),
        _ => ("tell_rater", json!({"how": "电话"})),
    };
    let mut fields = more;
    fields["followup"] = json!(number);
    match t.perform(verb, fields.clone(), staff(by)) {
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => panic!("{verb} {fields}: {error}"),
    }
}

/// Closed as solved: a call-back of this round by another hand than the fixer's, satisfied; closed
/// otherwise: a leader's signature, not the fixer's nor the rated person's. And the score is without
/// what was excluded by somebody who was not rated.
const WRONG: &str = "SELECT count(*) FROM (
    SELECT ending, excluded, staff, json_extract(body, '$.lock.round.fixed.hand.by') AS fixer,
        json_extract(body, '$.lock.round.fixed.evidence') AS evidence,
        json_extract(body, '$.lock.round.called.hand.by') AS caller,
        json_extract(body, '$.lock.round.called.answer') AS answer,
        json_extract(body, '$.lock.round.signed.by') AS signer,
        json_extract(body, '$.appeal.verdict.hand.by') AS judge
    FROM followups)
 WHERE (ending IS NOT NULL AND coalesce(evidence, '') = '')
    OR (ending = 'solved' AND (answer IS NOT 'satisfied' OR caller = fixer OR caller = staff))
    OR (ending IN ('explained', 'unheard') AND (signer IS NULL OR signer = fixer OR signer = staff))
    OR (excluded = 1 AND (judge IS NULL OR judge = staff))";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_does_what_nothing_is_closed_that_lacks_something(
        deeds in vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>()), 10..90),
    ) {
        let mut t = rated("等");
        t.must_by("save_staff", json!({"staff": 98, "name": "钱七", "role": "leader"}), staff(LEADER));
        let errand = served(&mut t, None);
        rate(&mut t, &errand, 2, "慢").unwrap();
        for (verb, hand, die, first) in deeds {
            let number = if first { "C260312-01" } else { "C260312-02" };
            deed(&mut t, number, (verb, hand, die));
            prop_assert_eq!(sql(t.dir(), WRONG), "0");
        }
        let score = "SELECT count(*) FROM ratings r JOIN followups f USING (errand)
            WHERE r.excluded <> f.excluded";
        prop_assert_eq!(sql(t.dir(), score), "0");
        let report = t.verify();
        prop_assert!(report.ok, "{:#?}", report.problems);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is rated, how often and by whom: each bad rating has its order, and nothing else has.
    #[test]
    fn every_bad_rating_has_one_order_and_no_other(levels in vec((0..7_u8, any::<bool>()), 1..12)) {
        orders(&levels)?;
    }
}

fn orders(levels: &[(u8, bool)]) -> Result<(), TestCaseError> {
    let mut t = TrialHall::staffed();
    let mut bad = 0;
    for (level, named) in levels {
        let errand = served(&mut t, named.then_some("王芳"));
        let done = match level {
            0 | 6 => {
                t.now = t.now.plus(yizhan::domain::time::Seconds(31));
                let _ = t.perform("rating_timeout", json!({"errand": errand}), Who::Resident);
                let late = json!({"errand": errand, "level": 2 - level / 6, "remark": "补"});
                t.perform("rate_late", late, Who::Resident).is_ok()
            }
            level => rate(&mut t, &errand, *level, "话").is_ok() && *level <= 2,
        };
        bad += i32::from(done);
        // Again, as a key that bounced: refused, and no second order.
        prop_assert!(rate(&mut t, &errand, 1, "再").is_err());
        let again = json!({"errand": errand, "level": 1, "remark": "再"});
        prop_assert!(t.perform("rate_late", again, Who::Resident).is_err());
    }
    let count = |t: &TrialHall| {
        sql(
            t.dir(),
            "SELECT count(*), count(DISTINCT number) FROM followups",
        )
    };
    let unlike = "SELECT count(*) FROM ratings r LEFT JOIN followups f ON f.errand = r.errand
        WHERE (f.errand IS NULL) <> (r.state <> 'given' OR r.level > 2)";
    let before = count(&t);
    prop_assert!(before.starts_with(&bad.to_string()), "{before}, not {bad}");
    prop_assert_eq!(sql(t.dir(), unlike), "0");
    t.hall.rebuild().unwrap();
    prop_assert_eq!(count(&t), before);
    prop_assert!(t.verify().ok);
    Ok(())
}

#[test]
fn every_bad_rating_has_one_order_and_no_other_has() {
    orders(&[
        (1, true),
        (2, false),
        (3, true),
        (5, false),
        (0, true),
        (6, false),
    ])
    .unwrap();
}

#[test]
fn b7_a_leader_who_was_rated_does_not_end_what_was_said_of_it() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    let second = json!({"staff": 98, "name": "钱七", "role": "leader"});
    t.must_by("save_staff", second, staff(LEADER));
    t.must("open_window", json!({"window": 3, "staff": LEADER}));
    let served = t.must("quick_serve", json!({"window": 3, "matter": "SPOT"}));
    let errand = served["errand"].clone();
    let accept = json!({"window": 3, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
    t.must("accept_case", accept);
    t.must("end_visit", json!({"window": 3}));
    let rate = json!({"errand": errand, "level": 1, "reasons": "attitude"});
    t.must_by("rate", rate, Who::Resident);
    let flag = json!({"followup": "C260312-01", "what": "不给盖章"});
    t.must_by("flag_retaliation", flag, Who::Resident);
    let task = t.hall.tasks().unwrap().into_iter();
    let mut task = task.filter(|task| task.kind == TaskKind::Retaliation);
    let close = json!({"task": task.next().unwrap().id, "outcome": "没有的事"});
    match t.perform("close_task", close.clone(), staff(LEADER)) {
        Err(yizhan::ops::Error::Refused(refusal)) => assert_eq!(refusal.code(), "rated_person"),
        other => panic!("{other:?}"),
    }
    t.must_by("close_task", close, staff(98));
}

#[test]
fn r6_who_rated_is_shown_only_while_somebody_has_something_to_ask_or_to_tell_them() {
    let mut t = rated("等了一上午");
    let show = json!({"followup": "C260312-01", "reason": "回访"});
    let code = |t: &mut TrialHall, by: u32| match t.perform("reveal_rater", show.clone(), staff(by))
    {
        Ok(_) => "shown".to_owned(),
        Err(yizhan::ops::Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(code(&mut t, 11), "rated_person");
    assert_eq!(code(&mut t, 12), "shown");
    let fix = json!({"followup": "C260312-01", "evidence": "当面致歉的记录"});
    t.must_by("fix_followup", fix, staff(12));
    assert_eq!(code(&mut t, 12), "fixer_checks", "another calls back");
    let call = json!({"followup": "C260312-01", "answer": "satisfied"});
    t.must_by("call_back", call, staff(13));
    t.must_by(
        "close_followup",
        json!({"followup": "C260312-01"}),
        staff(13),
    );
    assert_eq!(code(&mut t, 13), "followup_over");
    assert_eq!(code(&mut t, LEADER), "followup_over");
}
