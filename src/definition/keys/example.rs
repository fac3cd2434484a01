//! The keys of examples.

use super::forms::{DatasetId, Day, DivisionCode, Figure, Flag, IndicatorId, Line, RuleId, Times};
use super::nested::{AnyList, Inner, List, Map};
use super::table::table;

table! {
    /// a few records and the figures expected of them
    Example = "example" {
        /// what it shows
        note: Required<Line>;
        /// the date of the assessment
        as_of: Required<Day>;
        /// the divisions, by the columns of the register (`code`, `name`, `level`,
        /// `parent_code`, …)
        register: Required<List<Inner<Row>>>;
        /// the records, as in `records.disputes = [ … ]`
        records: Optional<Map<DatasetId, AnyList<Inner<Row>>, 0>>;
        /// the expected figures
        expect: Optional<AnyList<Inner<Expectation>>>;
        /// the expected findings, one for each record and rule; where given, there are
        /// exactly these
        findings: Optional<AnyList<Inner<ExpectedFinding>>>, else "not compared";
    }
}

table! {
    /// a row: the values of its columns, and perhaps how often it is written
    Row = "example.row" {
        /// writes the row so many times, a whole number above 0; `{n}` in its texts is the
        /// number of the copy, from 1
        times: Optional<Times>, else "once";
    }
    further [Condition::Open(Shape::Cell)]
}

table! {
    /// an expected figure
    Expectation = "example.expect" {
        /// the indicator
        indicator: Required<IndicatorId>;
        /// the division
        division: Required<DivisionCode>;
        /// the expected shown value
        display: Optional<Line>, else "not compared";
        /// the expected numerator
        numerator: Optional<Figure>, else "not compared";
        /// the expected denominator
        denominator: Optional<Figure>, else "not compared";
        /// the expected verdict
        met: Optional<Flag>, else "not compared";
    }
}

table! {
    /// an expected finding
    ExpectedFinding = "example.findings" {
        /// the rule, or one that needs no `[[rule]]`
        rule: Required<RuleId>;
        /// the dataset
        dataset: Optional<DatasetId>, else "a finding about a division";
        /// the record's key: several fields are joined by `|`, division codes have 12
        /// digits; of a finding about a division, its 12 digits
        key: Optional<Line>, else "a record without a key";
    }
}
