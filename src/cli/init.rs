//! `yizhan init`: the settings, the store, the shipped catalogue.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::site;
use crate::cli::site::words;
use crate::clock::Clock;
use crate::config;
use crate::config::fault::What;
use crate::domain::matter::Matter;
use crate::domain::matter_file;
use crate::domain::site::Org;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;
use crate::ops::place_site::PlaceSite;
use crate::ops::save_matters::SaveMatters;
use crate::store::StoreError;
use crate::store::open::DB_FILE;

/// What a hall is made with.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The hall's name
    #[arg(long)]
    name: Option<String>,
    /// The code before every case number: 1 to 6 letters or digits
    #[arg(long)]
    code: Option<String>,
    /// Make a trial hall, where times may be given by hand
    #[arg(long)]
    trial: bool,
    /// village, hall or hub
    #[arg(long, requires = "org", value_parser = words::kind_of)]
    kind: Option<SiteKind>,
    /// The organisation's code
    #[arg(long, value_name = "CODE", requires = "kind", value_parser = clap::value_parser!(Org))]
    org: Option<Org>,
}

impl Init {
    /// Returns the place of the new site, if it was given one.
    ///
    /// # Errors
    /// Exit 3 where the code is not one of such a site.
    fn place(&self) -> Result<Option<PlaceSite>, Problem> {
        let Some((org, kind)) = self.org.zip(self.kind) else {
            return Ok(None);
        };
        PlaceSite::check(org, kind)?;
        let name = String::new();
        Ok(Some(PlaceSite { org, kind, name }))
    }
}

/// Makes a hall and says so.
///
/// # Errors
/// [`Problem`]: there is one already, the settings are wrong, the disk is not fit.
pub(crate) fn run(cx: &mut Context, args: &Init) -> Result<(), Problem> {
    let (name, code) = (args.name.as_deref(), args.code.as_deref());
    let place = args.place()?;
    let now = Clock::Wall.now();
    // A hub has no windows: nobody takes a matter in there.
    let matters = match place.as_ref().map(|place| place.kind) {
        Some(SiteKind::Hub) => Vec::new(),
        _ => matter_file::shipped(),
    };
    let (mut hall, matters) = make_with(cx, (name, code), args.trial, matters, now)?;
    if let Some(place) = &place {
        hall.perform(&place.clone().into(), Who::System, now)?;
    }
    let hall_name = &hall.config().hall.name;
    if cx.json {
        return output::json(&serde_json::json!({
            "store": cx.store, "name": hall_name, "trial": hall.is_trial(), "matters": matters,
            "org": args.org, "kind": args.kind,
        }));
    }
    let path = cx.store.display();
    output::line(&cx.lang.say(
        "cli.init_done",
        &[("name", hall_name), ("path", &path), ("matters", &matters)],
    ));
    if let Some(place) = place {
        output::line(&site::say_placed(cx.lang, place.org, place.kind));
    }
    output::line(&cx.lang.say("cli.init_next", &[("path", &path)]));
    Ok(())
}

/// Makes a hall with the shipped catalogue; returns it and how many matters it has.
///
/// # Errors
/// As [`run`].
pub(crate) fn make(
    cx: &Context,
    name: Option<&str>,
    code: Option<&str>,
    trial: bool,
    now: UtcMs,
) -> Result<(Hall, usize), Problem> {
    make_with(cx, (name, code), trial, matter_file::shipped(), now)
}

fn make_with(
    cx: &Context,
    (name, code): (Option<&str>, Option<&str>),
    trial: bool,
    matters: Vec<Matter>,
    now: UtcMs,
) -> Result<(Hall, usize), Problem> {
    let dir = &cx.store;
    if dir.join(DB_FILE).exists() {
        return Err(StoreError::AlreadyThere { path: dir.clone() }.into());
    }
    let io = |error: std::io::Error| Problem::file(dir, error);
    let path = dir.join(config::FILE);
    let wrote = if path.exists() {
        if name.is_some() || code.is_some() {
            return Err(Problem::refused(
                "settings_there",
                &[("path", &path.display())],
            ));
        }
        false
    } else {
        let text = settings(name, code)?;
        std::fs::create_dir_all(dir).map_err(io)?;
        std::fs::write(&path, text).map_err(io)?;
        true
    };
    match create(cx, trial, matters, now) {
        Ok(made) => Ok(made),
        Err(problem) => {
            if wrote {
                // What was refused leaves nothing behind; a file that stays does no harm.
                let _ = std::fs::remove_file(&path);
            }
            Err(problem)
        }
    }
}

fn create(
    cx: &Context,
    trial: bool,
    matters: Vec<Matter>,
    now: UtcMs,
) -> Result<(Hall, usize), Problem> {
    let config = config::Config::load(&cx.store)?;
    let new = NewHall {
        name: config.hall.name,
        code: config.hall.code,
        trial,
    };
    let mut hall = Hall::create(&cx.store, &new, now)?;
    let count = matters.len();
    if count == 0 {
        return Ok((hall, count));
    }
    hall.perform(&SaveMatters { matters }.into(), Who::System, now)?;
    Ok((hall, count))
}

/// Returns the sample settings with the hall's name and code filled in.
fn settings(name: Option<&str>, code: Option<&str>) -> Result<String, Problem> {
    let defaults = config::HallIdentity::default();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = config::SAMPLE.to_owned();
    for (key, given, default) in [
        ("name", name, &defaults.name),
        ("code", code, &defaults.code),
    ] {
        if let Some(given) = given {
            let (from, to) = (quoted(default), quoted(given));
            text = text.replacen(&format!("{key} = {from}"), &format!("{key} = {to}"), 1);
        }
    }
    let code_wrong = || Problem::unclear("code_wrong", &[("code", &code.unwrap_or_default())]);
    let name_wrong = || Problem::unclear("name_wrong", &[]);
    let read = config::Config::parse(&text).map_err(|fault| match fault.what {
        What::Rule { key: "name", .. } => name_wrong(),
        _ => code_wrong(),
    })?;
    let kept = name.is_none_or(|n| n == read.hall.name) && code.is_none_or(|c| c == read.hall.code);
    if !kept || read.hall.name.trim().is_empty() {
        return Err(name_wrong());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_the_settings_file() {
        for name in [
            "尔王庄镇便民服务中心",
            "a \"quoted\" \\ name",
            "# not a comment",
        ] {
            let text = settings(Some(name), Some("EWZ")).unwrap();
            let config = config::Config::parse(&text).unwrap();
            assert_eq!(
                (config.hall.name.as_str(), config.hall.code.as_str()),
                (name, "EWZ")
            );
        }
        assert!(settings(None, Some("too long")).is_err());
        for wrong in [" ", "两行\n名字", "长".repeat(61).as_str()] {
            assert!(settings(Some(wrong), None).is_err(), "{wrong}");
        }
    }
}
