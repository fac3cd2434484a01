//! Every key of the format, declared once: its name, what is read of it, whether it
//! must be there, its default, and what it means.
//!
//! A table of the format is a struct whose fields are its keys. The reader can ask a
//! table for nothing else, and gets what the declaration says. The JSON Schema and
//! the tables of `docs/definition-format.md` are written from the same declarations.

pub mod acceptance;
pub mod allocation;
pub mod alternative;
#[cfg(test)]
pub mod describe;
pub mod example;
pub mod file;
pub mod forms;
pub mod head;
pub mod indicator;
pub mod nested;
pub mod records;
pub mod rule;
pub mod services;
pub mod table;

#[cfg(test)]
#[path = "page_tests.rs"]
mod page_tests;
#[cfg(test)]
#[path = "random_tests.rs"]
mod random_tests;
#[cfg(test)]
#[path = "schema_tests.rs"]
mod schema_tests;
#[cfg(test)]
#[path = "validator_tests.rs"]
mod validator_tests;
