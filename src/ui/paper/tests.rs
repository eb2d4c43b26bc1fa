use chrono::NaiveDate;

use crate::domain::paper::Block;
use crate::domain::paper::NoticeDoc;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperHead;
use crate::locale::Lang;
use crate::ui::paper::compose;
use crate::ui::paper::render_escpos;
use crate::ui::paper::render_text;
use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Fonts;

const RASTER: &[u8] = b"\x1dv0\0";

fn notice(applicant: &str) -> Paper {
    let day = NaiveDate::from_ymd_opt(2026, 2, 13).unwrap();
    let doc = NoticeDoc {
        head: PaperHead {
            hall: "青山镇便民服务中心".into(),
            case_no: "YZ-1".into(),
            applicant: applicant.into(),
            ..PaperHead::default()
        },
        received: day,
        noticed: day,
        ..NoticeDoc::default()
    };
    compose::notice(&doc, Lang::ZhCn)
}

/// Splits a roll at its raster commands and returns the text between them with the sizes of the pictures.
fn parts(bytes: &[u8]) -> (String, Vec<(usize, usize, usize)>) {
    let (mut text, mut pictures) = (Vec::new(), Vec::new());
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|four| four == RASTER) {
        text.extend_from_slice(&rest[..at]);
        let size = |low: usize| usize::from(rest[at + low]) + usize::from(rest[at + low + 1]) * 256;
        let (across, high) = (size(4), size(6));
        let dots = &rest[at + 8..at + 8 + across * high];
        let dark = dots.iter().map(|byte| byte.count_ones() as usize).sum();
        pictures.push((across * 8, high, dark));
        rest = &rest[at + 8 + across * high..];
    }
    text.extend_from_slice(rest);
    (encoding_rs::GB18030.decode(&text).0.into_owned(), pictures)
}

/// The system's fonts; without any the test is left out, which `tests/run` does not accept.
fn fonts() -> Option<Fonts> {
    let fonts = Fonts::find("");
    if let Err(error) = &fonts {
        assert!(std::env::var_os("YIZHAN_ALL").is_none(), "{error}");
        eprintln!("LEFT OUT: {error}");
    }
    fonts.ok()
}

#[test]
fn a_row_with_a_rare_character_is_drawn_as_dots_and_only_that_row() {
    let Some(fonts) = fonts() else { return };
    let bytes = render_escpos(&notice("张𬱖"), &EscPosOptions::default(), Some(&fonts));
    let (text, pictures) = parts(&bytes);
    let [(across, high, dark)] = pictures.as_slice() else {
        panic!("{pictures:?}");
    };
    assert_eq!((*across, *high), (576, 30));
    assert!((300..2000).contains(dark), "{dark} dots");
    assert!(text.contains("收到日期：2026年2月13日"), "{text}");
    assert!(!text.contains("申请人：") && !text.contains('□'), "{text}");
}

#[test]
fn without_a_font_a_rare_character_is_a_box_and_told_in_words() {
    let bytes = render_escpos(&notice("张𬱖"), &EscPosOptions::default(), None);
    let (text, pictures) = parts(&bytes);
    assert!(pictures.is_empty());
    assert!(text.contains("申请人：张□"), "{text}");
    assert!(text.contains("U+2CC56"), "{text}");
}

#[test]
fn a_private_character_is_never_drawn_from_a_font_nobody_chose() {
    if let Some(fonts) = fonts() {
        assert!(!fonts.can_draw('\u{e815}'));
    }
    let text = render_text(&notice("王\u{e815}"), 80);
    assert!(
        text.contains("申请人：王□") && text.contains("U+E815"),
        "{text}"
    );
}

#[test]
fn an_ordinary_name_leaves_no_word_about_missing_characters() {
    for text in [
        render_text(&notice("张三丰"), 80),
        parts(&render_escpos(
            &notice("张三丰"),
            &EscPosOptions::default(),
            None,
        ))
        .0,
    ] {
        assert!(text.contains("张三丰") && !text.contains("U+"), "{text}");
    }
}

#[test]
fn no_command_hidden_in_a_paper_reaches_the_printer() {
    let mut evil = notice("低保\u{1b}@\u{1d}V\u{0}\u{10}\u{4}\u{1}");
    evil.lines.push(Block::Qr {
        text: "\u{1d}V\u{0}".into(),
        caption: "\u{1b}p\u{0}".into(),
    });
    let bytes = render_escpos(&evil, &EscPosOptions::default(), None);
    let count = |command: &[u8]| {
        bytes
            .windows(command.len())
            .filter(|w| *w == command)
            .count()
    };
    assert_eq!(count(b"\x1b@"), 1, "one reset");
    assert_eq!(count(b"\x1dV"), 1, "one cut");
    assert_eq!(count(b"\x1bp"), 0, "no cash drawer");
    assert_eq!(count(&[0x10, 0x04]), 0, "no question");
}
