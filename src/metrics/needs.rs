//! What a metric rests on.

/// The tables a metric can need; true if what they tell is rare, so that a quiet month is no gap.
pub const FACT_TABLES: [(&str, bool); 16] = [
    ("payments", false),
    ("activities", false),
    ("collaborations", false),
    ("errors", true),
    ("surveys", true),
    ("complaints", true),
    ("policy_events", true),
    ("issues", true),
    ("suggestions_received", true),
    ("tasks", false),
    ("visits", true),
    ("service_reviews", true),
    ("customer_ratings", true),
    ("meetings", true),
    ("meeting_actions", true),
    ("coaching", true),
];
