//! Semantic colour roles.
