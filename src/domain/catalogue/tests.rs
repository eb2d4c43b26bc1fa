use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::domain::matter::Limit;

fn matter(code: &str, centre: Centre, name: &str, aliases: &[&str]) -> Matter {
    Matter {
        statutory: Limit::WorkingDays(30),
        promised: Limit::WorkingDays(20),
        aliases: aliases.iter().map(|a| (*a).to_string()).collect(),
        ..Matter::named(code, centre, name)
    }
}

fn hall() -> Catalogue {
    use Centre::Economy;
    use Centre::Governance;
    use Centre::Social;
    Catalogue::new(vec![
        matter("SH-001", Social, "最低生活保障", &["低保"]),
        matter("SH-002", Social, "80周岁以上老年人高龄津贴发放", &["高龄"]),
        matter("SH-003", Social, "困难残疾人生活补贴", &["残补"]),
        matter("SH-012", Social, "社会保险（社保）关系转移", &["社保"]),
        matter("JJ-001", Economy, "农机购置补贴", &["农补"]),
        matter("JJ-002", Economy, "个体工商户注册（变更）", &[]),
        matter("ZZ-001", Governance, "人民调解", &["调解"]),
        matter("ZZ-002", Governance, "重大行政决策听证", &[]),
        matter("SH-020", Social, "绿色通道·银行长期护理", &[]),
    ])
}

fn never(_: &str) -> u32 {
    0
}

fn codes(catalogue: &Catalogue, query: &str) -> Vec<String> {
    catalogue
        .search(query, None, &never, 100)
        .iter()
        .map(|hit| hit.matter.code.clone())
        .collect()
}

#[test]
fn a_matter_is_found_however_it_is_typed() {
    let hall = hall();
    for (query, first) in [
        ("低保", "SH-001"),
        ("db", "SH-001"),
        ("DB", "SH-001"),
        ("ｄｂ", "SH-001"),
        ("dibao", "SH-001"),
        ("di bao", "SH-001"),
        ("di'b", "SH-001"),
        ("zuidis", "SH-001"),
        ("zuidishenghuo", "SH-001"),
        ("最di生h", "SH-001"),
        ("生活保", "SH-001"),
        ("shb", "SH-012"),
        ("sheb", "SH-012"),
        ("sh-012", "SH-012"),
        ("sh012", "SH-012"),
        ("12", "SH-012"),
        ("８０周", "SH-002"),
        ("80zhou", "SH-002"),
        ("gtgshzcbg", "JJ-002"),
        ("注册变更", "JJ-002"),
    ] {
        let found = codes(&hall, query);
        assert_eq!(found.first().map(String::as_str), Some(first), "{query}");
    }
}

#[test]
fn every_reading_of_a_polyphone_is_taken() {
    let hall = hall();
    for query in ["zdxzjc", "zhongda", "chongda", "cdxz", "zhdxz"] {
        assert_eq!(codes(&hall, query), ["ZZ-002"], "{query}");
    }
    for query in [
        "yhcq",
        "yinhangchangqi",
        "yinxingzhangqi",
        "yxzq",
        "lvse",
        "lüse",
    ] {
        assert_eq!(codes(&hall, query), ["SH-020"], "{query}");
    }
    for query in ["tiaojie", "diaoxie", "tj", "dx"] {
        assert_eq!(codes(&hall, query).first().unwrap(), "ZZ-001", "{query}");
    }
}

#[test]
fn code_comes_before_alias_before_start_before_inside() {
    let catalogue = Catalogue::new(vec![
        matter("1", Centre::Social, "办理残补事宜", &[]),
        matter("2", Centre::Social, "残补发放", &[]),
        matter("3", Centre::Social, "困难残疾人生活补贴", &["残补"]),
        matter("CB-1", Centre::Social, "其他", &[]),
    ]);
    assert_eq!(codes(&catalogue, "cb"), ["CB-1", "3", "2", "1"]);
    let hits = catalogue.search("cb", None, &never, 100);
    assert_eq!(hits[0].matched, Matched::Code);
    assert_eq!(&hits[0].text()[hits[0].range.clone()], "CB");
    assert_eq!(hits[1].matched, Matched::Alias(0));
    assert_eq!(&hits[3].text()[hits[3].range.clone()], "残补");
    assert_eq!(catalogue.search("cb", None, &never, 2).len(), 2);
}

#[test]
fn among_equals_the_clerks_own_matters_come_first() {
    let hall = hall();
    let recent = |code: &str| match code {
        "JJ-001" => 7,
        "ZZ-002" => 9,
        _ => 0,
    };
    let found = hall.search("bt", None, &recent, 10);
    assert_eq!(found[0].matter.code, "JJ-001");
    assert_eq!(found[1].matter.code, "SH-003");
    let all = hall.search(" ", None, &recent, 100);
    let order: Vec<_> = all.iter().map(|h| h.matter.code.as_str()).collect();
    assert_eq!(
        order,
        [
            "ZZ-002", "JJ-001", "JJ-002", "SH-001", "SH-002", "SH-003", "SH-012", "SH-020",
            "ZZ-001"
        ]
    );
    let social = hall.search("", Some(Centre::Governance), &recent, 100);
    assert_eq!(social.len(), 2);
    assert!(
        hall.search("低保", Some(Centre::Economy), &never, 9)
            .is_empty()
    );
}

#[test]
fn a_highlight_ends_where_the_syllable_ends_and_spans_brackets() {
    let hall = hall();
    for (query, want) in [
        ("zhucebian", "注册（变"),
        ("zc", "注册"),
        ("gongsh", "工商"),
    ] {
        let hits = hall.search(query, None, &never, 1);
        assert_eq!(&hits[0].text()[hits[0].range.clone()], want, "{query}");
    }
}

#[test]
fn odd_queries_find_nothing_and_never_fail() {
    let hall = hall();
    for query in [
        "....",
        "\u{1b}[31m",
        "😀",
        "低保😀",
        ".*",
        "(((((",
        "'; --",
        "\u{202e}",
        "·",
    ] {
        let found = codes(&hall, query);
        assert!(found.is_empty(), "{query:?} found {found:?}");
    }
    for unit in ["a", "低", "zh", "zhengsheng", "1", "😀", "\u{0}", "("] {
        assert!(codes(&hall, &unit.repeat(10_000)).is_empty(), "{unit:?}");
    }
    assert_eq!(
        codes(&hall, "低\u{7}保"),
        ["SH-001"],
        "a stray control does not count"
    );
    assert!(codes(&Catalogue::new(Vec::new()), "db").is_empty());
}

#[test]
fn a_code_names_one_matter() {
    let hall = hall();
    assert_eq!(hall.by_code("JJ-001").unwrap().name, "农机购置补贴");
    assert!(hall.by_code("jj-001").is_none());
    assert_eq!(hall.matters().len(), 9);
}

proptest! {
    #[test]
    fn any_text_is_found_by_any_part_of_itself_and_ranges_cut_cleanly(
        name in "[重乐行单曾长a-z0-9（）· 💡\u{20000}最低生活保障]{1,30}", from in 0_usize..30, len in 1_usize..30
    ) {
        let part: String = name.chars().skip(from).take(len).collect();
        let catalogue = Catalogue::new(vec![matter("#", Centre::Social, &name, &[&name])]);
        let hits = catalogue.search(&part, None, &never, 5);
        for hit in &hits {
            prop_assert!(hit.text().get(hit.range.clone()).is_some());
        }
        if part.chars().any(char::is_alphanumeric) {
            prop_assert_eq!(hits.len(), 1);
        }
    }

    #[test]
    fn no_query_fails(query in any::<String>()) {
        hall().search(&query, None, &never, 5);
    }
}

/// Needs `YIZHAN_REAL_DATA`, the folder with real catalogues; says so and passes without it.
#[test]
fn real_catalogues_can_be_typed_into() {
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA") else {
        println!("left out: YIZHAN_REAL_DATA is not set");
        return;
    };
    let folder = std::path::PathBuf::from(folder).join("matters");
    let mut matters = Vec::new();
    for file in ["guangdong_1200.csv", "guangan_1135.csv"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let import = crate::domain::matter_file::read(&bytes, None).unwrap();
        matters.extend(import.matters);
    }
    let count = matters.len();
    let start = Instant::now();
    let catalogue = Catalogue::new(matters);
    println!("{count} matters indexed in {:?}", start.elapsed());
    for whole in [
        "zuidishenghuobaozhang",
        "jzgzz",
        "残疾人",
        "511Z07",
        "shbxgx",
        "yyzz",
        "aaaaaaaaaaaa",
        "ssssssss",
    ] {
        for (end, c) in whole.char_indices() {
            let typed = &whole[..end + c.len_utf8()];
            let start = Instant::now();
            let hits = catalogue.search(typed, None, &never, 50).len();
            println!("{typed:24} {hits:3} hits {:?}", start.elapsed());
        }
    }
    let jiao = catalogue.search("jiaoshizige", None, &never, 50);
    assert!(jiao.iter().any(|hit| hit.matter.name.contains("教师资格")));
    for (n, matter) in catalogue.matters().iter().enumerate().step_by(37) {
        let hits = catalogue.search(&matter.code, None, &never, usize::MAX);
        assert!(hits.iter().any(|hit| hit.index == n), "{}", matter.code);
    }
}
