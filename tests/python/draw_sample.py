"""A stratified draw with nothing but hashlib: what huimin::inspect::Draw draws.

    python3 draw_sample.py SEED N < units.csv

Standard input has lines `stratum,key`; standard output gets a line
`seed,stratum,key,digest,drawn` for every unit, by stratum and digest.
"""

import hashlib
import sys


def digest(seed, key):
    """SHA-256 over the seed, one byte 1F, and the key, both in UTF-8."""
    return hashlib.sha256(seed.encode() + b"\x1f" + key.encode()).digest()


def rank(seed, keys):
    """Different keys by their digests, as big-endian numbers, then by themselves."""
    return sorted(set(keys), key=lambda key: (digest(seed, key), key.encode()))


def draw(seed, size, keys):
    """The `size` keys with the smallest digests."""
    return rank(seed, keys)[:size]


def main(seed, size):
    strata = {}
    for line in sys.stdin:
        stratum, key = line.rstrip("\n").split(",", 1)
        strata.setdefault(stratum, []).append(key)
    print("seed,stratum,key,digest,drawn")
    for stratum, keys in sorted(strata.items()):
        drawn = set(draw(seed, int(size), keys))
        for key in rank(seed, keys):
            print(seed, stratum, key, digest(seed, key).hex(), str(key in drawn).lower(), sep=",")


if __name__ == "__main__":
    main(*sys.argv[1:])
