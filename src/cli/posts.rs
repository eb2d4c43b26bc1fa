//! The posts: what the terminal shows is the ui's; here it is only chosen and opened.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::problem::Problem;
use crate::clock::Clock;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::locale::Lang;

/// A post that has a number.
#[derive(Debug, Args)]
pub(crate) struct Numbered {
    /// The window's number
    pub(crate) number: WindowNo,
}

/// Who leads.
#[derive(Debug, Args)]
pub(crate) struct DutyBy {
    /// The leader's badge number
    #[arg(long, value_name = "N")]
    pub(crate) by: Option<StaffNo>,
}

/// One screen somebody is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// The choice of posts.
    Launcher,
    /// Where residents take a number.
    Kiosk,
    /// A counter window.
    Window(WindowNo),
    /// The rating pad of a window.
    Pad(WindowNo),
    /// Who is called where.
    Board,
    /// The duty leader.
    Duty {
        /// The leader's badge number, if given.
        by: Option<StaffNo>,
    },
}

/// All that a post needs to open.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The store's folder.
    pub dir: PathBuf,
    /// The post.
    pub post: Post,
    /// The language.
    pub lang: Lang,
    /// The theme, if named on the command line.
    pub theme: Option<String>,
    /// The glyph set, if named on the command line.
    pub glyphs: Option<String>,
    /// The hall's clock.
    pub clock: Clock,
}

/// Opens a post of the context's store on this terminal.
///
/// # Errors
/// [`Problem`] when there is no terminal, no store, or the post fails.
pub(crate) fn launch(cx: &Context, post: Post) -> Result<(), Problem> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Problem::unclear("no_terminal", &[]));
    }
    let hall = cx.hall()?;
    let clock = cx.clock(&hall);
    drop(hall);
    tracing::info!(?post, "post opens");
    open(Opening {
        dir: cx.store.clone(),
        post,
        lang: cx.lang,
        theme: cx.theme.clone(),
        glyphs: cx.glyphs.clone(),
        clock,
    })
}

/// Runs a post until somebody leaves it.
fn open(opening: Opening) -> Result<(), Problem> {
    let _ = opening;
    Err(Problem::unclear("post_not_built", &[]))
}
