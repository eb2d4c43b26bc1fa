//! How a matter is handled: its steps, who must come, and where it can be handed in.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::matter::Limit;

/// What is done in a step of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// The papers are taken in and looked through (受理、审核).
    Review,
    /// It is decided (决定、审批).
    Decide,
    /// The certificate is made (制证、发证).
    Certificate,
    /// The result is handed over (送达).
    Deliver,
    /// It is posted for everybody to see, in natural days (公示).
    Publicity,
    /// Anything else.
    #[default]
    Other,
}

impl StepKind {
    /// All kinds in the order of the work.
    pub const ALL: [StepKind; 6] = [
        StepKind::Review,
        StepKind::Decide,
        StepKind::Certificate,
        StepKind::Deliver,
        StepKind::Publicity,
        StepKind::Other,
    ];

    /// Returns the word of files: `review`, `decide`, `certificate`, `deliver`, `publicity`, `other`.
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Review => "review",
            StepKind::Decide => "decide",
            StepKind::Certificate => "certificate",
            StepKind::Deliver => "deliver",
            StepKind::Publicity => "publicity",
            StepKind::Other => "other",
        }
    }

    /// Returns the kind that the name of a step tells by itself, as 公示期 a publicity.
    pub fn of_name(name: &str) -> StepKind {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["公示", "公告"]) {
            StepKind::Publicity
        } else if has(&["送达", "交付", "邮寄", "领取"]) {
            StepKind::Deliver
        } else if has(&["制证", "发证", "办证", "制作"]) {
            StepKind::Certificate
        } else if has(&["决定", "审批", "批准", "办结"]) {
            StepKind::Decide
        } else if has(&["受理", "审核", "审查", "初审", "复核", "核查"]) {
            StepKind::Review
        } else {
            StepKind::Other
        }
    }
}

/// One step of a matter, with its own limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterStep {
    /// What the step is called, as 受理审核.
    pub name: String,
    /// What is done in it.
    #[serde(default)]
    pub kind: StepKind,
    /// How long it may take; a publicity is counted in natural days.
    pub limit: Limit,
}

/// How often the resident must come in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum InPerson {
    /// Never: the papers may come by themselves.
    #[default]
    No,
    /// Once, as for a photograph or a signature.
    Once,
    /// At every step.
    Always,
}

/// Whether somebody else may bring the matter (委托代办).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Proxy {
    /// Yes, against a mandate.
    #[default]
    Allowed,
    /// No: a mandate is refused at once.
    Refused,
}

/// Where a matter can be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// At a window of the hall.
    Window,
    /// At a village station.
    Village,
    /// On the net.
    Online,
    /// By telephone.
    Phone,
}

/// A word list for a small enum: what files hold, what else is read, and back.
macro_rules! words {
    ($type:ident, $what:literal, $($variant:ident = $word:literal $(| $other:literal)*),+) => {
        impl $type {
            /// All of them, in their own order.
            pub const EVERY: &'static [$type] = &[$($type::$variant),+];
        }

        impl fmt::Display for $type {
            /// Writes the word of files.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($type::$variant => $word),+ })
            }
        }

        impl FromStr for $type {
            type Err = String;

            /// Reads the word of files or the one of Chinese catalogues.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let text = text.trim().to_ascii_lowercase();
                match text.as_str() {
                    $($word $(| $other)* => Ok($type::$variant),)+
                    _ => Err(format!(concat!("{:?} is not ", $what), text)),
                }
            }
        }
    };
}

words!(
    InPerson,
    "no, once or always",
    No = "no" | "0" | "0次" | "否" | "不用到场" | "不到场",
    Once = "once" | "1" | "1次" | "到场一次" | "最多跑一次",
    Always = "always" | "2" | "3" | "4" | "2次" | "3次" | "是" | "每次到场" | "本人到场"
);

words!(
    Proxy,
    "allowed or refused",
    Allowed = "allowed" | "yes" | "可" | "可以" | "是" | "可代办",
    Refused = "refused" | "no" | "否" | "不可" | "不可以" | "不可代办"
);

words!(
    Channel,
    "window, village, online or phone",
    Window = "window" | "窗口" | "窗口办理",
    Village = "village" | "村" | "村站" | "村级代办",
    Online = "online" | "网上" | "网办" | "网上办理",
    Phone = "phone" | "电话"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_step_tells_its_kind() {
        for (name, kind) in [
            ("受理审核", StepKind::Review),
            ("审批", StepKind::Decide),
            ("公示", StepKind::Publicity),
            ("公示后审批", StepKind::Publicity),
            ("制证送达", StepKind::Deliver),
            ("入户调查", StepKind::Other),
            ("", StepKind::Other),
        ] {
            assert_eq!(StepKind::of_name(name), kind, "{name}");
        }
    }

    #[test]
    fn a_word_reads_back_what_it_writes() {
        for one in InPerson::EVERY {
            assert_eq!(one.to_string().parse::<InPerson>().unwrap(), *one);
        }
        for one in Proxy::EVERY {
            assert_eq!(one.to_string().parse::<Proxy>().unwrap(), *one);
        }
        for one in Channel::EVERY {
            assert_eq!(one.to_string().parse::<Channel>().unwrap(), *one);
        }
        assert!("maybe".parse::<Proxy>().is_err());
    }
}
