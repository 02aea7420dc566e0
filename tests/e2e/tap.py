# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol for functions: each `test_…` of a module is a case.

ANJ_TEST_ONLY: only those with this in their name."""

import inspect
import os
import sys
import traceback


class Skip(Exception):
    """What this machine cannot show; the message says why."""


def run(module_name, *arguments):
    """Runs the module's test functions in the order they stand in; each gets @arguments."""
    module = sys.modules[module_name]
    only = os.environ.get("ANJ_TEST_ONLY", "")
    tests = [(name, function) for name, function in vars(module).items()
             if name.startswith("test_") and only in name and inspect.isfunction(function)]
    failures = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, function) in enumerate(tests, 1):
        label = name.removeprefix("test_").replace("_", " ")
        try:
            function(*arguments)
            print(f"ok {number} - {label}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {label} # SKIP {reason}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failures += 1
            print(f"not ok {number} - {label}", flush=True)
            print(label, file=sys.stderr)  # meson shows only stderr of a failed TAP test
            traceback.print_exc()
    return failures > 0
