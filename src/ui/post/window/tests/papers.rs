//! The papers a resident takes home: printed, failed or without a printer, and never at the cost
//! of the case.

use crate::clock::Clock;
use crate::domain::paper::PaperKind;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ui::app::App;
use crate::ui::app::Input;
use crate::ui::key::Key;
use crate::ui::post::PostName;
use crate::ui::post::trial;
use crate::ui::post::window::Phase;
use crate::ui::post::window::tests::Bench;
use crate::ui::slip::NO_PAPER_FILE;
use crate::ui::slip::PrintError;
use crate::ui::slip::Why;
use crate::ui::theme::Look;

fn served() -> Bench {
    let mut bench = Bench::open();
    bench.ticket();
    bench.keys("F2 F4");
    bench
}

fn kinds(bench: &Bench) -> Vec<PaperKind> {
    bench.printed.iter().map(|(kind, _)| *kind).collect()
}

#[test]
fn a_promised_case_is_given_its_receipt_and_a_second_one_is_marked() {
    let mut bench = served();
    bench.printer = Ok(());
    bench.keys("db1 zsf1 F7 F8");
    assert_eq!(kinds(&bench), [PaperKind::Acceptance]);
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("4 补打受理回执单（已打印）"), "{screen}");
    bench.keys("4");
    assert_eq!(kinds(&bench), [PaperKind::Acceptance; 2]);
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("已补打"), "{screen}");
    // The key works when the visit is over, too.
    bench.keys("3 ^c");
    assert_eq!((kinds(&bench).len(), bench.bells), (3, 0));
    assert!(bench.note(&Look::probe()).contains("已补打"));
}

#[test]
fn a_printer_that_fails_is_said_and_the_case_stands() {
    for (error, why) in [
        (PrintError::NoPaper, "打印机没纸"),
        (Why::Unreachable.into(), "没有打印机回应"),
    ] {
        let mut bench = served();
        bench.printer = Err(error);
        bench.keys("db1 zsf1 F7 F8");
        assert_eq!((bench.phase(), bench.bells), (Phase::Between, 1));
        let note = bench.note(&Look::probe());
        assert!(note.contains(why) && note.contains("办件还在"), "{note}");
        let case = bench.post.current().unwrap().done[0].case.clone().unwrap();
        assert!(bench.hall.case(&case, bench.now).unwrap().is_some());
        bench.printer = Ok(());
        bench.keys("4");
        let screen = bench.screen(80, 24, &Look::probe());
        assert!(screen.contains("已打印"), "it never came out: {screen}");
    }
}

#[test]
fn without_a_printer_only_the_notice_must_be_copied_by_hand() {
    let mut bench = served();
    bench.keys("db1 zsf1 1 2 F5 1");
    assert_eq!((kinds(&bench), bench.bells), (vec![PaperKind::Notice], 1));
    assert!(bench.note(&Look::probe()).contains("请抄给居民"));
    bench.keys("2 db1 F7 F8");
    assert_eq!(bench.bells, 1, "{}", bench.note(&Look::probe()));
    let screen = bench.screen(80, 24, &Look::probe());
    assert!(screen.contains("没有设打印机"), "{screen}");
}

#[test]
fn a_matter_that_is_not_ours_has_its_paper_with_the_right_office() {
    let mut bench = served();
    bench.printer = Ok(());
    bench.keys("换驾照 F5 4 1 F8");
    let (kind, paper) = &bench.printed[0];
    assert_eq!(*kind, PaperKind::NotOurs);
    assert!(paper.contains("派出所"), "{paper}");
}

#[test]
fn a_no_has_its_paper_and_what_is_done_at_once_has_one_on_demand() {
    let mut bench = served();
    bench.keys("db1 F5 3 1 第六条 F8");
    assert_eq!(kinds(&bench), [PaperKind::Refusal]);
    bench.keys("2 S034 Enter zsf1 F7 F8");
    assert_eq!(bench.phase(), Phase::Between);
    assert_eq!(kinds(&bench).len(), 1, "done while the resident waits");
    bench.keys("4");
    assert_eq!(kinds(&bench)[1], PaperKind::Acceptance);
}

#[test]
fn nothing_is_printed_before_there_is_anything_to_print() {
    let mut bench = Bench::open();
    bench.keys("^c");
    assert_eq!((bench.printed.len(), bench.bells), (0, 1));
    assert_eq!(bench.note(&Look::probe()), "还没有要打印的文书");
}

/// A hall on the disk whose papers go into a folder, as text.
fn session(dir: &std::path::Path) -> App {
    std::fs::write(dir.join("hall.toml"), "[kiosk]\nprinter = \"file:slips\"\n").unwrap();
    let mut bench = Bench::open_in(dir);
    bench.ticket();
    let now = bench.now;
    drop(bench);
    let hall = Hall::open(dir).unwrap();
    let window = PostName::Window(crate::domain::ids::WindowNo(3));
    App::new(hall, Clock::Fixed(now), Look::probe(), window, Who::System).unwrap()
}

fn press(app: &mut App, keys: &str) {
    for key in keys.chars() {
        let key = match key {
            '②' => Key::F(2),
            '④' => Key::F(4),
            '⑦' => Key::F(7),
            '⑧' => Key::F(8),
            c => Key::of_char(c).unwrap(),
        };
        app.input(Input::Key(key));
    }
    app.finish();
}

fn shown(app: &App) -> String {
    trial::session(app, (80, 24))
}

fn papers(dir: &std::path::Path) -> Vec<String> {
    let found = std::fs::read_dir(dir.join("slips")).unwrap();
    let mut paths: Vec<_> = found.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn a_real_session_prints_keeps_what_became_of_it_and_marks_the_second_one() {
    let dir = tempfile::tempdir().unwrap();
    let slips = dir.path().join("slips");
    let mut app = session(dir.path());
    // The folder is not there: the printer fails, the case is kept.
    press(&mut app, "②④db1zsf1⑦⑧");
    let screen = shown(&app);
    assert!(screen.contains("打印机或文件夹不在"), "{screen}");
    std::fs::create_dir(&slips).unwrap();
    std::fs::write(slips.join(NO_PAPER_FILE), "").unwrap();
    press(&mut app, "4");
    assert!(shown(&app).contains("打印机没纸"), "{}", shown(&app));
    std::fs::remove_file(slips.join(NO_PAPER_FILE)).unwrap();
    press(&mut app, "4");
    press(&mut app, "4");
    assert!(shown(&app).contains("已补打"), "{}", shown(&app));
    let [one, other]: [String; 2] = papers(dir.path()).try_into().unwrap();
    let (first, second) = match other.contains("补打") {
        true => (one, other),
        false => (other, one),
    };
    assert!(first.contains("受理回执单") && first.contains("最低生活保障"));
    assert!(!first.contains("补打"), "{first}");
    assert!(second.contains("补打"), "{second}");
    assert!(!second.contains("13800000000"), "masked: {second}");
    let lines = app.hall().ledger(100).unwrap();
    let printed = lines.iter().filter(|line| line.kind.contains("printed"));
    assert_eq!(printed.count(), 4, "each try is kept: {lines:#?}");
}
