//! The keys of allocations.

use super::forms::{
    ClauseId, DivisionCode, Formula, IndicatorId, LevelName, Line, MethodName, Whole,
};
use super::nested::{AnyList, Inner, List, Map};
use super::table::table;
use crate::allocate::Method;

table! {
    /// how the target of an indicator goes down the network, in whole numbers that sum
    /// exactly at every level
    Allocation = "allocation" {
        /// whose target it is: `at_least` or `exactly` a whole number, and not of
        /// `every_division`
        indicator: Required<IndicatorId>;
        /// the lowest level that gets a target; the levels between get what those below
        /// them get together
        to: Required<LevelName>;
        /// in proportion to what
        weight: Required<Inner<Weight>>;
        /// how whole numbers are made of the proportions
        method: Or<MethodName> = Method::LargestRemainder;
        /// what a division of the lowest level can do at most, written like a weight
        capacity: Optional<Inner<Weight>>, else "no limit";
        /// what every division of a level gets at least
        minimum: Optional<Map<LevelName, Whole, 0>>, else "0";
        /// divisions whose share is fixed beforehand
        pin: Optional<AnyList<Inner<Pin>>>;
        /// the clause that asks for it
        clause: Optional<ClauseId>;
    }
}

table! {
    /// a number for every division of the lowest level: exactly one of `divisions`,
    /// `attribute` and `given`
    Weight = "allocation.weight" {
        /// how many divisions of this level there are at or below it
        divisions: Optional<LevelName>;
        /// with `divisions`: only those count for which this condition over `division.x`,
        /// such as `division.poor_village`, is true
        filter: Optional<Formula>, else "all";
        /// a column of the register that holds whole numbers, such as `population`; every
        /// division of the lowest level must have one
        attribute: Optional<Line>;
        /// as listed; 0 where a division is not
        given: Optional<List<Inner<Given>>>;
    }
    either {
        "divisions": [divisions] without [attribute, given];
        "an attribute": [attribute] without [divisions, filter, given];
        "given": [given] without [divisions, filter, attribute];
    }
}

table! {
    /// the weight of a division
    Given = "allocation.weight.given" {
        /// its code, of the lowest level
        division: Required<DivisionCode>;
        /// its weight
        weight: Required<Whole>;
    }
}

table! {
    /// a division whose share is fixed
    Pin = "allocation.pin" {
        /// its code
        division: Required<DivisionCode>;
        /// its share
        target: Required<Whole>;
    }
}
