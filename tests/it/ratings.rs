//! Ratings by every channel beyond what a scenario can say: slips, many at once, ranks, and who may
//! read who rated.

use serde_json::Value;
use serde_json::json;
use yizhan::domain::ids::TaskId;
use yizhan::domain::measure::Month;
use yizhan::domain::rating::slip_code;
use yizhan::domain::task::TaskKind;
use yizhan::ops::Call;
use yizhan::ops::Hall;
use yizhan::ops::Who;

use crate::followups::night;
use crate::support::LEADER;
use crate::support::STAND_IN;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;
use crate::support::terminal::Screen;
use crate::support::yizhan;

const PHONE: &str = "11155550000";

/// Serves somebody at window 1 who takes a number; returns the errand, the number and its code.
fn numbered(t: &mut TrialHall) -> (String, String, String) {
    let slip = json!({"centre": "social", "slip": "printed"});
    let taken = t.must_by("take_ticket", slip, Who::Resident);
    let visit: yizhan::domain::ids::VisitId = taken["visit"].as_str().unwrap().parse().unwrap();
    t.must("call_next", json!({"window": 1}));
    let started = t.must("start_service", json!({"window": 1}));
    t.must("finish_errand", json!({"window": 1, "outcome": "advice"}));
    t.must("end_visit", json!({"window": 1}));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&started["errand"]),
        text(&taken["ticket"]),
        slip_code(visit),
    )
}

/// Serves somebody at a window without a number, with a case; returns the errand.
fn cased(t: &mut TrialHall, window: u32, name: &str) -> String {
    let quick = json!({"window": window, "matter": "SPOT"});
    let errand = t.must("quick_serve", quick)["errand"].clone();
    let accept = json!({"window": window, "matter": "SPOT", "name": name, "phone": PHONE});
    t.must("accept_case", accept);
    t.must("end_visit", json!({"window": window}));
    errand.as_str().unwrap().to_owned()
}

fn another(code: &str) -> String {
    let other = (code.parse::<u32>().unwrap() + 1) % 10_000;
    format!("{other:04}")
}

#[test]
fn r3_a_slip_opens_its_own_unrated_errand_for_five_working_days_and_no_other() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    let (errand, ticket, code) = numbered(&mut t);
    let case_errand = cased(&mut t, 1, "王芳");
    let found = |t: &TrialHall, number: &str, code: &str| {
        let ask = t.hall.late_ask(number, code, t.now).unwrap();
        ask.map(|ask| ask.errand.to_string())
    };
    assert_eq!(found(&t, &ticket, &code), None, "the pad still asks");
    t.at("18:00").must("night_close", json!({}));
    t.at("2026-03-19 17:00");
    assert_eq!(found(&t, &ticket, &code).as_ref(), Some(&errand));
    let digits = ticket.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    assert_eq!(
        found(&t, digits, &code).as_ref(),
        Some(&errand),
        "a number pad has no letters"
    );
    assert_eq!(found(&t, "YZ260312-0001", "5555"), Some(case_errand));
    for (number, code) in [
        (ticket.as_str(), another(&code)),
        ("B999", code.clone()),
        ("", code.clone()),
        (&ticket, String::new()),
        (&ticket, "%".repeat(4)),
        ("YZ260312-0001", "1234".into()),
        // What every screen of the hall shows opens nothing.
        ("YZ260312-0001", "0000".into()),
        ("YZ260312-0009", "5555".into()),
        ("' OR 1=1 --", code.clone()),
    ] {
        assert_eq!(found(&t, number, &code), None, "{number} {code}");
    }
    let late = json!({"errand": errand, "level": 4});
    t.must_by("rate_late", late, Who::Resident);
    assert_eq!(found(&t, &ticket, &code), None, "it is rated");
    t.at("2026-03-20 08:00");
    assert_eq!(found(&t, "YZ260312-0001", "5555"), None, "the sixth day");
    assert!(t.hall.unrated(t.now).unwrap().errands.is_empty());
    t.assert_sound();
}

#[test]
fn the_code_of_a_slip_stands_on_paper_and_in_no_list() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    let (_, ticket, code) = numbered(&mut t);
    let no = ticket.parse().unwrap();
    let day = t.hall.day_of(t.now);
    let card = t.hall.ticket(day, no, t.now).unwrap().unwrap();
    let card = serde_json::to_string(&card).unwrap();
    assert!(!card.contains(&card_visit(&t)) && !card.contains(&format!("\"{code}\"")));
}

fn card_visit(t: &TrialHall) -> String {
    sql(t.dir(), "SELECT lower(hex(id)) FROM visits LIMIT 1")
}

#[test]
fn r2_however_many_channels_come_at_once_an_errand_is_rated_once() {
    let mut t = TrialHall::staffed();
    let mut errands = Vec::new();
    t.at("09:00");
    for _ in 0..6 {
        errands.push(cased(&mut t, 1, "王芳"));
    }
    t.at("18:00").must("night_close", json!({}));
    t.at("2026-03-13 09:00");
    for (n, errand) in errands.iter().enumerate() {
        let form =
            json!({"paper": format!("P{n}"), "errand": errand, "channel": "box", "level": 3});
        t.must_by("key_rating", form, staff(12));
    }
    let now = t.now;
    let dir = t.dir().to_owned();
    let won: Vec<usize> = std::thread::scope(|scope| {
        let ways: Vec<_> = (0..4)
            .map(|way| {
                let (dir, errands) = (&dir, &errands);
                scope.spawn(move || {
                    let mut hall = Hall::open(dir).unwrap();
                    let mut won = 0;
                    for (n, errand) in errands.iter().enumerate() {
                        let (verb, fields, who) = match way {
                            0 => (
                                "rate_late",
                                json!({"errand": errand, "level": 5}),
                                Who::Resident,
                            ),
                            1 => (
                                "phone_rating",
                                json!({"errand": errand, "level": 4}),
                                staff(12),
                            ),
                            2 => (
                                "key_rating",
                                json!({"paper": format!("P{n}"), "errand": errand,
                                    "channel": "box", "level": 3}),
                                staff(STAND_IN),
                            ),
                            _ => (
                                "rate_late",
                                json!({"errand": errand, "level": 1, "remark": "慢"}),
                                Who::Resident,
                            ),
                        };
                        let call = Call::parse(verb, fields).unwrap();
                        won += usize::from(hall.perform(&call, who, now).is_ok());
                    }
                    won
                })
            })
            .collect();
        ways.into_iter().map(|way| way.join().unwrap()).collect()
    });
    assert_eq!(won.iter().sum::<usize>(), errands.len(), "{won:?}");
    let given = "SELECT count(*) || ' ' || count(DISTINCT entity) FROM entries WHERE kind = 71";
    assert_eq!(sql(&dir, given), "6 6");
    t.assert_sound();
}

/// Rates so many errands at a window: good ones, then bad ones.
fn rate_many(t: &mut TrialHall, window: u32, good: u32, bad: u32) {
    for n in 0..good + bad {
        let errand = cased(t, window, "王芳");
        let level = if n < good { 5 } else { 2 };
        let rate = json!({"errand": errand, "level": level, "reasons": "wait"});
        t.must_by("rate", rate, Who::Resident);
    }
}

#[test]
fn r7_the_last_of_two_months_running_are_listed_and_few_ratings_never_are() {
    let mut t = TrialHall::staffed();
    t.at("09:00");
    rate_many(&mut t, 1, 10, 0);
    rate_many(&mut t, 2, 8, 2);
    cased(&mut t, 2, "王芳");
    t.at("18:00").must("night_close", json!({}));
    let march: Month = "2026-03".parse().unwrap();
    t.at("2026-04-01 08:30").open_up();
    let ranks = t.hall.ranks(march, t.now).unwrap();
    assert!(
        ranks.provisional,
        "an errand of the last day can still be rated"
    );
    let row = |t: &TrialHall, month: Month, window: u16| {
        let ranks = t.hall.ranks(month, t.now).unwrap();
        let line = ranks.windows.into_iter().find(|l| l.who.0 == window);
        serde_json::to_value(line.unwrap()).unwrap()
    };
    let last = row(&t, march, 2);
    assert_eq!(last["place"], 2);
    assert_eq!(last["is_last"], true);
    assert_eq!(last["last_twice"], false, "one month is none");
    assert_eq!(last["rated"], 10);
    assert_eq!(last["good_permille"], 800);
    // Beside it: how many were asked and did not answer.
    assert_eq!(last["tally"]["unrated"], 1);
    assert_eq!(last["answered_permille"], 909);
    // April: window 2 is last again; a leader then takes one bad rating out of the score.
    rate_many(&mut t, 1, 10, 0);
    rate_many(&mut t, 2, 10, 1);
    let april = march.after();
    assert_eq!(row(&t, april, 2)["last_twice"], true);
    let ranks = t.hall.ranks(april, t.now).unwrap();
    let talk: Vec<u32> = ranks
        .staff
        .iter()
        .filter(|l| l.last_twice)
        .map(|l| l.who.staff.0)
        .collect();
    assert_eq!(talk, [12]);
    let number = t
        .hall
        .followups(t.now, false)
        .unwrap()
        .lines
        .pop()
        .unwrap()
        .number;
    let appeal = json!({"followup": number, "reason": "那天停电"});
    t.must_by("appeal_rating", appeal, staff(12));
    let decide = json!({"followup": number, "reason": "属实", "exclude": true});
    t.must_by("decide_appeal", decide, staff(LEADER));
    let now = row(&t, april, 2);
    assert_eq!(now["tally"]["excluded"], 1);
    assert_eq!(
        (&now["is_last"], &now["last_twice"]),
        (&json!(false), &json!(false))
    );
    // May: nine ratings are too few for a place, however bad.
    t.at("2026-05-06 08:30").open_up();
    rate_many(&mut t, 1, 10, 0);
    rate_many(&mut t, 2, 0, 9);
    let may = row(&t, april.after(), 2);
    assert_eq!(may["place"], Value::Null);
    assert_eq!(may["good_permille"], Value::Null);
    assert_eq!(may["answered_permille"], Value::Null);
    assert_eq!(may["is_last"], false);
    t.assert_sound();
}

#[test]
fn r7_a_talk_is_a_leaders_task_once_the_month_is_settled_and_what_came_of_it_is_kept() {
    let mut t = TrialHall::staffed();
    for (day, opens) in [("2026-03-12", false), ("2026-04-01", true)] {
        t.at(&format!("{day} 08:30"));
        if opens {
            t.open_up();
        }
        rate_many(&mut t, 1, 10, 0);
        rate_many(&mut t, 2, 8, 2);
        t.at(&format!("{day} 18:00")).must("night_close", json!({}));
    }
    let talks = |t: &mut TrialHall, day: &str| {
        night(t.at(day));
        let tasks = t.hall.tasks().unwrap().into_iter();
        let talks = tasks.filter(|task| task.kind == TaskKind::Talk);
        talks.collect::<Vec<_>>()
    };
    // A rating of the last day of April can be added until 11 May.
    assert_eq!(talks(&mut t, "2026-05-11 20:00"), []);
    let due = talks(&mut t, "2026-05-12 20:00");
    let mut about: Vec<&str> = due.iter().map(|line| line.about.as_str()).collect();
    about.sort_unstable();
    assert_eq!(about, ["staff 12", "window 2"]);
    assert!(due.iter().all(|task| task.words == "2026-03 2026-04"));
    let due = talks(&mut t, "2026-05-13 20:00");
    assert_eq!(due.len(), 2, "told once");
    let of = |about: &str| due.iter().find(|task| task.about == about).unwrap().id;
    let note = |id: TaskId| json!({"task": id.to_string(), "outcome": "谈了，改窗口"});
    // Whoever was called to a talk does not note it, whatever they lead.
    let lead = json!({"staff": 12, "name": "李四", "role": "leader"});
    t.must("save_staff", lead);
    t.must("post_staff", json!({"staff": 12}));
    let own = t.perform("close_task", note(of("staff 12")), staff(12));
    assert!(own.unwrap_err().to_string().contains("another leader"));
    t.must_by("close_task", note(of("window 2")), staff(LEADER));
    let april: Month = "2026-04".parse().unwrap();
    let window = |t: &TrialHall| {
        let ranks = t.hall.ranks(april, t.now).unwrap();
        ranks.windows.into_iter().find_map(|line| line.talk)
    };
    let talk = window(&t).unwrap();
    assert_eq!(
        talk.held.map(|day| day.to_string()).as_deref(),
        Some("2026-05-13")
    );
    assert_eq!(talk.outcome, "谈了，改窗口");
    assert_eq!(talk.months, (april.before(), april));
    // What an appeal takes out of the score later ends what is still due, and nothing that was held.
    for order in t.hall.followups(t.now, false).unwrap().lines {
        let number = order.number;
        let appeal = json!({"followup": number, "reason": "那天停电"});
        t.must_by("appeal_rating", appeal, staff(12));
        let decide = json!({"followup": number, "reason": "属实", "exclude": true});
        t.must_by("decide_appeal", decide, staff(LEADER));
    }
    assert_eq!(talks(&mut t, "2026-05-14 20:00"), []);
    assert_eq!(window(&t), None);
    t.assert_sound();
}

#[test]
fn r6_no_list_no_file_and_no_desk_says_who_gave_a_bad_rating() {
    const NAME: &str = "欧阳娜娜";
    let mut t = TrialHall::staffed();
    t.at("09:00");
    let errand = cased(&mut t, 1, NAME);
    let rate = json!({"errand": errand, "level": 1, "reasons": "attitude"});
    t.must_by("rate", rate, Who::Resident);
    let case = "YZ260312-0001";
    let person = sql(t.dir(), "SELECT lower(hex(id)) FROM people LIMIT 1");
    let person = uuid::Uuid::parse_str(&person).unwrap().to_string();
    let appeal = json!({"followup": "C260312-01", "reason": "冤枉"});
    t.must_by("appeal_rating", appeal, staff(11));
    // Who looks may be seen, whom they looked at in the hall's own record of looks alone.
    let flag = json!({"followup": "C260312-01", "what": "上门找人"});
    t.must_by("flag_retaliation", flag, staff(12));
    let run = |words: &[&str]| {
        let now = [words, &["--now", "2026-03-12T10:00"]].concat();
        yizhan(t.dir(), &now)
    };
    let mut shown = Vec::new();
    for words in [
        vec!["show", "followups", "--all"],
        vec!["show", "unrated"],
        vec!["show", "ranks"],
        vec!["show", "duty"],
        vec!["show", "desk", "1"],
        vec!["show", "tasks"],
        vec!["show", "day"],
        vec!["show", "mine", "11"],
        vec!["show", "tray", "leader"],
        vec!["show", "board"],
    ] {
        let json = [words.as_slice(), &["--json"]].concat();
        for words in [words, json] {
            shown.push((words.join(" "), run(&words)));
        }
    }
    let file = t.dir().join("report.csv");
    yizhan(
        t.dir(),
        &["export", "report", "2026-03-12", file.to_str().unwrap()],
    );
    let report = std::fs::read_to_string(&file).unwrap();
    for rated in ["C260312-01", "attitude", "态度", "差评", "不满意"] {
        assert!(
            !report.contains(rated),
            "the report names people and says {rated}"
        );
    }
    let looks: [(&str, String); 3] = [
        ("duty", format!("{:?}", t.hall.duty(t.now).unwrap())),
        (
            "followups",
            format!("{:?}", t.hall.followups(t.now, true).unwrap()),
        ),
        ("own", {
            let tomorrow = t.now.plus(yizhan::domain::time::Seconds(86_400));
            let own = t.hall.own_ratings(staff_no(11), tomorrow).unwrap();
            assert_eq!(own.len(), 1);
            format!("{own:?}")
        }),
    ];
    shown.extend(looks.map(|(name, said)| (name.to_owned(), said)));
    for (what, said) in &shown {
        for secret in [NAME, PHONE, &person, case, &errand] {
            assert!(!said.contains(secret), "{what} says {secret}: {said}");
        }
    }
    let told = shown.iter().filter(|(_, said)| said.contains("C260312-01"));
    assert!(told.count() >= 4, "the lists do speak of it");
    // The rated person is shown nobody; who looks for a reason is kept.
    let reveal = json!({"followup": "C260312-01", "reason": "回访"});
    assert!(
        t.perform("reveal_rater", reveal.clone(), staff(11))
            .is_err()
    );
    assert_eq!(t.must_by("reveal_rater", reveal, staff(12))["name"], NAME);
    let reveals = "SELECT count(*) FROM reveals WHERE reason = '回访'";
    assert_eq!(sql(t.dir(), reveals), "1");
}

fn staff_no(no: u32) -> yizhan::domain::ids::StaffNo {
    yizhan::domain::ids::StaffNo(no)
}

#[test]
fn a_live_hall_takes_no_rating_from_a_shell_but_those_with_a_second_person() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("hall");
    let run = |words: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_yizhan"))
            .args(["--store", store.to_str().unwrap(), "--json"])
            .args(words)
            .output()
            .unwrap();
        (
            out.status.code().unwrap(),
            String::from_utf8(out.stderr).unwrap(),
        )
    };
    let init = run(&["init", "--name", "测试厅", "--code", "YZ"]);
    assert_eq!(init.0, 0, "{}", init.1);
    let errand = "01890a5d-ac96-774b-bcce-b302099a8057";
    for verb in ["rate", "rate_late"] {
        let (code, said) = run(&["do", verb, "--errand", errand, "--level", "5"]);
        assert!(code == 3 && said.contains("评价器上打"), "{verb} {said}");
    }
    // These are looked at: nobody of that number works here.
    for words in [
        vec![
            "do",
            "phone_rating",
            "--errand",
            errand,
            "--level",
            "5",
            "--by",
            "12",
        ],
        vec![
            "do",
            "key_rating",
            "--paper",
            "1",
            "--errand",
            errand,
            "--channel",
            "box",
            "--level",
            "5",
            "--by",
            "12",
        ],
    ] {
        let (code, said) = run(&words);
        assert!(code == 3 && said.contains("12"), "{words:?} {said}");
    }
}

#[test]
fn a_bad_rating_goes_from_contact_to_closing_by_digits_at_the_duty_post() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("hall");
    yizhan(&store, &["demo"]);
    let shown: Value =
        serde_json::from_str(&yizhan(&store, &["show", "followups", "--json"])).unwrap();
    let number = shown["lines"][0]["number"].as_str().unwrap().to_owned();
    let mut duty = Screen::start(&store, &["duty", "--by", "101"]);
    duty.sees("要您处理");
    duty.keys("<F5>");
    duty.sees(&number);
    duty.keys("1");
    duty.sees("联系群众");
    duty.keys("1");
    duty.sees("联系上了");
    duty.keys("1");
    duty.sees("待整改");
    // The lock says what is missing, in one sentence.
    duty.keys("14");
    duty.sees("还缺");
    duty.keys("<Esc>");
    duty.wait("the board alone", |screen| !screen.contains("怎么办"));
    let fix = [
        "do",
        "fix_followup",
        "--by",
        "104",
        "--followup",
        &number,
        "--evidence",
        "照片",
    ];
    yizhan(&store, &fix);
    duty.sees("待回访");
    duty.keys("1");
    duty.sees("回访群众");
    duty.keys("1");
    duty.sees("群众怎么说");
    duty.keys("1");
    duty.sees("可以销号");
    duty.keys("1");
    duty.sees("重办");
    duty.keys("2");
    duty.sees("已销号");
    let shown: Value =
        serde_json::from_str(&yizhan(&store, &["show", "followups", "--all", "--json"])).unwrap();
    assert_eq!(shown["lines"][0]["ending"], "solved");
    assert!(yizhan(&store, &["verify", "--json"]).contains("\"ok\": true"));
}
