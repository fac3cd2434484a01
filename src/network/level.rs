//! The five levels of administration.

use std::fmt;

use crate::text::Text;

/// A level of administration (层级), from the province down to the village.
///
/// Levels are ordered from the top: `Level::Province < Level::Village`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// 省, autonomous region or municipality.
    Province,
    /// 市, prefecture or autonomous prefecture.
    City,
    /// 县 or 区.
    County,
    /// 乡, 镇 or 街道.
    Township,
    /// 村 or 社区.
    Village,
}

impl Level {
    /// All levels, from the top.
    pub const fn all() -> [Self; 5] {
        [
            Self::Province,
            Self::City,
            Self::County,
            Self::Township,
            Self::Village,
        ]
    }

    /// The name of the level in files: `province`, `city`, `county`,
    /// `township`, `village`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// The level whose [`id`](Self::id) is `id`.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().into_iter().find(|level| level.id() == id)
    }

    /// The name of the level for people.
    pub fn label(self) -> Text {
        let chinese = match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县(区)",
            Self::Township => "乡镇(街道)",
            Self::Village => "村(社区)",
        };
        Text::new(chinese, self.id())
    }

    /// The level a register means by `word`: an id, a label, or one of the
    /// Chinese words in use for it.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "province" | "省" | "省级" | "自治区" | "直辖市" => Self::Province,
            "city" | "市" | "市级" | "地级" | "州" | "州市" | "地级市" | "自治州" => {
                Self::City
            }
            "county" | "县" | "区" | "县级" | "县区" | "县(区)" | "县（区）" => {
                Self::County
            }
            "township" | "乡" | "镇" | "街道" | "乡级" | "乡镇" | "乡镇(街道)" | "乡镇（街道）" => {
                Self::Township
            }
            "village" | "村" | "社区" | "村级" | "村(社区)" | "村（社区）" => {
                Self::Village
            }
            _ => return None,
        })
    }
}

/// Shows the id.
impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}
