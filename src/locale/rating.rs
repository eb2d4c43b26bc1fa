//! Why somebody rated badly, for every post that shows it.

use crate::locale::Lang;

/// Returns the reasons of a bad rating and the resident's own words, in one line. Neither says who
/// rated.
pub fn rated_badly(lang: Lang, reasons: &[String], remark: &str) -> String {
    let named = reasons.iter();
    let named = named.map(|code| lang.lookup(&format!("duty.bad_{code}")).unwrap_or(code));
    let mut why: Vec<&str> = named.collect();
    if !remark.is_empty() {
        why.push(remark);
    }
    why.join(lang.tr("duty.comma"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_and_own_words_stand_in_one_line_and_an_unknown_code_as_it_is() {
        let said = |reasons: &[&str], remark| {
            let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
            rated_badly(Lang::ZhCn, &reasons, remark)
        };
        assert_eq!(
            said(&["wait", "trips"], "来了三趟"),
            "等太久、跑多趟、来了三趟"
        );
        assert_eq!(said(&["eclipse"], ""), "eclipse");
        assert_eq!(said(&[], "慢"), "慢");
    }
}
