use super::*;

fn type_in(field: &mut Field, text: &str) {
    for c in text.chars() {
        if let Some(key) = Key::of_char(c) {
            field.key(key);
        }
    }
}

fn drawn(field: &Field, cells: u16) -> (String, u16) {
    let area = Rect::new(2, 0, cells, 1);
    let mut buf = Buffer::empty(Rect::new(0, 0, cells + 4, 1));
    let at = field.draw(area, &mut buf, Style::new()).unwrap();
    let mut line = String::new();
    let mut x = 2;
    while x < cells + 2 {
        let symbol = buf[(x, 0)].symbol();
        line.push_str(symbol);
        x += text::width(symbol).max(1) as u16;
    }
    (line, at.x - 2)
}

#[test]
fn the_caret_stands_after_what_was_typed_whatever_its_width() {
    let table = [
        ("", 0),
        ("张", 2),
        ("𠮷", 2),
        ("a", 1),
        ("张a𠮷", 5),
        ("e\u{301}", 1),
    ];
    for (typed, column) in table {
        let mut field = Field::text(30);
        type_in(&mut field, typed);
        assert_eq!(drawn(&field, 20).1, column, "{typed:?}");
    }
}

#[test]
fn the_caret_moves_over_whole_characters() {
    let mut field = Field::text(30);
    type_in(&mut field, "张a𠮷");
    let mut columns = vec![drawn(&field, 20).1];
    for _ in 0..4 {
        field.key(Key::Left);
        columns.push(drawn(&field, 20).1);
    }
    assert_eq!(columns, [5, 3, 2, 0, 0]);
    assert_eq!(field.key(Key::Delete), Outcome::Changed);
    assert_eq!(field.value(), "a𠮷");
    field.key(Key::End);
    assert_eq!(field.key(Key::Backspace), Outcome::Changed);
    assert_eq!((field.value(), drawn(&field, 20).1), ("a", 1));
}

#[test]
fn a_long_value_scrolls_and_never_shows_half_a_character() {
    let mut field = Field::text(60);
    type_in(&mut field, "郝各庄镇西郝各庄村a一二三四五");
    for cells in 1..30 {
        for _ in 0..20 {
            let (line, column) = drawn(&field, cells);
            assert_eq!(text::width(&line), usize::from(cells), "{line:?}");
            assert!(column < cells);
            let shown = line.trim_end();
            assert!(field.value().contains(shown), "{shown:?}");
            field.key(Key::Left);
        }
        field.key(Key::End);
    }
    let (line, column) = drawn(&field, 12);
    assert_eq!((line.trim_end(), column), ("二三四五", 8));
}

#[test]
fn a_private_character_is_shown_by_its_code_and_kept() {
    let mut field = Field::text(30);
    type_in(&mut field, "李\u{e815}a");
    assert_eq!(field.value(), "李\u{e815}a");
    let (line, column) = drawn(&field, 20);
    assert_eq!((line.trim_end(), column), ("李□E815a", 8));
}

#[test]
fn a_full_field_says_so_until_the_next_edit() {
    let mut field = Field::text(3);
    type_in(&mut field, "王小芳");
    assert_eq!(field.note(), None);
    assert_eq!(field.key(Key::Char('x')), Outcome::Refused);
    assert_eq!((field.value(), field.note()), ("王小芳", Some(Note::Full)));
    assert_eq!(
        field.note_text(Lang::ZhCn).as_deref(),
        Some("已到 3 字，不能再输入")
    );
    assert_eq!(field.key(Key::Backspace), Outcome::Changed);
    assert_eq!(field.note(), None);
}

#[test]
fn a_megabyte_pasted_is_cut_to_the_bound() {
    let mut field = Field::text(30);
    let huge = "张\n\u{1b}[31m".repeat(150_000);
    assert_eq!(field.paste(&huge), Outcome::Refused);
    assert_eq!(field.note(), Some(Note::Cut));
    assert_eq!(field.value().chars().count(), 30);
    assert!(!field.value().contains(char::is_control));
    let mut code = Field::code(18);
    assert_eq!(code.paste(&"９".repeat(1_000_000)), Outcome::Refused);
    assert_eq!(code.value(), "9".repeat(18));
}

#[test]
fn a_code_field_takes_full_width_and_spaced_numbers() {
    let mut field = Field::code(18);
    assert_eq!(
        field.paste("１３８ ００００ ００００\r\n"),
        Outcome::Changed
    );
    assert_eq!((field.value(), field.note()), ("13800000000", None));
    field.clear();
    type_in(&mut field, "１１０105 ｘ");
    assert_eq!(field.value(), "110105x");
    let mut exact = Field::code(11);
    assert_eq!(exact.paste("138-0000-0000"), Outcome::Refused);
    assert_eq!(exact.paste(""), Outcome::Moved);
}

#[test]
fn typing_goes_in_at_the_caret_and_is_composed() {
    let mut field = Field::text(10);
    type_in(&mut field, "王芳");
    field.key(Key::Left);
    type_in(&mut field, "小");
    assert_eq!((field.value(), drawn(&field, 20).1), ("王小芳", 4));
    field.set("cafe");
    type_in(&mut field, "\u{301}");
    assert_eq!((field.value(), drawn(&field, 20).1), ("café", 4));
}

#[test]
fn keys_a_field_has_no_use_for_are_left_to_the_screen() {
    let mut field = Field::text(10);
    for key in [
        Key::Enter,
        Key::Tab,
        Key::F(2),
        Key::Up,
        Key::Esc,
        Key::Ctrl('c'),
    ] {
        assert_eq!(field.key(key), Outcome::Ignored, "{key:?}");
    }
    type_in(&mut field, "王芳");
    assert_eq!(field.key(Key::Ctrl('u')), Outcome::Changed);
    assert!(field.is_empty());
}

#[test]
fn drawing_outside_the_screen_draws_nothing() {
    let field = Field::text(10);
    let mut buf = Buffer::empty(Rect::new(0, 0, 10, 2));
    for area in [
        Rect::new(0, 5, 4, 1),
        Rect::new(3, 0, 0, 1),
        Rect::new(90, 90, 5, 5),
    ] {
        assert_eq!(field.draw(area, &mut buf, Style::new()), None);
    }
    let at = field.draw(Rect::new(8, 1, 40, 1), &mut buf, Style::new());
    assert_eq!(at, Some(Position::new(8, 1)));
}
