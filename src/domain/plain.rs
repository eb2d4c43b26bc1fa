//! Text from people, made safe to show and to compare.
