//! Workbooks of Excel and WPS: the first page that holds anything, as text.

use std::io::Cursor;

use calamine::DataType;
use calamine::ExcelDateTime;
use calamine::Ods;
use calamine::Reader;
use calamine::SheetType;
use calamine::SheetVisible;
use calamine::Xls;
use calamine::Xlsx;
use rust_xlsxwriter::DocProperties;
use rust_xlsxwriter::ExcelDateTime as WriterDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::XlsxError;

use super::MAX_CELLS;
use super::Sheet;
use super::SheetError;
use super::SheetRow;
use super::clean;

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// The longest text of one cell, characters, by the format's own rule.
const MAX_CHARS: usize = 32_767;

/// Cells by row and column, from 0; blank ones are left out.
type Cells = Vec<(u32, u32, String)>;

/// Returns whether bytes are those of a workbook.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(OLE)
}

/// Reads the first visible page that holds a row of two cells or more; that row is the header,
/// because lists of offices have a title over it.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    // The readers have had panics on broken files; a file of somebody else must not end the program.
    let pages = std::panic::catch_unwind(|| pages(bytes)).unwrap_or(Err(SheetError::Workbook))?;
    pages.into_iter().find_map(sheet).ok_or(SheetError::Empty)?
}

/// Reads every visible page that holds anything.
pub(super) fn read_all(bytes: &[u8]) -> Result<Vec<Sheet>, SheetError> {
    let pages = std::panic::catch_unwind(|| pages(bytes)).unwrap_or(Err(SheetError::Workbook))?;
    pages.into_iter().filter_map(sheet).collect()
}

fn pages(bytes: &[u8]) -> Result<Vec<Cells>, SheetError> {
    if bytes.starts_with(OLE) {
        return old(bytes);
    }
    new(bytes).or_else(|error| match error {
        SheetError::Workbook => open(bytes),
        other => Err(other),
    })
}

/// Lays cells into rows under their header.
fn sheet(cells: Cells) -> Option<Result<Sheet, SheetError>> {
    let mut rows: Vec<(u32, Vec<(u32, String)>)> = Vec::new();
    let mut cells = cells;
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    for (row, column, text) in cells {
        match rows.last_mut() {
            Some((last, found)) if *last == row => found.push((column, text)),
            _ => rows.push((row, vec![(column, text)])),
        }
    }
    let head = rows
        .iter()
        .position(|(_, found)| found.len() > 1)
        .or(if rows.is_empty() { None } else { Some(0) })?;
    let width = 1 + rows
        .get(head)?
        .1
        .last()
        .map_or(0, |(column, _)| *column as usize);
    if width.saturating_mul(rows.len()) > MAX_CELLS {
        return Some(Err(SheetError::TooLarge));
    }
    let mut lines = rows.into_iter().skip(head).map(|(row, found)| {
        let widest = found.last().map_or(0, |(column, _)| *column as usize + 1);
        let mut line = vec![String::new(); width.max(widest.min(2 * width))];
        for (column, text) in found {
            if let Some(cell) = line.get_mut(column as usize) {
                *cell = text;
            }
        }
        SheetRow {
            line: u64::from(row) + 1,
            cells: line,
        }
    });
    let headers = lines.next()?.cells.iter().map(|cell| clean(cell)).collect();
    Some(Ok(Sheet {
        headers,
        rows: lines.collect(),
        numbers: Vec::new(),
        gb18030: false,
    }))
}

fn new(bytes: &[u8]) -> Result<Vec<Cells>, SheetError> {
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| SheetError::Workbook)?;
    let names = visible(&book);
    let mut pages = Vec::new();
    let mut left = MAX_CELLS;
    for name in names {
        // Cell by cell: a page may claim more cells than there is memory.
        let mut reader = book
            .worksheet_cells_reader(&name)
            .map_err(|_| SheetError::Workbook)?;
        let mut cells = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(|_| SheetError::Workbook)? {
            left = left.checked_sub(1).ok_or(SheetError::TooLarge)?;
            let (row, column) = cell.get_position();
            put(&mut cells, row, column, text(cell.get_value()));
        }
        pages.push(cells);
    }
    Ok(pages)
}

fn old(bytes: &[u8]) -> Result<Vec<Cells>, SheetError> {
    let mut book: Xls<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| SheetError::Workbook)?;
    ranges(&mut book)
}

fn open(bytes: &[u8]) -> Result<Vec<Cells>, SheetError> {
    let mut book: Ods<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| SheetError::Workbook)?;
    ranges(&mut book)
}

fn ranges<'a, B: Reader<Cursor<&'a [u8]>>>(book: &mut B) -> Result<Vec<Cells>, SheetError> {
    let names = visible(book);
    let mut pages = Vec::new();
    for name in names {
        let range = book
            .worksheet_range(&name)
            .map_err(|_| SheetError::Workbook)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = Vec::new();
        for (row, column, value) in range.used_cells() {
            let place = |first: u32, at: usize| first.saturating_add(at as u32);
            let (row, column) = (place(first_row, row), place(first_column, column));
            put(&mut cells, row, column, text(value));
        }
        pages.push(cells);
    }
    Ok(pages)
}

fn visible<'a, B: Reader<Cursor<&'a [u8]>>>(book: &B) -> Vec<String> {
    book.sheets_metadata()
        .iter()
        .filter(|page| page.visible == SheetVisible::Visible && page.typ == SheetType::WorkSheet)
        .map(|page| page.name.clone())
        .collect()
}

fn put(cells: &mut Cells, row: u32, column: u32, text: String) {
    if !clean(&text).is_empty() {
        cells.push((row, column, text));
    }
}

/// Returns what a cell shows: whole numbers without a point, dates as `2026-03-12`.
fn text(value: &impl DataType) -> String {
    if let Some(at) = value.get_datetime() {
        return date(&at);
    }
    if let Some(n) = value.get_float() {
        return number(n);
    }
    if let Some(n) = value.get_int() {
        return n.to_string();
    }
    if let Some(yes) = value.get_bool() {
        return if yes { "TRUE" } else { "FALSE" }.to_owned();
    }
    if let Some(text) = value.get_datetime_iso() {
        return text.trim_end_matches("T00:00:00").to_owned();
    }
    if value.is_error() {
        // What a formula failed at means nothing here, and is told apart from any text.
        return "\u{fffd}".to_owned();
    }
    value
        .get_string()
        .or_else(|| value.get_duration_iso())
        .unwrap_or_default()
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

/// Beyond fifteen digits a workbook has lost the rest: such a number is shown as rounded.
fn number(n: f64) -> String {
    if n.abs() < 1e15 || !n.is_finite() {
        return n.to_string();
    }
    format!("{n:E}").replace('E', "E+")
}

fn date(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let clock = match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    let n = at.as_f64();
    if (0.0..1.0).contains(&n) {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if n.fract() == 0.0 {
        date
    } else {
        format!("{date} {clock}")
    }
}

/// Writes a page for each sheet: bold headers that stay in sight, every cell as text but for the number
/// columns. A page without a name has the program's own.
pub(super) fn write(sheets: &[(&str, &Sheet)]) -> Result<Vec<u8>, SheetError> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // A file is the same for the same rows: the writer would put the clock into it.
        let day = WriterDateTime::from_ymd(2026, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let bold = Format::new().set_bold();
        for (name, sheet) in sheets {
            let page = book.add_worksheet();
            if !name.is_empty() {
                page.set_name(*name)?;
            }
            write_page(page, sheet, &bold)?;
        }
        book.save_to_buffer()
    };
    made().map_err(|_| SheetError::TooLarge)
}

fn write_page(page: &mut Worksheet, sheet: &Sheet, bold: &Format) -> Result<(), XlsxError> {
    for (column, header) in (0..).zip(&sheet.headers) {
        page.write_string_with_format(0, column, short(header), bold)?;
    }
    for (row, line) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(&line.cells) {
            let n = sheet
                .numbers
                .contains(&usize::from(column))
                .then(|| cell.parse::<f64>().ok().filter(|n| n.is_finite()))
                .flatten();
            match n {
                Some(n) => page.write_number(row, column, n)?,
                None if cell.is_empty() => continue,
                None => page.write_string(row, column, short(cell))?,
            };
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_autofit_max_width(400).autofit();
    Ok(())
}

fn short(cell: &str) -> String {
    cell.chars().take(MAX_CHARS).collect()
}
