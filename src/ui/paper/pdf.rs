//! A paper as A4 pages in PDF.

use krilla::Document;
use krilla::color::luma;
use krilla::error::KrillaError;
use krilla::geom::PathBuilder;
use krilla::geom::Point;
use krilla::geom::Rect;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::text::Font;
use krilla::text::GlyphId;
use krilla::text::KrillaGlyph;
use qrcode::Color;
use qrcode::QrCode;

use crate::domain::paper::Paper;
use crate::ui::paper::legible::legible;
use crate::ui::paper::page;
use crate::ui::paper::page::Ink;
use crate::ui::paper::page::Mark;
use crate::ui::slip::Fonts;
use crate::ui::slip::Glyph;

/// How much thicker bold letters are, in parts of the size; one font file serves both.
const BOLD: f32 = 0.035;

/// Says why no PDF came about.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font file that was found cannot be embedded.
    #[error("a font cannot be embedded: name another under [print] font in hall.toml")]
    Font,
    /// The page could not be written.
    #[error("the PDF could not be written: {0:?}")]
    Write(KrillaError),
}

/// Draws a paper on A4 pages; only the glyphs used are embedded, with their text, so that it can be searched.
///
/// # Errors
/// [`PdfError`] when a font cannot be embedded or the file not be put together.
pub fn render_pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let drawn = legible(paper, |c| fonts.can_draw(c));
    let settings = PageSettings::from_wh(page::WIDTH, page::HEIGHT).ok_or(PdfError::Font)?;
    let mut document = Document::new();
    let mut pen = Pen {
        fonts,
        loaded: Vec::new(),
    };
    for marks in page::pages(&drawn, fonts) {
        let mut sheet = document.start_page_with(settings.clone());
        let mut surface = sheet.surface();
        for mark in &marks {
            pen.mark(mark, &mut surface)?;
        }
        surface.finish();
        sheet.finish();
    }
    let title = format!("{} {}", drawn.title, drawn.number);
    document.set_metadata(
        Metadata::new()
            .title(title.trim().to_owned())
            .creator("yizhan".to_owned()),
    );
    document.finish().map_err(PdfError::Write)
}

struct Pen<'a> {
    fonts: &'a Fonts,
    /// The fonts used so far, by [`Glyph::face`].
    loaded: Vec<(usize, Font)>,
}

impl Pen<'_> {
    fn mark(&mut self, mark: &Mark, surface: &mut Surface<'_>) -> Result<(), PdfError> {
        match mark {
            Mark::Text {
                x,
                y,
                size,
                bold,
                ink,
                text,
            } => {
                surface.set_fill(Some(fill(*ink)));
                surface.set_stroke(bold.then(|| stroke(size * BOLD, *ink)));
                self.text(Point::from_xy(*x, *y), *size, text, surface)
            }
            Mark::Rule { x, y, length, ink } => {
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(0.6, *ink)));
                let mut line = PathBuilder::new();
                line.move_to(*x, *y);
                line.line_to(x + length, *y);
                if let Some(path) = line.finish() {
                    surface.draw_path(&path);
                }
                Ok(())
            }
            Mark::Code { x, y, side, text } => {
                surface.set_fill(Some(fill(Ink::Black)));
                surface.set_stroke(None);
                code(*x, *y, *side, text, surface);
                Ok(())
            }
        }
    }

    /// Draws a row, one run for each stretch of one font.
    fn text(
        &mut self,
        at: Point,
        size: f32,
        text: &str,
        surface: &mut Surface<'_>,
    ) -> Result<(), PdfError> {
        let (mut x, mut run) = (at.x, Run::default());
        for (start, c) in text.char_indices() {
            let Some(glyph) = self.fonts.glyph(c) else {
                continue;
            };
            if run.face != glyph.face {
                let width = run.width;
                self.run(Point::from_xy(x, at.y), size, text, &run, surface)?;
                x += width * size;
                run = Run {
                    face: glyph.face,
                    ..Run::default()
                };
            }
            run.add(glyph, start..start + c.len_utf8());
        }
        self.run(Point::from_xy(x, at.y), size, text, &run, surface)
    }

    fn run(
        &mut self,
        at: Point,
        size: f32,
        text: &str,
        run: &Run,
        surface: &mut Surface<'_>,
    ) -> Result<(), PdfError> {
        if run.glyphs.is_empty() {
            return Ok(());
        }
        let font = self.font(run.face).ok_or(PdfError::Font)?;
        surface.draw_glyphs(at, &run.glyphs, font, text, size, false);
        Ok(())
    }

    fn font(&mut self, face: usize) -> Option<Font> {
        if let Some((_, font)) = self.loaded.iter().find(|(at, _)| *at == face) {
            return Some(font.clone());
        }
        let source = self.fonts.face(face)?;
        let font = Font::new(source.data.clone().into(), source.index)?;
        self.loaded.push((face, font.clone()));
        Some(font)
    }
}

/// Glyphs of one font, one after the other.
#[derive(Default)]
struct Run {
    face: usize,
    glyphs: Vec<KrillaGlyph>,
    /// In parts of the size.
    width: f32,
}

impl Run {
    fn add(&mut self, glyph: Glyph, range: std::ops::Range<usize>) {
        let id = GlyphId::new(glyph.id);
        let glyph_at = KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, range, None);
        self.glyphs.push(glyph_at);
        self.width += glyph.advance;
    }
}

fn grey(ink: Ink) -> luma::Color {
    luma::Color::new(match ink {
        Ink::Black => 0,
        Ink::Grey => 90,
    })
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: grey(ink).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}

fn stroke(width: f32, ink: Ink) -> Stroke {
    Stroke {
        paint: grey(ink).into(),
        width,
        ..Stroke::default()
    }
}

/// Draws a square code of middle error correction; a text no code can hold draws none.
fn code(x: f32, y: f32, side: f32, text: &str, surface: &mut Surface<'_>) {
    let Ok(code) = QrCode::new(text) else { return };
    let module = side / code.width() as f32;
    let mut path = PathBuilder::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        let (column, row) = (at % code.width(), at / code.width());
        let left = x + column as f32 * module;
        let top = y + row as f32 * module;
        if colour == Color::Dark
            && let Some(square) = Rect::from_xywh(left, top, module, module)
        {
            path.push_rect(square);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
