//! What the pages look like.

use super::*;

fn drawn(kiosk: &Kiosk, columns: u16, rows: u16, lang: Lang, now: UtcMs) -> String {
    let look = Look {
        lang,
        ..Look::probe()
    };
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal
        .draw(|frame| kiosk.view(frame, &look, now))
        .unwrap();
    paint::screen(terminal.backend().buffer())
}

pub(super) fn zh(kiosk: &Kiosk) -> String {
    drawn(kiosk, 80, 24, Lang::ZhCn, NOW)
}

/// Every page there is, each as a kiosk that shows it.
fn pages() -> Vec<Kiosk> {
    let mut pages: Vec<Kiosk> = [
        "", "2", "2\n", "db", "zzz", "5", "512", "6", "7", "75", "71",
    ]
    .iter()
    .map(|keys| {
        let mut kiosk = kiosk();
        typed(&mut kiosk, keys);
        kiosk
    })
    .collect();
    let mut case = kiosk();
    typed(&mut case, "52603120007\n0000\n");
    case.news(News::Progress(Some(Box::new(answer()))), NOW);
    pages.push(case);
    // Trouble over a rating: what happened, and whether the leader is told.
    for keys in [&[(9, 0)][..], &[(9, 0), (1, 5)]] {
        let mut wronged = kiosk();
        typed(&mut wronged, "52603120007\n0000\n");
        wronged.news(News::Progress(Some(Box::new(answer()))), NOW);
        for (digit, seconds) in keys {
            wronged.key(Key::Digit(*digit), later(*seconds));
        }
        assert!(matches!(wronged.doing, Doing::Wronged(..)));
        pages.push(wronged);
    }
    let mut given = kiosk();
    let asked = typed(&mut given, "21");
    give(&mut given, &asked);
    given.printed(Ok(()), NOW);
    keep(&mut given, SlipResult::Printed, NOW);
    pages.push(given);
    let (mut told, _) = kiosk_with("none", figures());
    let asked = typed(&mut told, "21");
    give(&mut told, &asked);
    told.printed(Err(PrintError::NoPrinter), NOW);
    keep(&mut told, SlipResult::NoPaper, NOW);
    pages.push(told);
    pages.push(unprinted(PrintError::NoPaper).0);
    let mut sorry = kiosk();
    let asked = typed(&mut sorry, "21");
    let call = Call::from(take(&asked).clone());
    sorry.outcome(&call, Err(Error::Refused(Refusal::DoorsClosed)), NOW);
    pages.push(sorry);
    let closed = read::Kiosk {
        doors_open: false,
        ..figures()
    };
    pages.push(kiosk_with("none", closed).0);
    pages
}

#[test]
fn no_page_shows_a_name_of_a_person() {
    for kiosk in pages() {
        let shown = zh(&kiosk);
        assert!(!shown.contains('张'), "{shown}");
        assert!(!shown.contains('⟦'), "a sentence is missing: {shown}");
    }
}

#[test]
fn every_page_fits_every_size_in_both_languages() {
    for (columns, rows) in [
        (60, 15),
        (63, 18),
        (80, 24),
        (100, 30),
        (120, 40),
        (200, 60),
    ] {
        for lang in Lang::ALL {
            for kiosk in pages() {
                let shown = drawn(&kiosk, columns, rows, lang, NOW);
                let last = shown.lines().last().unwrap();
                assert!(!last.trim().is_empty(), "no keys below: {shown}");
                assert!(!shown.contains('⟦'), "a sentence is missing: {shown}");
            }
        }
    }
}

#[test]
fn the_hint_bar_fits_80_columns_on_every_page() {
    for kiosk in pages() {
        for lang in Lang::ALL {
            let hints = kiosk.hints();
            let cells: usize = hints
                .iter()
                .map(|h| text::width(&h.key.to_string()) + text::width(lang.tr(h.label)) + 1)
                .sum();
            assert!(cells < 80, "{cells} cells: {hints:?}");
        }
    }
}

#[test]
fn hostile_names_neither_steer_the_terminal_nor_break_a_page() {
    let evil = "\u{1b}[2J\u{202e}证\u{0}明\u{301}\u{301}".repeat(9);
    let mut matters = matters();
    for matter in &mut matters {
        matter.name = evil.clone();
        matter.aliases = vec![evil.clone(); 5];
    }
    let mut kiosk = kiosk();
    kiosk.news(News::Catalogue(matters), NOW);
    kiosk.setting.config.hall.name = evil.clone();
    for keys in ["", "2", "0证", "01"] {
        typed(&mut kiosk, keys);
        for (columns, rows) in [
            (60, 15),
            (61, 16),
            (79, 17),
            (80, 24),
            (110, 33),
            (133, 47),
            (200, 60),
        ] {
            let shown = drawn(&kiosk, columns, rows, Lang::ZhCn, NOW);
            assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{0}']));
        }
    }
}

#[test]
fn the_caret_stands_in_the_field() {
    for (keys, row) in [("低", 4), ("512", 7)] {
        let mut kiosk = kiosk();
        typed(&mut kiosk, keys);
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal
            .draw(|frame| kiosk.view(frame, &Look::probe(), NOW))
            .unwrap();
        let caret = terminal.get_cursor_position().unwrap();
        assert_eq!(caret.y, row, "{keys}: {caret:?}");
        assert!(caret.x > 10);
    }
}

fn snapshot(name: &str, shown: &str) {
    snapshot!(name, shown);
}

#[test]
fn the_pages_look_as_they_were_agreed_on() {
    let pages = pages();
    for (at, name) in [
        (0, "kiosk_home"),
        (1, "kiosk_matters"),
        (3, "kiosk_search"),
        (11, "kiosk_case"),
        (12, "kiosk_given"),
        (13, "kiosk_no_paper"),
        (14, "kiosk_doubt"),
        (16, "kiosk_closed"),
    ] {
        snapshot(name, &zh(&pages[at]));
    }
    let mut four = kiosk();
    typed(&mut four, "52603120007\n00");
    four.news(News::Progress(None), NOW);
    snapshot("kiosk_last_four", &zh(&four));
    snapshot(
        "kiosk_last_four_120_en",
        &drawn(&four, 120, 40, Lang::En, NOW),
    );
    four.news(News::TooManyTries, NOW);
    snapshot("kiosk_too_many", &zh(&four));
    snapshot(
        "kiosk_too_many_120_en",
        &drawn(&four, 120, 40, Lang::En, NOW),
    );
    for (at, name) in [
        (0, "kiosk_home_120_en"),
        (1, "kiosk_matters_120_en"),
        (11, "kiosk_case_120_en"),
    ] {
        snapshot(name, &drawn(&pages[at], 120, 40, Lang::En, NOW));
    }
}
