//! The papers a post sends to the hall's printer: drawn and sent beside the loop, so that a printer
//! that takes its time never holds up a clerk.

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;
use std::sync::mpsc::channel;
use std::thread;

use crate::config::Config;
use crate::domain::event::SlipResult;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::ops::Who;
use crate::ui::paper;
use crate::ui::paper::PaperFormat;
use crate::ui::slip;
use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Fonts;
use crate::ui::slip::Format;
use crate::ui::slip::PrintError;
use crate::ui::slip::Printer;
use crate::ui::slip::Why;

/// What became of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperOut {
    /// Which paper it is.
    pub kind: PaperKind,
    /// The number it is about.
    pub number: String,
    /// What it is called; empty when there is no such paper.
    pub title: String,
    /// Whether it came out before and is marked so.
    pub is_reprint: bool,
    /// Whether it came out now.
    pub result: Result<(), PrintError>,
}

impl PaperOut {
    /// Returns what is told of a paper that never got as far as a printer.
    pub(super) fn none(kind: PaperKind, number: &str, error: PrintError) -> PaperOut {
        PaperOut {
            kind,
            number: number.to_owned(),
            title: String::new(),
            is_reprint: false,
            result: Err(error),
        }
    }

    /// Returns the word under which it is kept; none where nothing was sent to a printer.
    pub(super) fn kept(&self) -> Option<SlipResult> {
        match self.result {
            Ok(()) => Some(SlipResult::Printed),
            Err(PrintError::NoPaper) => Some(SlipResult::NoPaper),
            Err(PrintError::Failed { .. }) => Some(SlipResult::Failed),
            Err(PrintError::NoPrinter) => None,
        }
    }
}

/// A paper on its way to a printer.
pub(super) struct Sheet {
    pub(super) who: Who,
    pub(super) paper: Paper,
    pub(super) printer: Printer,
    pub(super) format: PaperFormat,
    /// The font files of the settings.
    pub(super) font: String,
}

impl Sheet {
    /// Returns what is told of it.
    pub(super) fn out(&self, result: Result<(), PrintError>) -> PaperOut {
        PaperOut {
            kind: self.paper.kind,
            number: self.paper.number.clone(),
            title: self.paper.title.clone(),
            is_reprint: self.paper.reprint.is_some(),
            result,
        }
    }

    fn print(&self) -> Result<(), PrintError> {
        let no_font = |_| PrintError::from(Why::NoFont);
        let bytes = match self.format {
            PaperFormat::Text => paper::render_text(&self.paper, paper::TEXT_COLUMNS).into_bytes(),
            // Without a font a rare character is a box, which a roll can live with.
            PaperFormat::EscPos => {
                let fonts = Fonts::find(&self.font).ok();
                paper::render_escpos(&self.paper, &EscPosOptions::default(), fonts.as_ref())
            }
            PaperFormat::Pdf => {
                let fonts = Fonts::find(&self.font).map_err(|_| Why::NoFont)?;
                paper::render_pdf(&self.paper, &fonts).map_err(no_font)?
            }
        };
        let name = format!("{}-{}", self.paper.kind, self.paper.number);
        slip::print(&self.printer, &bytes, &name)
    }
}

/// Returns where the hall's papers go and as what: the A4 printer, else the one for slips.
///
/// # Errors
/// [`PrintError::NoPrinter`] where there is neither, [`Why::NotAPrinter`] for a line that names none.
pub(super) fn way(config: &Config, dir: &Path) -> Result<(Printer, PaperFormat), PrintError> {
    let read = |line: &str| slip::printer(line, dir).map_err(|_| Why::NotAPrinter);
    match read(&config.print.a4)? {
        Printer::None => {}
        printer => return Ok((printer, PaperFormat::Pdf)),
    }
    let format = match config.kiosk.format.parse() {
        Ok(Format::EscPos) => PaperFormat::EscPos,
        _ => PaperFormat::Text,
    };
    match read(&config.kiosk.printer)? {
        Printer::None => Err(PrintError::NoPrinter),
        printer => Ok((printer, format)),
    }
}

/// One paper after the other, on a thread of its own.
pub(super) struct Press {
    sheets: Sender<Sheet>,
    ends: Receiver<(Who, PaperOut)>,
    under_way: usize,
}

impl Press {
    /// Starts it.
    pub(super) fn start() -> Press {
        let (sheets, waiting) = channel::<Sheet>();
        let (tell, ends) = channel();
        thread::spawn(move || {
            for sheet in waiting {
                let out = sheet.out(sheet.print());
                if tell.send((sheet.who, out)).is_err() {
                    break;
                }
            }
        });
        Press {
            sheets,
            ends,
            under_way: 0,
        }
    }

    /// Takes a paper; gives it back when the thread is gone.
    pub(super) fn take(&mut self, sheet: Sheet) -> Result<(), Box<Sheet>> {
        self.sheets.send(sheet).map_err(|back| Box::new(back.0))?;
        self.under_way += 1;
        Ok(())
    }

    /// Returns a paper that came to an end, if there is one.
    pub(super) fn ended(&mut self) -> Option<(Who, PaperOut)> {
        let end = self.ends.try_recv().ok()?;
        self.under_way = self.under_way.saturating_sub(1);
        Some(end)
    }

    /// Waits for a paper under way; a printer has its own limits of time.
    pub(super) fn wait(&mut self) -> Option<(Who, PaperOut)> {
        if self.under_way == 0 {
            return None;
        }
        self.under_way -= 1;
        self.ends.recv().ok()
    }
}
