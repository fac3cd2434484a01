//! **huimin** (惠民): the calculation core of public-service programmes.
//!
//! One definition of a programme, the same figure digit for digit wherever it
//! is computed, each figure explained back to its records and its clause.
//!
//! ```text
//! definition ──compile──▶ Plan ─┐
//! register  ──────────▶ Network ┤
//!                               ▼
//! records ─decode─▶ columns ─▶ verify + fold ─▶ Tally ─roll up─▶ Assessment ─▶ tables, explain
//! ```
//!
//! | word of the field | here |
//! |---|---|
//! | programme 项目 | [`Programme`]: a definition file, read |
//! | division 区划 | [`network::DivisionCode`], [`network::DivisionId`] |
//! | network, register 服务网络、区划登记册 | [`Network`] |
//! | record 记录 | a row of an Arrow batch, a file, or one record given to [`Plan::check_record`] |
//! | measure 计量, indicator 指标 | [`plan::MeasurePlan`], [`plan::IndicatorPlan`] |
//! | tally 汇总状态 | [`Tally`] |
//! | assessment 评估结果 | [`Assessment`] |
//! | finding 校验结果 | [`assess::Finding`] |
//! | allocation 任务分解 | [`allocate`], [`plan::IndicatorPlan::allocation`], [`Assessment::allocations`] |
//! | inspection 检查考核 | [`acceptance::inspections`], [`inspect`] |
//! | score 综合考评 | [`acceptance::scores`], [`score`] |
//! | responsible post 责任岗位 | [`acceptance::posts`] |
//! | reports against records 上报核对 | [`reconcile::reconcile`] |
//! | platforms, residency, demand, coverage, teams 平台、进驻、需求、覆盖、队伍 | [`services::Services`] |
//!
//! ```
//! use huimin::calendar::Date;
//! use huimin::input::{CsvOptions, CsvSource};
//! use huimin::{Network, Plan, Programme, Tally};
//!
//! let programme = Programme::builtin("yuxi-2019")?;
//! let plan = Plan::new(&programme, Network::builtin("yuxi-2019")?)?;
//! let mut tally = Tally::new(&plan);
//! let file = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n\
//!             D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n";
//! tally.add("disputes", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
//! let assessment = tally.assess(Date::parse("2019-11-30").unwrap())?;
//! let figure = assessment.value("mediation_success_rate", "530402")?;
//! assert_eq!(figure.display, "100.00%");
//! assert_eq!(figure.met, Some(true));
//! # Ok::<(), huimin::Error>(())
//! ```
//!
//! The library reads no clock, opens no file, and has no hidden randomness:
//! dates, readers and seeds come from the caller. It never panics on any input.

// The library never panics; tests and programs around it may.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::todo,
    clippy::unimplemented,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr
)]

pub mod acceptance;
pub mod allocate;
pub mod assess;
pub mod calendar;
pub mod column;
pub mod definition;
pub mod diagnostic;
#[cfg(feature = "door")]
pub mod door;
pub mod error;
#[cfg(feature = "json")]
pub mod exchange;
pub mod figure;
mod forms;
pub mod formula;
mod headings;
pub mod input;
pub mod inspect;
#[cfg(feature = "door")]
pub mod intake;
pub mod ledger;
pub mod limits;
pub mod network;
pub mod origin;
pub mod plan;
pub mod programme;
pub mod receipt;
pub mod reconcile;
pub mod records;
pub mod register;
pub mod report;
pub mod row_numbers;
#[cfg(feature = "sample")]
pub mod sample;
pub mod score;
pub mod services;
mod spelling;
pub mod tally;
pub mod text;
mod threads;
pub mod verify;

pub use assess::Assessment;
pub use error::{Error, ErrorKind, Result};
pub use network::Network;
pub use plan::Plan;
pub use programme::Programme;
pub use tally::Tally;
pub use text::{Language, Text};

/// The Rust blocks of the documents, run as tests.
#[cfg(all(doctest, feature = "csv"))]
mod documents {
    #[doc = include_str!("../README.md")]
    pub struct Readme;
    #[doc = include_str!("../README.zh-CN.md")]
    pub struct ReadmeInChinese;
    #[doc = include_str!("../docs/semantics.md")]
    pub struct Semantics;
    #[doc = include_str!("../docs/tutorial.md")]
    pub struct Tutorial;
    #[doc = include_str!("../docs/guides/own-programme.md")]
    pub struct OwnProgramme;
    #[doc = include_str!("../docs/guides/reports.md")]
    pub struct Reports;
    #[doc = include_str!("../docs/guides/inspection.md")]
    pub struct Inspection;
    #[doc = include_str!("../docs/guides/scores.md")]
    pub struct Scores;
    #[doc = include_str!("../docs/guides/embedding-rust.md")]
    pub struct EmbeddingRust;
}
