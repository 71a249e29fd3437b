//! Bits of the dice without end, for a battery of tests such as dieharder: `dice_bits ARRANGEMENT | dieharder -g 200 …`; without an
//! arrangement it says which there are.
//!
//! What is tested is how the model draws: a first word of each of very many streams whose keys are neighbours, and words of streams
//! side by side. `.ci/dice` runs the battery; it takes longer than the other checks, so it is called by hand when the dice change.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::env;
use std::io::{self, BufWriter, Write};

use inteso::dice::{Dice, Entity, Purpose};
use inteso::time::Week;

/// Writes one word after another until nobody reads any more.
fn pour(mut word: impl FnMut(u64) -> u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    for number in 0.. {
        out.write_all(&word(number).to_le_bytes())?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dice = Dice::new(42, 0);
    let root = Entity::named("sb5");
    let person = |number: u64| root.part(2, number);
    let first = |week: u64, who: Entity| dice.stream(Purpose::Seeking, Week(week as i32 - 104), who).bits();
    let poured = match env::args().nth(1).as_deref() {
        // First words of entities that differ in their last bits.
        Some("entities") => pour(|n| first(5, Entity(n))),
        // First words of ten years of weeks, one person after the other.
        Some("weeks") => pour(|n| first(n % 520, person(n / 520))),
        // First words of 4 096 people, one week after the other; after ten years of others.
        Some("people") => pour(|n| {
            let week = n >> 12;
            first(week % 520, person((week / 520) << 12 | (n & 0xfff)))
        }),
        // First words of all pairs of people, both ways round.
        Some("pairs") => pour(|n| {
            let (a, b) = (person((n >> 1) & 0xffff), person(n >> 17));
            let (a, b) = if n & 1 == 0 { (a, b) } else { (b, a) };
            dice.pair(Purpose::Meeting, Week(5), a, b).bits()
        }),
        // Replicates: the same decision of the same person.
        Some("replicates") => pour(|n| {
            Dice::new(42, n as u32).stream(Purpose::Seeking, Week((n >> 32) as i32), person(7)).bits()
        }),
        // Eight words of each of sixty-four streams of neighbouring keys, in turns.
        Some("interleaved") => {
            let mut streams = Vec::new();
            pour(|n| {
                let (round, at) = (n / 512, (n % 64) as usize);
                if n % 512 == 0 {
                    let key = |at: u64| dice.stream(Purpose::Seeking, Week(5), Entity(64 * round + at));
                    streams = (0..64).map(key).collect();
                }
                streams[at].bits()
            })
        }
        // One stream.
        Some("long") => {
            let mut stream = dice.stream(Purpose::Seeking, Week(5), person(7));
            pour(|_| stream.bits())
        }
        _ => {
            println!("dice_bits entities|weeks|people|pairs|replicates|interleaved|long");
            Ok(())
        }
    };
    match poured {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
