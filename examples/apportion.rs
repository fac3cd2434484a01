//! Divides whole numbers in proportion to weights: a line
//! `METHOD TOTAL WEIGHT WEIGHT …` on standard input gives a line of shares.
//! METHOD is `largest_remainder`, `webster` or `hill`; a weight may be followed by
//! `:MINIMUM` or `:MINIMUM:CAPACITY`.
//!
//! ```console
//! $ echo "hill 30 120 300 200" | cargo run --example apportion
//! 6 14 10
//! ```

use std::error::Error;
use std::io::{self, BufRead, Write};

use huimin::allocate::{Method, Recipient, apportion};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split_whitespace();
        let method = words.next().and_then(Method::from_id);
        let method = method.ok_or("expected largest_remainder, webster or hill")?;
        let total = words.next().ok_or("expected a total")?.parse()?;
        let recipients = words.map(recipient).collect::<Result<Vec<_>, _>>()?;
        let shares = apportion(total, &recipients, method)?;
        let shares: Vec<String> = shares.iter().map(u64::to_string).collect();
        writeln!(out, "{}", shares.join(" "))?;
    }
    Ok(())
}

fn recipient(word: &str) -> Result<Recipient, Box<dyn Error>> {
    let mut parts = word.split(':').map(str::parse::<u64>);
    let weight = parts.next().ok_or("expected a weight")??;
    let mut recipient = Recipient::of_weight(weight);
    if let Some(minimum) = parts.next() {
        recipient.minimum = minimum?;
    }
    if let Some(capacity) = parts.next() {
        recipient.capacity = capacity?;
    }
    Ok(recipient)
}
