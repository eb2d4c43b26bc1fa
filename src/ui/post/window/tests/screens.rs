//! Screens: as text at two sizes, and at any size with anything in them.

use proptest::prelude::*;
use serde_json::json;

use crate::domain::ids::WindowNo;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Who;
use crate::ui::post::Post;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Look;

fn shot(name: &str, screen: &str) {
    snapshot!(name, screen);
}

fn english() -> Look {
    Look {
        lang: Lang::En,
        ..Look::probe()
    }
}

/// A morning: three wait, one of them an elder; one number is aside.
fn morning() -> Bench {
    let mut bench = Bench::open();
    bench.ticket();
    bench.ticket();
    bench.keys("F2 ^g");
    let elder = json!({"centre": "social", "priority": "elder", "slip": "printed"});
    bench.verb("take_ticket", elder);
    bench.ticket();
    bench.ticket();
    bench.pass(9 * 60);
    bench
}

#[test]
fn the_form_shows_matter_person_papers_and_date_at_once() {
    let mut bench = morning();
    bench.keys("F2 F4");
    bench.pass(72);
    bench.keys("db");
    shot("window_matter_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("1 zsf");
    shot("window_people_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("1 1 2 3");
    shot("window_intake_80x24", &bench.screen(80, 24, &Look::probe()));
    shot(
        "window_intake_120x40",
        &bench.screen(120, 40, &Look::probe()),
    );
    shot("window_intake_en_80x24", &bench.screen(80, 24, &english()));
    bench.keys("F6 2");
    shot(
        "window_transfer_80x24",
        &bench.screen(80, 24, &Look::probe()),
    );
}

#[test]
fn the_other_screens_say_what_to_do_next() {
    let mut bench = Bench::closed();
    shot("window_closed_80x24", &bench.screen(80, 24, &Look::probe()));
    bench = morning();
    shot("window_idle_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("F2");
    shot("window_called_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("F4 db1 zsf1 F7 F8");
    shot(
        "window_accepted_80x24",
        &bench.screen(80, 24, &Look::probe()),
    );
    shot(
        "window_accepted_en_120x40",
        &bench.screen(120, 40, &english()),
    );
}

#[test]
fn a_notice_and_a_no_are_seen_whole() {
    let mut bench = morning();
    bench.keys("F2 F4 db1 zsf1 1 2 F5");
    shot("window_ends_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("1");
    shot("window_notice_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("2 db1 F5 3 1 x");
    shot("window_no_en_120x40", &bench.screen(120, 40, &english()));
}

#[test]
fn the_clerks_own_cases_are_seen_with_what_can_be_done() {
    let mut bench = morning();
    bench.keys("^v");
    shot("window_mine_80x24", &bench.screen(80, 24, &Look::probe()));
    shot("window_mine_en_120x40", &bench.screen(120, 40, &english()));
    bench.keys("Enter");
    shot("window_case_80x24", &bench.screen(80, 24, &Look::probe()));
    bench.keys("3");
    shot("window_pass_80x24", &bench.screen(80, 24, &Look::probe()));
}

#[test]
fn every_screen_of_intake_is_seen_in_english_on_a_wide_terminal() {
    let wide = |bench: &Bench, name: &str| {
        shot(
            &format!("window_{name}_en_120x40"),
            &bench.screen(120, 40, &english()),
        );
    };
    let mut bench = Bench::closed();
    wide(&bench, "closed");
    bench = morning();
    wide(&bench, "idle");
    bench.keys("F2");
    wide(&bench, "called");
    bench.keys("F4 db");
    wide(&bench, "matter");
    bench.keys("1 zsf");
    wide(&bench, "people");
    bench.keys("1 1 2 3 4");
    wide(&bench, "intake");
    bench.keys("^s");
    wide(&bench, "why");
    bench.keys("Esc ^z Enter");
    wide(&bench, "terms");
    bench.keys("Esc ^x 1");
    wide(&bench, "hand_over");
    bench.keys("Esc F6 2");
    wide(&bench, "transfer");
    bench.keys("Esc F5");
    wide(&bench, "ends");
    bench.keys("1");
    wide(&bench, "notice");
    bench.keys("Esc 3 ^v Enter");
    wide(&bench, "case");
    bench.keys("3 6");
    wide(&bench, "pass");
    bench.keys("Esc 9");
    wide(&bench, "papers");
    bench.keys("Esc Esc F3 张三丰 Enter");
    wide(&bench, "found");
}

#[test]
fn the_new_dialogs_fit_80_by_24() {
    let small = |bench: &Bench, name: &str| {
        shot(
            &format!("window_{name}_80x24"),
            &bench.screen(80, 24, &Look::probe()),
        );
    };
    let mut bench = morning();
    bench.keys("F2 F4 db1 zsf1 1 2 3 4 ^z Enter");
    small(&bench, "terms");
    bench.keys("Esc ^x 1");
    small(&bench, "hand_over");
    bench.keys("Esc ^v F3 张三丰 Enter");
    small(&bench, "found");
    bench.keys("Enter 3 6");
    small(&bench, "pass_to");
    bench.keys("Esc 9");
    small(&bench, "papers");
    bench.keys("Esc Esc Esc F7 ");
    bench.printer = Err(crate::ui::slip::Why::Unreachable.into());
    bench.keys("F8");
    small(&bench, "paper_failed");
}

#[test]
fn numbers_and_phones_are_masked_unless_they_are_being_typed() {
    let mut bench = morning();
    bench.keys("F2 F4 db1 zsf");
    let look = Look::probe();
    let people = bench.screen(120, 40, &look);
    assert!(
        people.contains("110105********002X") && !people.contains("19491231"),
        "{people}"
    );
    bench.keys("1");
    let filled = bench.screen(120, 40, &look);
    assert!(
        !filled.contains("19491231") && !filled.contains("13800000000"),
        "{filled}"
    );
    bench.keys("Up Up Up");
    assert!(bench.screen(120, 40, &look).contains("11010519491231002X"));
}

#[test]
fn the_line_is_in_sight_on_every_screen_and_marks_a_long_wait() {
    let mut bench = morning();
    for typed in ["", "F2", "F4", "db", "1", "zsf1", "F7", "F8"] {
        bench.keys(typed);
        let screen = bench.screen(80, 24, &Look::probe());
        let line = screen.lines().find(|line| line.contains("等候")).unwrap();
        assert!(line.contains("最长 9分"), "{screen}");
    }
    bench.pass(15 * 60);
    assert!(bench.screen(80, 24, &Look::probe()).contains("最长 ▲24分"));
}

#[test]
fn the_keys_of_every_screen_fit_the_bar() {
    let mut bench = morning();
    for typed in ["", "F2", "F4", "db1", "zsf1", "F7", "F6", "Esc", "F8"] {
        bench.keys(typed);
        for look in [Look::probe(), english()] {
            let screen = bench.screen(80, 24, &look);
            let bar = screen.lines().nth(23).unwrap();
            assert!(bar.contains("F1"), "{screen}");
            let enabled = bench
                .post
                .hints()
                .into_iter()
                .filter(|h| h.why_not.is_none());
            for hint in enabled.filter(|h| matches!(h.key, crate::ui::key::Key::F(_))) {
                assert!(bar.contains(&hint.key.to_string()), "{} in {bar}", hint.key);
            }
        }
    }
}

#[test]
fn the_resident_is_asked_to_rate_only_until_they_did() {
    let mut bench = morning();
    bench.keys("F2 F4 db1 zsf1 F7 F8");
    let asks = |bench: &Bench| {
        let screen = bench.screen(80, 24, &Look::probe());
        screen.contains("请居民在评价器上打分")
    };
    assert!(asks(&bench));
    // Whoever was served before the bench began was asked, too.
    while let Some(ask) = bench.hall.pad(WindowNo(3)).unwrap().ask {
        let rate = Call::parse("rate", json!({"errand": ask.errand, "level": 5}));
        bench.perform(rate.unwrap(), Who::Resident);
    }
    bench.refresh();
    assert!(!asks(&bench));
}

#[test]
fn the_caret_stands_in_the_field_and_above_the_last_rows() {
    let mut bench = morning();
    bench.keys("F2 F4 db1 张");
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 24)).unwrap();
    let look = Look::probe();
    terminal
        .draw(|frame| bench.post.view(frame, &look, bench.now))
        .unwrap();
    let caret = terminal.get_cursor_position().unwrap();
    assert!(caret.y < 21, "{caret:?}");
    let screen = bench.screen(80, 24, &look);
    let row = screen.lines().nth(usize::from(caret.y)).unwrap();
    assert!(row.contains("姓名") && row.contains('张'), "{row}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn any_text_at_any_size_is_drawn(
        columns in 60u16..200,
        rows in 15u16..60,
        name in "\\PC{0,40}",
        hostile in any::<String>(),
        ascii in any::<bool>(),
    ) {
        let mut bench = morning();
        let mut look = Look::probe();
        if ascii {
            look.glyphs = Glyphs::Ascii;
        }
        for typed in ["", "F2", "F4", "db", "1"] {
            bench.keys(typed);
            bench.screen(columns, rows, &look);
        }
        for text in [&name, &hostile] {
            let effects = bench.post.paste(text, bench.now);
            bench.run(effects);
            bench.screen(columns, rows, &look);
            bench.keys("Tab");
        }
        bench.keys("F7 ^s");
        bench.screen(columns, rows, &look);
        for typed in ["Esc ^v", "Enter", "3", "Esc Esc Esc F5", "3", "Esc ^x", "Esc"] {
            bench.keys(typed);
            bench.screen(columns, rows, &look);
        }
        bench.keys("F6 2");
        let screen = bench.screen(columns, rows, &look);
        prop_assert!(screen.contains("F1"), "{screen}");
    }
}
