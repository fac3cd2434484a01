//! A programme as its users meet it: read, checked, and bound to a network.

mod examples;
mod uncounted;

use std::sync::Arc;

use crate::definition::{Definition, builtin_names, builtin_text};
use crate::diagnostic::{Diagnostics, instead_of};
use crate::error::{Error, ErrorKind, Result};
use crate::network::Network;
use crate::plan::Plan;
use crate::text::{Text, text};

/// A definition that could be read.
///
/// ```
/// use huimin::{Network, Plan, Programme};
///
/// let programme = Programme::builtin("yuxi-2019")?;
/// let plan = Plan::new(&programme, Network::builtin("yuxi-2019")?)?;
/// assert_eq!(plan.indicators.len(), 10);
/// # Ok::<(), huimin::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Programme {
    definition: Arc<Definition>,
    warnings: Diagnostics,
}

impl Programme {
    /// A programme that comes with the library: `yuxi-2019` or `yunnan-2019`.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown name.
    pub fn builtin(name: &str) -> Result<Self> {
        let Some(text) = builtin_text(name) else {
            let known: Vec<&str> = builtin_names().collect();
            let Text { zh, en } = instead_of(name, &known);
            let message = text!(
                "没有内置的项目 `{name}`;{zh}",
                "no built-in programme is named `{name}`; {en}"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        };
        Self::from_toml(&format!("{name}.toml"), text)
    }

    /// A programme from the text of a definition file. `source_name` is the
    /// file's name in messages.
    ///
    /// # Errors
    ///
    /// `Definition` with all diagnostics at once.
    pub fn from_toml(source_name: &str, text: &str) -> Result<Self> {
        match Definition::parse(source_name, text) {
            Ok((definition, warnings)) => Ok(Self {
                definition: Arc::new(definition),
                warnings,
            }),
            Err(diagnostics) => {
                let message = Text::new("定义文件不能使用", "the definition cannot be used");
                Err(Error::with_diagnostics(
                    ErrorKind::Definition,
                    message,
                    diagnostics,
                ))
            }
        }
    }

    /// What the author wrote.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// What the reader warned of.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The same programme with its count targets at the root alone: for a register
    /// that has only some of the divisions, which should not get the targets of all.
    ///
    /// ```
    /// use huimin::{Network, Plan, Programme};
    ///
    /// let programme = Programme::builtin("yuxi-2019")?;
    /// let network = Network::from_csv(b"code,name,level\n530400,Yuxi,city\n530402,Hongta,county\n")?;
    /// // 70 centres, and no township: a warning, and no county has a target of them.
    /// assert_eq!(Plan::new(&programme, network.clone())?.warnings.list[0].code, "P016");
    /// assert!(Plan::new(&programme.without_allocations(), network)?.warnings.list.is_empty());
    /// # Ok::<(), huimin::Error>(())
    /// ```
    #[must_use]
    pub fn without_allocations(&self) -> Self {
        Self {
            definition: Arc::new(Definition {
                allocations: Vec::new(),
                ..Definition::clone(&self.definition)
            }),
            warnings: self.warnings.clone(),
        }
    }

    /// Checks the definition as far as that is possible without records: it is
    /// bound to `network`, and its `[[example]]`s are computed on their own
    /// registers, without allocations. Every figure and finding that is not as the author expects is
    /// an error diagnostic at the place of the expectation. A record that could pass every rule
    /// about itself and count in no measure of its dataset, though the definition does not say so
    /// (`not_counted`), is a warning.
    ///
    /// # Errors
    ///
    /// `Definition` with all diagnostics.
    pub fn check(&self, network: impl Into<Arc<Network>>) -> Result<Diagnostics> {
        let plan = Plan::of(&self.definition, &network.into())?;
        let mut diagnostics = Diagnostics {
            source_name: self.definition.source_name.clone(),
            source: self.definition.source_text.clone(),
            list: self.warnings.list.clone(),
        };
        diagnostics.list.extend(plan.warnings.list.iter().cloned());
        uncounted::warn(&plan, &mut diagnostics.list);
        let unallocated = self.without_allocations();
        for example in &self.definition.examples {
            examples::run(&unallocated.definition, example, &mut diagnostics.list);
        }
        diagnostics.sort();
        if diagnostics.has_errors() {
            let message = Text::new(
                "定义文件的示例与期望不符",
                "the definition does not do what its examples expect",
            );
            return Err(Error::with_diagnostics(
                ErrorKind::Definition,
                message,
                diagnostics,
            ));
        }
        Ok(diagnostics)
    }
}

impl Plan {
    /// Binds a programme to a network.
    ///
    /// # Errors
    ///
    /// `Definition` with all diagnostics: unknown names, types that do not fit,
    /// formulas that cannot be computed.
    pub fn new(programme: &Programme, network: impl Into<Arc<Network>>) -> Result<Self> {
        Self::of(&programme.definition, &network.into())
    }
}
