//! What a financial figure is, whoever found it.
