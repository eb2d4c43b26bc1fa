//! The posts: what the terminal shows is the ui's; here it is only chosen and opened.

use std::io::IsTerminal;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::problem::Problem;
use crate::config::ScreenSettings;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::ops::Who;
use crate::ui::app::App;
use crate::ui::app::host;
use crate::ui::post::PostName;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Look;
use crate::ui::theme::Theme;

/// A post that has a number.
#[derive(Debug, Args)]
pub(crate) struct Numbered {
    /// The window's number
    pub(crate) number: WindowNo,
}

/// Who is at a post.
#[derive(Debug, Args)]
pub(crate) struct SignedIn {
    /// The badge number
    #[arg(long, value_name = "N")]
    pub(crate) by: Option<StaffNo>,
}

/// Opens a post of the context's store on this terminal, until somebody leaves it. `by` signs in.
///
/// # Errors
/// [`Problem`] when there is no terminal, no store, or the post fails.
pub(crate) fn launch(cx: &Context, post: PostName, by: Option<StaffNo>) -> Result<(), Problem> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Problem::unclear("no_terminal", &[]));
    }
    let hall = cx.hall()?;
    let clock = cx.clock(&hall);
    let look = look(cx, &hall.config().screen)?;
    if let PostName::Window(no) | PostName::Pad(no) = post {
        // A number nobody put on a sign is said here, not on an empty screen.
        hall.live(clock.now())?
            .window(no)
            .map_err(crate::ops::Error::from)?;
    }
    tracing::info!(?post, "post opens");
    let app = App::new(hall, clock, look, post, by.map_or(Who::System, Who::Staff))?;
    host::run(app).map_err(|error| {
        let why = crate::locale::system(cx.lang, &error);
        Problem::failed("terminal_failed", &[("why", &why)])
    })
}

/// Returns how screens look: what was named, else the hall's settings; `NO_COLOR` asks for mono.
fn look(cx: &Context, screen: &ScreenSettings) -> Result<Look, Problem> {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = match (&cx.theme, no_color) {
        (Some(name), _) => name.as_str(),
        (None, true) => "mono",
        (None, false) => &screen.theme,
    };
    let glyphs = match cx.glyphs.as_deref().unwrap_or(&screen.glyphs) {
        "unicode" => Glyphs::Unicode,
        "ascii" => Glyphs::Ascii,
        other => return Err(Problem::unclear("no_such_glyphs", &[("name", &other)])),
    };
    Ok(Look {
        theme: Theme::named(theme)
            .map_err(|_| Problem::unclear("theme_unknown", &[("name", &theme)]))?,
        glyphs,
        lang: cx.lang,
    })
}
