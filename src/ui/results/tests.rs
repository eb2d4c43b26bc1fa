use chrono::NaiveDate;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::ids::Centre;
use crate::domain::ids::WindowNo;
use crate::domain::measure::Figure;
use crate::domain::measure::Indicator;
use crate::domain::measure::Measured;
use crate::domain::measure::Period;
use crate::domain::problem::ProblemClass;
use crate::domain::rating::Tally;
use crate::domain::results::CENTRE_INDICATORS;
use crate::domain::results::CentreFigures;
use crate::domain::results::FORM;
use crate::domain::results::Mark;
use crate::domain::results::Point;
use crate::domain::results::PostedMark;
use crate::domain::results::PostedProblem;
use crate::domain::results::Results;
use crate::domain::results::SilentFair;
use crate::domain::results::WindowRatings;
use crate::domain::sheet::Sheet;
use crate::locale::Lang;
use crate::ui::results::Row;
use crate::ui::results::book;
use crate::ui::results::embedded;
use crate::ui::results::groups;
use crate::ui::results::html;
use crate::ui::results::read_book;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn figure(indicator: Indicator, count: i64) -> Figure {
    let items = (0..count).map(|n| Measured {
        holds: n % 10 > 0,
        amount: 60 * n,
    });
    Figure::of(indicator, items)
}

/// Returns results with something in every part.
pub(crate) fn sample(period: &str) -> Results {
    let period: Period = period.parse().unwrap();
    let ratings = Tally {
        by_level: [1, 2, 4, 12, 40],
        unrated: 9,
        open: 0,
        excluded: 1,
    };
    Results {
        form: FORM,
        hall: "郝各庄镇便民服务中心".into(),
        code: "HGZ".into(),
        period,
        as_of: day("2026-04-03"),
        whole: true,
        marks: vec![Mark {
            log: LogId([7; 16]),
            seq: 4217,
            hash: Hash::of(b"x").to_string(),
        }],
        min_for_percent: 10,
        figures: Indicator::ALL.iter().map(|i| figure(*i, 41)).collect(),
        before: Indicator::ALL.iter().map(|i| figure(*i, 9)).collect(),
        ratings,
        centres: Centre::ALL
            .iter()
            .map(|centre| CentreFigures {
                centre: *centre,
                figures: CENTRE_INDICATORS.iter().map(|i| figure(*i, 14)).collect(),
            })
            .collect(),
        windows: vec![WindowRatings {
            window: WindowNo(3),
            ratings,
        }],
        series: period
            .parts()
            .into_iter()
            .enumerate()
            .map(|(n, (from, to))| Point {
                from,
                to,
                visits: n as u64 * 3,
                accepted: n as u64,
                wait: figure(Indicator::Wait, n as i64 % 7),
                ratings: Tally {
                    by_level: [0, 1, 0, 2, n as u64],
                    unrated: 1,
                    ..Tally::default()
                },
            })
            .collect(),
        problems: vec![PostedProblem {
            number: "W260312-01".into(),
            day: day("2026-03-12"),
            class: ProblemClass::Common,
            village: "杨树村".into(),
            unit: "水利站".into(),
            text: "涵管堵了".into(),
            done: "清了两处，还差一处".into(),
            until: Some(day("2026-04-15")),
            ending: None,
        }],
        judged: vec![PostedMark {
            meeting: "M260330-01".into(),
            day: day("2026-03-30"),
            profile: "half_year".into(),
            subject: "社会事务中心".into(),
            question: "service".into(),
            n: 51,
            ballots: 53,
            mean_hundredths: Some(412),
        }],
        silent_fair: None,
    }
}

#[test]
fn every_figure_stands_in_exactly_one_group_with_its_definition() {
    for lang in Lang::ALL {
        let results = sample("2026-Q1");
        let mut shown: Vec<Indicator> = Vec::new();
        for group in groups(lang, &results) {
            for row in group.rows {
                assert!(!row.value.is_empty() && !row.value.contains('⟦'), "{row:?}");
                assert!(row.how.contains(row.indicator.rule()), "{}", row.how);
                assert!(!row.how.contains(['⟦', '{']), "{}", row.how);
                shown.push(row.indicator);
            }
        }
        shown.sort();
        let mut all = Indicator::ALL.to_vec();
        all.sort();
        assert_eq!(shown, all);
    }
}

#[test]
fn few_show_counts_and_enough_show_a_percentage_with_its_numbers() {
    let rows = |results: &Results| -> Vec<(String, String)> {
        let all = groups(Lang::ZhCn, results).into_iter();
        let rows = all.flat_map(|group| group.rows);
        rows.map(|row| (row.value, row.before)).collect()
    };
    let all = rows(&sample("2026-Q1"));
    assert!(
        all.contains(&("87.8%（36/41）".into(), "8/9".into())),
        "{all:?}"
    );
    assert!(all.iter().all(|(_, few)| !few.contains('%')), "{all:?}");
}

#[test]
fn a_page_carries_its_figures_and_is_the_same_each_time() {
    for lang in Lang::ALL {
        for period in ["2026-03", "2026-Q1", "2026"] {
            let results = sample(period);
            let page = html(lang, &results);
            assert_eq!(page, html(lang, &results));
            assert_eq!(embedded(&page), Some((lang, results)));
            assert!(!page.contains('⟦'), "{period}");
            for foreign in ["<script", "http:", "https:", "url(", "@import", "src="] {
                assert!(!page.contains(foreign), "{foreign}");
            }
            let opened = |tag: &str| page.matches(&format!("<{tag}")).count();
            let closed = |tag: &str| page.matches(&format!("</{tag}>")).count();
            for tag in [
                "table", "section", "figure", "svg", "ul", "tbody", "template",
            ] {
                assert_eq!(opened(tag), closed(tag), "{tag}");
            }
        }
    }
    assert_eq!(embedded("<html lang=\"en\">nothing"), None);
}

#[test]
fn r4_what_a_trial_counts_as_fair_stands_beside_the_ratings_and_in_no_figure() {
    let without = sample("2026-03");
    let told = Results {
        silent_fair: Some(SilentFair { days: 7, n: 4711 }),
        ..without.clone()
    };
    // What was posted before there was such a number reads and writes as it did.
    let plain = serde_json::to_string(&without).unwrap();
    assert!(!plain.contains("silent"), "{plain}");
    assert_eq!(serde_json::from_str::<Results>(&plain).unwrap(), without);
    assert_eq!(told.differences(&without), ["part_silent_fair"]);
    for lang in Lang::ALL {
        let rows = |results: &Results| -> Vec<Vec<Row>> {
            let all = groups(lang, results).into_iter();
            all.map(|group| group.rows).collect()
        };
        assert_eq!(rows(&told), rows(&without));
        let beside = groups(lang, &told)
            .into_iter()
            .filter_map(|group| group.beside);
        let beside: Vec<String> = beside.collect();
        assert_eq!(beside.len(), 1);
        assert!(
            beside[0].contains("4711") && beside[0].contains('7'),
            "{beside:?}"
        );
        let page = html(lang, &told);
        assert!(page.contains(&super::html::escaped(&beside[0])));
        assert_eq!(embedded(&page), Some((lang, told.clone())));
        assert!(!html(lang, &without).contains("4711"));
        let pages = Sheet::read_book(&Sheet::book(&book(lang, &told)).unwrap()).unwrap();
        let (_, read) = read_book(&pages).unwrap();
        assert_eq!(read.figures, told.figures);
        assert_eq!(read.silent_fair.map(|silent| silent.days), Some(7));
    }
}

#[test]
fn a_name_is_never_markup_and_ends_no_page_early() {
    let mut results = sample("2026-03");
    results.hall = "</template><script>alert(1)</script>\u{202e}\u{1b}[2J\"'&".into();
    let page = html(Lang::ZhCn, &results);
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
    assert_eq!(page.matches("</template>").count(), 1);
    assert_eq!(
        embedded(&page).map(|(_, told)| told.hall),
        Some(results.hall)
    );
}

#[test]
fn a_workbook_holds_every_figure_as_numbers_and_tells_what_it_is_of() {
    for lang in Lang::ALL {
        let results = sample("2026-Q1");
        let bytes = Sheet::book(&book(lang, &results)).unwrap();
        assert_eq!(bytes, Sheet::book(&book(lang, &results)).unwrap());
        let pages = Sheet::read_book(&bytes).unwrap();
        assert_eq!(pages.len(), 9);
        let (told_lang, told) = read_book(&pages).unwrap();
        assert_eq!(told_lang, lang);
        assert_eq!(told.figures, results.figures);
        assert_eq!(told.marks, results.marks);
        assert_eq!((told.period, told.as_of), (results.period, results.as_of));
    }
    assert_eq!(read_book(&[]), None);
    assert!(Sheet::read_book(b"no book").is_err());
}
