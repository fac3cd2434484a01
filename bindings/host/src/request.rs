//! Requests that need nothing but themselves, as JSON; see [`huimin::exchange`].

use huimin::exchange;

use crate::Outcome;
use crate::network::{self, NetworkHandle};

/// Defines a function per request, each that of the same name of [`exchange`].
macro_rules! requests {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("As [`exchange::", stringify!($name), "`].")]
            ///
            /// # Errors
            ///
            #[doc = concat!("As [`exchange::", stringify!($name), "`].")]
            pub fn $name(request: &str) -> Outcome<String> {
                Ok(exchange::$name(request)?)
            }
        )*
    };
}

requests! {
    apportion sample_size sampling_plan characteristic interval draw evaluate score
}

/// Takes a target down a network, as [`exchange::allocate`].
///
/// # Errors
///
/// As [`exchange::allocate`]; for a bad handle.
pub fn allocate(network: NetworkHandle, request: &str) -> Outcome<String> {
    Ok(exchange::allocate(&*network::shared(network)?, request)?)
}
