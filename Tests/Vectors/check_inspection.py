#!/usr/bin/env python3
"""Checks detection probabilities against exact fractions; shares no code with the Swift side.

Standard input: a line a case, "chips breaching sensitivity-in-thousandths drawn probability-missed". Exit status 0 where
every probability is within 1e-9 of the exact one, relative to the larger of it and 1e-6.
"""
import sys
from fractions import Fraction
from math import comb


def missed(chips, breaching, finds, drawn):
    """E[(1 - f)^J] for hypergeometric J, term by term as the definition has it."""
    total = Fraction(0)
    for hit in range(max(0, drawn - (chips - breaching)), min(drawn, breaching) + 1):
        ways = comb(breaching, hit) * comb(chips - breaching, drawn - hit)
        total += Fraction(ways, comb(chips, drawn)) * (1 - finds) ** hit
    return total


count = 0
for line in sys.stdin:
    chips, breaching, thousandths, drawn, found = line.split()
    exact = missed(int(chips), int(breaching), Fraction(int(thousandths), 1000), int(drawn))
    count += 1
    if abs(Fraction(float(found)) - exact) > Fraction(1, 10**9) * max(exact, Fraction(1, 10**6)):
        sys.exit(f"{line.strip()}: exactly {float(exact)!r}")
print(f"{count} probabilities are exact to 1e-9")
