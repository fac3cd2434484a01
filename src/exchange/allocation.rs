//! Requests for allocations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::records::level;
use super::{argument, read, written};
use crate::allocate::{Method, Recipient, Task};
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::{DivisionCode, DivisionId, Network};
use crate::text::text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApportionRequest {
    total: u64,
    #[serde(default)]
    method: Option<String>,
    recipients: Vec<RecipientRequest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipientRequest {
    weight: u64,
    #[serde(default)]
    minimum: u64,
    #[serde(default)]
    capacity: Option<u64>,
}

/// Divides a total among recipients: `{"total", "method": "largest_remainder" |
/// "webster" | "hill", "recipients": [{"weight", "minimum", "capacity"}]}`. Answers with
/// the shares in the same order.
///
/// # Errors
///
/// As [`apportion`](crate::allocate::apportion); `Argument` for a request that cannot be read.
///
/// # Example
///
/// ```
/// let request = r#"{"total": 10, "recipients": [{"weight": 6}, {"weight": 6}, {"weight": 2}]}"#;
/// assert_eq!(huimin::exchange::apportion(request)?, "[4,4,2]");
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn apportion(request: &str) -> Result<String> {
    let request: ApportionRequest = read(request)?;
    let recipients = request.recipients.iter().map(|recipient| Recipient {
        weight: recipient.weight,
        minimum: recipient.minimum,
        capacity: recipient.capacity.unwrap_or(u64::MAX),
    });
    let recipients: Vec<Recipient> = recipients.collect();
    let method = method(request.method.as_deref())?;
    written(&crate::allocate::apportion(
        request.total,
        &recipients,
        method,
    )?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocateRequest {
    root: String,
    target: u64,
    to: String,
    #[serde(default)]
    method: Option<String>,
    weights: BTreeMap<String, u64>,
    #[serde(default)]
    minima: BTreeMap<String, u64>,
    #[serde(default)]
    capacities: BTreeMap<String, u64>,
    #[serde(default)]
    pins: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct ShareAnswer<'a> {
    division_code: String,
    division_name: &'a str,
    level: &'static str,
    weight: u64,
    quota: Option<String>,
    minimum: u64,
    capacity: Option<u64>,
    pinned: bool,
    target: u64,
}

/// Takes a target down the network: `{"root", "target", "to": level, "method",
/// "weights": {code: number}, "minima", "capacities", "pins"}`. Answers with an array of
/// what every division gets and how that came about, parents before their children.
///
/// # Errors
///
/// As [`Task::allocate`]; `Argument` for a request that cannot be read or a code that is
/// not in the register.
pub fn allocate(network: &Network, request: &str) -> Result<String> {
    let request: AllocateRequest = read(request)?;
    let find = |code: &str| -> Result<DivisionId> {
        let parsed = DivisionCode::parse(code)?.code;
        network.find(parsed).ok_or_else(|| {
            argument(text!(
                "区划登记册中没有 `{code}`",
                "the division `{code}` is not in the register"
            ))
        })
    };
    let root = find(&request.root)?;
    let mut task = Task::new(network, root, request.target, level(&request.to)?);
    for (code, weight) in &request.weights {
        task.weigh(find(code)?, *weight);
    }
    for (code, minimum) in &request.minima {
        task.at_least(find(code)?, *minimum);
    }
    for (code, capacity) in &request.capacities {
        task.cap(find(code)?, *capacity);
    }
    for (code, share) in &request.pins {
        task.pin(find(code)?, *share);
    }
    let allocation = task.allocate(network, method(request.method.as_deref())?)?;
    let shares: Vec<ShareAnswer<'_>> = allocation
        .shares()
        .iter()
        .map(|share| ShareAnswer {
            division_code: network.code(share.division).padded(),
            division_name: network.name(share.division),
            level: network.level(share.division).id(),
            weight: share.weight,
            quota: share.quota.map(Ratio::exact_text),
            minimum: share.minimum,
            capacity: Some(share.capacity).filter(|most| *most < u64::MAX),
            pinned: share.is_pinned,
            target: share.target,
        })
        .collect();
    written(&shares)
}

fn method(id: Option<&str>) -> Result<Method> {
    let Some(id) = id else {
        return Ok(Method::default());
    };
    Method::from_id(id).ok_or_else(|| {
        argument(text!(
            "`{id}` 不是分解方法;方法有:largest_remainder, webster, hill",
            "`{id}` is not a method; the methods are largest_remainder, webster, hill"
        ))
    })
}
