//! The yearly account of an intermediary, in euros and hours.

/// One item of the account.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is paid for, as a word that stays the same in files.
    pub name: &'static str,
    /// Euros a year.
    pub euros: f64,
    /// Staff hours a year.
    pub hours: f64,
}
