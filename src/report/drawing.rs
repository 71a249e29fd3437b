//! Drawing: SVG text made of few shapes, with title and description for those who do not see it.

use std::fmt::Write;

use super::notation::escape;

/// The font of all pictures; no font is fetched.
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";

/// Colour of text.
pub(super) const INK: &str = "#1c2430";
/// Colour of secondary text; its contrast on white is 5.9.
pub(super) const FAINT_INK: &str = "#5a6472";
/// Colour of grid lines.
pub(super) const GRID: &str = "#dfe3e8";

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The point is where it begins.
    Start,
    /// The point is its middle.
    Middle,
    /// The point is where it ends.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    /// Height in pixels.
    pub(super) size: f64,
    /// Whether it is bold.
    pub(super) weight: u32,
    /// Its colour.
    pub(super) fill: &'static str,
    /// Where it stands.
    pub(super) anchor: Anchor,
}

/// Ordinary text.
pub(super) const PLAIN: Lettering = Lettering { size: 13.0, weight: 400, fill: INK, anchor: Anchor::Start };
/// A heading within a picture.
pub(super) const HEADING: Lettering = Lettering { size: 14.0, weight: 600, fill: INK, anchor: Anchor::Start };
/// A label of an axis.
pub(super) const TICK: Lettering =
    Lettering { size: 12.0, weight: 400, fill: FAINT_INK, anchor: Anchor::Middle };

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stroke {
    /// Its colour.
    pub(super) colour: &'static str,
    /// Its width in pixels.
    pub(super) width: f64,
    /// Its dashes; empty for none.
    pub(super) dashes: &'static str,
}

/// A picture under construction.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    width: f64,
    body: String,
}

impl Drawing {
    /// Begins a picture of the given width in pixels.
    pub(super) const fn new(width: f64) -> Self {
        Self { width, body: String::new() }
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.body.write_fmt(arguments).expect("writing to a string does not fail");
        self.body.push('\n');
    }

    /// Draws a rectangle.
    pub(super) fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str, note: &str) {
        let (x, y, width, height) = (place(x), place(y), place(width.max(0.0)), place(height.max(0.0)));
        let shape =
            format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"");
        if note.is_empty() {
            self.push(format_args!("{shape}/>"));
        } else {
            self.push(format_args!("{shape}><title>{}</title></rect>", escape(note)));
        }
    }

    /// Draws a straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        self.path(&[from, to], stroke, "");
    }

    /// Draws a line through points.
    pub(super) fn path(&mut self, points: &[(f64, f64)], stroke: Stroke, note: &str) {
        let Stroke { colour, width, dashes } = stroke;
        let dashes =
            if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let shape = format!(
            "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dashes}",
            steps(points)
        );
        if note.is_empty() {
            self.push(format_args!("{shape}/>"));
        } else {
            self.push(format_args!("{shape}><title>{}</title></path>", escape(note)));
        }
    }

    /// Draws a curve that has no points yet, for a script to find by its panel and configuration.
    pub(super) fn curve(&mut self, panel: usize, point: usize, stroke: Stroke) {
        let Stroke { colour, width, dashes } = stroke;
        self.push(format_args!(
            "<polyline data-panel=\"{panel}\" data-point=\"{point}\" points=\"\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\"/>"
        ));
    }

    /// Draws a thin line that many others may cross.
    pub(super) fn strand(&mut self, points: &[(f64, f64)], colour: &str) {
        self.push(format_args!(
            "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"0.8\" stroke-opacity=\"0.35\"/>",
            steps(points)
        ));
    }

    /// Fills the area between two lines over the same places.
    pub(super) fn band(&mut self, lower: &[(f64, f64)], upper: &[(f64, f64)], colour: &str) {
        let mut outline = upper.to_vec();
        outline.extend(lower.iter().rev());
        self.push(format_args!("<path d=\"{}Z\" fill=\"{colour}\" fill-opacity=\"0.14\"/>", steps(&outline)));
    }

    /// Draws a disc.
    pub(super) fn disc(&mut self, x: f64, y: f64, radius: f64, fill: &str, edge: &str, note: &str) {
        let (x, y) = (place(x), place(y));
        let shape = format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"1.5\""
        );
        if note.is_empty() {
            self.push(format_args!("{shape}/>"));
        } else {
            self.push(format_args!("{shape}><title>{}</title></circle>", escape(note)));
        }
    }

    /// Draws a broken ring.
    pub(super) fn ring(&mut self, x: f64, y: f64, radius: f64, colour: &str) {
        let (x, y, radius) = (place(x), place(y), place(radius));
        self.push(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>"
        ));
    }

    /// Writes a text.
    pub(super) fn text(&mut self, x: f64, y: f64, content: &str, lettering: Lettering) {
        let anchor = match lettering.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if lettering.weight == 400 {
            String::new()
        } else {
            format!(" font-weight=\"{}\"", lettering.weight)
        };
        self.push(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{weight}{anchor}>{}</text>",
            place(x),
            place(y),
            lettering.size,
            lettering.fill,
            escape(content)
        ));
    }

    /// Writes a text in up to two lines around a height.
    pub(super) fn label(&mut self, x: f64, middle: f64, content: &str, room: f64, lettering: Lettering) {
        let lines = broken(content, lettering.size, room, 2);
        let height = lettering.size * 1.15;
        let first = middle + lettering.size * 0.35 - height * (lines.len() as f64 - 1.0) / 2.0;
        for (number, line) in lines.iter().enumerate() {
            self.text(x, first + height * number as f64, line, lettering);
        }
    }

    /// Draws a legend from the left and returns the height at which it ends.
    pub(super) fn legend(&mut self, top: f64, entries: &[(String, &str)]) -> f64 {
        let (mut x, mut y) = (0.0, top + 12.0);
        for (label, colour) in entries {
            let needed = 34.0 + text_width(label, PLAIN.size) + 22.0;
            if x > 0.0 && x + needed > self.width {
                (x, y) = (0.0, y + 22.0);
            }
            self.rectangle(x + 6.0, y - 11.0, 14.0, 14.0, colour, "");
            self.text(x + 34.0, y, label, PLAIN);
            x += needed;
        }
        y + 14.0
    }

    /// Ends the picture: its height, an id for the page, and words for those who do not see it.
    pub(super) fn finish(self, height: f64, id: &str, title: &str, description: &str) -> String {
        let (width, height) = (place(self.width), place(height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\" font-family=\"{FONT}\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-text\">{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// Colours that people with any colour vision tell apart (Okabe and Ito), with dashes as a second cue.
const INKS: [(&str, &str); 8] = [
    ("#0072b2", ""),
    ("#d55e00", ""),
    ("#009e73", "8 3"),
    ("#b0428c", "8 3"),
    ("#56b4e9", ""),
    ("#e69f00", "3 2"),
    ("#5b3a8e", "10 3 2 3"),
    ("#7a4a00", "3 2"),
];
/// The stroke of no intermediary, or of what else is the reference.
pub(super) const REFERENCE: Stroke = Stroke { colour: "#7a828d", width: 2.0, dashes: "5 4" };
/// The stroke of existing services.
pub(super) const COMPARATOR: Stroke = Stroke { colour: "#000000", width: 2.0, dashes: "2 3" };

/// Returns the stroke of the line at a position.
pub(super) fn stroke(position: usize) -> Stroke {
    let (colour, dashes) = INKS[position % INKS.len()];
    Stroke { colour, width: 2.0, dashes }
}

/// Returns the width of a text in pixels, roughly: the reader's font is not known.
pub(super) fn text_width(content: &str, size: f64) -> f64 {
    let ems: f64 = content
        .chars()
        .map(|letter| match letter {
            'i' | 'l' | 'j' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | ';' | '(' | ')' | '\'' | '|' => 0.34,
            'm' | 'w' | 'M' | 'W' | '%' | '–' | '…' => 0.88,
            'A'..='Z' | 'Ä' | 'Ö' | 'Ü' => 0.70,
            _ => 0.57,
        })
        .sum();
    ems * size
}

/// Breaks a text into at most `most` lines; what does not fit ends in an ellipsis.
pub(super) fn broken(content: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in content.split_whitespace() {
        let last = lines.len() - 1;
        let joined = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if lines[last].is_empty() || text_width(&joined, size) <= room || lines.len() == most {
            lines[last] = joined;
        } else {
            lines.push(word.to_owned());
        }
    }
    for line in &mut lines {
        if text_width(line, size) > room {
            while text_width(line, size) > room - size * 0.88 && line.pop().is_some() {}
            line.truncate(line.trim_end().len());
            line.push('…');
        }
    }
    lines
}

/// Writes a coordinate with one decimal, never a negative zero.
fn place(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0 + 0.0;
    format!("{rounded}")
}

fn steps(points: &[(f64, f64)]) -> String {
    let mut text = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        let letter = if number == 0 { 'M' } else { 'L' };
        write!(text, "{letter}{} {}", place(*x), place(*y)).expect("writing to a string does not fail");
    }
    text
}
