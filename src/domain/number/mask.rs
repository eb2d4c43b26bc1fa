//! Masks for what others may see on a screen.

use unicode_segmentation::UnicodeSegmentation;

/// What stands for a character that is not shown.
const MARK: &str = "*";

/// Masks an ID number or code for a screen: `110105********002X`; one of 15 digits keeps three at
/// its end, because the fourth belongs to the birth date. A short text keeps none of its characters.
pub fn mask_id(text: &str) -> String {
    match letters(text.trim()).len() {
        18.. => mask_middle(text, 6, 4, 18),
        _ => mask_middle(text, 6, 3, 15),
    }
}

/// Masks a phone number for a screen: `138****0000`; a short text keeps none of its digits.
pub fn mask_phone(text: &str) -> String {
    mask_middle(text, 3, 4, 10)
}

/// The shortest run of digits that could be somebody's phone or ID number.
const NUMBER: usize = 7;

/// Masks every number of seven digits or more in a text that others read, as a phone number is.
pub fn mask_runs(text: &str) -> String {
    let digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(digit) {
        let (before, from) = rest.split_at(start);
        let (run, after) = from.split_at(from.find(|c| !digit(c)).unwrap_or(from.len()));
        out.push_str(before);
        match run.chars().count() >= NUMBER {
            true => out.push_str(&mask_phone(run)),
            false => out.push_str(run),
        }
        rest = after;
    }
    out + rest
}

/// Masks a name for a screen that others see: 王*, 张*丰.
pub fn mask_name(text: &str) -> String {
    let letters: Vec<&str> = text.trim().graphemes(true).collect();
    match letters.as_slice() {
        [] => String::new(),
        [_] => MARK.to_owned(),
        [first, _] => format!("{first}{MARK}"),
        [first, middle @ .., last] => format!("{first}{}{last}", MARK.repeat(middle.len())),
    }
}

/// Returns the letters as a reader counts them; plain text, as numbers are, needs no segmentation.
fn letters(text: &str) -> Vec<&str> {
    if text.is_ascii() && !text.contains('\r') {
        return text.split_inclusive(|_| true).collect();
    }
    text.graphemes(true).collect()
}

fn mask_middle(text: &str, head: usize, tail: usize, least: usize) -> String {
    let letters = letters(text.trim());
    if letters.is_empty() {
        return String::new();
    }
    if letters.len() < least {
        return MARK.repeat(4);
    }
    let last = letters.len() - tail;
    format!(
        "{}{}{}",
        letters[..head].concat(),
        MARK.repeat(last - head),
        letters[last..].concat()
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_in_a_text_are_masked_and_years_and_amounts_are_not() {
        let read = |text| mask_runs(text);
        assert_eq!(read("2026年3月12日付1200元"), "2026年3月12日付1200元");
        assert_eq!(read("电话 13800000000，找他"), "电话 138****0000，找他");
        assert_eq!(read("１３８００００００００"), "１３８****００００");
        assert_eq!(read("座机7654321"), "座机****");
        assert_eq!(read(""), "");
    }

    #[test]
    fn masks_keep_only_what_tells_two_people_apart() {
        assert_eq!(mask_id("11010519491231002X"), "110105********002X");
        assert_eq!(mask_id("110105491231002"), "110105******002");
        assert_eq!(mask_id("1101051"), "****");
        assert_eq!(mask_phone("13800000000"), "138****0000");
        assert_eq!(mask_phone("000"), "****");
        for (name, want) in [
            ("王芳", "王*"),
            ("张三丰", "张*丰"),
            ("欧阳修文", "欧**文"),
            ("王", "*"),
            ("", ""),
            ("𠮷川子", "𠮷*子"),
        ] {
            assert_eq!(mask_name(name), want);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_mask_panic(text in any::<String>()) {
            mask_id(&text);
            mask_phone(&text);
            mask_name(&text);
        }

        #[test]
        fn a_mask_never_shows_the_birth_date(day in 1u32..29, tail in "[0-9]{3}[0-9X]") {
            let masked = mask_id(&format!("110105194912{day:02}{tail}"));
            prop_assert!(!masked.trim_end_matches(&tail).contains("1949"));
            prop_assert_eq!(masked.chars().count(), 18);
            let hidden = "********";
            prop_assert!(masked.contains(hidden));
        }
    }
}
