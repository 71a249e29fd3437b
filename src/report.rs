//! Reports (stand-in, replaced at the merge).

use std::path::Path;

use crate::vocabulary::Language;

/// What a report is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    /// Text of the table.
    pub text: String,
}

/// Why no report can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReportFault(String);

/// Reads the tables of a folder.
///
/// # Errors
/// Returns why it cannot be read.
pub fn read(folder: &Path) -> Result<Material, ReportFault> {
    let text =
        std::fs::read_to_string(folder.join("points.csv")).map_err(|error| ReportFault(error.to_string()))?;
    Ok(Material { text })
}

/// Returns the page.
pub fn html(material: &Material, _language: Language) -> String {
    format!("<html>{}</html>", material.text)
}

/// Returns file names and SVG texts.
pub fn pictures(_material: &Material, _language: Language) -> Vec<(String, String)> {
    Vec::new()
}

/// Returns the table of an experiment.
pub fn terminal_table(material: &Material, _language: Language, _width: usize) -> String {
    material.text.clone()
}

/// Returns the table of a single scenario.
pub fn run_table(material: &Material, _language: Language, _width: usize) -> String {
    material.text.clone()
}
