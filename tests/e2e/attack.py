# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be worked out of a table in which numbers are hidden."""

import collections
import fractions
import math


class Attack:
    """Works out what is hidden of a table from all that is told: sums of tiers and of groups.

    `truth` and `told` are (region, group) → count, or None where it is hidden; `known` narrows what
    a hidden count can be."""

    def __init__(self, regions, groups, truth, told, known):
        self.truth, self.known = truth, known
        self.hidden = sorted(cell for cell in truth if told.get(cell) is None)
        self.column = {cell: index for index, cell in enumerate(self.hidden)}
        self.rows, self.inequalities = [], []
        for region in regions:
            children = [r for r in regions if r.startswith(region + ".") and
                        r.count(".") == region.count(".") + 1]
            for group in groups if children else []:
                self.add([((region, group), 1)] + [((child, group), -1) for child in children], 0)
        self.told = told

    def add(self, terms, total):
        self.rows.append((terms, total))

    def add_at_most(self, smaller, larger):
        """A count is at most the sum of others."""
        terms = {smaller: 1} | {cell: -1 for cell in larger}
        told = sum(self.told[cell] * factor for cell, factor in terms.items()
                   if cell not in self.column)
        self.inequalities.append(({self.column[cell]: factor for cell, factor in terms.items()
                                   if cell in self.column}, -told))

    def solve(self):
        """Rational elimination: rows of (column → coefficient, right side)."""
        solved = []
        for terms, total in self.rows:
            row, right = collections.defaultdict(fractions.Fraction), fractions.Fraction(total)
            for cell, factor in terms:
                if cell in self.column:
                    row[self.column[cell]] += factor
                else:
                    right -= factor * self.told[cell]
            for pivot, other, value in solved:
                factor = row.get(pivot, 0)
                if factor:
                    for column, coefficient in other.items():
                        row[column] -= factor * coefficient
                    right -= factor * value
            row = {column: c for column, c in row.items() if c}
            if not row:
                assert right == 0, "what is told contradicts itself"
                continue
            pivot = min(row)
            scale = row[pivot]
            row, right = {column: c / scale for column, c in row.items()}, right / scale
            solved = [self.reduce(entry, pivot, row, right) for entry in solved]
            solved.append((pivot, row, right))
        return solved

    @staticmethod
    def reduce(entry, pivot, row, right):
        first, other, value = entry
        factor = other.get(pivot, 0)
        if not factor:
            return entry
        other = {column: other.get(column, 0) - factor * row.get(column, 0)
                 for column in other.keys() | row.keys()}
        return first, {column: c for column, c in other.items() if c}, value - factor * right

    def bounds(self):
        """[least, most] of each hidden count: narrowed by every row until nothing changes."""
        solved = self.solve()
        least = [self.known(cell)[0] for cell in self.hidden]
        most = [self.known(cell)[1] for cell in self.hidden]
        changed = True
        while changed:
            changed = False
            for _, row, right in solved:
                for column, factor in row.items():
                    others = [(c, f) for c, f in row.items() if c != column]
                    low = right - sum(f * (most[c] if f > 0 else least[c]) for c, f in others)
                    high = right - sum(f * (least[c] if f > 0 else most[c]) for c, f in others)
                    low, high = sorted((low / factor, high / factor))
                    low, high = math.ceil(low), math.floor(high)
                    if low > least[column] or high < most[column]:
                        least[column], most[column] = max(low, least[column]), min(high, most[column])
                        changed = True
            for row, right in self.inequalities:
                for column, factor in row.items():
                    room = right - sum(f * (least[c] if f > 0 else most[c])
                                       for c, f in row.items() if c != column)
                    if factor > 0 and room < most[column]:
                        most[column], changed = room, True
                    elif factor < 0 and -room > least[column]:
                        least[column], changed = -room, True
        return {cell: (least[i], most[i]) for i, cell in enumerate(self.hidden)}
