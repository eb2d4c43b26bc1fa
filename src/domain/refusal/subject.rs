//! What a rule refuses about subjects that have an enum of their own.

use serde::Serialize;
use thiserror::Error;

use crate::domain::refusal::Refusal;

mod channel;
mod meeting;
mod problem;
mod results;
mod score;
mod twice;

pub use channel::ChannelRefusal;
pub use meeting::MeetingRefusal;
pub use problem::ProblemRefusal;
pub use results::ResultsRefusal;
pub use score::ScoreRefusal;
pub use twice::TwiceRefusal;

macro_rules! subjects {
    ($($(#[$about:meta])* $name:ident($refusal:ident);)*) => {
        /// A rule of one subject said no.
        #[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
        #[serde(untagged)]
        pub enum SubjectRefusal {
            $($(#[$about])* #[error(transparent)] $name(#[from] $refusal)),*
        }

        $(impl From<$refusal> for Refusal {
            fn from(refusal: $refusal) -> Refusal {
                Refusal::Of(refusal.into())
            }
        })*
    };
}

subjects! {
    /// A paper cannot be keyed so.
    Twice(TwiceRefusal);
    /// Results cannot be posted so.
    Results(ResultsRefusal);
    /// A score sheet does not go so.
    Score(ScoreRefusal);
    /// A rating cannot be taken down so.
    Channel(ChannelRefusal);
    /// A meeting or a ballot does not go so.
    Meeting(MeetingRefusal);
    /// A registered problem does not go so.
    Problem(ProblemRefusal);
}
