"""Draw the tables of the algorithm pages from the tables in the code.

    python docs/draw_tables.py            # rewrites the pages
    python docs/draw_tables.py --check    # says which page is out of date, exit code 1

A page marks where a table stands: ``<!-- table: name -->`` begins it and ``<!-- end of table -->`` ends it.
"""

import argparse
import re
import sys
from pathlib import Path

from anbao.engines.dc09 import accounts, codes, contact_id, extended, faults, framing, receiver, sia_codes
from anbao.engines.fire26875 import codes as fire_codes
from anbao.engines.fire26875 import faults as fire_faults
from anbao.engines.fire26875 import framing as fire_framing
from anbao.engines.fire26875 import receiver as fire_receiver
from anbao.engines.fire26875 import units, versions
from anbao.engines.imaging import (
    FAULTS,
    alone,
    colour,
    comparison,
    cover,
    grain,
    light,
    liveliness,
    place,
    sharpness,
    signal,
    stillness,
)

PAGES = Path(__file__).parent / "algorithms"
REGION = re.compile(r"(<!-- table: ([a-z0-9-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def table(*heads: str, rows) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def transitions(rows) -> str:
    return table("State", "Seen", "Next", "Outcome", rows=[(a.value, seen, b.value, out) for a, seen, b, out in rows])


def reasons(rows) -> str:
    return table(
        "Reason", "中文", "English", "Answer", rows=[(k.value, r.zh, r.en, r.answer.value) for k, r in rows.items()]
    )


def leniency(rows) -> str:
    return table("Name", "中文", "Forgives", rows=[(flag.names()[0], zh, en) for flag, (zh, en) in rows.items()])


def bits(rows) -> str:
    return table(
        "Bit", "Id", "中文", "English", "Quality", rows=[(n, *row[:3], row.quality.value) for n, row in enumerate(rows)]
    )


def named(rows) -> str:
    return table("Number", "中文", "English", rows=[(number, row.zh, row.en) for number, row in rows.items()])


def replies() -> str:
    rows = [(k.value, to, "as the message" if like else "never", by) for k, (to, like, by) in receiver.REPLIES.items()]
    return table("Reply", "Made to", "Encrypted", "Call", rows=rows)


def fire_replies() -> str:
    rows = fire_receiver.REPLIES.items()
    cells = [
        (k.value, *fire_codes.COMMANDS[k], fire_codes.COMMANDS[reply].en if reply else "none") for k, reply in rows
    ]
    return table("Command", "中文", "English", "Reply", rows=cells)


def sia() -> str:
    rows = [(code, row.zh, row.en, row.quality.value) for code, row in sia_codes.CODES.items()]
    return table("Code", "中文", "English", "Quality", rows=rows)


def cid() -> str:
    rows = [(code, row.zh, row.en, row.group) for code, row in contact_id.CODES.items()]
    return table("Event", "中文", "English", "Group", rows=rows)


def cid_groups() -> str:
    rows = [(group, new.value, back.value) for group, (new, back) in contact_id.GROUPS.items()]
    return table("Group", "Qualifier 1 and 6", "Qualifier 3", rows=rows)


def extended_fields() -> str:
    rows = [(letter, row.zh, row.en, row.longest) for letter, row in extended.FIELDS.items()]
    return table("Letter", "中文", "English", "Longest", rows=rows)


def types() -> str:
    rows = [(flag, row.id, row.zh, ", ".join(row.fields)) for flag, row in units.TYPES.items()]
    return table("Flag", "Id", "中文", "Fields of an object", rows=rows)


def analogues() -> str:
    rows = [(number, row.zh, row.en, row.unit, row.step) for number, row in fire_codes.ANALOGUES.items()]
    return table("Type", "中文", "English", "Unit", "One step", rows=rows)


def editions() -> str:
    rows = [(major, row.name, row.in_force) for major, row in versions.EDITIONS.items()]
    return table("Major version", "Edition", "In force", rows=[*rows, ("other", versions.UNLISTED.name, "-")])


def sources() -> str:
    rows = [("SIA", sia_codes.SOURCE, sia_codes.AS_OF, len(sia_codes.CODES))]
    rows.append(("Contact ID", contact_id.SOURCE, contact_id.AS_OF, len(contact_id.CODES)))
    return table("Table", "Source", "As of", "Rows", rows=rows)


def picture_faults() -> str:
    rows = [(row.id, row.zh, row.en, ", ".join(row.hides) or "-", row.advice_en) for row in FAULTS.values()]
    return table("Id", "中文", "English", "Not told beside it", "Advice", rows=rows)


def picture_limits() -> str:
    steps, noise = grain.NOISE_MORE
    first_steps, first = alone.NOISE
    rows = [
        (
            "signal_loss",
            f"one colour in {signal.UNIFORM:.1%}, or in {signal.PANEL:.0%} with only words on it",
            "the same",
        ),
        (
            "frozen",
            f"nothing but text changed for {stillness.SECONDS:.0f} s and {stillness.COMPARED} comparisons; "
            f"in a clip, {liveliness.STOPPED:.0%} of the usual life",
            "undecided",
        ),
        (
            "covered",
            f"{comparison.COVERED:.0%} under one flat region, or {cover.STANDS_BEFORE:.0%} behind a textured one ({cover.STANDS_BEFORE_EVEN:.0%} of one tone)",
            f"{alone.ALONE[0][0]:.0%} under one even region: dim, or of any tone when it ends at once and is no sky",
        ),
        (
            "dark",
            f"{light.DROP:.0%} below the same hour",
            f"mean below {alone.DARK_MEAN:.0f}, p95 below {alone.DARK_HIGH:.0f} and no lamp above {alone.LAMP:.0f}; or {alone.BLACK_SHARE:.0%} black",
        ),
        (
            "overexposed",
            f"{light.CLIPPED_MORE:.0%} more clipped, or {light.WASHED_TIMES:.0f} times as bright and above {light.WASHED_LEVEL:.0f}",
            f"{alone.CLIPPED:.0%} clipped at a mean of {alone.BRIGHT:.0f}, or nothing darker than {alone.PALE_DARKEST:.0f} at {alone.PALE_LEVEL:.0f}",
        ),
        ("moved", f"{place.REGISTERS:.0%} agrees when laid back, {place.GAIN:.0%} more than as it is", "undecided"),
        (
            "blurred",
            f"edges {sharpness.BLUR_LOST:.0%} less sharp ({sharpness.BLUR_LOST_CLIP:.0%} in a clip), or {sharpness.DETAIL_LEFT:.0%} of the detail left",
            f"acutance of the sharpest tenth below {alone.BLUR}, or below {alone.SMEARED} and {alone.ONE_WAY:.0%} of the other direction's",
        ),
        (
            "cast",
            f"tint off by {colour.SHIFT}",
            f"as by one channel, nearly everywhere by {colour.TINT} ({colour.TINT_FROM_GREY} when known as grey); one tint of {colour.ONE_TINT}; "
            f"the darkest parts coloured by {colour.COLOURED_DARK:.0f} levels; a channel at {colour.FAINT:.0%}",
        ),
        (
            "noise",
            f"{noise[0]} levels more ({noise[1]} when the quantisation step is {steps[1]:.0f})",
            f"{first[0]} levels in the quietest parts ({first[1]} when the step is {first_steps[1]:.0f})",
        ),
    ]
    return table("Check", "Against the camera's past", "As the first picture", rows=rows)


DRAWN = {
    "imaging-faults": picture_faults,
    "imaging-limits": picture_limits,
    "dc09-states": lambda: transitions(framing.TRANSITIONS),
    "dc09-reasons": lambda: reasons(faults.REASONS),
    "dc09-replies": replies,
    "dc09-leniency": lambda: leniency(accounts.LENIENCY_WORDS),
    "dc09-extended": extended_fields,
    "dc09-sources": sources,
    "dc09-qualities": lambda: table(
        "Id", "中文", "English", rows=[(key.value, *words) for key, words in codes.QUALITY_WORDS.items()]
    ),
    "dc09-sia": sia,
    "dc09-contact-id-groups": cid_groups,
    "dc09-contact-id": cid,
    "fire-states": lambda: transitions(fire_framing.TRANSITIONS),
    "fire-reasons": lambda: reasons(fire_faults.REASONS),
    "fire-replies": fire_replies,
    "fire-leniency": lambda: leniency(fire_faults.LENIENCY_WORDS),
    "fire-editions": editions,
    "fire-types": types,
    "fire-systems": lambda: named(fire_codes.SYSTEMS),
    "fire-components": lambda: named(fire_codes.COMPONENTS),
    "fire-system-bits": lambda: bits(fire_codes.SYSTEM_STATES),
    "fire-component-bits": lambda: bits(fire_codes.COMPONENT_STATES),
    "fire-transmitter-bits": lambda: bits(fire_codes.TRANSMITTER_STATES),
    "fire-system-operations": lambda: bits(fire_codes.SYSTEM_OPERATIONS),
    "fire-transmitter-operations": lambda: bits(fire_codes.TRANSMITTER_OPERATIONS),
    "fire-analogues": analogues,
}


def redraw(page: str) -> str:
    """The page with every table drawn anew; raises ``KeyError`` for a table that nothing draws."""
    return REGION.sub(lambda found: f"{found[1]}\n{DRAWN[found[2]]()}\n{found[3]}", page)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a page is out of date")
    options = parser.parse_args()
    stale = []
    for path in (PAGES / "dc09.md", PAGES / "fire26875.md", PAGES / "imaging.md"):
        page = path.read_text(encoding="utf-8")
        drawn = redraw(page)
        if drawn != page:
            stale.append(path.name)
            if not options.check:
                path.write_text(drawn, encoding="utf-8")
    for name in stale:
        print(f"{name} {'is out of date' if options.check else 'redrawn'}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
