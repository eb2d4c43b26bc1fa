//! `yizhan hub`: the county's database and what it is fed from.

use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::problem::Problem;
use crate::config::Config;
use crate::domain::site::Org;
use crate::ops::Hall;
use crate::ops::night::carriers;

mod access;
pub(in crate::cli) mod figures;
mod night;

/// The variable with the address of the county's database.
const URL: &str = "YIZHAN_HUB_URL";

/// The county's hub.
#[derive(Debug, Args)]
pub(crate) struct Hub {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes a database a hub
    Init(Server),
    /// Gives a hall its login
    AddHall(Login),
    /// Takes a hall's login away
    RemoveHall(Login),
    /// Checks the rules of the tables
    Lint(Server),
    /// Takes in what the children sent
    Import(night::Import),
    /// Publishes the checkpoint
    Checkpoint(night::Checkpoint),
    /// Shows the county's figures
    Figures(figures::Figures),
}

/// Which database.
#[derive(Debug, Args)]
struct Server {
    /// The address of the database
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Whose login in which database.
#[derive(Debug, Args)]
struct Login {
    /// The hall
    #[arg(value_name = "ORG")]
    org: Org,
    #[command(flatten)]
    server: Server,
}

/// Does what was asked.
///
/// # Errors
/// [`Problem`]: exit 2 for what is no address, 3 for a database that is no hub of this program, 4
/// for one that fails or is not sound.
pub(crate) fn run(cx: &Context, args: &Hub) -> Result<(), Problem> {
    match &args.what {
        What::Init(server) => access::init(cx, &server.keeper()?),
        What::AddHall(login) => access::add_hall(cx, login.org, &login.server.keeper()?),
        What::RemoveHall(login) => access::remove_hall(cx, login.org, &login.server.keeper()?),
        What::Lint(server) => access::lint(cx, &server.any(cx)?),
        What::Import(args) => night::import(cx, args),
        What::Checkpoint(args) => night::checkpoint(cx, args),
        What::Figures(args) => figures::show(cx, args),
    }
}

impl Server {
    /// Returns the address of whoever keeps the database: from the command line or the environment,
    /// where its password stands in no list of processes.
    fn keeper(&self) -> Result<String, Problem> {
        let set = || std::env::var(URL).ok().filter(|url| !url.is_empty());
        self.url
            .clone()
            .or_else(set)
            .ok_or_else(|| Problem::unclear("hub_no_url", &[]))
    }

    /// Returns the same, or else the importer's line in the settings.
    fn any(&self, cx: &Context) -> Result<String, Problem> {
        self.keeper().or_else(|problem| {
            let config = Config::load(&cx.store).ok();
            let line = config.as_ref().and_then(|c| carriers::importer(&c.sync.to));
            line.cloned().ok_or(problem)
        })
    }
}

/// Returns the hub's hall with its organisation.
fn hub_of(cx: &Context) -> Result<(Hall, Org), Problem> {
    let hall = cx.hall()?;
    match hall.as_hub()? {
        Some(org) => Ok((hall, org)),
        None => Err(Problem::refused("hub_not_here", &[])),
    }
}
