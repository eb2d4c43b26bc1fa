//! The page of a case, trays, registers, the day's report, papers and the resident's own query.

use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::case_file::Stage;
use yizhan::domain::deadline::Cause;
use yizhan::domain::deadline::Lamp;
use yizhan::domain::event::Promise;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::paper::PaperKind;
use yizhan::locale::Lang;
use yizhan::ui::paper::TEXT_COLUMNS;
use yizhan::ui::paper::fill::Filling;
use yizhan::ui::paper::render_text;

use crate::cli;
use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Serves the next resident of window 1.
fn serve(trial: &mut TrialHall) {
    trial.ticket("social");
    trial.must("call_next", json!({"window": 1}));
    trial.must("start_service", json!({"window": 1}));
}

/// Accepts a case of M1 with one paper to come, at 09:00 on 2026-03-12.
fn accepted(trial: &mut TrialHall) -> String {
    trial.at("09:00");
    serve(trial);
    let done = trial.must(
        "accept_case",
        json!({"window": 1, "matter": "M1", "name": "王小芳", "phone": "13800000000",
               "papers": "1,2"}),
    );
    trial.must("end_visit", json!({"window": 1}));
    done["number"].as_str().unwrap().to_owned()
}

fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn the_page_explains_the_date_and_tells_what_happened_and_masks_the_applicant() {
    let mut trial = TrialHall::staffed();
    let case = accepted(&mut trial);
    let page = trial.hall.case_page(&case.to_lowercase(), trial.now);
    let page = page.unwrap().unwrap();
    assert_eq!(page.stage, Stage::Working);
    assert_eq!(
        (page.holder.kind.as_str(), page.holder.who.as_str()),
        ("centre", "social")
    );
    assert_eq!(page.answers.as_ref().unwrap().name, "王芳");
    assert_eq!(page.card.missing, ["收入证明"]);
    assert_eq!(
        page.deferred.as_ref().unwrap().until,
        page.promise.as_ref().unwrap().due
    );
    assert_eq!(
        page.counted, page.card.due,
        "the reasons lead to the promised date"
    );
    assert_eq!(page.first_promise, page.promise);
    assert_eq!(
        (page.card.lamp, page.cause),
        (Some(Lamp::Green), Some(Cause::Us))
    );
    assert_eq!(page.trips, 1);
    assert_eq!(page.history.len(), 1);
    let reasons = json_of(&page.reasons);
    assert_eq!(reasons[0]["kind"], "start_not_counted");
    assert_eq!(reasons[0]["clause"], "deadline.clause_start");
    assert!(!json_of(&page).to_string().contains("王小芳"));
    assert!(!json_of(&page).to_string().contains("13800000000"));
    assert!(
        trial
            .hall
            .case_page("YZ260312-0099", trial.now)
            .unwrap()
            .is_none()
    );
}

#[test]
fn an_extension_and_a_pause_move_the_date_and_the_first_promise_stays() {
    let mut trial = TrialHall::staffed();
    let case = accepted(&mut trial);
    trial.must_by("take_case", json!({"case": case}), staff(CLERKS[0]));
    trial.must_by(
        "extend_case",
        json!({"case": case, "limit": "5wd", "reason": "核对需要时间"}),
        staff(LEADER),
    );
    trial.must_by(
        "pause_case",
        json!({"case": case, "ground": "hearing", "days": 10}),
        staff(CLERKS[0]),
    );
    trial.at("2026-03-20 09:00");
    let page = trial.hall.case_page(&case, trial.now).unwrap().unwrap();
    assert_eq!(page.stage, Stage::Paused);
    assert_eq!(page.pause_days, Some(10));
    assert!(
        page.moving && page.counted > page.card.due,
        "{:?}",
        page.counted
    );
    let promise = |p: &Option<Promise>| p.as_ref().unwrap().due;
    let (first, now) = (promise(&page.first_promise), promise(&page.promise));
    assert!(first < now);
    assert!(page.before_extension < page.counted);
    assert_eq!(
        (page.holder.kind.as_str(), page.holder.name.as_str()),
        ("staff", "王芳")
    );
    let filling = Filling {
        lang: Lang::ZhCn,
        hall: "测试厅",
        calendar: trial.hall.calendar(),
        matter: None,
        remedy: "",
        issued_by: String::new(),
        today: day("2026-03-20"),
        reprints: 0,
    };
    let paper = filling.of_case(PaperKind::Extension, &page, None).unwrap();
    let said = render_text(&paper, TEXT_COLUMNS);
    for wanted in ["核对需要时间", "赵六", "5个工作日", "王芳"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains('⟦'), "{said}");
    let last = page.history.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.by.as_ref().unwrap().staff),
        ("case.paused", StaffNo(CLERKS[0]))
    );
}

#[test]
fn a_done_case_says_until_when_its_result_is_handed_over_and_masks_who_signed() {
    let mut trial = TrialHall::staffed();
    let case = accepted(&mut trial);
    trial.must_by(
        "supply_papers",
        json!({"case": case, "papers": "all"}),
        staff(CLERKS[0]),
    );
    trial.must_by("complete_case", json!({"case": case}), staff(CLERKS[0]));
    let page = trial.hall.case_page(&case, trial.now).unwrap().unwrap();
    // Ten working days after 2026-03-12, a Thursday.
    assert_eq!(page.deliver_by, Some(day("2026-03-26")));
    assert_eq!((page.cause, page.next), (Some(Cause::Us), None));
    assert_eq!(page.card.lamp, Some(Lamp::Green));
    trial.must_by(
        "deliver_case",
        json!({"case": case, "to": "王小芳"}),
        staff(CLERKS[0]),
    );
    let page = trial.hall.case_page(&case, trial.now).unwrap().unwrap();
    assert_eq!(page.delivered.as_ref().unwrap().day, day("2026-03-12"));
    assert_eq!((page.card.lamp, page.cause), (None, None));
    assert!(!json_of(&page).to_string().contains("王小芳"));
}

#[test]
fn a_resident_learns_the_state_with_the_last_four_and_nothing_personal() {
    let mut trial = TrialHall::staffed();
    let case = accepted(&mut trial);
    trial.must_by("take_case", json!({"case": case}), staff(CLERKS[0]));
    let ask = |number: &str, last4: &str| trial.hall.self_query(number, last4, trial.now).unwrap();
    let answer = ask(&case, "0000").unwrap();
    assert_eq!(answer.missing, ["收入证明"]);
    assert_eq!(
        (answer.holder.kind.as_str(), answer.holder.who.as_str()),
        ("centre", "social")
    );
    let said = json_of(&answer).to_string();
    assert!(!said.contains('王') && !said.contains("138"), "{said}");
    for (number, last4) in [
        (case.as_str(), "0001"),
        (case.as_str(), ""),
        (case.as_str(), "000"),
        (case.as_str(), "００００"),
        (case.as_str(), "13800000000"),
        ("YZ260312-0099", "0000"),
    ] {
        assert_eq!(ask(number, last4), None, "{number} {last4}");
    }
}

#[test]
fn a_case_without_a_phone_answers_nobody() {
    let mut trial = TrialHall::staffed();
    trial.at("09:00");
    serve(&mut trial);
    let done = trial.must(
        "accept_case",
        json!({"window": 1, "matter": "M1", "name": "王芳", "papers": "all"}),
    );
    let case = done["number"].as_str().unwrap();
    for last4 in ["", "0000", "    "] {
        assert_eq!(trial.hall.self_query(case, last4, trial.now).unwrap(), None);
    }
}

#[test]
fn the_report_counts_trips_and_names_the_notices_that_caused_them() {
    let mut trial = TrialHall::staffed();
    trial.at("09:00");
    serve(&mut trial);
    let notice = trial.must(
        "give_notice",
        json!({"window": 1, "matter": "M1", "name": "王芳", "phone": "13800000000", "papers": "1"}),
    );
    trial.must("end_visit", json!({"window": 1}));
    let case = accepted_again(&mut trial);
    let today = day("2026-03-12");
    let report = trial.hall.report(today, trial.now).unwrap();
    assert_eq!((report.cases.len(), report.notices.len()), (1, 1));
    assert_eq!(
        report.cases[0].taken_by.as_ref().unwrap().staff,
        StaffNo(CLERKS[0])
    );
    assert_eq!(report.mean_trips, Some(200));
    assert_eq!(
        (report.again[0].case.as_str(), report.again[0].trips),
        (case.as_str(), 2)
    );
    assert_eq!(json!(report.again[0].notices[0].number), notice["number"]);
    assert_eq!(
        report.after_hours, 1,
        "the second visit ended after closing"
    );
    let empty = trial.hall.report(day("2026-03-11"), trial.now).unwrap();
    assert_eq!((empty.mean_trips, empty.after_hours), (None, 0));
    let mine = trial.hall.mine(StaffNo(CLERKS[0]), trial.now).unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(
        trial.hall.tray("centre", "social", trial.now).unwrap(),
        mine
    );
    assert!(trial.hall.tray("leader", "", trial.now).unwrap().is_empty());
}

/// Accepts the same resident's case, served until after the closing hour.
fn accepted_again(trial: &mut TrialHall) -> String {
    trial.at("16:50");
    serve(trial);
    trial.at("18:30");
    let done = trial.must(
        "accept_case",
        json!({"window": 1, "matter": "M1", "name": "王芳", "phone": "13800000000", "papers": "all"}),
    );
    trial.must("end_visit", json!({"window": 1}));
    done["number"].as_str().unwrap().to_owned()
}

/// A hall of the real program with one accepted case.
fn with_a_case() -> (cli::Hall, String) {
    let hall = cli::Hall::set_up(true);
    for line in [
        "do post_staff --staff 102 --now 2026-03-12T08:00",
        "do open_window --window 1 --staff 102 --now 2026-03-12T08:01",
        "do take_ticket --centre social --slip no_paper --as resident --now 2026-03-12T09:00",
        "do call_next --window 1 --by 102 --now 2026-03-12T09:10",
        "do start_service --window 1 --by 102 --now 2026-03-12T09:11",
    ] {
        hall.words(line).ends(0);
    }
    let done = hall
        .words("do accept_case --window 1 --matter S001 --name 张三丰 --phone 13800000000 --papers all --by 102 --now 2026-03-12T09:20 --json")
        .ends(0)
        .json();
    let case = done["done"]["number"].as_str().unwrap().to_owned();
    (hall, case)
}

#[test]
fn every_tray_and_register_is_shown_as_text_and_as_json() {
    let (hall, case) = with_a_case();
    let now = "--now 2026-03-12T10:00";
    for what in [
        "mine 102",
        "mine 102 --lamp green",
        "tray social",
        "tray leader",
        "tray 县民政局",
        "hards",
        "noes",
        "notices 2026-03-12",
        "bookings",
        "judged 2026-03-11",
        "report",
    ] {
        let text = hall.words(&format!("show {what} {now}")).ends(0);
        assert!(
            !text.out.contains('⟦') && !text.out.contains("张三丰"),
            "{}",
            text.out
        );
        let shown = hall.words(&format!("show {what} {now} --json")).ends(0);
        assert!(
            !shown.json().is_null() && !shown.out.contains("张三丰"),
            "{}",
            shown.out
        );
    }
    let red = hall
        .words(&format!("show mine 102 --lamp red {now} --json"))
        .ends(0);
    assert_eq!(red.json(), json!([]));
    let page = hall.words(&format!("show case {case} {now}")).ends(0);
    assert!(
        page.out.contains("受理") && !page.out.contains('⟦'),
        "{}",
        page.out
    );
    assert!(!page.out.contains("张三丰"));
    hall.words(&format!("show mine 999 {now}")).ends(3);
}

#[test]
fn the_exported_report_has_the_rows_of_the_screen() {
    let (hall, case) = with_a_case();
    for what in ["report 2026-03-12", "report", "cases"] {
        let file = format!("{}/{}.csv", hall.folder_path(), what.replace(' ', "-"));
        hall.words(&format!("export {what} {file} --now 2026-03-12T10:00"))
            .ends(0);
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            text.starts_with('\u{feff}'),
            "Excel would garble the Chinese: {text}"
        );
        assert_eq!(lines.len(), 2, "{text}");
        let screen = hall.words("show report --now 2026-03-12T10:00").ends(0).out;
        for cell in lines[1].split(',').filter(|cell| !cell.is_empty()) {
            assert!(screen.contains(cell), "{cell}\n{screen}");
        }
        assert!(lines[1].starts_with(case.as_str()));
        hall.words(&format!("export {what} {file} --now 2026-03-12T10:00"))
            .ends(3);
    }
    let book = format!("{}/all.xlsx", hall.folder_path());
    hall.words(&format!("export cases {book}")).ends(0);
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
}

#[test]
fn a_paper_goes_into_a_file_is_noted_and_is_a_reprint_the_second_time() {
    let (hall, case) = with_a_case();
    let file = |n: u32| format!("{}/{n}.txt", hall.folder_path());
    let print = |n: u32| {
        let out = file(n);
        hall.words(&format!(
            "print acceptance {case} --out {out} --now 2026-03-12T09:30"
        ))
    };
    print(1).ends(0);
    print(1).ends(3);
    print(2).ends(0);
    let (first, second) = (file(1), file(2));
    let first = std::fs::read_to_string(first).unwrap();
    let second = std::fs::read_to_string(second).unwrap();
    assert!(
        first.contains(case.as_str()) && !first.contains("张三丰"),
        "{first}"
    );
    assert!(
        !first.contains("补打") && second.contains("补打"),
        "{second}"
    );
    let page = hall
        .words(&format!("show case {case} --json"))
        .ends(0)
        .json();
    assert_eq!(
        page["prints"].as_array().unwrap().len(),
        2,
        "a refused file is no print"
    );
    assert_eq!(page["prints"][1]["result"], "printed");
    assert!(first.contains(page["check"].as_str().unwrap()));
}

#[test]
fn a_paper_that_cannot_be_is_refused_in_one_sentence_and_not_noted() {
    let (hall, case) = with_a_case();
    let out = format!("{}/x.txt", hall.folder_path());
    for kind in [
        "refusal",
        "pause",
        "extension",
        "delivery",
        "notice",
        "not-ours",
    ] {
        let ran = hall
            .words(&format!("print {kind} {case} --out {out}"))
            .ends(3);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(ran.err.contains(case.as_str()), "{}", ran.err);
    }
    hall.words(&format!("print acceptance YX260312-0099 --out {out}"))
        .ends(3);
    hall.words(&format!("print receipt {case} --out {out}"))
        .ends(2);
    hall.words(&format!("print acceptance {case} --out x.doc"))
        .ends(2);
    let none = hall.words(&format!("print acceptance {case}")).ends(3);
    assert!(none.err.contains("--out"), "{}", none.err);
    hall.words(&format!("print acceptance {case} --to drum"))
        .ends(2);
    let page = hall
        .words(&format!("show case {case} --json"))
        .ends(0)
        .json();
    assert_eq!(page["prints"], json!([]));
}

#[test]
fn the_papers_of_a_long_way_say_the_facts_of_the_case() {
    let (hall, case) = with_a_case();
    hall.words("do post_staff --staff 101 --now 2026-03-12T09:25")
        .ends(0);
    let text = |kind: &str, number: &str| {
        let out = format!("{}/{kind}-{number}.txt", hall.folder_path());
        hall.words(&format!(
            "print {kind} {number} --out {out} --by 101 --now 2026-03-13T09:00"
        ))
        .ends(0);
        let text = std::fs::read_to_string(out).unwrap();
        assert!(!text.contains('⟦') && !text.contains("张三丰"), "{text}");
        assert!(text.contains("赵一"), "who issued it: {text}");
        text
    };
    for line in ["take_case", "pause_case --ground hearing --days 10"] {
        let (verb, fields) = line.split_once(' ').unwrap_or((line, "--by 102"));
        let by = if fields.contains("--by") {
            ""
        } else {
            " --by 102"
        };
        hall.words(&format!(
            "do {verb} --case {case} {fields}{by} --now 2026-03-13T08:30"
        ))
        .ends(0);
    }
    let pause = text("pause", &case);
    assert!(pause.contains("听证") && pause.contains("10"), "{pause}");
    hall.words(&format!(
        "do resume_case --case {case} --by 102 --now 2026-03-13T08:40"
    ))
    .ends(0);
    hall.words(&format!(
        "do refuse_case --case {case} --reason 不符合条件 --clause 第三条 --instead 申请临时救助 --by 102 --now 2026-03-13T08:50"
    ))
    .ends(0);
    let refusal = text("refusal", &case);
    for said in ["不符合条件", "第三条", "申请临时救助"] {
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
    let noes = hall
        .words("show noes 2026-03-13 --json --now 2026-03-13T09:00")
        .ends(0)
        .json();
    assert_eq!(noes[0]["case"], json!(case));
    let number = noes[0]["number"].as_str().unwrap();
    assert!(text("refusal", number).contains("不符合条件"));
}

#[test]
fn a_printer_that_is_not_there_is_noted_as_failed_and_the_next_print_is_no_reprint() {
    let (hall, case) = with_a_case();
    if yizhan::ui::slip::Fonts::find("").is_err() {
        assert!(std::env::var_os("YIZHAN_ALL").is_none(), "no Chinese font");
        eprintln!("LEFT OUT, nothing was printed: there is no Chinese font");
        return;
    }
    let failed = hall
        .words(&format!("print acceptance {case} --to dev:/nowhere/lp0"))
        .ends(4);
    assert_eq!(failed.err.lines().count(), 1, "{}", failed.err);
    let printers = format!("file:{}", hall.folder_path());
    hall.words(&format!("print acceptance {case} --to {printers}"))
        .ends(0);
    let page = hall
        .words(&format!("show case {case} --json"))
        .ends(0)
        .json();
    assert_eq!(page["prints"][0]["result"], "failed");
    assert_eq!(page["prints"][1]["result"], "printed");
    let out = format!("{}/again.txt", hall.folder_path());
    hall.words(&format!("print acceptance {case} --out {out}"))
        .ends(0);
    let text = std::fs::read_to_string(out).unwrap();
    assert!(text.contains("补打"), "one copy is out by now");
}

#[test]
fn a_matter_that_is_not_ours_leaves_a_paper_that_names_the_right_office() {
    let (hall, _) = with_a_case();
    let told = hall
        .words("do add_errand --window 1 --by 102 --now 2026-03-12T09:30")
        .ends(0);
    assert!(told.err.is_empty(), "{}", told.err);
    let done = hall
        .words("do tell_place --window 1 --what 换驾驶证 --office 车管所 --address 城关路 --by 102 --now 2026-03-12T09:31 --json")
        .ends(0)
        .json();
    let number = done["done"]["number"].as_str().unwrap();
    assert_eq!(number, "Z260312-01");
    let out = format!("{}/{number}.txt", hall.folder_path());
    hall.words(&format!(
        "print not-ours {number} --out {out} --now 2026-03-12T09:32"
    ))
    .ends(0);
    let paper = std::fs::read_to_string(out).unwrap();
    for fact in ["换驾驶证", "车管所", "城关路", "第三十二条", number] {
        assert!(paper.contains(fact), "{fact} in {paper}");
    }
    let shown = hall.words("show places 2026-03-12").ends(0).out;
    assert!(
        shown.contains(number) && shown.contains("车管所"),
        "{shown}"
    );
    hall.words(&format!("print not-ours Z260312-02 --out {number}.txt"))
        .ends(3);
}

#[test]
fn a_private_use_character_of_a_name_is_kept_shown_and_marked_on_paper() {
    let (hall, _) = with_a_case();
    // As an old font of a registry held a rare surname; no font of ours can draw it.
    let name = "\u{e815}三丰";
    hall.words("do add_errand --window 1 --by 102 --now 2026-03-12T09:30")
        .ends(0);
    let done = hall
        .words(&format!("do accept_case --window 1 --matter S001 --name {name} --papers all --by 102 --now 2026-03-12T09:31 --json"))
        .ends(0)
        .json();
    let case = done["done"]["number"].as_str().unwrap();
    let shown = hall
        .words(&format!("show case {case} --now 2026-03-12T10:00"))
        .ends(0)
        .out;
    assert!(shown.contains("□E815"), "{shown}");
    assert!(!shown.contains('\u{e815}'), "{shown}");
    let revealed = hall
        .words(&format!("do reveal_person --case {case} --reason 核对姓名 --by 102 --now 2026-03-12T10:00 --json"))
        .ends(0)
        .json();
    assert!(
        revealed.to_string().contains(name),
        "the register keeps it: {revealed}"
    );
    let print = |ending: &str| {
        let out = format!("{}/rare.{ending}", hall.folder_path());
        let ran = hall.words(&format!(
            "print acceptance {case} --out {out} --now 2026-03-12T10:00"
        ));
        (ran, out)
    };
    let (ran, out) = print("txt");
    ran.ends(0);
    let text = std::fs::read_to_string(out).unwrap();
    assert!(text.contains('□') && text.contains("U+E815"), "{text}");
    let pdftotext = std::process::Command::new("pdftotext").arg("-v").output();
    let font = yizhan::ui::slip::Fonts::find("");
    if pdftotext.is_err() || font.is_err() {
        assert!(
            std::env::var_os("YIZHAN_ALL").is_none(),
            "poppler-utils or a font is missing"
        );
        eprintln!("LEFT OUT, the PDF of a rare name was not looked at");
        return;
    }
    let (ran, out) = print("pdf");
    ran.ends(0);
    let read = std::process::Command::new("pdftotext")
        .args(["-layout", &out, "-"])
        .output()
        .unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    assert!(text.contains('□') && text.contains("U+E815"), "{text}");
}
