"""Version dispatch: which edition's layout reads a frame's application data.

The control unit carries a major version, fixed at 1 by the 2011 edition, and a minor one that users define. Devices in
the field send other major versions with the 2011 layout, so an unlisted version is read by it too, and marked; when its
objects don't fit, the frame is still shown with its raw data instead of being refused.
"""

from typing import NamedTuple

from anbao.engines.fire26875.units import TYPES, TypeRow


class Edition(NamedTuple):
    """One edition: its name, since when it is in force, its types, and whether misfitting data is a fault."""

    name: str
    in_force: str
    types: dict[int, TypeRow]
    strict: bool


STANDARD_2011 = Edition("GB/T 26875.3-2011", "2011-11-01", TYPES, True)
#: major version -> edition. A later edition is added here with its own table of types.
EDITIONS: dict[int, Edition] = {1: STANDARD_2011}
UNLISTED = Edition("unlisted version, read as GB/T 26875.3-2011", "-", TYPES, False)


def edition_of(major: int) -> Edition:
    return EDITIONS.get(major, UNLISTED)
