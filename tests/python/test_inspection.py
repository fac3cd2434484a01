"""Inspection compared with scipy, statsmodels, mpmath, exact fractions, and hashlib.

HUIMIN_INSPECT names the program of examples/inspect.rs; the packages are listed in requirements.txt.
"""

import math
import os
import random
import subprocess
import unittest
from fractions import Fraction

import draw_sample

PROGRAM = os.environ.get("HUIMIN_INSPECT")
# Relative, of limits and probabilities.
TOLERANCE = 1e-12


def ask(questions):
    """The answers' words, a list for each question."""
    lines = "".join(f"{question}\n" for question in questions)
    found = subprocess.run([PROGRAM], input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
    answers = [line.split() for line in found.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def tail(confidence):
    """What lies beyond either limit, from the decimal itself: 1 - 0.9999 has lost digits as a float."""
    return float((1 - Fraction(confidence)) / 2)


def acceptance(population, bad, plan):
    """The hypergeometric distribution by its definition."""
    size, number = plan
    ways = sum(math.comb(bad, d) * math.comb(population - bad, size - d) for d in range(number + 1))
    return Fraction(ways, math.comb(population, size))


def series_acceptance(share, plan):
    size, number = plan
    return sum(math.comb(size, d) * share**d * (1 - share) ** (size - d) for d in range(number + 1))


def smallest(most, passes_good, passes_bad, least, allowed):
    """The first plan, by size and number, that keeps both risks."""
    for size in range(1, most + 1):
        for number in range(size):
            if passes_good((size, number)) >= least:
                if passes_bad((size, number)) <= allowed:
                    return [str(size), str(number)]
                break
    return None


@unittest.skipUnless(PROGRAM, "HUIMIN_INSPECT does not name the program to compare")
class Inspection(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(2019)

    def assert_near(self, found, expected, about, relative=TOLERANCE, absolute=0.0):
        near = math.isclose(float(found), expected, rel_tol=relative, abs_tol=absolute)
        self.assertTrue(near, f"{about}: {found}, expected {expected!r}")

    def counts(self):
        """x, n and a confidence level: small ones all, large ones at random."""
        cases = [(x, n, "0.95") for n in range(1, 31) for x in range(n + 1)]
        for _ in range(3_000):
            n = self.random.randint(1, 10 ** self.random.randint(1, 6))
            x = self.random.choice([self.random.randint(0, n), min(n, self.random.randint(0, 9))])
            x = self.random.choice([x, n - x])
            cases.append((x, n, self.random.choice(["0.5", "0.8", "0.9", "0.95", "0.99", "0.9999", "0.0001"])))
        return cases

    def test_clopper_pearson(self):
        from scipy.stats import beta

        cases = self.counts()
        answers = ask([f"clopper_pearson {x} {n} {level}" for x, n, level in cases])
        for (x, n, level), (lower, upper) in zip(cases, answers):
            # With a shape of a million scipy's own quantiles keep ten digits; see the next test.
            relative = TOLERANCE if n <= 10_000 else 1e-10
            expected = beta.ppf(tail(level), x, n - x + 1) if x else 0.0
            self.assert_near(lower, expected, ("lower", x, n, level), relative)
            expected = beta.isf(tail(level), x + 1, n - x) if x < n else 1.0
            self.assert_near(upper, expected, ("upper", x, n, level), relative)

    def test_clopper_pearson_to_fourteen_digits(self):
        """The true limits lie within 1e-14 of those found, by sums of 50 digits."""
        import mpmath

        def at_most(x, n, p):
            return mpmath.fsum(mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) for k in range(x + 1))

        mpmath.mp.dps = 50
        cases = []
        for _ in range(200):
            x = self.random.randint(0, self.random.choice([3, 30, 300]))
            cases.append((x, x + self.random.randint(1, 10 ** self.random.randint(1, 9)), "0.95"))
        answers = ask([f"clopper_pearson {x} {n} {level}" for x, n, level in cases])
        step = mpmath.mpf("1e-14")
        for (x, n, level), limits in zip(cases, answers):
            level = mpmath.mpf(level)
            lower, upper = (mpmath.mpf(float(limit)) for limit in limits)
            beyond = (1 - level) / 2
            below, above = (at_most(x, n, upper * (1 + side)) for side in (-step, step))
            self.assertTrue(above < beyond < below, ("upper", x, n))
            if x:
                below, above = (1 - at_most(x - 1, n, lower * (1 + side)) for side in (-step, step))
                self.assertTrue(below < beyond < above, ("lower", x, n))

    def test_wilson(self):
        from statsmodels.stats.proportion import proportion_confint

        cases = self.counts()
        answers = ask([f"wilson {x} {n} {level}" for x, n, level in cases])
        for (x, n, level), (lower, upper) in zip(cases, answers):
            expected = proportion_confint(x, n, alpha=2 * tail(level), method="wilson")
            # It takes the lower limit as a difference, which leaves it as many digits as the upper one has.
            self.assert_near(lower, expected[0], ("lower", x, n, level), absolute=1e-15 * expected[1])
            self.assert_near(upper, expected[1], ("upper", x, n, level))

    def test_statsmodels_agrees_at_95_percent(self):
        from statsmodels.stats.proportion import proportion_confint

        cases = [(x, n) for n in (10, 50, 672) for x in range(n + 1)]
        answers = ask([f"clopper_pearson {x} {n} 0.95" for x, n in cases])
        for (x, n), limits in zip(cases, answers):
            for found, expected in zip(limits, proportion_confint(x, n, alpha=0.05, method="beta")):
                self.assert_near(found, expected, (x, n))

    def test_lots(self):
        from scipy.stats import hypergeom

        cases = []
        for _ in range(500):
            population = self.random.randint(2, 2_000)
            bad = self.random.randint(0, population // self.random.choice([1, 10, 50]))
            size = self.random.randint(1, population)
            cases.append((population, bad, (size, self.random.randint(0, min(size - 1, 60)))))
        answers = ask([f"lot {population} {bad} {n} {c}" for population, bad, (n, c) in cases])
        for case, (exact, number) in zip(cases, answers):
            population, bad, (n, c) = case
            expected = acceptance(*case)
            self.assertEqual(Fraction(exact), expected, case)
            self.assertEqual(int(exact.split("/")[1]), math.comb(population, n), case)
            self.assertEqual(float(number), float(expected), case)
            self.assertAlmostEqual(float(number), hypergeom.cdf(c, population, bad, n), delta=1e-9)

    def test_series(self):
        cases = []
        for _ in range(300):
            size = self.random.randint(1, 300)
            share = f"0.{self.random.randint(1, 9_999):04}"
            cases.append((share, (size, self.random.randint(0, min(size - 1, 20)))))
        answers = ask([f"series {share} {n} {c}" for share, (n, c) in cases])
        for (share, plan), (exact, number) in zip(cases, answers):
            expected = series_acceptance(Fraction(share), plan)
            self.assertEqual(Fraction(exact), expected, (share, plan))
            self.assertEqual(float(number), float(expected), (share, plan))

    def test_qualities(self):
        from scipy.stats import beta

        cases = []
        for _ in range(1_000):
            size = self.random.randint(1, 2_000)
            number = self.random.randint(0, min(size - 1, self.random.choice([2, 20, 2_000])))
            cases.append((size, number, self.random.choice(["0.999", "0.95", "0.5", "0.1", "0.000001"])))
        answers = ask([f"quality {n} {c} {level}" for n, c, level in cases])
        for (n, c, level), (found,) in zip(cases, answers):
            self.assert_near(found, beta.isf(float(level), c + 1, n - c), (n, c, level))

    def test_searches(self):
        cases = []
        for _ in range(60):
            one, two = sorted(self.random.sample(range(1, 400), 2))
            alpha, beta = self.random.choices(["0.01", "0.05", "0.1", "0.25"], k=2)
            cases.append((self.random.randint(2, 150), f"0.{one:03}", alpha, f"0.{two:03}", beta))
        answers = ask([f"plan_for_lot {' '.join(map(str, case))}" for case in cases])
        for case, found in zip(cases, answers):
            population, one, alpha, two, beta = case[0], *map(Fraction, case[1:])
            good, bad = math.floor(population * one), math.ceil(population * two)
            expected = smallest(
                population,
                lambda plan: acceptance(population, good, plan),
                lambda plan: acceptance(population, bad, plan),
                1 - alpha,
                beta,
            )
            self.assertEqual(found, expected, case)

    def test_series_searches(self):
        cases = [("0.01", "0.05", "0.1", "0.1"), ("0.02", "0.05", "0.08", "0.1"), ("0.05", "0.1", "0.2", "0.05")]
        answers = ask([f"plan_for_series {' '.join(case)}" for case in cases])
        for case, found in zip(cases, answers):
            one, alpha, two, beta = map(Fraction, case)
            expected = smallest(
                200,
                lambda plan: series_acceptance(one, plan),
                lambda plan: series_acceptance(two, plan),
                1 - alpha,
                beta,
            )
            self.assertEqual(found, expected, case)

    def test_sizes(self):
        cases = []
        for _ in range(1_000):
            population = self.random.randint(1, 10 ** self.random.randint(1, 12))
            margin = self.random.choice(["0.05", "0.03", "0.1", "0.01", "0.025"])
            proportion = self.random.choice(["0.5", "0.9", "0.02"])
            cases.append((population, self.random.choice(["1.96", "1.645", "2.58", "2"]), margin, proportion))
        answers = ask([f"size {' '.join(map(str, case))}" for case in cases])
        for case, (found,) in zip(cases, answers):
            population, z, margin, p = map(Fraction, case)
            unlimited = z**2 * p * (1 - p) / margin**2
            self.assertEqual(int(found), math.ceil(unlimited / (1 + (unlimited - 1) / population)), case)

    def test_draws(self):
        keys = [f"5304{number % 97:02}-{number}" for number in range(4_000)] + ["玉溪", "café", "cafe\u0301", "𠀀"]
        for seed in ("2019-12-01", "惠民-2019"):
            self.random.shuffle(keys)
            for size in (0, 1, 245, len(keys)):
                (found,) = ask([f"draw {seed} {size} {' '.join(keys + keys[:9])}"])
                self.assertEqual(found, draw_sample.draw(seed, size, keys), (seed, size))


if __name__ == "__main__":
    unittest.main()
