//! The register: whoever is typed is found, as a scan would find them, and nobody is shown in full
//! without a reason.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;
use yizhan::domain::catalogue::person_initials;
use yizhan::domain::catalogue::person_pinyin;
use yizhan::domain::ids::PersonId;
use yizhan::ops::Who;

use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::raw;
use crate::support::staff;

/// The two allowed numbers of persons and two of organisations.
const IDS: [&str; 2] = ["11010519491231002X", "440524188001010014"];

fn save(trial: &mut TrialHall, people: Value) -> Value {
    trial.must("save_people", json!({"people": people}))
}

/// The id of the one person that is found.
fn only(trial: &TrialHall, typed: &str) -> PersonId {
    let found = trial.hall.find_people(typed, 9).unwrap();
    assert_eq!(found.len(), 1, "{typed}: {found:?}");
    found[0].id
}

fn names(trial: &TrialHall, typed: &str) -> Vec<String> {
    let found = trial.hall.find_people(typed, 99).unwrap();
    found.into_iter().map(|hit| hit.name).collect()
}

fn refused(trial: &mut TrialHall, verb: &str, fields: Value, who: Who) -> String {
    match trial.perform(verb, fields, who) {
        Err(yizhan::ops::Error::Refused(refusal)) => refusal.code(),
        other => panic!("{verb}: {other:?}"),
    }
}

/// Names put together by a small generator: the same ones every time, many of them alike.
fn crowd(count: usize) -> Vec<(String, String, String)> {
    let surnames = [
        "王", "李", "单", "曾", "仇", "解", "欧阳", "朴", "张", "\u{e815}",
    ];
    let given = [
        "芳", "伟", "三", "丰", "乐", "建", "国", "𠮷", "·艾力", "行",
    ];
    let villages = ["柳树庄", "西河村", "", "东三里"];
    let mut seed = 7_u64;
    let mut dice = |end: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % end
    };
    (0..count)
        .map(|i| {
            let mut name = surnames[dice(surnames.len())].to_owned();
            for _ in 0..1 + dice(2) {
                name.push_str(given[dice(given.len())]);
            }
            let phone = format!("0{i:010}");
            (name, phone, villages[dice(villages.len())].to_owned())
        })
        .collect()
}

#[test]
fn a_search_gives_the_same_people_as_a_scan() {
    let mut trial = TrialHall::furnished("");
    let crowd = crowd(3_000);
    for part in crowd.chunks(500) {
        let people: Vec<Value> = part
            .iter()
            .map(|(name, phone, village)| json!({"name": name, "phone": phone, "village": village}))
            .collect();
        save(&mut trial, json!(people));
    }
    let db = raw(trial.dir());
    let scan = |wanted: &dyn Fn(&str, &str, &str) -> bool| -> BTreeSet<String> {
        db.prepare("SELECT name, phone, place FROM people")
            .unwrap()
            .query_map([], |row| {
                Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?])
            })
            .unwrap()
            .map(Result::unwrap)
            .filter(|[name, phone, place]| wanted(name, phone, place))
            .map(|[_, phone, _]| phone)
            .collect()
    };
    let found = |typed: &str| -> BTreeSet<String> {
        let found = trial.hall.search_people(typed, 10_000).unwrap();
        assert!(!found.more, "{typed}");
        let ids = found.people.iter().map(|p| p.person);
        ids.map(|id| trial.hall.person(id).unwrap().unwrap().phone)
            .collect()
    };
    let plain = |text: &str| text.replace('·', "");
    for part in [
        "王",
        "王芳",
        "芳",
        "三丰",
        "欧阳",
        "乐行",
        "𠮷",
        "艾力",
        "\u{e815}",
        "\u{e815}三",
        "柳树",
        "村",
        "三",
        "无人",
    ] {
        let by_scan = scan(&|name, _, place| plain(name).contains(part) || place.contains(part));
        assert_eq!(found(part), by_scan, "{part}");
        assert_eq!(by_scan.is_empty(), part == "无人", "{part}");
    }
    for letters in [
        "s", "ss", "ds", "cs", "zs", "shansan", "dansan", "zeng", "ceng", "ouy", "pu", "piao",
        "qiu", "x", "qq",
    ] {
        let by_scan = scan(&|name, _, _| {
            let mut keys = person_initials(name);
            keys.extend(person_pinyin(name));
            keys.iter().any(|key| key.starts_with(letters))
        });
        assert_eq!(found(letters), by_scan, "{letters}");
    }
    for digits in ["00000000123", "2999", "0000", "00000001"] {
        let by_scan = scan(&|_, phone, _| {
            phone.starts_with(digits) || (digits.len() == 4 && phone.ends_with(digits))
        });
        assert_eq!(found(digits), by_scan, "{digits}");
    }
    let both = scan(&|name, _, place| name.contains("王芳") && place.contains("柳树庄"));
    assert_eq!(found("柳树庄 王芳"), both);
    assert_eq!(found("王芳 柳树庄"), both);
    assert!(!both.is_empty());
}

#[test]
fn a_list_that_is_cut_short_says_so_and_begins_with_the_newest() {
    let mut trial = TrialHall::furnished("");
    let many: Vec<Value> = (0..30)
        .map(|i| json!({"name": "王芳", "phone": format!("0{i:010}")}))
        .collect();
    save(&mut trial, json!(many));
    for typed in ["王芳", "wf", "王"] {
        let cut = trial.hall.search_people(typed, 9).unwrap();
        assert_eq!((cut.people.len(), cut.more), (9, true), "{typed}");
        let newest = trial.hall.person(cut.people[0].person).unwrap().unwrap();
        assert_eq!(newest.phone, "00000000029", "{typed}");
        let whole = trial.hall.search_people(typed, 30).unwrap();
        assert_eq!((whole.people.len(), whole.more), (30, false), "{typed}");
    }
}

#[test]
fn a_surname_of_two_readings_is_found_by_both() {
    let mut trial = TrialHall::furnished("");
    for (name, both) in [
        ("单雄", ["shan", "dan"]),
        ("曾雄", ["zeng", "ceng"]),
        ("仇雄", ["qiu", "chou"]),
        ("解雄", ["xie", "jie"]),
        ("查雄", ["zha", "cha"]),
        ("区雄", ["ou", "qu"]),
        ("朴雄", ["piao", "pu"]),
        ("冼雄", ["xian", "x"]),
    ] {
        save(&mut trial, json!([{"name": name, "phone": "13800000000"}]));
        for spelled in both {
            assert!(
                names(&trial, spelled).contains(&name.to_owned()),
                "{name} {spelled}"
            );
            let initial = spelled.chars().take(1).chain("x".chars());
            let initials: String = initial.collect();
            assert!(
                names(&trial, &initials).contains(&name.to_owned()),
                "{name} {initials}"
            );
        }
    }
    trial.assert_sound();
}

#[test]
fn a_renamed_village_or_phone_leaves_no_trace_that_finds_the_old_one() {
    let mut trial = TrialHall::furnished("");
    let person = |phone: &str, village: &str| json!([{"name": "张三丰", "number": IDS[0], "phone": phone, "village": village}]);
    save(&mut trial, person("13800000000", "柳树庄"));
    save(&mut trial, person("01000009999", "西河村"));
    for (typed, n) in [
        ("柳树", 0),
        ("0000", 0),
        ("9999", 1),
        ("西河", 1),
        ("002x", 1),
        ("110105194912", 1),
    ] {
        assert_eq!(names(&trial, typed).len(), n, "{typed}");
    }
    trial.assert_sound();
    let before = names(&trial, "张");
    trial.hall.rebuild().unwrap();
    assert_eq!(names(&trial, "张"), before);
}

#[test]
fn one_number_with_two_names_is_two_records_and_shown_when_the_case_is_accepted() {
    let mut trial = TrialHall::staffed();
    save(
        &mut trial,
        json!([{"name": "张三丰", "number": IDS[0], "phone": "13800000000"}]),
    );
    trial.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
    let accepted = trial.must(
        "accept_case",
        json!({"window": 1, "matter": "SPOT", "name": "王芳", "number": IDS[0].to_lowercase()}),
    );
    let alike = &accepted["duplicates"];
    assert_eq!(alike.as_array().unwrap().len(), 1);
    assert_eq!(
        [
            &alike[0]["why"],
            &alike[0]["name"],
            &alike[0]["number"],
            &alike[0]["phone"]
        ],
        ["number", "张*丰", "110105********002X", "138****0000"]
    );
    let (groups, more) = trial.hall.duplicates(10).unwrap();
    assert_eq!((groups.len(), groups[0].people.len(), more), (1, 2, false));
}

#[test]
fn the_three_signs_of_a_duplicate_are_seen_and_nothing_else() {
    let mut trial = TrialHall::furnished("");
    save(
        &mut trial,
        json!([
            {"name": "王芳", "number": IDS[0], "phone": "", "village": "柳树庄"},
            {"name": "王芳", "number": "110105194912310010", "village": "柳树庄"},
            {"name": "王芳", "number": IDS[1], "village": "柳树庄"},
            {"name": "李四", "phone": "13800000000", "number": IDS[1]},
            {"name": "赵六", "phone": "13800000000"},
            {"name": "钱七", "number": "0"},
            {"name": "孙八", "number": "0"},
        ]),
    );
    let alike = |number: &str| -> Vec<(String, String)> {
        let card = trial
            .hall
            .person_card(&only(&trial, number).to_string(), trial.now)
            .unwrap();
        let pairs = card.duplicates.iter();
        pairs
            .map(|d| (d.why.word().to_owned(), d.line.number.clone()))
            .collect()
    };
    assert_eq!(
        alike(IDS[0]),
        [("birth".to_owned(), "110105********0010".to_owned())]
    );
    assert_eq!(alike("赵六"), []);
    assert_eq!(alike("孙八"), []);
    let why: Vec<&str> = trial
        .hall
        .duplicates(10)
        .unwrap()
        .0
        .iter()
        .map(|g| g.why.word())
        .collect();
    assert_eq!(why, ["number", "birth"]);
}

#[test]
fn an_old_number_of_fifteen_digits_is_the_same_person_as_the_new_one() {
    let mut trial = TrialHall::furnished("");
    save(
        &mut trial,
        json!([{"name": "张三丰", "number": "110105491231002"}]),
    );
    let again = save(&mut trial, json!([{"name": "张三丰", "number": IDS[0]}]));
    assert_eq!((&again["added"], &again["changed"]), (&json!(0), &json!(1)));
    assert_eq!(
        trial
            .hall
            .person(only(&trial, IDS[0]))
            .unwrap()
            .unwrap()
            .number,
        IDS[0]
    );
    assert_eq!(only(&trial, "110105491231002"), only(&trial, IDS[0]));
}

#[test]
fn merged_records_are_one_person_wherever_they_are_looked_for() {
    let mut trial = TrialHall::staffed();
    for (name, number) in [("张三丰", IDS[0]), ("张三峰", IDS[0])] {
        trial.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
        trial.must(
            "accept_case",
            json!({"window": 1, "matter": "SPOT", "name": name, "number": number}),
        );
        trial.must("end_visit", json!({"window": 1}));
    }
    let (keep, drop) = ("YZ260312-0001", "YZ260312-0002");
    let fields = |reason: &str| json!({"keep": keep, "drop": drop, "reason": reason});
    assert_eq!(
        refused(
            &mut trial,
            "merge_people",
            fields("同一人"),
            staff(CLERKS[0])
        ),
        "not_leader"
    );
    assert_eq!(
        refused(&mut trial, "merge_people", fields(" "), staff(LEADER)),
        "reason_missing"
    );
    trial.must_by(
        "mark_credit",
        json!({"person": drop, "unrepaired": "true", "reason": "名单", "source": "信用平台"}),
        staff(LEADER),
    );
    trial.must_by("merge_people", fields("笔误"), staff(LEADER));
    assert_eq!(
        refused(&mut trial, "merge_people", fields("再来"), staff(LEADER)),
        "same_person"
    );
    assert_eq!(only(&trial, "张三峰"), only(&trial, IDS[0]));
    assert_eq!(names(&trial, "张三峰"), ["张三丰"]);
    let card = trial.hall.person_card(drop, trial.now).unwrap();
    let cases: Vec<&str> = card.cases.iter().map(|c| c.number.as_str()).collect();
    assert_eq!(cases, [drop, keep]);
    assert_eq!(
        (card.merged.len(), card.duplicates.len(), card.bad_credit),
        (1, 0, true)
    );
    assert_eq!(trial.hall.duplicates(9).unwrap().0, []);
    // The misspelt name leads to the kept record and does not change it.
    let again = save(&mut trial, json!([{"name": "张三峰", "number": IDS[0]}]));
    assert_eq!(again["unchanged"], 1);
    trial.must_by(
        "mark_credit",
        json!({"person": keep, "unrepaired": false, "reason": "已修复"}),
        staff(LEADER),
    );
    assert!(!trial.hall.person_card(keep, trial.now).unwrap().bad_credit);
    trial.assert_sound();
}

#[test]
fn nothing_is_deferred_for_somebody_with_a_bad_credit_record() {
    let mut trial = TrialHall::staffed();
    let wang = json!({"name": "王芳", "number": IDS[0], "phone": "13800000000"});
    save(&mut trial, json!([wang]));
    let mark = |trial: &mut TrialHall, unrepaired: bool| {
        let fields = json!({"person": IDS[0], "unrepaired": unrepaired, "reason": "名单"});
        trial.must_by("mark_credit", fields, staff(LEADER));
    };
    let papers = |papers: &str| json!({"window": 1, "matter": "M1", "name": "王芳", "number": IDS[0], "papers": papers});
    mark(&mut trial, true);
    trial.must("quick_serve", json!({"window": 1, "matter": "M1"}));
    let who = staff(CLERKS[0]);
    assert_eq!(
        refused(&mut trial, "accept_case", papers("1,2"), who),
        "bad_credit"
    );
    // All papers need no promise, whoever brings them.
    trial.must("accept_case", papers("all"));
    trial.must("add_errand", json!({"window": 1, "matter": "M1"}));
    let case = trial.must("receive_papers", papers("1,2"));
    let received = json!({"case": case["number"]});
    assert_eq!(
        refused(&mut trial, "accept_received", received.clone(), who),
        "bad_credit"
    );
    mark(&mut trial, false);
    trial.must_by("accept_received", received, who);
    trial.must("add_errand", json!({"window": 1, "matter": "M1"}));
    let accepted = trial.must("accept_case", papers("1,2"));
    assert_eq!(accepted["missing"], json!(["收入证明"]));
    trial.assert_sound();
}

#[test]
fn papers_taken_in_and_notices_know_the_register_too() {
    let mut trial = TrialHall::staffed();
    save(
        &mut trial,
        json!([{"name": "王芳", "number": IDS[0], "phone": "13800000000"},
               {"name": "王方", "number": IDS[0]}]),
    );
    let applicant = json!({"window": 1, "matter": "M1", "name": "王芳", "number": IDS[0],
        "village": "柳树庄", "papers": "1"});
    trial.must("quick_serve", json!({"window": 1, "matter": "M1"}));
    let told = trial.must("give_notice", applicant.clone());
    assert_eq!(
        told["duplicates"].as_array().map(Vec::len),
        Some(1),
        "{told}"
    );
    trial.must("add_errand", json!({"window": 1, "matter": "M1"}));
    let taken = trial.must("receive_papers", applicant);
    assert_eq!(taken["duplicates"], told["duplicates"]);
    let count = "SELECT count(*) FROM people";
    let people: i64 = raw(trial.dir())
        .query_row(count, [], |row| row.get(0))
        .unwrap();
    assert_eq!(people, 2, "one who is known is completed, not added");
    trial.assert_sound();
}

#[test]
fn a_notice_given_before_a_merge_counts_for_the_record_that_stays() {
    let mut trial = TrialHall::staffed();
    let fields = |name: &str, papers: &str| json!({"window": 1, "matter": "M1", "name": name, "number": IDS[0], "papers": papers});
    trial.must("quick_serve", json!({"window": 1, "matter": "M1"}));
    trial.must("give_notice", fields("王方", "1"));
    trial.must("end_visit", json!({"window": 1}));
    save(&mut trial, json!([{"name": "王芳", "number": IDS[0]}]));
    let ids = [only(&trial, "王芳"), only(&trial, "王方")].map(|id| id.to_string());
    trial.must_by(
        "merge_people",
        json!({"keep": ids[0], "drop": ids[1], "reason": "笔误"}),
        staff(LEADER),
    );
    trial.must("quick_serve", json!({"window": 1, "matter": "M1"}));
    let accepted = trial.must("accept_case", fields("王芳", "all"));
    assert_eq!(accepted["trips"], 2);
    trial.assert_sound();
}

#[test]
fn nobody_is_shown_in_full_without_a_reason_and_every_look_is_counted() {
    let mut trial = TrialHall::staffed();
    save(
        &mut trial,
        json!([{"name": "张三丰", "number": IDS[0], "phone": "13800000000"}]),
    );
    let card = serde_json::to_string(&trial.hall.person_card(IDS[0], trial.now).unwrap()).unwrap();
    for hidden in ["张三丰", "19491231", "13800000000"] {
        assert!(!card.contains(hidden), "{card}");
    }
    assert!(
        card.contains("\"age\":76") && card.contains("\"sex\":\"female\""),
        "{card}"
    );
    let fields = |reason: &str| json!({"person": IDS[0], "reason": reason});
    assert_eq!(
        refused(&mut trial, "reveal_person", fields(""), staff(CLERKS[0])),
        "reason_missing"
    );
    assert_eq!(
        refused(&mut trial, "reveal_person", fields("核对"), Who::System),
        "staff_only"
    );
    assert_eq!(
        refused(&mut trial, "reveal_person", fields("核对"), Who::Resident),
        "staff_only"
    );
    assert_eq!(
        trial.hall.reveals(trial.hall.day_of(trial.now)).unwrap(),
        []
    );
    for _ in 0..2 {
        let full = trial.must_by("reveal_person", fields("电话回访"), staff(CLERKS[0]));
        assert_eq!(
            [&full["name"], &full["number"], &full["birth"]],
            ["张三丰", IDS[0], "1949-12-31"]
        );
    }
    let duty = trial.hall.duty(trial.now).unwrap();
    assert_eq!(duty.reveals, [(yizhan::domain::ids::StaffNo(CLERKS[0]), 2)]);
    let lines = trial.hall.reveals(trial.hall.day_of(trial.now)).unwrap();
    assert_eq!(
        (
            lines.len(),
            lines[0].name.as_str(),
            lines[0].staff_name.as_str()
        ),
        (2, "张*丰", "王芳")
    );
    trial.at("2026-03-13 09:00");
    assert_eq!(trial.hall.duty(trial.now).unwrap().reveals, []);
    trial.assert_sound();
}

#[test]
fn taking_the_same_people_in_again_writes_nothing() {
    let mut trial = TrialHall::furnished("");
    let people = json!([
        {"name": "张三丰", "number": "11010519491231002x", "phone": "138 0000 0000", "village": "柳树庄"},
        {"name": "某公司", "number": "91350211M0000XUF46"},
        {"name": "李四", "phone": "13800000000"},
        {"name": "王芳", "village": "柳树庄"},
        {"name": "李\u{e815}", "village": "柳树庄"},
    ]);
    let first = save(&mut trial, people.clone());
    assert_eq!(first, json!({"added": 5, "changed": 0, "unchanged": 0}));
    let entries = trial.entries();
    let again = save(&mut trial, people);
    assert_eq!(again, json!({"added": 0, "changed": 0, "unchanged": 5}));
    assert_eq!(trial.entries(), entries);
    let company = trial
        .hall
        .person_card("91350211M0000XUF46", trial.now)
        .unwrap();
    assert_eq!(
        (company.kind.word(), company.findings),
        ("organisation", vec!["check_digit".to_owned()])
    );
    assert_eq!(names(&trial, "\u{e815}"), ["李\u{e815}"]);
}
