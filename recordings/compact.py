#!/usr/bin/env python3
"""Makes a recording of what tap.py wrote: compact.py TOOL EVENTS SCHEMA > RECORDING

A unit is a transaction, or one statement outside of any. Units are told apart by their shape, that
is by their text without literals and without the length of lists; of one shape at most VARIANTS
units are kept. Units that name no table of the schema (drivers asking the catalog, SET, SHOW) are
left out.
"""
import json
import re
import sys

VARIANTS = 2
RESET = "recorder_reset"

LITERAL = re.compile(r"'(?:[^']|'')*'|\$\d+|(?<![\w\"])-?\d+(?:\.\d+)?")
LIST = re.compile(r"\?(?:::\w+)?(?:\s*,\s*\?(?:::\w+)?)+")
ROWS = re.compile(r"(\([^()]*\))(?:\s*,\s*\1)+")
BEGIN = re.compile(r"\s*(begin|start\s+transaction)\b", re.I)
END = re.compile(r"\s*(commit|end|rollback|abort)\b(?!\s+to\b)(?!\s+prepared\b)", re.I)


def shape(sql):
    masked = LIST.sub("?", LITERAL.sub("?", sql))
    return re.sub(r"\s+", " ", ROWS.sub(r"\1", masked)).strip()


def units(events):
    """Units in the order in which they ended, each with the label of its scenario."""
    label, open_units = "", {}
    for session, via, sql, parameters in events:
        if RESET in sql:
            label = parameters[0][2] if parameters else sql.split("'")[1]
            continue
        unit = open_units.get(session)
        if unit is None:
            unit = (label, [])
            if BEGIN.match(sql):
                open_units[session] = unit
            unit[1].append((via, sql, parameters))
            if session in open_units:
                continue
        else:
            unit[1].append((via, sql, parameters))
            if not END.match(sql):
                continue
            del open_units[session]
        yield unit


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def main(tool, events_path, schema_path):
    with open(schema_path, encoding="utf-8") as schema:
        tables = re.findall(r"^CREATE TABLE (\w+)", schema.read(), re.M)
    mention = re.compile(r"\b(%s)\b" % "|".join(tables), re.I)
    with open(events_path, encoding="utf-8") as events:
        read = [json.loads(line) for line in events]
    seen, texts = {}, set()
    print("tool\t" + tool)
    for label, statements in units(read):
        if not any(mention.search(sql) for _, sql, _ in statements):
            continue
        key = tuple(shape(sql) for _, sql, _ in statements)
        text = json.dumps(statements)
        if seen.get(key, 0) >= VARIANTS or text in texts:
            continue
        seen[key] = seen.get(key, 0) + 1
        texts.add(text)
        print("unit\t" + escaped(label))
        for via, sql, parameters in statements:
            print(via + "\t" + escaped(sql))
            for oid, form, value in parameters:
                print("\t%d\t%s\t%s" % (oid, form, escaped(value)))


if __name__ == "__main__":
    main(*sys.argv[1:])
