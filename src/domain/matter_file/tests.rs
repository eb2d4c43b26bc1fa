use proptest::prelude::*;

use super::*;
use crate::domain::ids::Centre;
use crate::domain::matter::Channel;
use crate::domain::matter::InPerson;
use crate::domain::matter::Limit;
use crate::domain::matter::Material;
use crate::domain::matter::MatterStep;
use crate::domain::matter::PaperForm;
use crate::domain::matter::Provenance;
use crate::domain::matter::Proxy;
use crate::domain::matter::StepKind;
use crate::domain::matter::promises_too_long;
use crate::domain::sheet::SheetError;

mod back;

const HEADER: &str =
    "code,centre,name,department,statutory,promised,materials,aliases,provenance\n";

fn own(rows: &str) -> Import {
    read(format!("{HEADER}{rows}").as_bytes(), None).unwrap()
}

#[test]
fn the_shipped_catalogue_and_the_keyword_table_are_whole() {
    let import = read(SHIPPED.as_bytes(), None).unwrap();
    assert_eq!(import.rejected, []);
    assert!(import.matters.len() >= 3);
    assert_eq!(shipped(), import.matters);
    assert_eq!(CentreRules::shipped().default, Centre::Social);
}

#[test]
fn a_row_of_our_own_form_gives_every_field() {
    let import = own(
        "A1,social,最低生活保障,民政,30wd,25wd,申请书|身份证:check|户口簿:copy?|证明?,低保|低保金,source\n",
    );
    let matter = &import.matters[0];
    assert_eq!(matter.centre, Centre::Social);
    assert_eq!(matter.promised, Limit::WorkingDays(25));
    assert_eq!(matter.aliases, ["低保", "低保金"]);
    assert_eq!(matter.provenance, Provenance::Source);
    let papers: Vec<_> = matter
        .materials
        .iter()
        .map(|m| (m.name.as_str(), m.form, m.deferrable))
        .collect();
    assert_eq!(
        papers,
        [
            ("申请书", PaperForm::Original, false),
            ("身份证", PaperForm::Check, false),
            ("户口簿", PaperForm::Copy, true),
            ("证明", PaperForm::Original, true),
        ]
    );
}

#[test]
fn every_bad_row_is_named_by_its_line_and_its_reason() {
    let import = own(concat!(
        "A1,social,\"名称\n第二行\",民政,30wd,25wd,,,hall\n", // lines 2 and 3
        "\n",                                                 // line 4 is no row
        ",social,无码,民政,,,,,\n",                           // 5
        "A2,social, ,民政,,,,,\n",                            // 6
        "A3,social,时限,民政,soon,,,,\n",                     // 7
        "A4,social,超诺,民政,20wd,21wd,,,\n",                 // 8
        "A1,social,重码,民政,,,,,\n",                         // 9
        "A5,social,少列\n",                                   // 10
        "A6,moon,中心,民政,,,,,\n",                           // 11
        "A7,social,来源,民政,,,,,rumour\n",                   // 12
        "1.1440E+31,social,科学计数,民政,,,,,\n",             // 13
        ",,,,,,,,\n",                                         // 14
        "A4,social,改过的超诺,民政,20wd,20wd,,,,,\n", // 15: padded, and its code is still free
        "A8,social,多列,民政,20wd,20wd,,,,,x\n",      // 16
    ));
    assert_eq!(import.rows(), 13);
    let names: Vec<_> = import.matters.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["名称 第二行", "改过的超诺"]);
    let rejected: Vec<_> = import
        .rejected
        .iter()
        .map(|r| (r.line, r.reason.clone()))
        .collect();
    let bad_limit = RejectReason::BadLimit {
        field: Field::Statutory,
        text: "soon".into(),
    };
    assert_eq!(
        rejected,
        [
            (5, RejectReason::NoCode),
            (6, RejectReason::NoName),
            (7, bad_limit),
            (
                8,
                RejectReason::PromisedLonger {
                    statutory: Limit::WorkingDays(20),
                    promised: Limit::WorkingDays(21)
                }
            ),
            (
                9,
                RejectReason::DuplicateCode {
                    code: "A1".into(),
                    first: 2
                }
            ),
            (10, RejectReason::Cells { found: 3, want: 9 }),
            (11, RejectReason::BadCentre("moon".into())),
            (12, RejectReason::BadProvenance("rumour".into())),
            (13, RejectReason::RoundedCode("1.1440E+31".into())),
            (14, RejectReason::EmptyRow),
            (16, RejectReason::Cells { found: 11, want: 9 }),
        ]
    );
    for row in &import.rejected {
        let sentence = row.to_string();
        assert!(
            sentence.starts_with("line ") && sentence.len() > 40,
            "{sentence}"
        );
    }
    assert_eq!(import.to_string(), "13 rows: 2 taken, 11 rejected");
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    let rows = "A1,social,\"甲\n乙\",,,,,,\nA2,social,,,,,,,\n";
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEADER}{rows}").replace('\n', end);
        let import = read(text.as_bytes(), None).unwrap();
        assert_eq!(import.rejected[0].line, 4, "{end:?}");
        assert_eq!(import.matters[0].name, "甲 乙");
    }
}

#[test]
fn what_is_too_long_or_too_many_is_refused_with_its_size() {
    let long = "长".repeat(MAX_NAME + 1);
    let most = "长".repeat(MAX_NAME);
    let papers = vec!["纸"; MAX_PARTS + 1].join("|");
    let import = own(&format!(
        "A1,social,{long},,,,,,\nA2,social,{most},,,,,,\nA3,social,多,,,,{papers},,\nA4,social,长,,,,{long},,\n"
    ));
    assert_eq!(import.matters.len(), 1);
    let reasons: Vec<_> = import.rejected.iter().map(|r| &r.reason).collect();
    assert!(matches!(
        reasons[0],
        RejectReason::TooLong {
            field: Field::Name,
            found: 201,
            most: 200
        }
    ));
    assert!(matches!(
        reasons[1],
        RejectReason::TooMany {
            field: Field::Materials,
            found: 101,
            ..
        }
    ));
    assert!(matches!(
        reasons[2],
        RejectReason::TooLong {
            field: Field::Materials,
            ..
        }
    ));
}

#[test]
fn an_unclosed_quotation_mark_loses_no_row_before_it() {
    let import = own("A1,social,好,,,,,,\nA2,social,\"坏,,,,,,\nA3,social,好,,,,,,\n");
    assert_eq!(import.matters.len(), 1);
    assert_eq!(import.rejected.len(), 1);
    assert_eq!(import.rejected[0].line, 3);
    assert!(
        import.rejected[0]
            .reason
            .to_string()
            .contains("quotation mark")
    );
}

#[test]
fn limits_in_other_units_are_refused_only_beyond_doubt() {
    use Limit::*;
    assert!(promises_too_long(WorkingDays(20), WorkingDays(21)));
    assert!(!promises_too_long(WorkingDays(20), WorkingDays(20)));
    assert!(promises_too_long(NaturalDays(1), NaturalDays(2)));
    assert!(promises_too_long(Months(1), Months(2)));
    assert!(promises_too_long(OnTheSpot, WorkingDays(1)));
    assert!(!promises_too_long(WorkingDays(1), OnTheSpot));
    assert!(!promises_too_long(Limit::None, WorkingDays(99)));
    assert!(!promises_too_long(NaturalDays(1), WorkingDays(9)));
    let import = own("A1,social,甲,,90d,60wd,,,\nA2,social,乙,,20wd,,,,\nA3,social,丙,,,,,,\n");
    assert_eq!(
        import.notes,
        [
            (Note::OtherUnit, 1),
            (Note::PromisedFromStatutory, 1),
            (Note::NoLimit, 1)
        ]
    );
    assert_eq!(import.matters[1].promised, WorkingDays(20));
}

#[test]
fn a_provincial_file_needs_no_map() {
    let import = read(
        concat!(
            "task_code,name,task_type,dept,level,area,legal_limit,promised_limit,materials,phone\n",
            "X1,农药登记,行政许可,某省农业农村厅,省级,某省,20(工作日),15（工作日）,申请表|身份证|,无\n",
            "X2,律师执业,行政许可,某省司法厅,省级,某省,90(自然日),,,无\n",
            "X3,社团成立,行政许可,某委员会,省级,某省,无,无,表|表,无\n",
        )
        .as_bytes(),
        None,
    )
    .unwrap();
    let seen: Vec<_> = import
        .matters
        .iter()
        .map(|m| {
            (
                m.centre,
                m.statutory,
                m.promised,
                m.materials.len(),
                m.provenance,
            )
        })
        .collect();
    let hall = Provenance::Hall;
    assert_eq!(
        seen,
        [
            (
                Centre::Economy,
                Limit::WorkingDays(20),
                Limit::WorkingDays(15),
                2,
                hall
            ),
            (
                Centre::Governance,
                Limit::NaturalDays(90),
                Limit::NaturalDays(90),
                0,
                hall
            ),
            (Centre::Social, Limit::None, Limit::None, 1, hall),
        ]
    );
    assert!(import.notes.contains(&(Note::DefaultCentre, 1)));
    assert!(import.notes.contains(&(Note::BlankPapers, 1)));
    assert!(import.notes.contains(&(Note::RepeatedPapers, 1)));
}

#[test]
fn a_map_names_the_columns_a_file_calls_otherwise() {
    let file = "编号;事情;多久;要什么;俗名\n1;建房审批;30;申请书、身份证;宅基地\n";
    let map: ColumnMap = "code=编号,name=事情,promised=多久,materials=要什么,aliases=俗名,limit_unit=wd,separators=、,fixed_centre=economy"
        .parse()
        .unwrap();
    let import = read(file.as_bytes(), Some(&map)).unwrap();
    let matter = &import.matters[0];
    assert_eq!(matter.promised, Limit::WorkingDays(30));
    assert_eq!(matter.materials.len(), 2);
    assert_eq!(matter.centre, Centre::Economy);
    assert_eq!(matter.aliases, ["宅基地"]);
    let table = toml::to_string(&map).unwrap();
    assert_eq!(toml::from_str::<ColumnMap>(&table).unwrap(), map);
    let leave: ColumnMap = "code=编号,name=事情,promised=-".parse().unwrap();
    assert_eq!(
        read(file.as_bytes(), Some(&leave)).unwrap().matters[0].promised,
        Limit::None
    );
}

#[test]
fn a_file_that_cannot_be_told_apart_says_what_to_do() {
    let missing = read("编号,事情\n1,甲\n".as_bytes(), None)
        .unwrap_err()
        .to_string();
    assert!(
        missing.contains("--map code=") && missing.contains("编号, 事情"),
        "{missing}"
    );
    let map: ColumnMap = "code=编码".parse().unwrap();
    assert!(matches!(
        read("编号,事情\n".as_bytes(), Some(&map)),
        Err(ReadError::NoSuchHeader { .. })
    ));
    for wrong in ["name", "colour=红", "name=甲,name=乙", "fixed_centre=moon"] {
        assert!(wrong.parse::<ColumnMap>().is_err(), "{wrong}");
    }
    assert_eq!(read(b"", None), Err(SheetError::Empty.into()));
    assert_eq!(
        read(b"\xef\xbb\xbf \r\n", None),
        Err(SheetError::Empty.into())
    );
    assert_eq!(
        read(b"PK\x03\x04rest", None),
        Err(SheetError::Workbook.into())
    );
    assert_eq!(own("").rows(), 0);
}

#[test]
fn utf_8_with_a_mark_utf_16_and_gb18030_are_the_same_file() {
    let text = format!("{HEADER}A1,social,最低生活保障𠮷,民政,30wd,25wd,身份证,低保,hall\n");
    let plain = read(text.as_bytes(), None).unwrap();
    let marked = read(format!("\u{feff}{text}").as_bytes(), None).unwrap();
    let (national, ..) = encoding_rs::GB18030.encode(&text);
    let national = read(&national, None).unwrap();
    let wide: Vec<u8> = std::iter::once(0xfeff_u16)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for other in [&marked, &national, &read(&wide, None).unwrap()] {
        assert_eq!(other.matters, plain.matters);
    }
    assert_eq!(national.notes, [(Note::Gb18030, 1)]);
}

#[test]
fn one_broken_character_costs_one_row_and_not_the_file() {
    let mut broken = HEADER.as_bytes().to_vec();
    broken.extend(b"A1,social,\xe4\xbd,,,,,,\n");
    broken.extend("A2,social,最低生活保障,民政,30wd,25wd,身份证,低保,hall\n".bytes());
    let import = read(&broken, None).unwrap();
    assert_eq!(import.matters[0].name, "最低生活保障");
    assert_eq!(import.rejected[0].line, 2);
    assert_eq!(
        import.rejected[0].reason,
        RejectReason::Unreadable { field: Field::Name }
    );
}

#[test]
fn what_a_terminal_must_not_see_is_taken_out() {
    let import =
        own("A1,social,\"\u{3000}低\u{1b}[31m保\u{202e}\u{a0} 申请\t\",,,,纸\u{7},\u{200b},\n");
    assert_eq!(import.matters[0].name, "低[31m保 申请");
    assert_eq!(import.matters[0].materials[0].name, "纸");
    assert!(import.matters[0].aliases.is_empty());
    assert!(import.notes.contains(&(Note::Cleaned, 1)));
}

#[test]
fn a_department_points_to_its_centre() {
    let rules = CentreRules::shipped();
    for (department, centre) in [
        ("某省农业农村厅", Some(Centre::Economy)),
        ("区市监局", Some(Centre::Economy)),
        ("区自然资源和规划局", Some(Centre::Economy)),
        ("某省人力资源和社会保障厅", Some(Centre::Social)),
        ("区医疗保障局", Some(Centre::Social)),
        ("区残联", Some(Centre::Social)),
        ("区公安分局", Some(Centre::Governance)),
        ("某省司法厅", Some(Centre::Governance)),
        ("区应急管理局", Some(Centre::Governance)),
        ("区行政审批局", None),
        ("", None),
    ] {
        assert_eq!(rules.of(department), centre, "{department}");
    }
}

/// Needs `YIZHAN_REAL_DATA`, the folder with real catalogues; says so and passes without it.
#[test]
fn a_real_catalogue_comes_in_whole() {
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA") else {
        println!("left out: YIZHAN_REAL_DATA is not set");
        return;
    };
    for (file, rows) in [("guangdong_1200.csv", 1_200), ("guangan_1135.csv", 1_135)] {
        let path = std::path::PathBuf::from(&folder).join("matters").join(file);
        let import = read(&std::fs::read(path).unwrap(), None).unwrap();
        println!("{file}: {import}");
        for (note, count) in &import.notes {
            println!("  {count} × {note}");
        }
        for row in import.rejected.iter().take(20) {
            println!("  {row}");
        }
        assert_eq!(import.rows(), rows);
        assert_eq!(import.rejected, []);
        assert_eq!(
            read(write(&import.matters).as_bytes(), None)
                .unwrap()
                .matters,
            import.matters
        );
    }
}
