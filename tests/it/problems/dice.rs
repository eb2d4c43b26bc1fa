//! Whoever does what: nothing is closed that lacks something, and nothing is lost.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use yizhan::ops::Error;
use yizhan::ops::read::ProblemList;

use super::register;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

/// One deed of somebody's: which verb, whose hand, and a die.
fn deed(t: &mut TrialHall, (verb, hand, die): (u8, u8, u8), at: u8) {
    let by = [11, 12, 13, 99, 98][usize::from(hand % 5)];
    let yes = die.is_multiple_of(2);
    let number = |n: u8| format!("W260312-{:02}", n % 5 + 1);
    let (verb, more) = match verb % 14 {
        0 => ("take_problem", json!({"lead": yes})),
        1 => ("take_problem", json!({"staff": 11 + u32::from(die % 3)})),
        2 => (
            "consult_problem",
            json!({"staff": 11 + u32::from(die % 3), "until": "2026-03-20"}),
        ),
        3 => (
            "progress_problem",
            json!({"text": "做了", "left": if yes { "还剩" } else { "" }}),
        ),
        4 => ("reply_problem", json!({"text": "答复"})),
        5 | 6 => (
            "fix_problem",
            json!({"evidence": "照片", "explained": die.is_multiple_of(3),
                "office": if die.is_multiple_of(7) { "水务局" } else { "" }}),
        ),
        7 | 8 => {
            let answer = ["satisfied", "unhappy", "not_reached", "satisfied"][usize::from(die % 4)];
            ("visit_problem", json!({"answer": answer}))
        }
        9 => (
            "sign_problem",
            json!({"refuse": if die.is_multiple_of(5) { "重办" } else { "" }}),
        ),
        10 | 11 => ("close_problem", json!({})),
        12 => ("link_problem", json!({"of": number(die)})),
        _ => (
            "register_problem",
            json!({"class": "common", "text": "又来了", "name": if yes { "王芳" } else { "" },
                "of": if die > 128 { number(die) } else { String::new() }}),
        ),
    };
    let mut fields = more;
    if verb != "register_problem" {
        fields["problem"] = json!(number(at));
    }
    match t.perform(verb, fields.clone(), staff(by)) {
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => panic!("{verb} {fields}: {error}"),
    }
}

/// Closed as solved: asked by another than whoever put it right or answers for it, and satisfied; closed
/// otherwise: a leader's signature, not theirs; a criticism never without a reply, nor a hardship
/// without a leader; a repeat only while its first is closed; and the same hand never does both.
const WRONG: &str = "SELECT count(*) FROM (
    SELECT p.ending, p.class, p.repeat_of, json_extract(p.body, '$.lock.round.fixed.hand.by') AS fixer,
        json_extract(p.body, '$.owner') AS owner, json_extract(p.body, '$.leader') AS leader,
        json_extract(p.body, '$.replied') AS replied, json_extract(p.body, '$.end') AS how,
        json_extract(p.body, '$.lock.round.fixed.evidence') AS evidence,
        json_extract(p.body, '$.lock.round.called.hand.by') AS caller,
        json_extract(p.body, '$.lock.round.called.answer') AS answer,
        json_extract(p.body, '$.lock.round.signed.by') AS signer,
        json_extract(p.body, '$.lock.whom') AS whom,
        json_extract(p.body, '$.history[#-1].hand.by') AS closer,
        (SELECT f.ending FROM problems f WHERE f.id = p.repeat_of) AS first
    FROM problems p)
 WHERE (ending = 'repeat' AND (first IS NULL OR repeat_of IS NULL))
    OR (repeat_of IS NOT NULL AND ending IS NOT NULL AND ending <> 'repeat')
    OR (repeat_of IS NOT NULL AND ending IS NULL AND first IS NOT NULL)
    OR (ending IS NOT NULL AND ending <> 'repeat' AND (coalesce(evidence, '') = '' OR closer = fixer OR closer = owner))
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class = 'criticism' AND replied IS NULL)
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class IN ('hardship', 'dispute') AND leader IS NULL)
    OR (ending = 'solved' AND (answer IS NOT 'satisfied' OR caller = fixer OR caller = owner OR how <> 'solved'))
    OR (ending IN ('explained', 'unheard', 'not_ours') AND (signer IS NULL OR signer = fixer OR signer NOT IN (98, 99)))
    OR (ending IS NOT NULL AND ending <> 'repeat' AND class = 'criticism' AND whom = 'named' AND answer IS NOT 'satisfied')
    OR (ending = 'not_ours' AND class = 'criticism')";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_does_what_nothing_is_closed_that_lacks_something_and_nothing_is_lost(
        deeds in vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>()), 10..120),
    ) {
        let mut t = TrialHall::staffed();
        t.must_by("save_staff", json!({"staff": 98, "name": "钱七", "role": "leader"}), staff(LEADER));
        for (class, name) in [("criticism", "王芳"), ("common", "李四"), ("hardship", "孙小七"),
            ("dispute", ""), ("criticism", "")] {
            register(&mut t, class, "问题", name);
        }
        for (verb, hand, die, at) in deeds {
            let before: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
            deed(&mut t, (verb, hand, die), at);
            prop_assert_eq!(sql(t.dir(), WRONG), "0");
            let after: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
            prop_assert!(after >= before);
        }
        // What is counted is what is there, and the parts are the whole.
        let count = t.hall.problems(None, t.now).unwrap().count;
        let all: u64 = sql(t.dir(), "SELECT count(*) FROM problems").parse().unwrap();
        prop_assert_eq!(count.registered, all);
        let ended = count.solved + count.explained + count.unheard + count.not_ours + count.repeat;
        prop_assert_eq!(count.open + ended, all);
        let solved: u64 = sql(t.dir(), "SELECT count(*) FROM problems WHERE ending = 'solved'")
            .parse().unwrap();
        prop_assert_eq!(count.solved, solved);
        // The list as known today is the same, folded from what was said.
        let today = t.zone.day(t.now);
        let listed = t.hall.problem_list(ProblemList::Opened, (today, today), today).unwrap();
        prop_assert_eq!(listed.count, count);
        let report = t.verify();
        prop_assert!(report.ok, "{:#?}", report.problems);
    }
}
