use super::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn canvas(columns: u16, rows: u16) -> Buffer {
    Buffer::empty(Rect::new(0, 0, columns, rows))
}

fn hints() -> Vec<Hint<'static>> {
    let words = [
        "叫号",
        "重呼",
        "收件",
        "缺件告知",
        "转办",
        "材料",
        "受理",
        "评价",
    ];
    let mut hints: Vec<Hint> = words
        .iter()
        .zip(2..)
        .map(|(label, n)| Hint {
            key: Key::F(n),
            label,
            enabled: n != 4,
        })
        .collect();
    for (key, label) in [(Key::Digit(0), "菜单"), (Key::F(1), "帮助")] {
        hints.push(Hint {
            key,
            label,
            enabled: true,
        });
    }
    hints
}

#[test]
fn the_hint_bar_shows_every_key_of_a_window_in_80_columns() {
    let mut buf = canvas(80, 1);
    let area = buf.area;
    assert_eq!(hint_bar(area, &mut buf, &hints(), &Look::probe()), 10);
    assert_eq!(
        screen(&buf),
        " F2叫号 F3重呼 (F4收件) F5缺件告知 F6转办 F7材料 F8受理 F9评价 0菜单 F1帮助"
    );
}

#[test]
fn a_short_hint_bar_gives_up_dead_keys_first_and_never_the_menu() {
    let mut buf = canvas(60, 1);
    let area = buf.area;
    hint_bar(area, &mut buf, &hints(), &Look::probe());
    assert_eq!(
        screen(&buf),
        " F2叫号 F3重呼 F5缺件告知 F6转办 F7材料 F8受理 0菜单 F1帮助"
    );
    for columns in 0..80 {
        let mut buf = canvas(columns, 1);
        let area = buf.area;
        hint_bar(area, &mut buf, &hints(), &Look::probe());
        assert!(!screen(&buf).contains('⋯'), "cut at {columns}");
    }
}

#[test]
fn a_latin_word_stands_apart_from_its_key_and_a_chinese_one_need_not() {
    let hint = |key, label| Hint {
        key,
        label,
        enabled: true,
    };
    let hints = [
        hint(Key::Enter, "Submit"),
        hint(Key::Esc, "返回"),
        hint(Key::F(2), "Call"),
        hint(Key::Ctrl('d'), "Doors"),
    ];
    let shown = |columns| {
        let mut buf = canvas(columns, 1);
        let area = buf.area;
        hint_bar(area, &mut buf, &hints, &Look::probe());
        screen(&buf)
    };
    assert_eq!(shown(80), " Enter Submit Esc返回 F2 Call Ctrl-D Doors");
    // A row that would lose a key by it keeps the key.
    assert_eq!(shown(41), " Enter Submit Esc返回 F2Call Ctrl-D Doors");
}

#[test]
fn the_roles_of_a_screen_can_be_read_back() {
    let mut buf = canvas(20, 1);
    let area = buf.area;
    hint_bar(area, &mut buf, &hints()[..3], &Look::probe());
    assert_eq!(screen(&buf), " F2叫号 F3重呼");
    assert_eq!(roles(&buf), ".NNTTTT.NNTTTT");
    assert_eq!((Role::ALL[14], Role::ALL[20]), (Role::Key, Role::Hint));
}

#[test]
fn a_popup_leaves_no_half_character_at_its_edges() {
    for left in 0..12 {
        let mut buf = canvas(30, 5);
        for y in 0..5 {
            buf.set_string(y % 2, y, "张三丰李四王芳办理等候请坐您好", Style::new());
        }
        clear_wide(Rect::new(left, 1, 7, 3), &mut buf);
        for y in 1..4 {
            let mut x = 0;
            while x < 30 {
                let w = text::width(buf[(x, y)].symbol()).max(1) as u16;
                assert!(
                    w == 1 || x + w <= left || x >= left + 7,
                    "a wide character reaches into the popup at {x},{y}"
                );
                x += w;
            }
        }
    }
}

#[test]
fn half_of_a_cut_character_keeps_the_colours_of_the_row() {
    let look = Look::probe();
    let mut buf = canvas(12, 1);
    let area = buf.area;
    ground(area, &mut buf, &look, Role::Select);
    put(&mut buf, 0, 0, "张三丰李四王", 12, look.style(Role::Select));
    clear_wide(Rect::new(2, 0, 5, 1), &mut buf);
    assert_eq!(screen(&buf), "张      四王");
    assert_eq!(buf[(7, 0)].style(), buf[(8, 0)].style());
}

#[test]
fn drawing_step_by_step_ends_in_the_same_screen_as_drawing_afresh() {
    let frames = [(3, "张三"), (8, "abc"), (5, "办理"), (0, ""), (6, "𠮷𠮷")];
    let draw = |buf: &mut Buffer, step: &(u16, &str)| {
        let look = Look::probe();
        let area = buf.area;
        ground(area, buf, &look, Role::Text);
        for y in 0..area.height {
            put(
                buf,
                y % 3,
                y,
                "请到三号窗口a办理社会事务，谢谢您",
                40,
                Style::new(),
            );
        }
        if step.0 > 0 {
            let inner = popup(area, buf, (step.0 * 3, step.0), step.1, &look);
            put_wrapped(buf, inner, step.1, look.style(Role::Text));
        }
    };
    let mut going = Terminal::new(TestBackend::new(37, 9)).unwrap();
    for step in &frames {
        going.draw(|f| draw(f.buffer_mut(), step)).unwrap();
        let mut fresh = Terminal::new(TestBackend::new(37, 9)).unwrap();
        fresh.draw(|f| draw(f.buffer_mut(), step)).unwrap();
        assert_eq!(
            screen(going.backend().buffer()),
            screen(fresh.backend().buffer()),
            "{step:?}"
        );
    }
}

#[test]
fn a_box_has_its_title_and_its_inside() {
    let mut buf = canvas(16, 3);
    let area = buf.area;
    let inner = frame_box(area, &mut buf, "申请人", &Look::probe(), false);
    assert_eq!(inner, Rect::new(1, 1, 14, 1));
    assert_eq!(
        screen(&buf),
        "┌ 申请人 ──────┐\n│              │\n└──────────────┘"
    );
    let look = Look {
        glyphs: Glyphs::Ascii,
        ..Look::probe()
    };
    let mut buf = canvas(8, 3);
    let area = buf.area;
    frame_box(area, &mut buf, "一个很长的标题", &look, true);
    assert_eq!(screen(&buf), "+ 一个⋯+\n|      |\n+------+");
    to_ascii(&mut buf);
    assert!(screen(&buf).starts_with("+ 一个~+"));
    for size in [(0, 0), (1, 1), (2, 2), (1, 5)] {
        let mut buf = canvas(size.0, size.1);
        let area = buf.area;
        let inner = frame_box(area, &mut buf, "x", &Look::probe(), false);
        assert!(inner.is_empty(), "{size:?}");
    }
}

#[test]
fn columns_line_up_whatever_the_text() {
    let columns = [Column::right(2), Column::left(0), Column::left(6)];
    let mut buf = canvas(20, 4);
    let rows = [
        ["1", "低保", "承诺"],
        ["10", "最低生活保障申请", "即办件"],
        ["2", "\u{1b}[31m", "\u{e815}"],
    ];
    for (cells, y) in rows.iter().zip(0..) {
        row(
            Rect::new(0, y, 20, 1),
            &mut buf,
            &columns,
            cells,
            Style::new(),
        );
    }
    row(
        Rect::new(0, 3, 20, 1),
        &mut buf,
        &columns,
        &["9"],
        Style::new(),
    );
    assert_eq!(
        screen(&buf),
        " 1 低保       承诺\n10 最低生活⋯  即办件\n 2 ␛[31m      □E815\n 9"
    );
    for width in 0..25 {
        let mut buf = canvas(20, 1);
        let area = Rect::new(0, 0, width, 1);
        row(area, &mut buf, &columns, &rows[1], Style::new());
        assert!(text::width(&screen(&buf)) <= usize::from(width.min(20)));
    }
}

#[test]
fn a_menu_keeps_the_chosen_line_in_sight() {
    let labels: Vec<String> = (1..=9).map(|n| format!("第{n}项")).collect();
    let items: Vec<Item> = labels
        .iter()
        .enumerate()
        .map(|(at, label)| Item {
            key: "1",
            label,
            enabled: at != 7,
        })
        .collect();
    let mut buf = canvas(12, 3);
    let area = buf.area;
    let look = Look::probe();
    assert_eq!(menu(area, &mut buf, &items, Some(0), &look), 0);
    assert_eq!(screen(&buf), "▸ 1 第1项\n  1 第2项\n  1 第3项");
    assert_eq!(menu(area, &mut buf, &items, Some(8), &look), 6);
    assert_eq!(screen(&buf), "  1 第7项\n  1 (第8项)\n▸ 1 第9项");
    assert_eq!(menu(area, &mut buf, &items, Some(99), &look), 6);
    assert_eq!(menu(area, &mut buf, &[], None, &look), 0);
    assert_eq!(menu(Rect::ZERO, &mut buf, &items, Some(3), &look), 4);
}

#[test]
fn bars_fill_by_eighths_and_small_values_stay_visible() {
    assert_eq!(
        bars(&[0, 1, 4, 8, 16], 2, Glyphs::Unicode),
        ["    █", " ▁▄██"]
    );
    assert_eq!(bars(&[0, 1, 1_000_000], 1, Glyphs::Unicode), [" ▁█"]);
    assert_eq!(bars(&[0, 0], 1, Glyphs::Unicode), ["  "]);
    assert_eq!(bars(&[u32::MAX; 2], 1, Glyphs::Ascii), ["##"]);
    assert!(bars(&[1], 0, Glyphs::Unicode).is_empty());
    assert_eq!(bars(&[], 2, Glyphs::Unicode), ["", ""]);
}

#[test]
fn a_progress_bar_is_always_as_wide_as_asked() {
    assert_eq!(progress(12, 24, 6, Glyphs::Unicode), "■■■□□□");
    assert_eq!(progress(99, 24, 4, Glyphs::Ascii), "####");
    assert_eq!(progress(0, 0, 3, Glyphs::Ascii), "...");
    assert_eq!(
        progress(u32::MAX, u32::MAX, u16::MAX, Glyphs::Ascii).len(),
        65_535
    );
}

#[test]
fn a_lamp_is_shape_and_word() {
    assert_eq!(lamp(Lamp::Soon, "临期", Glyphs::Unicode), "▲临期");
    assert_eq!(lamp(Lamp::Over, "超期", Glyphs::Ascii), "X超期");
    let mut buf = canvas(10, 1);
    assert_eq!(
        put_lamp(&mut buf, 1, 0, Lamp::Ok, "正常", &Look::probe()),
        6
    );
    assert_eq!(roles(&buf), ".HHHHH");
}

#[test]
fn too_small_a_terminal_gets_a_calm_notice() {
    for (columns, rows) in [(59, 15), (60, 14), (1, 1), (40, 5), (12, 30)] {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut small = false;
        terminal
            .draw(|f| small = too_small(f, &Look::probe()))
            .unwrap();
        assert!(small, "{columns}x{rows}");
    }
    let mut terminal = Terminal::new(TestBackend::new(50, 9)).unwrap();
    terminal
        .draw(|f| assert!(too_small(f, &Look::probe())))
        .unwrap();
    let shown = screen(terminal.backend().buffer());
    assert!(shown.contains("60 列 15 行以上"), "{shown}");
    let mut terminal = Terminal::new(TestBackend::new(60, 15)).unwrap();
    terminal
        .draw(|f| assert!(!too_small(f, &Look::probe())))
        .unwrap();
}

#[test]
fn text_from_people_cannot_leave_its_place() {
    let mut buf = canvas(12, 2);
    let end = put(&mut buf, 2, 0, "\u{1b}[2J\u{202e}王芳王芳", 8, Style::new());
    assert_eq!((end, screen(&buf).as_str()), (10, "  ␛[2J⟦U+⋯\n"));
    assert_eq!(put(&mut buf, 0, 9, "x", 5, Style::new()), 0);
    assert_eq!(put(&mut buf, 50, 0, "x", 5, Style::new()), 50);
    let mut buf = canvas(6, 2);
    let area = buf.area;
    assert_eq!(
        put_wrapped(&mut buf, area, "您好，请坐。\n谢谢", Style::new()),
        3
    );
    assert_eq!(screen(&buf), "您好，\n请坐。");
}
