"""Apportionment compared with the package `apportionment`, on random cases.

Cases with a tie for the last unit are drawn again: which of two with the same claim is served is a convention.
"""

import os
import random
import subprocess
import unittest
from fractions import Fraction

CASES = 1_000
METHODS = {"largest_remainder": "hamilton", "webster": "saintelague", "hill": "huntington"}


def has_tie(method, total, weights):
    """Whether two recipients have the same claim to the last unit handed out."""
    if method == "largest_remainder":
        quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
        rests = sorted((quota % 1 for quota in quotas), reverse=True)
        left = total - sum(int(quota) for quota in quotas)
        return 0 < left < len(rests) and rests[left - 1] == rests[left]
    if method == "hill" and total < len(weights):
        return True
    claims = []
    for weight in weights:
        for share in range(total + 1):
            divisor = share * (share + 1) if method == "hill" else 2 * share + 1
            claims.append(Fraction(weight ** (2 if method == "hill" else 1), divisor) if divisor else Fraction(10**30))
    claims.sort(reverse=True)
    return claims[total - 1] == claims[total] if total else False


class Apportionment(unittest.TestCase):
    @unittest.skipUnless("HUIMIN_APPORTION" in os.environ, "the program to compare is not named")
    def test_the_package_finds_the_same(self):
        import apportionment.methods as package

        draw = random.Random(2019)
        cases = []
        while len(cases) < CASES:
            method = draw.choice(list(METHODS))
            weights = [draw.randint(1, 10 ** draw.randint(1, 6)) for _ in range(draw.randint(1, 12))]
            total = draw.randint(1, 60)
            if not has_tie(method, total, weights):
                cases.append((method, total, weights))
        lines = "\n".join(f"{method} {total} {' '.join(map(str, weights))}" for method, total, weights in cases)
        found = subprocess.run([os.environ["HUIMIN_APPORTION"]], input=lines, capture_output=True, text=True, check=True)
        shares = [list(map(int, line.split())) for line in found.stdout.splitlines()]
        self.assertEqual(len(shares), CASES)
        for (method, total, weights), own in zip(cases, shares):
            theirs = package.compute(METHODS[method], weights, total, fractions=True, tiesallowed=True)
            self.assertEqual(own, theirs, (method, total, weights))


if __name__ == "__main__":
    unittest.main()
