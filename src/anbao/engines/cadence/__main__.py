"""`python -m anbao.engines.cadence CADENCE.yaml --from DATE --until DATE`: the occurrences as CSV.

The columns are slot, day, opens, due, grace_until; times carry their offset. Bad input gives one line per fault on
standard error and exit code 2.
"""

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

import yaml

from anbao.engines.cadence import CadenceError, chinese_calendar, describe, occurrences, parse

COLUMNS = ("slot", "day", "opens", "due", "grace_until")


def named_date(text: str) -> tuple[str, date]:
    name, _, day = text.partition("=")
    return name, date.fromisoformat(day)


def named_span(text: str) -> tuple[str, tuple[date, date]]:
    name, _, days = text.partition("=")
    first, _, last = days.partition("..")
    return name, (date.fromisoformat(first), date.fromisoformat(last))


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m anbao.engines.cadence", description="Occurrences of a cadence as CSV."
    )
    parser.add_argument("cadence", type=Path, metavar="CADENCE.yaml")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--until", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--anchor", type=named_date, action="append", default=[], metavar="NAME=DATE")
    parser.add_argument("--phase", type=named_span, action="append", default=[], metavar="NAME=DATE..DATE")
    parser.add_argument(
        "--factor", type=float, default=1, help="tighten for a place that matters so many times as much"
    )
    parser.add_argument("--priority", default="", help="a priority that the cadence may override by name")
    parser.add_argument(
        "--weekdays-beyond", action="store_true", help="Monday to Friday work in years without known holidays"
    )
    parser.add_argument("--describe", action="store_true", help="print the cadence in words instead")
    return parser


def main(argv: list[str] | None = None) -> int:
    options = arguments().parse_args(argv)
    try:
        cadence = parse(yaml.safe_load(options.cadence.read_text(encoding="utf-8")))
        cadence = cadence.tightened(options.factor, options.priority)
        if options.describe:
            print("\n".join(describe(cadence).values()))
            return 0
        made = occurrences(
            cadence,
            window=(options.first, options.last),
            anchors=dict(options.anchor),
            phases=dict(options.phase),
            # offsets and rolls may ask about days outside the window; a year without data is refused when asked about
            calendar=chinese_calendar(
                options.first.year - 10,
                options.last.year + 10,
                weekdays_beyond=options.weekdays_beyond,
                known_only=True,
            ),
        )
    except CadenceError as error:
        print("\n".join(error.faults), file=sys.stderr)
        return 2
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: bad UTF-8, dates and numbers out of range
        print(f"{options.cadence}: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((o.slot, o.day, o.opens.isoformat(), o.due.isoformat(), o.grace_until.isoformat()) for o in made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
