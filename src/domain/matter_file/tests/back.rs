//! A catalogue that is written reads back the same, whatever its texts hold.

use super::*;

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        Just(Limit::OnTheSpot),
        Just(Limit::None),
        any::<u16>().prop_map(Limit::WorkingDays),
        any::<u16>().prop_map(Limit::NaturalDays),
        any::<u16>().prop_map(Limit::Months),
    ]
}

fn word() -> impl Strategy<Value = String> {
    r#"[=+@'-]?[a-z2@\\|:?",;、：｜？补贴公示受理（）]{1,12}"#
}

fn material() -> impl Strategy<Value = Material> {
    let form = prop_oneof![
        Just(PaperForm::Original),
        Just(PaperForm::Copy),
        Just(PaperForm::Check)
    ];
    let issuer = prop_oneof![Just(String::new()), word()];
    (word(), form, any::<bool>(), 1_u8.., issuer).prop_map(
        |(name, form, deferrable, count, issuer)| Material {
            name,
            form,
            deferrable,
            count,
            issuer,
        },
    )
}

fn step() -> impl Strategy<Value = MatterStep> {
    (word(), 0..StepKind::ALL.len(), limit()).prop_map(|(name, kind, limit)| MatterStep {
        name,
        kind: StepKind::ALL[kind],
        limit,
    })
}

fn handled() -> impl Strategy<Value = Matter> {
    let lists = (
        prop::collection::vec(step(), 0..4),
        prop::collection::hash_set(0..Channel::EVERY.len(), 0..4),
        prop::collection::hash_set(word(), 0..3),
    );
    let none = || prop_oneof![Just(String::new()), word()];
    (lists, none(), none(), 0..3_usize, 0..2_usize).prop_map(
        |((steps, channels, joint), conditions, result, came, proxy)| Matter {
            steps,
            conditions,
            in_person: InPerson::EVERY[came],
            proxy: Proxy::EVERY[proxy],
            result,
            channels: channels.into_iter().map(|n| Channel::EVERY[n]).collect(),
            joint: joint.into_iter().collect(),
            ..Matter::named("", Centre::Social, "")
        },
    )
}

fn matter() -> impl Strategy<Value = Matter> {
    let limits = (limit(), limit());
    let lists = (
        prop::collection::vec(material(), 0..5),
        prop::collection::hash_set(word(), 0..4),
    );
    (
        word(),
        word(),
        limits,
        lists,
        0_usize..3,
        0_usize..3,
        handled(),
    )
        .prop_map(|(name, department, limits, lists, centre, from, handled)| {
            let (statutory, mut promised) = limits;
            if promised == Limit::None || promises_too_long(statutory, promised) {
                promised = statutory;
            }
            let mut materials: Vec<Material> = Vec::new();
            for material in lists.0 {
                if !materials.contains(&material) {
                    materials.push(material);
                }
            }
            Matter {
                code: String::new(),
                centre: Centre::ALL[centre],
                name,
                department,
                statutory,
                promised,
                materials,
                aliases: lists.1.into_iter().collect(),
                provenance: [Provenance::Source, Provenance::Default, Provenance::Hall][from],
                ..handled
            }
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(mut matters in prop::collection::vec(matter(), 0..6)) {
        for (n, matter) in matters.iter_mut().enumerate() {
            matter.code = format!("A,\"{n}");
        }
        let import = read(write(&matters).as_bytes(), None).unwrap();
        prop_assert_eq!(import.rejected, vec![]);
        prop_assert_eq!(&import.matters, &matters);
        let book = sheet(&matters).to_workbook().unwrap();
        prop_assert_eq!(&read(&book, None).unwrap().matters, &matters);
        for matter in &matters {
            prop_assert_eq!(&from_texts(&to_texts(matter)).unwrap(), matter);
        }
    }

    #[test]
    fn every_line_ends_in_one_of_the_two_lists(
        lines in prop::collection::vec("[A-C]?[,a-z0-9 低保]{0,24}|[A-C],social,名,,20wd,[0-9]{1,2}wd,,,", 0..20)
    ) {
        let import = own(&(lines.join("\n") + "\n"));
        prop_assert_eq!(import.rows(), lines.iter().filter(|l| !l.is_empty()).count());
        for row in &import.rejected {
            let at = usize::try_from(row.line).unwrap() - 2;
            let blank = lines[at].chars().all(|c| c == ',' || c == ' ');
            prop_assert_eq!(row.reason == RejectReason::EmptyRow, blank, "{} {:?}", row, &lines[at]);
        }
        let codes: std::collections::HashSet<_> = import.matters.iter().map(|m| &m.code).collect();
        prop_assert_eq!(codes.len(), import.matters.len());
    }

    #[test]
    fn no_bytes_make_reading_fail_badly(rows in prop::collection::vec(any::<u8>(), 0..300), headed in any::<bool>()) {
        let mut bytes = if headed { HEADER.as_bytes().to_vec() } else { Vec::new() };
        bytes.extend(rows);
        if let Ok(import) = read(&bytes, None) {
            let last = 1 + bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
            for row in import.rejected {
                prop_assert!((2..=last).contains(&row.line), "{}", row);
            }
        }
    }
}

#[test]
fn the_shipped_catalogue_comes_back_from_csv_and_from_a_workbook() {
    let matters = shipped();
    assert_eq!(
        read(write(&matters).as_bytes(), None).unwrap().matters,
        matters
    );
    let book = sheet(&matters).to_workbook().unwrap();
    assert_eq!(read(&book, None).unwrap().matters, matters);
    assert_eq!(
        sheet(&matters).to_workbook().unwrap(),
        book,
        "the same bytes"
    );
}

#[test]
fn the_shipped_catalogue_is_at_odds_with_nothing_it_says_of_itself() {
    let calendar = crate::domain::calendar::Calendar::shipped();
    let mut stepped = 0;
    for matter in shipped() {
        stepped += usize::from(!matter.steps.is_empty());
        for finding in matter.findings(&calendar) {
            assert!(
                matches!(finding.code(), "no_limit" | "no_materials"),
                "{}: {finding:?}",
                matter.code
            );
        }
    }
    assert!(stepped >= 12, "{stepped}");
}

#[test]
fn papers_and_steps_are_typed_in_few_signs() {
    let paper = material_from_text(" 身份证：核验：2份:@公安派出所？");
    assert_eq!((paper.name.as_str(), paper.count), ("身份证", 2));
    assert_eq!((paper.form, paper.deferrable), (PaperForm::Check, true));
    assert_eq!(paper.issuer, "公安派出所");
    assert_eq!(material_to_text(&paper), "身份证:check:x2:@公安派出所?");
    let named = material_from_text("其他：按实际情况");
    assert_eq!(named.name, "其他：按实际情况");
    assert_eq!(material_to_text(&named), "其他：按实际情况");
    let step = step_from_text("公示：7天").unwrap();
    assert_eq!(
        (step.kind, step.limit),
        (StepKind::Publicity, Limit::NaturalDays(7))
    );
    assert_eq!(step_to_text(&step), "公示:7d");
    let odd = step_from_text("现场核实:review:5wd").unwrap();
    assert_eq!(
        (odd.kind, odd.name.as_str()),
        (StepKind::Review, "现场核实")
    );
    assert_eq!(step_from_text("受理").unwrap().limit, Limit::None);
    assert_eq!(step_from_text("受理:3wdd"), Err("3wdd".to_owned()));
}

#[test]
fn a_row_is_rejected_for_a_step_or_a_word_nobody_knows() {
    let rows = |row: &str| {
        let text = format!("code,name,steps,in_person,proxy,channels\n{row}\n");
        read(text.as_bytes(), None).unwrap()
    };
    let good = rows("A1,低保,受理:3wd|公示:7d,2次以上,可,窗口|网办");
    assert_eq!(good.rejected[0].reason.field(), Some(Field::InPerson));
    let good = rows("A1,低保,受理:3wd|公示:7d,2,可,窗口|网办");
    assert_eq!(good.matters[0].steps.len(), 2);
    assert_eq!(good.matters[0].in_person, InPerson::Always);
    assert_eq!(good.matters[0].channels, [Channel::Window, Channel::Online]);
    for (row, field) in [
        ("A1,低保,受理:soon,,,", Field::Steps),
        ("A1,低保,,,maybe,", Field::Proxy),
        ("A1,低保,,,,carrier pigeon", Field::Channels),
    ] {
        assert_eq!(rows(row).rejected[0].reason.field(), Some(field));
    }
}
