//! Sample sizes, plans, intervals and draws: a question a line on standard input, its
//! answer a line on standard output.
//!
//! | question | answer |
//! |---|---|
//! | `size N Z MARGIN PROPORTION` | the units to inspect |
//! | `clopper_pearson X N CONFIDENCE`, `wilson …` | the interval's limits |
//! | `lot N D n c` | the probability of acceptance: exact, and as a float |
//! | `series P n c` | the same, for a share of nonconforming units in a series |
//! | `quality n c ACCEPTANCE` | the share that is accepted so often |
//! | `plan_for_lot N P1 ALPHA P2 BETA` | the smallest n and its c |
//! | `plan_for_series P1 ALPHA P2 BETA` | the same |
//! | `draw SEED n KEY KEY …` | the keys drawn |
//!
//! ```console
//! $ echo "lot 5 2 2 0" | cargo run --example inspect
//! 3/10 0.3
//! ```

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::str::FromStr;

use huimin::figure::{Decimal, Ratio};
use huimin::inspect::{
    ConfidenceInterval, Lot, Precision, Probability, Risks, SamplingPlan, SearchedPlan,
    StratumSize, clopper_pearson, draw, sample_size, wilson,
};
use huimin::network::DivisionCode;

type Answer = Result<String, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", answer(&line?)?)?;
    }
    Ok(())
}

fn answer(line: &str) -> Answer {
    let mut words = Words(line.split_whitespace());
    match words.text()? {
        "size" => size(words),
        "clopper_pearson" => interval(words, clopper_pearson),
        "wilson" => interval(words, wilson),
        "lot" => lot(words),
        "series" => series(words),
        "quality" => {
            let plan = words.plan()?;
            Ok(plan.quality_at(words.decimal()?)?.to_string())
        }
        "plan_for_lot" => {
            let population = words.number()?;
            Ok(shown(words.risks()?.plan_for_lot(population)?))
        }
        "plan_for_series" => Ok(shown(words.risks()?.plan_for_series()?)),
        "draw" => drawn(words),
        other => Err(format!("unknown question `{other}`").into()),
    }
}

fn size(mut words: Words<'_>) -> Answer {
    let population = words.number()?;
    let precision = Precision {
        z: words.decimal()?,
        margin: words.decimal()?,
        proportion: words.decimal()?,
    };
    Ok(sample_size(population, precision)?.units.to_string())
}

fn interval(
    mut words: Words<'_>,
    method: fn(Ratio, Decimal) -> huimin::Result<ConfidenceInterval>,
) -> Answer {
    let (found, of) = (words.number()?, words.number()?);
    let rate = Ratio::new(found, of).ok_or("expected a denominator other than 0")?;
    let interval = method(rate, words.decimal()?)?;
    Ok(format!("{} {}", interval.lower, interval.upper))
}

fn lot(mut words: Words<'_>) -> Answer {
    let lot = Lot {
        units: words.number()?,
        nonconforming: words.number()?,
    };
    Ok(both(&words.plan()?.acceptance_in_lot(lot)?))
}

fn series(mut words: Words<'_>) -> Answer {
    let nonconforming = words.decimal()?;
    Ok(both(&words.plan()?.acceptance_in_series(nonconforming)?))
}

fn both(acceptance: &Probability) -> String {
    format!("{acceptance} {}", acceptance.to_f64())
}

fn shown(found: SearchedPlan) -> String {
    let plan = found.plan;
    format!("{} {}", plan.sample_size, plan.acceptance_number)
}

fn drawn(mut words: Words<'_>) -> Answer {
    // Some stratum: one is enough here.
    let stratum = DivisionCode::parse("530402")?.code;
    let seed = words.text()?;
    let units = words.number()?;
    let keys = words.0.map(|key| (stratum, key));
    let sample = draw(seed, &[StratumSize { stratum, units }], keys)?;
    let units = sample.strata.into_iter().flat_map(|stratum| stratum.units);
    let keys: Vec<String> = units.map(|unit| unit.key).collect();
    Ok(keys.join(" "))
}

struct Words<'a>(std::str::SplitWhitespace<'a>);

impl<'a> Words<'a> {
    fn text(&mut self) -> Result<&'a str, Box<dyn Error>> {
        Ok(self.0.next().ok_or("expected one more word")?)
    }

    fn number<N: FromStr<Err: Error + 'static>>(&mut self) -> Result<N, Box<dyn Error>> {
        Ok(self.text()?.parse()?)
    }

    fn decimal(&mut self) -> Result<Decimal, Box<dyn Error>> {
        let word = self.text()?;
        Ok(
            Decimal::parse(word)
                .ok_or_else(|| format!("expected a decimal, but found `{word}`"))?,
        )
    }

    fn plan(&mut self) -> Result<SamplingPlan, Box<dyn Error>> {
        Ok(SamplingPlan {
            sample_size: self.number()?,
            acceptance_number: self.number()?,
        })
    }

    fn risks(&mut self) -> Result<Risks, Box<dyn Error>> {
        Ok(Risks {
            producer_quality: self.decimal()?,
            producer_risk: self.decimal()?,
            consumer_quality: self.decimal()?,
            consumer_risk: self.decimal()?,
        })
    }
}
