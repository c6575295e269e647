#!/usr/bin/env python3
"""Prints the results in what "go test -json" has printed as lines of "test TAB result".

gotest.py PREFIX FILE: a test is called PREFIX, its package and its name.
"""

import json
import sys

RESULTS = {"pass": "passed", "fail": "failed", "skip": "skipped"}

with open(sys.argv[2], errors="replace") as lines:
    for line in lines:
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if event["Action"] in RESULTS and "Test" in event:
            print(f"{sys.argv[1]} {event['Package']} {event['Test']}\t{RESULTS[event['Action']]}")
        elif event["Action"] == "fail":
            print(f"{sys.argv[1]} {event['Package']}\tfailed")
