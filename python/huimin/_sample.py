"""The invented year."""

from __future__ import annotations

import os

from huimin import _files, _native
from huimin._core import Network


def sample(
    directory: str | os.PathLike[str],
    *,
    network: Network | str = "yuxi-2019",
    records: int | None = None,
    seed: int = 2019,
    defects: bool = True,
) -> tuple[str, ...]:
    """Writes a year of invented records: the same bytes for the same arguments.

    Parameters
    ----------
    directory
        Where the files go: one for each dataset, and the register as ``divisions.csv``.
        It is made where it is not there.
    network
        The register, or the name of a built-in one.
    records
        About how many records there are in all; by default the programme's own scale.
    seed
        Another seed gives other records of the same kind.
    defects
        Whether there are records that verification must find.

    Returns
    -------
    tuple of str
        The names of the datasets.

    Raises
    ------
    InputError
        Where a file cannot be written.

    """
    if isinstance(network, str):
        network = Network.builtin(network)
    directory = os.fspath(directory)
    try:
        os.makedirs(directory, exist_ok=True)  # noqa: PTH103
        _native.write_sample(
            network._native, directory, records=records, seed=seed, defects=defects
        )
    except OSError as error:
        raise _files.unwritable(error.filename or directory, error) from error
    return tuple(_native.sample_datasets(network._native))
