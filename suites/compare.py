#!/usr/bin/env python3
"""Compares the results of two ways, test by test.

compare.py NAME WAY ACCEPTED ROUND… reads ROUND/direct/results.tsv and ROUND/WAY/results.tsv, lines of
"test TAB result"; a result is passed, failed or skipped, or a digest of what a test has printed. Of
several rounds only those differences count that are in each.
ACCEPTED holds lines "way TAB test TAB directly TAB through the proxy TAB reason"; way is plain, forced
or both; a result "any" stands for all, for a test that is not steady directly either; # begins a
comment. A test that only one way knows is "missing" on the other.
"""

import sys
from collections import Counter
from pathlib import Path


def results(file):
    found = {}
    for line in file.read_text(errors="replace").splitlines():
        test, result = line.split("\t")
        if test in found and found[test] != result:
            result = "failed"  # a name that stands for several tests
        found[test] = result
    return found


def accepted(file, way):
    found = {}
    if not file.exists():
        return found
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 5:
            sys.exit(f"{file}:{number}: 5 fields between tabs are expected, there are {len(fields)}")
        if fields[0] in (way, "both"):
            found[fields[1]] = (fields[2], fields[3], fields[4])
    return found


def summary(found):
    counts = Counter(found.values())
    passed, failed, skipped = counts["passed"], counts["failed"], counts["skipped"]
    text = f"{passed + failed + skipped} tests: {passed} passed, {failed} failed, {skipped} skipped"
    digests = sum(1 for result in found.values() if result.startswith("sha256:"))
    return text + (f"; {digests} outputs" if digests else "")


def differences(direct, through, reasons):
    """Those that are not accepted; the accepted ones are printed."""
    found = {}
    for test in sorted(direct.keys() | through.keys()):
        one, other = direct.get(test, "missing"), through.get(test, "missing")
        if one == other:
            continue
        expected = reasons.get(test, ("", ""))
        if expected[0] in (one, "any") and expected[1] in (other, "any"):
            print(f"  accepted: {test}: directly {one}, through the proxy {other}: {reasons[test][2]}")
        else:
            found[test] = f"directly {one}, through the proxy {other}"
    return found


def main(name, way, known, *rounds):
    reasons = accepted(Path(known), way)
    repeated = None
    for folder in rounds:
        direct = results(Path(folder) / "direct" / "results.tsv")
        through = results(Path(folder) / way / "results.tsv")
        if folder == rounds[-1]:
            print(f"{name}, directly: {summary(direct)}")
            proxy = "forced analysis" if way == "forced" else "no rule"
            print(f"{name}, through the proxy, {proxy}: {summary(through)}")
            for test, result in direct.items():
                if result == "failed" and through.get(test) == "failed":
                    print(f"  fails on both ways: {test}")
        found = differences(direct, through, reasons)
        if repeated is None:
            repeated = found
        else:
            for test in sorted(repeated.keys() ^ found.keys()):
                print(f"  not steady: {test}: {repeated.get(test) or found.get(test)}, in one round of two")
            repeated = {test: what for test, what in found.items() if test in repeated}
    for test, what in repeated.items():
        print(f"  DIFFERS: {test}: {what}")
    print(f"{name}: {len(repeated)} differences that are not accepted")
    return 1 if repeated else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
