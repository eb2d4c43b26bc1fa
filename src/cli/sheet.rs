//! Sheets in files: lists come in from CSV or a workbook and go out as either.

use std::io::Write;
use std::path::Path;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::domain::sheet::Sheet;
use crate::locale::Lang;
use crate::locale::catalogue as reasons;

/// Reads the sheet of a file: `.csv`, `.xlsx`, `.xls`, `.et` or `.ods`, told apart by their bytes.
///
/// # Errors
/// Exit 2 when the file cannot be opened or holds no sheet.
pub(crate) fn read_table(lang: Lang, path: &Path) -> Result<Sheet, Problem> {
    let bytes = std::fs::read(path).map_err(|error| Problem::unreadable(path, error))?;
    Sheet::read(&bytes).map_err(|error| {
        let why = reasons::sheet(lang, error);
        Problem::unclear(
            "import_unreadable",
            &[("path", &path.display()), ("why", &why)],
        )
    })
}

/// Writes a sheet to a new file, a workbook where the name ends in `.xlsx`, otherwise CSV in UTF-8
/// with a byte-order mark.
///
/// # Errors
/// Exit 3 when the file is there already, 4 when it cannot be written or does not fit on a page.
pub(crate) fn write_table(lang: Lang, path: &Path, sheet: &Sheet) -> Result<(), Problem> {
    let shown = path.display();
    let book = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let bytes = if book {
        sheet.to_workbook().map_err(|error| {
            let why = reasons::sheet(lang, error);
            Problem::failed("sheet_unwritten", &[("path", &shown), ("why", &why)])
        })?
    } else {
        with_mark(&sheet.to_csv()).into_bytes()
    };
    let written = std::fs::File::create_new(path).and_then(|mut out| out.write_all(&bytes));
    written.map_err(|error| Problem::file(path, error))
}

/// Returns the text of a CSV file: Excel takes one without the mark for GBK and garbles the Chinese.
pub(crate) fn with_mark(csv: &str) -> String {
    format!("\u{feff}{csv}")
}

/// Writes a sheet to a file and says how many rows it has, or as CSV to stdout without a file.
///
/// # Errors
/// As [`write_table`].
pub(crate) fn export(cx: &Context, path: Option<&Path>, sheet: &Sheet) -> Result<(), Problem> {
    let Some(path) = path else {
        output::print(&sheet.to_csv());
        return Ok(());
    };
    write_table(cx.lang, path, sheet)?;
    output::line(&cx.lang.say(
        "cli.export_done",
        &[("path", &path.display()), ("count", &sheet.rows.len())],
    ));
    Ok(())
}
