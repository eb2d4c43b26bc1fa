use super::*;
use crate::domain::county::posted::Difference;
use crate::domain::county::summary::Days;
use crate::domain::entry::Hash;

fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

fn hall(code: i64, name: &str, times: u64) -> HallLine {
    let figures = Summary {
        visits: 41 * times,
        left: 40 * times,
        served: 37 * times,
        accepted: 20 * times,
        done: 12 * times,
        refused: times,
        promised: 8 * times,
        on_time: 7 * times,
        open: 3 * times,
        late: times,
        invited: 16 * times,
        level5: 7 * times,
        level4: times,
        level1: times,
        unrated: 5 * times,
        excluded: times,
        ..Summary::default()
    };
    let mark = Mark {
        log: LogId([times as u8; 16]),
        seq: 100 * times,
        hash: Hash::of(name.as_bytes()).to_string(),
    };
    HallLine {
        org: org(code),
        name: name.to_owned(),
        figures,
        marks: vec![mark],
    }
}

fn county(from: &str, to: &str) -> CountyResults {
    let day = |text: &str| text.parse().unwrap();
    let days = Days {
        from: day(from),
        to: day(to),
        as_of: day("2026-04-01"),
    };
    let halls = vec![
        hall(120_115_103, "郝各庄镇便民服务中心", 1),
        hall(120_115_104, "大口屯镇便民服务中心", 3),
    ];
    CountyResults::of(("宝坻区政务服务办公室", 10), days, halls)
}

fn march() -> CountyResults {
    county("2026-03-01", "2026-03-31")
}

#[test]
fn a_page_says_its_span_its_occasion_and_whether_the_span_is_over() {
    let page = |from, to| county_html(Lang::ZhCn, &county(from, to));
    let month = page("2026-03-01", "2026-03-31");
    assert!(month.contains("2026年3月 月初亮 · 各镇对比"), "{month}");
    assert!(month.contains("2026-03-01 至 2026-03-31") && month.contains("按 2026-04-01 当天数定"));
    assert!(page("2026-01-01", "2026-03-31").contains("第1季度"));
    assert!(page("2026-01-01", "2026-12-31").contains("2026年 年终评"));
    let days = page("2026-03-20", "2026-04-01");
    assert!(days.contains("<h1>各镇对比</h1>") && days.contains("还没过完，数到 2026-04-01"));
}

#[test]
fn r7_no_share_of_ratings_stands_without_its_counts_the_unrated_the_excluded_and_who_answered() {
    for (lang, beside) in [
        (
            Lang::ZhCn,
            "主动评价率 84.4%（27/32） · 未评价 15 · 复核排除 3",
        ),
        (Lang::En, "Answered 84.4% (27/32) · Unrated 15 · Excluded 3"),
    ] {
        let mut large = march();
        large.halls[1].figures.unrated = 5;
        let page = county_html(lang, &large);
        let beside = beside.replace(" 15 ", " 5 ");
        assert!(page.contains(&format!("<small>{beside}</small>")), "{page}");
        // 9 ratings are few: counts only, in the table and beside the bar.
        assert!(
            page.contains("<b>8/9</b>") && page.contains("<td>8/9</td>"),
            "{page}"
        );
        let visible = page.split("<template").next().unwrap();
        for (at, _) in visible.match_indices('%') {
            let before = visible[..at].chars().next_back().unwrap();
            let after = visible[at + 1..].trim_start();
            let of_style = visible[..at].rfind("</style>").is_none();
            let counted = after.starts_with(['（', '(']);
            assert!(
                of_style || (before.is_ascii_digit() && counted),
                "{}",
                &visible[at..]
            );
        }
    }
}

#[test]
fn a_page_is_the_same_each_time_carries_its_figures_and_needs_nothing_beside_it() {
    for lang in Lang::ALL {
        let page = county_html(lang, &march());
        assert_eq!(page, county_html(lang, &march()));
        assert_eq!(embedded_county(&page), Some((lang, march())));
        assert_eq!(crate::ui::results::embedded(&page), None, "it is no hall's");
        assert!(!page.contains('⟦') && !page.contains('{') || page.contains("<style"));
        for foreign in ["<script", "http:", "https:", "url(", "@import", "src="] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        for tag in ["table", "section", "figure", "svg", "ul", "li", "template"] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        for column in Column::ALL {
            assert!(!column_name(lang, column).contains('⟦'), "{column:?}");
            assert!(!defined(lang, column).contains(['⟦', '{']), "{column:?}");
        }
    }
}

#[test]
fn a_name_is_never_markup_and_two_of_one_name_are_told_apart() {
    let mut county = march();
    county.halls[0].name = "</template><script>alert(1)</script>".into();
    let page = county_html(Lang::ZhCn, &county);
    assert!(!page.contains("<script") && page.matches("</template>").count() == 1);
    assert_eq!(embedded_county(&page).map(|(_, told)| told), Some(county));
    let mut alike = march();
    alike.halls[1].name = "郝各庄镇便民服务中心".into();
    let page = county_html(Lang::ZhCn, &alike);
    assert!(page.contains("郝各庄镇便民服务中心 120115104"), "{page}");
}

#[test]
fn a_workbook_holds_every_number_and_tells_what_it_is_of() {
    for lang in Lang::ALL {
        let bytes = Sheet::book(&county_book(lang, &march())).unwrap();
        let pages = Sheet::read_book(&bytes).unwrap();
        assert_eq!(read_county_book(&pages), Some((lang, march())));
        assert_eq!(
            crate::ui::results::read_book(&pages),
            None,
            "it is no hall's"
        );
    }
    let of_a_hall = crate::ui::results::tests::sample("2026-03");
    let bytes = Sheet::book(&crate::ui::results::book(Lang::ZhCn, &of_a_hall)).unwrap();
    assert_eq!(read_county_book(&Sheet::read_book(&bytes).unwrap()), None);
    assert_eq!(read_county_book(&[]), None);
}

#[test]
fn what_differs_is_named_by_hall_and_figure_and_a_hall_that_is_not_there_has_nothing() {
    let (told, mut found) = (march(), march());
    assert_eq!(told.differences(&found), []);
    found.halls[0].figures.on_time -= 1;
    found.halls[1].figures.refused += 1;
    found.halls[1].figures.done -= 1;
    found.halls[1].name = "另一个".into();
    let differ = told.differences(&found);
    let on_time = Column::Of(Indicator::OnTime);
    assert_eq!(
        differ,
        [
            Difference::Figure(Some(org(120_115_103)), on_time),
            Difference::Parts(Some(org(120_115_104))),
            Difference::Name(org(120_115_104)),
        ]
    );
    found = march();
    found.halls.pop();
    let differ = told.differences(&found);
    let visits = Difference::Figure(Some(org(120_115_104)), Column::Of(Indicator::Visits));
    assert!(differ.contains(&visits) && differ.len() > 5, "{differ:?}");
}
