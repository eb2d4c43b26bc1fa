use proptest::prelude::*;

use super::*;

fn sheet(rows: &[&[&str]]) -> Sheet {
    Sheet::new(
        ["code", "name"],
        rows.iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()),
    )
}

#[test]
fn no_cell_of_csv_is_a_formula() {
    let text = sheet(&[
        &["=1+1", "@SUM(A1)"],
        &["+86 138", "-1+2"],
        &["\tx", "＝甲"],
        &["-5", "甲=乙"],
    ])
    .to_csv();
    assert_eq!(
        text,
        "code,name\n'=1+1,'@SUM(A1)\n'+86 138,'-1+2\n\"'\tx\",'＝甲\n-5,甲=乙\n"
    );
}

#[test]
fn a_formula_in_a_workbook_stays_text() {
    let written = sheet(&[&["=1+1", "'=2"], &["1001", "=HYPERLINK(\"x\")"]]);
    let read = Sheet::read(&written.to_workbook().unwrap()).unwrap();
    assert_eq!(read.rows, written.rows);
}

#[test]
fn codes_stay_text_and_number_columns_come_back_as_they_were() {
    let written = sheet(&[&["001001", "1001"], &["11010519491231002X", "0.5"]]).with_numbers(&[1]);
    let read = Sheet::read(&written.to_workbook().unwrap()).unwrap();
    assert_eq!(read.rows, written.rows);
}

/// Builds a workbook with real numbers, dates and a title over the header, as offices keep them.
fn office() -> Vec<u8> {
    use rust_xlsxwriter::ExcelDateTime;
    use rust_xlsxwriter::Format;
    use rust_xlsxwriter::Workbook;
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap();
    let page = book.add_worksheet();
    page.write_string(0, 0, "某镇事项目录").unwrap();
    for (column, header) in (0..).zip(["编码", "名称", "日期", "时长"]) {
        page.write_string(2, column, header).unwrap();
    }
    page.write_number(3, 0, 1001.0).unwrap();
    page.write_string(3, 1, "低保").unwrap();
    let day = ExcelDateTime::from_ymd(2026, 3, 12).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    page.write_datetime_with_format(3, 2, &day, &format)
        .unwrap();
    page.write_number(3, 3, 0.1).unwrap();
    page.write_number(5, 0, 1.1440e17).unwrap();
    page.write_boolean(5, 3, true).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_of_an_office_is_read_as_it_looks() {
    let sheet = Sheet::read(&office()).unwrap();
    assert_eq!(sheet.headers, ["编码", "名称", "日期", "时长"]);
    let rows: Vec<(u64, Vec<&str>)> = sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        rows,
        [
            (4, vec!["1001", "低保", "2026-03-12", "0.1"]),
            (6, vec!["1.144E+17", "", "", "TRUE"]),
        ]
    );
}

#[test]
fn a_broken_or_empty_file_is_named() {
    assert_eq!(Sheet::read(b""), Err(SheetError::Empty));
    assert_eq!(Sheet::read(b"PK\x03\x04rest"), Err(SheetError::Workbook));
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    assert_eq!(Sheet::read(&ole), Err(SheetError::Workbook));
    let blank = rust_xlsxwriter::Workbook::new().save_to_buffer();
    assert_eq!(Sheet::read(&blank.unwrap()), Err(SheetError::Empty));
}

#[test]
fn a_page_that_claims_all_cells_takes_no_memory() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "code").unwrap();
    page.write_string(0, 1, "name").unwrap();
    page.write_string(1_048_575, 16_383, "x").unwrap();
    let sheet = Sheet::read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(sheet.rows.len(), 1);
    assert!(sheet.rows[0].cells.len() <= 4);
}

/// Builds an open-document workbook as an office suite writes it: a title, the header, repeated cells.
fn open_document() -> Vec<u8> {
    use std::io::Write;
    use zip::CompressionMethod;
    use zip::write::SimpleFileOptions;
    let cell = |text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let number = r#"<table:table-cell office:value-type="float" office:value="1001"><text:p>1001</text:p></table:table-cell>"#;
    let day = r#"<table:table-cell office:value-type="date" office:date-value="2026-03-12"><text:p>26年3月12日</text:p></table:table-cell>"#;
    let empty = r#"<table:table-cell table:number-columns-repeated="2"/>"#;
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let rows = [
        row(cell("某镇事项目录")),
        row(cell("编码") + &cell("名称") + &cell("日期")),
        row(number.to_owned() + &cell("低保 &amp; 救助") + day),
        row(empty.to_owned() + &cell("x")),
    ];
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="目录">{}</table:table></office:spreadsheet></office:body></office:document-content>"#,
        rows.concat()
    );
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_str()),
    ] {
        book.start_file(name, stored).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    }
    book.finish().unwrap().into_inner()
}

#[test]
fn an_open_document_is_read_like_any_other_workbook() {
    let sheet = Sheet::read(&open_document()).unwrap();
    assert_eq!(sheet.headers, ["编码", "名称", "日期"]);
    let rows: Vec<(u64, Vec<&str>)> = sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        rows,
        [
            (3, vec!["1001", "低保 & 救助", "2026-03-12"]),
            (4, vec!["", "", "x"]),
        ]
    );
}

proptest! {
    #[test]
    fn a_sheet_comes_back_from_csv_and_from_a_workbook(
        rows in prop::collection::vec(prop::collection::vec("['=+@,;\"a-c0-9\\-低 保\t\n]{0,6}", 3), 0..8)
    ) {
        let rows = rows.into_iter().map(|mut row| { row[0].insert(0, 'x'); row });
        let written = Sheet::new(["a", "b", "c"], rows);
        let csv = Sheet::read(written.to_csv().as_bytes()).unwrap();
        let cells = |sheet: &Sheet| -> Vec<Vec<String>> {
            sheet.rows.iter().map(|row| row.cells.clone()).collect()
        };
        prop_assert_eq!(cells(&csv), cells(&written));
        let book = Sheet::read(&written.to_workbook().unwrap()).unwrap();
        let blank = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
            let blank = |cell: String| if clean(&cell).is_empty() { String::new() } else { cell };
            rows.into_iter().map(|row| row.into_iter().map(blank).collect()).collect()
        };
        prop_assert_eq!(cells(&book), blank(cells(&written)));
    }

    #[test]
    fn no_bytes_make_a_workbook_fail_badly(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = office();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = Sheet::read(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = Sheet::read(&bytes);
    }
}
