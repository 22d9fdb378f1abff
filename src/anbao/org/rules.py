"""Pure rules of the tree and of posts."""

from anbao.org.models import STEP, InstitutionKind

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

#: what may hang under what
UNDER = {
    InstitutionKind.HEAD_OFFICE: {None},
    InstitutionKind.PROVINCE: {InstitutionKind.HEAD_OFFICE},
    InstitutionKind.CITY: {InstitutionKind.PROVINCE, InstitutionKind.HEAD_OFFICE},
    InstitutionKind.SUB_BRANCH: {InstitutionKind.CITY},
    InstitutionKind.OUTLET: {InstitutionKind.SUB_BRANCH, InstitutionKind.CITY},
    InstitutionKind.SELF_SERVICE: {InstitutionKind.SUB_BRANCH, InstitutionKind.OUTLET, InstitutionKind.CITY},
    InstitutionKind.VENDOR: {
        InstitutionKind.CITY,
        InstitutionKind.PROVINCE,
        InstitutionKind.HEAD_OFFICE,
        InstitutionKind.SUB_BRANCH,
    },
}


def step(number: int) -> str:
    """The path step of the `number`-th child (from 0), four base-36 digits that sort as text."""
    out = ""
    for _ in range(STEP):
        number, rest = divmod(number, 36)
        out = DIGITS[rest] + out
    if number:
        raise ValueError("an institution can have at most 1,679,616 children")
    return out


def next_step(last_sibling_path: str | None) -> str:
    return step(int(last_sibling_path[-STEP:], 36) + 1) if last_sibling_path else step(0)


def may_hang(kind: str, parent_kind: str | None) -> bool:
    return parent_kind in UNDER[InstitutionKind(kind)]
