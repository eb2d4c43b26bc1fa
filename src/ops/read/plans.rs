//! No screen and no verb walks a table that grows: every statement they run is explained.

use std::sync::Arc;
use std::sync::Mutex;

use rusqlite::Connection;
use rusqlite::trace::TraceEvent;
use rusqlite::trace::TraceEventCodes;

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;
use crate::ops::read::ProblemList;

/// 2026-03-12 09:00 in China.
const NOW: UtcMs = UtcMs(1_773_277_200_000);

/// Tables with a row for every case, visit or entry.
const GROWING: [&str; 22] = [
    "shared_cases",
    "entries",
    "visits",
    "periods",
    "errands",
    "cases",
    "people",
    "person_keys",
    "ratings",
    "reveals",
    "case_files",
    "notices",
    "noes",
    "hards",
    "bookings",
    "jobs",
    "prints",
    "places_told",
    "redated",
    "score_sheets",
    "problems",
    "far_entries",
];

/// Indexes that hold only what is not over: walking one of them is the work itself.
const SHORT: [&str; 14] = [
    "shared_open",
    "shared_errands",
    "shared_papers_out",
    "shared_raised_open",
    "noes_unseen",
    "visits_live",
    "cases_open_by_due",
    "errands_open",
    "ratings_open",
    "emergencies_open",
    "hards_open",
    "jobs_open",
    "problems_open",
    "score_sheets_waiting",
];

fn call(hall: &mut Hall, word: &str, fields: serde_json::Value, who: Who) {
    let call = Call::parse(word, fields).unwrap();
    hall.perform(&call, who, NOW)
        .unwrap_or_else(|error| panic!("{word}: {error}"));
}

/// One resident's whole way, so that every verb a window uses is explained.
fn a_morning(hall: &mut Hall) {
    use serde_json::json;
    let (leader, clerk) = (Who::Staff(StaffNo(901)), Who::Staff(StaffNo(101)));
    call(
        hall,
        "save_staff",
        json!({"staff": 901, "name": "张三丰", "role": "leader"}),
        Who::System,
    );
    call(
        hall,
        "save_staff",
        json!({"staff": 101, "name": "王芳"}),
        leader,
    );
    call(hall, "post_staff", json!({"staff": 101}), leader);
    call(
        hall,
        "save_window",
        json!({"window": 1, "centres": "social"}),
        leader,
    );
    let matters = crate::domain::matter_file::shipped();
    let matter = matters
        .iter()
        .find(|m| !m.on_the_spot() && m.centre == Centre::Social)
        .unwrap()
        .code
        .clone();
    hall.perform(
        &crate::ops::save_matters::SaveMatters { matters }.into(),
        leader,
        NOW,
    )
    .unwrap();
    call(
        hall,
        "open_window",
        json!({"window": 1, "staff": 101}),
        clerk,
    );
    for _ in 0..3 {
        call(
            hall,
            "take_ticket",
            json!({"centre": "social", "slip": "printed"}),
            Who::Resident,
        );
    }
    call(hall, "call_next", json!({"window": 1}), clerk);
    call(hall, "start_service", json!({"window": 1}), clerk);
    call(
        hall,
        "accept_case",
        json!({"window": 1, "matter": matter, "name": "王芳", "phone": "13800000000", "papers": "all"}),
        clerk,
    );
    let errand = hall.pad(WindowNo(1)).unwrap().ask.unwrap().errand;
    call(
        hall,
        "rate",
        json!({"errand": errand, "level": 5}),
        Who::Resident,
    );
    call(
        hall,
        "save_people",
        json!({"people": [{"name": "李四", "number": "11010519491231002X", "village": "柳树庄"}]}),
        clerk,
    );
    let other = hall.find_people("李四", 9).unwrap()[0].id;
    for (verb, fields) in [
        ("reveal_person", json!({"person": other, "reason": "核对"})),
        (
            "mark_credit",
            json!({"person": other, "unrepaired": true, "reason": "名单"}),
        ),
        (
            "merge_people",
            json!({"keep": "YZ260312-0001", "drop": other, "reason": "同一人"}),
        ),
    ] {
        call(hall, verb, fields, leader);
    }
    call(hall, "end_visit", json!({"window": 1}), clerk);
    call(hall, "call_next", json!({"window": 1}), clerk);
    call(hall, "miss", json!({"window": 1}), clerk);
    let visit = json!({"kind": "visit", "what": "认证", "name": "王芳", "phone": "13800000000",
        "place": "村东", "person": "李四", "at": "14:00"});
    call(hall, "take_call", visit, clerk);
    let done = json!({"job": "HT001-260312-001", "outcome": "认证好了", "door": "all"});
    call(hall, "finish_job", done, clerk);
    call(hall, "open_sheet", json!({"person": "王老五"}), leader);
    let act = json!({"sheet": "L260312-01", "head": "service", "points": "2", "what": "代办", "evidence": "台账"});
    call(hall, "score_act", act, clerk);
    let problem = json!({"class": "common", "text": "涵管堵了", "name": "王芳"});
    call(hall, "register_problem", problem, clerk);
    let again = json!({"class": "common", "text": "又堵了", "of": "W260312-01"});
    call(hall, "register_problem", again, clerk);
    for (verb, more, who) in [
        ("fix_problem", json!({"evidence": "照片"}), clerk),
        ("visit_problem", json!({"answer": "satisfied"}), leader),
        ("close_problem", json!({}), leader),
    ] {
        let mut fields = more;
        fields["problem"] = json!("W260312-01");
        call(hall, verb, fields, who);
    }
}

/// Everything a screen asks for.
fn every_look(hall: &Hall) {
    let one = WindowNo(1);
    let day = hall.day_of(NOW);
    hall.kiosk(NOW).unwrap();
    hall.desk(one, NOW).unwrap();
    hall.pad(one).unwrap();
    hall.board(NOW).unwrap();
    hall.duty(NOW).unwrap();
    hall.queue(NOW).unwrap();
    hall.matters_mark().unwrap();
    hall.recent_matters(one, NOW).unwrap();
    let found = hall.find_people("wf", 9).unwrap();
    let id = found[0].id;
    hall.person(id).unwrap();
    hall.person_card(&id.to_string(), NOW).unwrap();
    for typed in [
        "王芳",
        "王",
        "wangf",
        "13800000000",
        "0000",
        "1380",
        "柳树庄 王",
    ] {
        hall.search_people(typed, 9).unwrap();
    }
    hall.reveals(day).unwrap();
    for text in ["", "YZ26", "王", "王芳"] {
        assert_eq!(hall.search_cases(text, 50, NOW).unwrap().len(), 1, "{text}");
    }
    hall.case("YZ260312-0001", NOW).unwrap().unwrap();
    hall.pressing_cases(NOW, 50).unwrap();
    hall.case_page("YZ260312-0001", NOW).unwrap().unwrap();
    hall.self_query("YZ260312-0001", "0000", NOW)
        .unwrap()
        .unwrap();
    hall.mine(StaffNo(101), NOW).unwrap();
    hall.tray("centre", "social", NOW).unwrap();
    hall.hards(NOW).unwrap();
    hall.noes(day).unwrap();
    hall.no("F260312-01").unwrap();
    hall.places(day).unwrap();
    hall.place("Z260312-01").unwrap();
    hall.redated(None).unwrap();
    hall.undelivered(NOW).unwrap();
    hall.notices(day).unwrap();
    hall.notice("G260312-01").unwrap();
    hall.bookings(day).unwrap();
    hall.judged(day).unwrap();
    hall.report(day, NOW).unwrap();
    hall.printed("YZ260312-0001", "acceptance").unwrap();
    hall.ticket(
        day,
        TicketNo {
            band: 'B',
            count: 1,
        },
        NOW,
    )
    .unwrap()
    .unwrap();
    hall.day(day).unwrap();
    hall.village(NOW).unwrap();
    hall.holds(NOW).unwrap();
    hall.raised(NOW).unwrap();
    hall.incoming(NOW).unwrap();
    hall.shared().unwrap();
    for number in ["001-260312-0001-47", "001-47"] {
        hall.find_errands(number, NOW).unwrap_err();
        hall.errand(number, NOW).unwrap_err();
    }
    hall.ledger(20).unwrap();
    assert_eq!(hall.scores(None, NOW).unwrap().lines.len(), 1);
    assert_eq!(hall.score("王老五").unwrap().len(), 1);
    assert_eq!(hall.problems(None, NOW).unwrap().count.registered, 2);
    hall.problems_below(NOW).unwrap();
    hall.problem("W260312-01", None, NOW).unwrap();
    for list in [
        ProblemList::Opened,
        ProblemList::Progress,
        ProblemList::Ended,
        ProblemList::Unclosed,
    ] {
        hall.problem_list(list, (day, day), day).unwrap();
    }
    let hotline = hall.hotline(None, Some(StaffNo(101)), NOW).unwrap();
    assert_eq!(hotline.lines.len(), 1);
    for text in ["HT001-260312-001", "1", "0000", "13800000000"] {
        assert_eq!(hall.find_jobs(text, None, NOW).unwrap().len(), 1, "{text}");
    }
}

fn walks(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps: Vec<String> = statement
        .raw_query()
        .mapped(|row| row.get(3))
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let sorted = steps
        .iter()
        .any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
    // A walk in the wanted order that ends at a limit reads no more than it gives.
    let stops = !sorted && !sql.contains("WHERE") && sql.contains("LIMIT");
    steps
        .into_iter()
        .filter(|step| step.starts_with("SCAN") && !stops)
        .filter(|step| !SHORT.iter().any(|index| step.ends_with(index)))
        .filter(|step| {
            let name = step.split_whitespace().nth(1).unwrap_or_default();
            GROWING.contains(&name) || GROWING.iter().any(|t| sql.contains(&format!("{t} {name}")))
        })
        .collect()
}

#[test]
fn no_screen_and_no_verb_walks_a_table_that_grows() {
    let dir = tempfile::tempdir().unwrap();
    let new = NewHall {
        name: "x".to_owned(),
        code: "YZ".to_owned(),
        trial: true,
    };
    let mut hall = Hall::create(dir.path(), &new, UtcMs(0)).unwrap();
    // A site that is given its place folds its tables anew, once.
    let place = serde_json::json!({"org": 330_182_001, "kind": "hall", "name": "x"});
    call(&mut hall, "place_site", place, Who::System);
    let heard = Arc::new(Mutex::new(Vec::<String>::new()));
    let ear = Arc::clone(&heard);
    let listen = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            ear.lock().unwrap().push(statement.sql().into_owned());
        }
    };
    hall.store
        .db_mut()
        .trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(listen))
        .unwrap();
    a_morning(&mut hall);
    every_look(&hall);
    let mut statements = heard.lock().unwrap().clone();
    statements.sort();
    statements.dedup();
    statements.retain(|sql| {
        let word = sql.split_whitespace().next().unwrap_or_default();
        ["SELECT", "UPDATE", "DELETE", "INSERT"].contains(&word)
    });
    // What SQLite runs within a full-text table is its own affair.
    statements.retain(|sql| !sql.contains("'main'."));
    assert!(statements.len() > 40, "{}", statements.len());
    let db = hall.store.db();
    let wrong: Vec<(&String, Vec<String>)> = statements
        .iter()
        .map(|sql| (sql, walks(db, sql)))
        .filter(|(_, walks)| !walks.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
