#!/usr/bin/env python3
"""Prints the results in outputs of the Test Anything Protocol as lines of "test TAB result".

tap.py NAME.tap…: a test is called NAME, its number, and what it says of itself without addresses,
process ids and times, which change from run to run. An output without a plan has failed by itself.
"""

import re
import sys
from pathlib import Path

LINE = re.compile(r"(not )?ok (\d+)(?:(?: - | )(.*))?$")
PLAN = re.compile(r"1\.\.(\d+)(.*)$")
DIRECTIVE = re.compile(r"#\s*(skip|todo)", re.IGNORECASE)

for argument in sys.argv[1:]:
    file = Path(argument)
    plan, seen = None, 0
    for line in file.read_text(errors="replace").splitlines():
        if match := PLAN.match(line):
            plan = int(match.group(1))
            if plan == 0:
                print(f"{file.stem}\tskipped")
        elif match := LINE.match(line):
            seen += 1
            says = match.group(3) or ""
            directive = DIRECTIVE.search(says)
            if directive:
                result = "skipped"
            else:
                result = "failed" if match.group(1) else "passed"
            text = re.sub(r"\d{3,}|0x[0-9a-f]+", "N", DIRECTIVE.split(says)[0]).strip().replace("\t", " ")
            print(f"{file.stem} {match.group(2)} {text}\t{result}")
    if plan is None or plan != seen:
        print(f"{file.stem} has run to its end\tfailed")
