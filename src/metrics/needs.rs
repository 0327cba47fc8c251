//! What a metric rests on.

/// The tables a metric can need; true if what they tell is rare, so that a quiet month is no gap.
pub const FACT_TABLES: [(&str, bool); 9] = [
    ("payments", false),
    ("activities", false),
    ("collaborations", false),
    ("errors", true),
    ("surveys", true),
    ("complaints", true),
    ("policy_events", true),
    ("issues", true),
    ("suggestions_received", true),
];
