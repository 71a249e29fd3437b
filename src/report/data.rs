//! Data: the numbers of a picture as a table, which its readers can take with them.

/// A table of what a picture shows, columns named as in the files.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Data {
    head: Vec<&'static str>,
    rows: Vec<Line>,
}

/// A row under construction; what is missing behind stays empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line(Vec<String>);

impl Data {
    /// Begins a table with these columns.
    pub(super) fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    /// Appends an empty row to be filled from the left.
    pub(super) fn push(&mut self) -> &mut Line {
        self.rows.push(Line::default());
        self.rows.last_mut().expect("a row has just been appended")
    }

    /// Returns whether there is no row.
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the table as comma-separated values.
    pub(super) fn to_csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(Vec::new());
        let mut write = |cells: &[String]| writer.write_record(cells).expect("memory takes every row");
        write(&self.head.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        for Line(cells) in &self.rows {
            let mut cells = cells.clone();
            cells.resize(self.head.len(), String::new());
            write(&cells);
        }
        let bytes = writer.into_inner().expect("memory takes every row");
        String::from_utf8(bytes).expect("texts are written as texts")
    }
}

impl Line {
    /// Appends a text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push(text.to_owned());
        self
    }

    /// Appends a whole number.
    pub(super) fn number(&mut self, number: u32) -> &mut Self {
        self.text(&number.to_string())
    }

    /// Appends a value as the files write it; empty where there is none.
    pub(super) fn value(&mut self, value: f64) -> &mut Self {
        // No negative zero, as in the files.
        self.text(&if value.is_finite() { (value + 0.0).to_string() } else { String::new() })
    }
}
