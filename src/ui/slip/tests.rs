mod printing;

use proptest::prelude::any;
use proptest::prop_assert;
use proptest::proptest;
use unicode_width::UnicodeWidthStr;

use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Slip;
use crate::ui::slip::escpos;
use crate::ui::slip::is_printable;
use crate::ui::slip::plain_text;

fn slip() -> Slip {
    Slip {
        hall: "安宁镇便民服务大厅".into(),
        number: "B024".into(),
        centre_line: "请到社会事务中心候叫".into(),
        matter: Some("城乡居民最低生活保障".into()),
        ahead_line: "前面还有 7 人".into(),
        estimate_line: "大约 18 分钟".into(),
        printed_at_line: "2026-11-20 09:05 取号".into(),
        reprint_line: None,
        notes: vec!["过号请到引导台重新排队，不必再取号；当天有效，所有办理都不收费。".into()],
    }
}

fn small() -> Slip {
    Slip {
        hall: "大厅".into(),
        number: "A001".into(),
        printed_at_line: "·9:05".into(),
        ..Slip::default()
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_text_slip_is_centred_and_wraps_where_chinese_may_break() {
    let expected = concat!(
        "               安宁镇便民服务大厅\n",
        "------------------------------------------------\n",
        "\n",
        "                  ==  B024  ==\n",
        "\n",
        "              请到社会事务中心候叫\n",
        "              城乡居民最低生活保障\n",
        "                 前面还有 7 人\n",
        "                  大约 18 分钟\n",
        "------------------------------------------------\n",
        "过号请到引导台重新排队，不必再取号；当天有效，所\n",
        "                有办理都不收费。\n",
        "             2026-11-20 09:05 取号\n",
    );
    assert_eq!(plain_text(&slip(), 48), expected);
}

#[test]
fn a_second_print_says_so_above_the_number() {
    let again = Slip {
        reprint_line: Some("补打".into()),
        ..slip()
    };
    let text = plain_text(&again, 48);
    let mark = text.find("补打").expect("the mark is printed");
    assert!(mark < text.find("B024").expect("the number is printed"));
    assert!(!plain_text(&slip(), 48).contains("补打"));
}

#[test]
fn a_closing_stop_never_begins_a_row() {
    let notes = vec!["一二三四五六七八。九".to_owned()];
    let text = plain_text(
        &Slip {
            notes,
            ..Slip::default()
        },
        16,
    );
    assert!(text.contains("一二三四五六七\n"), "{text}");
    assert!(text.contains("八。九\n"), "{text}");
}

#[test]
fn a_thermal_slip_is_these_bytes() {
    let golden: &[&[u8]] = &[
        b"\x1b@\x1c&\x1ba\x01",
        b"\x1bE\x01\xb4\xf3\xcc\xfc\n\x1bE\x00",
        b"--------------------------------\n",
        b"\n\x1d!\x33A001\n\x1d!\x00\n",
        b"--------------------------------\n",
        b"\x1d(k\x04\x00\x31\x41\x32\x00",
        b"\x1d(k\x03\x00\x31\x43\x06",
        b"\x1d(k\x03\x00\x31\x45\x31",
        b"\x1d(k\x07\x00\x31\x50\x30A001",
        b"\x1d(k\x03\x00\x31\x51\x30\n",
        b"\xa1\xa49:05\n",
        b"\x1dV\x42\x00",
    ];
    let options = EscPosOptions {
        columns: 32,
        qr: Some("A001".into()),
        ..EscPosOptions::default()
    };
    assert_eq!(escpos(&small(), &options, None), golden.concat());
}

#[test]
fn a_printer_without_a_knife_feeds_instead() {
    let bytes = escpos(
        &small(),
        &EscPosOptions {
            cut: false,
            ..EscPosOptions::default()
        },
        None,
    );
    assert!(bytes.ends_with(b"\n\x1bd\x05"));
    assert!(!contains(&bytes, b"\x1dV"));
}

#[test]
fn a_long_number_shrinks_before_it_wraps() {
    let bytes = escpos(
        &Slip {
            number: "A12345678901".into(),
            ..small()
        },
        &EscPosOptions::default(),
        None,
    );
    assert!(contains(&bytes, b"\x1d!\x33A12345678901\n"));
    let bytes = escpos(
        &Slip {
            number: "A123456789012345".into(),
            ..small()
        },
        &EscPosOptions::default(),
        None,
    );
    assert!(contains(&bytes, b"\x1d!\x22A123456789012345\n"));
}

#[test]
fn only_what_a_chinese_printer_font_holds_counts_as_printable() {
    for c in ['A', '~', ' ', '张', '·', '：', '□', '镕', '龘', '①'] {
        assert!(is_printable(c), "{c}");
    }
    for c in [
        '𠮷',
        '㐱',
        '\u{e815}',
        '\u{e000}',
        '€',
        '\u{301}',
        '\u{1b}',
        '\n',
        '\u{9b}',
        '☎',
        '\u{1f600}',
    ] {
        assert!(!is_printable(c), "{:x}", u32::from(c));
    }
}

#[test]
fn a_rare_character_prints_as_a_box_with_one_explanation() {
    let options = EscPosOptions {
        missing_line: Some("□为字库缺字".into()),
        ..EscPosOptions::default()
    };
    let rare = Slip {
        centre_line: "𠮷村，㐱村".into(),
        matter: Some("\u{e815}".into()),
        ..small()
    };
    let bytes = escpos(&rare, &options, None);
    let (text, _, garbled) = encoding_rs::GBK.decode(&bytes);
    assert!(!garbled);
    assert!(text.contains("□村，□村\n"), "{text:?}");
    assert_eq!(text.matches("□为字库缺字").count(), 1);
    assert!(!String::from_utf8_lossy(&escpos(&small(), &options, None)).contains('□'));
    assert!(!contains(
        &escpos(&small(), &options, None),
        &encoding_rs::GBK.encode("缺字").0
    ));
}

#[test]
fn no_command_hidden_in_a_sentence_reaches_the_printer() {
    let hostile = "低保\u{1b}@\u{1d}V\u{0}\u{10}\u{4}\u{1}\u{9b}2J\u{202e}end\r\n";
    let evil = Slip {
        hall: hostile.into(),
        number: hostile.into(),
        matter: Some(hostile.into()),
        notes: vec![hostile.into()],
        ..slip()
    };
    let options = EscPosOptions {
        qr: Some(hostile.into()),
        missing_line: Some(hostile.into()),
        ..EscPosOptions::default()
    };
    let bytes = escpos(&evil, &options, None);
    let tail = bytes.get(2..).expect("a slip is longer than its reset");
    assert!(!contains(tail, b"\x1b@"));
    assert!(!contains(tail, &[0x10, 0x04]));
    assert_eq!(tail.windows(2).filter(|two| two == b"\x1dV").count(), 1);
    let text = plain_text(&evil, 48);
    assert!(text.contains("低保␛@␝V␀␐␄␁□2J□end\n"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
}

#[test]
fn a_code_too_long_for_the_paper_is_left_out() {
    let bytes = escpos(
        &small(),
        &EscPosOptions {
            qr: Some("x".repeat(201)),
            ..EscPosOptions::default()
        },
        None,
    );
    assert!(!contains(&bytes, b"\x1d(k"));
}

proptest! {
    #[test]
    fn any_sentence_fits_the_paper_and_loses_nothing_visible(text in any::<String>(), columns in 0_usize..60) {
        let plain = plain_text(&Slip { notes: vec![text.clone()], ..Slip::default() }, columns);
        prop_assert!(plain.lines().all(|row| row.width() <= columns.max(16)), "{plain}");
        prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert!(letters(&plain) == letters(&text));
    }

    #[test]
    fn a_sentence_adds_only_printable_bytes(text in any::<String>()) {
        let bytes = escpos(&Slip { notes: vec![text], ..Slip::default() }, &EscPosOptions::default(), None);
        let framed = bytes.strip_prefix(b"\x1b@\x1c&\x1ba\x01").and_then(|rest| rest.strip_suffix(b"\x1dV\x42\x00"));
        let body = framed.expect("the frame of a slip never changes");
        prop_assert!(body.iter().all(|byte| *byte == b'\n' || *byte >= b' ' && *byte != 0x7f));
        prop_assert!(!encoding_rs::GBK.decode(body).2);
    }
}
