#!/usr/bin/env python3
"""Prints the results of a JUnit report (of pytest, for instance) as lines of "test TAB result"."""

import sys
from xml.etree import ElementTree


def result(case):
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


for case in ElementTree.parse(sys.argv[1]).iter("testcase"):
    name = f"{case.get('classname')}.{case.get('name')}"
    print(f"{name.encode('unicode_escape').decode()}\t{result(case)}")
