//! Who answers for what, as an author writes it.

use super::name::Name;
use crate::diagnostic::Span;
use crate::text::Text;

/// `[[responsibility]]`: the post that answers for indicators in some divisions.
#[derive(Clone, Debug)]
pub struct Responsibility {
    /// Where it stands.
    pub span: Span,
    /// The post, such as 县(区)司法局局长.
    pub post: Text,
    /// Whose post it is.
    pub of: PostHolder,
    /// The indicators it answers for; empty for all.
    pub indicators: Vec<Name>,
    /// The clause that asks for it.
    pub clause: Option<Name>,
}

/// Whose post it is.
#[derive(Clone, Debug)]
pub enum PostHolder {
    /// Every division of a level has one.
    Level(Name),
    /// That of one division, which goes before that of its level.
    Division(Name),
}
