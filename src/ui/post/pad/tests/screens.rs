//! How the pad looks in every state, at several sizes.

use super::*;

#[test]
fn the_caret_stands_in_the_field_for_own_words_and_clear_of_the_last_rows() {
    let mut pad = asking();
    keys(&mut pad, "28慢", at(1));
    for (columns, rows) in [(60, 15), (80, 24), (120, 40)] {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let look = look(Lang::ZhCn, Glyphs::Unicode);
        terminal
            .draw(|frame| pad.view(frame, &look, at(1)))
            .unwrap();
        let caret = terminal.get_cursor_position().unwrap();
        assert!(caret.y + 3 < rows, "{columns}x{rows}: {caret:?}");
        let buffer = terminal.backend().buffer();
        assert_eq!(buffer[(caret.x - 2, caret.y)].symbol(), "慢");
    }
}

#[test]
fn the_question_shows_who_served_and_what_for() {
    let pad = asking();
    snapshot("pad_asking_80x24", screen(&pad, at(9)));
    let big = look(Lang::ZhCn, Glyphs::Unicode);
    snapshot("pad_asking_120x40", screen_in(&pad, (120, 40), &big, at(9)));
    let en = look(Lang::En, Glyphs::Unicode);
    snapshot("pad_asking_80x24_en", screen_in(&pad, (80, 24), &en, at(9)));
    let ascii = look(Lang::ZhCn, Glyphs::Ascii);
    snapshot(
        "pad_asking_80x24_ascii",
        screen_in(&pad, (80, 24), &ascii, at(9)),
    );
    snapshot("pad_asking_60x15", screen_in(&pad, (60, 15), &big, at(9)));
}

#[test]
fn the_other_states_are_large_and_calm() {
    let mut pad = Pad::new(WindowNo(3), setting());
    pad.news(read(None), T);
    let en = look(Lang::En, Glyphs::Unicode);
    snapshot("pad_welcome_80x24", screen(&pad, T));
    snapshot("pad_welcome_120x40_en", screen_in(&pad, (120, 40), &en, T));
    let mut pad = asking();
    keys(&mut pad, "138", at(1));
    keys(&mut pad, "来了3次", at(1));
    snapshot("pad_reasons_80x24", screen(&pad, at(11)));
    snapshot(
        "pad_reasons_80x24_en",
        screen_in(&pad, (80, 24), &en, at(11)),
    );
    pad.key(Key::Enter, at(12));
    snapshot("pad_undo_80x24", screen(&pad, at(13)));
    pad.tick(at(15));
    pad.outcome(&rate(1, 1, &["trips", "other"], "来了3次"), kept(), at(15));
    snapshot("pad_thanks_80x24", screen(&pad, at(16)));
    snapshot(
        "pad_thanks_120x40_en",
        screen_in(&pad, (120, 40), &en, at(16)),
    );
}

#[test]
fn no_name_moves_the_screen_and_no_size_breaks_it() {
    let hostile = [
        "\u{1b}[2J\u{1b}[31m".to_owned(),
        "\u{202e}反过来\u{0}\n\t".to_owned(),
        "长".repeat(4000),
        "e\u{301}\u{301}𠮷ｶﾞ\u{e815}".repeat(50),
        String::new(),
    ];
    let sizes = [
        (60, 15),
        (61, 16),
        (79, 23),
        (80, 24),
        (97, 31),
        (200, 15),
        (60, 60),
        (200, 60),
    ];
    for name in &hostile {
        let mut asked = ask(1, T);
        asked.staff_name.clone_from(name);
        asked.matter_name.clone_from(name);
        asked.staff = StaffNo(u32::MAX);
        let mut pad = Pad::new(WindowNo(u16::MAX), setting());
        pad.news(
            News::Pad(read::Pad {
                hall: name.clone(),
                window: WindowNo(u16::MAX),
                ask: Some(asked),
            }),
            T,
        );
        let steps: [&dyn Fn(&mut Pad); 6] = [
            &|_| (),
            &|pad| drop(keys(pad, "18", T)),
            &|pad| drop(pad.paste(name, T)),
            &|pad| drop(pad.key(Key::Enter, T)),
            &|pad| drop(pad.tick(at(3))),
            &|pad| {
                let receipt = name.clone();
                let done = Ok(Done::Rate(Rated { receipt }));
                drop(pad.outcome(&rate(1, 1, &[], ""), done, at(3)));
            },
        ];
        for step in steps {
            step(&mut pad);
            for size in sizes {
                for lang in Lang::ALL {
                    for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
                        let drawn = screen_in(&pad, size, &look(lang, glyphs), at(3));
                        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
                        assert!(!drawn.contains(steers), "{drawn}");
                    }
                }
            }
        }
    }
}
