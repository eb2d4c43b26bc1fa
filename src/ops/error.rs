//! What a verb can fail with.

use thiserror::Error;

use crate::config::ConfigError;
use crate::domain::misuse::Misuse;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::SiteRefusal;
use crate::store::StoreError;
use crate::sync::error::SyncError;

/// An error of a verb or a read model.
#[derive(Debug, Error)]
pub enum Error {
    /// A rule said no. Exit code 3.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed. Exit code 4.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings cannot be used. Exit code 2.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An exchange with other sites could not be done. Exit code 4, 3 for a site without a place.
    #[error(transparent)]
    Sync(SyncError),
    /// What was given cannot be read. Exit code 2.
    #[error(transparent)]
    Usage(#[from] Misuse),
}

impl From<HotlineRefusal> for Error {
    fn from(refusal: HotlineRefusal) -> Error {
        Error::Refused(refusal.into())
    }
}

impl From<MandateRefusal> for Error {
    fn from(refusal: MandateRefusal) -> Error {
        Error::Refused(refusal.into())
    }
}

impl From<RatingRefusal> for Error {
    fn from(refusal: RatingRefusal) -> Error {
        Error::Refused(refusal.into())
    }
}

macro_rules! subjects {
    ($($refusal:ident),* $(,)?) => {
        $(impl From<crate::domain::refusal::$refusal> for Error {
            fn from(refusal: crate::domain::refusal::$refusal) -> Error {
                Error::Refused(refusal.into())
            }
        })*
    };
}

subjects!(
    TwiceRefusal,
    ResultsRefusal,
    ScoreRefusal,
    ProblemRefusal,
    ChannelRefusal,
    MeetingRefusal
);

impl From<SiteRefusal> for Error {
    fn from(refusal: SiteRefusal) -> Error {
        Error::Refused(refusal.into())
    }
}

impl Error {
    /// Returns the exit code of the command line.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) | Error::Config(_) => 2,
            Error::Refused(_) => 3,
            Error::Sync(SyncError::NotPlaced | SyncError::Stranger(_)) => 3,
            Error::Store(_) | Error::Sync(_) => 4,
        }
    }
}
