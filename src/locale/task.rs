//! What a task for a duty leader is about, for the command line and the duty post alike.

use chrono::NaiveDate;

use crate::domain::night::spoken;
use crate::domain::rating::rank::Ranked;
use crate::domain::task::TaskKind;
use crate::locale::Lang;
use crate::locale::date;

/// Returns what a task is about: another site by its name where that is known, `self` as this site, a
/// window, or a member of staff.
pub fn task_about(lang: Lang, about: &str, site: &str) -> String {
    match about.parse() {
        Ok(Ranked::Window(no)) => return lang.say("duty.window", &[("window", &no)]),
        Ok(Ranked::Staff(no)) => return format!("{no} {site}").trim_end().to_owned(),
        Err(_) => {}
    }
    match (about, site) {
        ("self", _) => lang.tr("case.task_self").to_owned(),
        (other, "") => other.to_owned(),
        (_, name) => name.to_owned(),
    }
}

/// Returns what is known of a task beside what it is about; empty where there is nothing to say.
pub fn task_words(lang: Lang, kind: TaskKind, words: &str) -> String {
    let said = match kind {
        TaskKind::Conflict => lang
            .lookup(&format!("case.clash_{words}"))
            .map(str::to_owned),
        TaskKind::Evidence => evidence(lang, words),
        TaskKind::MissingRating if words == "village" => {
            Some(lang.tr("case.task_said_too_late").to_owned())
        }
        TaskKind::MissingRating => asked(lang, words).or_else(|| pads(lang, words)),
        TaskKind::Fork => branch(lang, words).or_else(|| renewed(lang, words)),
        TaskKind::Papers => papers(lang, words, |day| day),
        TaskKind::Followup => followup(lang, words),
        TaskKind::Problem => problem(lang, words),
        TaskKind::Retaliation => retaliation(lang, words),
        // When the site was last heard stands on the page of the night.
        TaskKind::Exchange => Some(String::new()),
        TaskKind::VillageDays => week(lang, words),
        TaskKind::Talk => talk(lang, words),
        _ => None,
    };
    said.unwrap_or_else(|| words.to_owned())
}

fn evidence(lang: Lang, words: &str) -> Option<String> {
    let (what, no) = words.rsplit_once(' ')?;
    let key = match what {
        "checkpoint" => "case.task_two_checkpoints",
        "left out" => "case.task_left_out",
        "less" => "case.task_less",
        "names" => "case.task_names",
        "other" => "case.task_knows_other",
        _ => return None,
    };
    Some(lang.say(key, &[("no", &spoken(no.parse().ok()?))]))
}

fn asked(lang: Lang, words: &str) -> Option<String> {
    let mut parts = words.strip_prefix("asked ")?.splitn(5, ' ');
    let mut part = || parts.next();
    let (day, window, staff) = (part()?, part()?, part()?);
    let (errand, matter) = (part()?, part()?);
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("day", &day),
        ("window", &window),
        ("staff", &staff),
        ("errand", &errand),
        ("matter", &matter),
    ];
    Some(lang.say("case.task_asked", &values))
}

fn pads(lang: Lang, words: &str) -> Option<String> {
    let (log, seq) = words.strip_prefix("pads ")?.split_once(':')?;
    let values: [(&str, &dyn std::fmt::Display); 2] = [("log", &log.get(..8)?), ("seq", &seq)];
    Some(lang.say("case.task_pads", &values))
}

/// Returns what a task is about in the few cells of a list: without its day.
pub fn task_brief(lang: Lang, kind: TaskKind, words: &str) -> String {
    let brief = match kind {
        TaskKind::Papers => papers(lang, words, |_| ""),
        _ => None,
    };
    brief.map_or_else(
        || task_words(lang, kind, words),
        |brief| brief.trim_end().to_owned(),
    )
}

fn papers<'w>(lang: Lang, words: &'w str, said: fn(&'w str) -> &'w str) -> Option<String> {
    let (trouble, rest) = words.split_once(' ')?;
    let parts: Vec<&str> = rest.splitn(4, ' ').collect();
    let (day, paper) = match (trouble, parts.as_slice()) {
        ("not_back", [day]) => (*day, String::new()),
        ("lost", [_, _, day, paper]) => (*day, (*paper).to_owned()),
        ("disputed", [_, _, paper @ ..]) => ("", paper.join(" ")),
        _ => return None,
    };
    let values: [(&str, &dyn std::fmt::Display); 2] = [("day", &said(day)), ("paper", &paper)];
    Some(lang.say(&format!("case.task_{trouble}"), &values))
}

fn followup(lang: Lang, words: &str) -> Option<String> {
    let (what, day) = words.split_once(' ')?;
    let known = ["contact", "fix", "call_back", "sign", "appeal", "told"];
    let key = known.contains(&what).then(|| format!("case.task_{what}"))?;
    Some(lang.say(&key, &[("day", &day)]))
}

fn problem(lang: Lang, words: &str) -> Option<String> {
    let (what, day) = words.split_once(' ')?;
    let known = ["consult", "fix", "reply", "visit", "sign", "lead"];
    let key = known
        .contains(&what)
        .then(|| format!("problem.task_{what}"))?;
    Some(lang.say(&key, &[("day", &day)]))
}

fn retaliation(lang: Lang, words: &str) -> Option<String> {
    let mut parts = words.splitn(3, ' ').skip(1);
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("day", &parts.next()?), ("what", &parts.next()?)];
    Some(lang.say("case.task_flagged", &values))
}

fn branch(lang: Lang, words: &str) -> Option<String> {
    let (log, seq) = words.split_once(':')?;
    let values: [(&str, &dyn std::fmt::Display); 2] = [("log", &log.get(..8)?), ("seq", &seq)];
    Some(lang.say("case.task_branch", &values))
}

fn week(lang: Lang, words: &str) -> Option<String> {
    let monday: NaiveDate = words.parse().ok()?;
    Some(lang.say("case.task_week", &[("monday", &date(lang, monday))]))
}

fn talk(lang: Lang, words: &str) -> Option<String> {
    let (before, month) = words.split_once(' ')?;
    Some(lang.say(
        "case.task_talked",
        &[("before", &before), ("month", &month)],
    ))
}

fn renewed(lang: Lang, words: &str) -> Option<String> {
    let (day, reason) = words.split_once(' ')?;
    let why = lang.lookup(&format!("night.renewed_{reason}"))?;
    Some(format!("{day} {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_task_says_is_told_in_words_and_what_is_not_known_as_it_is() {
        let log = "ab".repeat(16);
        for (kind, words, wanted) in [
            (TaskKind::Conflict, "late", "主办权"),
            (TaskKind::Evidence, "checkpoint 1773279123456", "123456-76"),
            (TaskKind::Evidence, "left out 7", "000007-77"),
            (TaskKind::Evidence, "less 7", "确认"),
            (TaskKind::Evidence, "other 7", "下行日志"),
            (TaskKind::Evidence, "names 7", "站点卡"),
            (TaskKind::Fork, &format!("{log}:41"), "abababab"),
            (TaskKind::Fork, "2026-03-12 restored", "备份"),
            (
                TaskKind::MissingRating,
                "asked 2026-03-12 1 11 0190 农机 补贴",
                "“农机 补贴”",
            ),
            (TaskKind::MissingRating, &format!("pads {log}:7"), "第 7 条"),
            (TaskKind::SiteToConfirm, "2026-03-12", "2026-03-12"),
            (
                TaskKind::Papers,
                &format!("disputed {log}:41 3 户口簿 副本"),
                "“户口簿 副本”说法不一",
            ),
            (
                TaskKind::Papers,
                &format!("lost {log}:41 3 2026-03-27 户口 簿"),
                "“户口 簿”遗失没找到 2026-03-27",
            ),
            (TaskKind::Papers, "not_back 2026-03-26", "该送还 2026-03-26"),
            (TaskKind::Papers, "lost", "lost"),
            (TaskKind::VillageDays, "2026-03-09", "3月9日"),
            (
                TaskKind::Followup,
                "call_back 2026-03-20",
                "该回访 2026-03-20",
            ),
            (TaskKind::Followup, "later", "later"),
            (TaskKind::Problem, "visit 2026-04-30", "该回访 2026-04-30"),
            (TaskKind::Problem, "later", "later"),
            (
                TaskKind::Retaliation,
                "1 2026-03-20 不给 盖章",
                "2026-03-20 不给 盖章",
            ),
            (TaskKind::Retaliation, "later", "later"),
            (TaskKind::Talk, "2026-03 2026-04", "2026-03、2026-04"),
            (TaskKind::Talk, "later", "later"),
            (TaskKind::Other, "杂事", "杂事"),
        ] {
            let said = task_words(Lang::ZhCn, kind, words);
            assert!(said.contains(wanted), "{said}");
            assert!(!said.contains(['⟦', '{']), "{said}");
        }
        let brief = |words: &str| task_brief(Lang::ZhCn, TaskKind::Papers, words);
        assert_eq!(brief("not_back 2026-03-26"), "证件该送还");
        assert_eq!(brief("later 2026"), "later 2026");
        assert_eq!(task_words(Lang::En, TaskKind::Exchange, "0"), "");
        assert_eq!(task_about(Lang::ZhCn, "self", ""), "本站点");
        assert_eq!(task_about(Lang::En, "330182001001", "杨树村"), "杨树村");
        assert_eq!(task_about(Lang::ZhCn, "window 2", ""), "2号窗口");
        assert_eq!(task_about(Lang::ZhCn, "staff 12", "李四"), "12 李四");
    }
}
