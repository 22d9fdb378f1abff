"""The tree of the demo: rows for org.actions.add_institutions, parents before children."""

from datetime import date

from anbao.demo.branch.geometry import spot_near, tags_of
from anbao.demo.facts import branch, counties, dice, facts
from anbao.org.models import InstitutionKind as Kind

#: how far outlets and self-service banks lie from the county's centre, kilometres
OUTLET_SPREAD, SELF_SERVICE_SPREAD = 4.0, 6.0


def rows(seed: int) -> list[dict]:
    """Every institution of the demo as a mapping with ``parent`` (a code or None)."""
    text = branch()
    tree = [
        _row(text["head_office"], Kind.HEAD_OFFICE, None),
        _row(text["province"], Kind.PROVINCE, text["head_office"]["code"]),
        _row(text["city"], Kind.CITY, text["province"]["code"]),
    ]
    for county in facts()["assumed"]["sub_branches"]:
        tree += _county(seed, county)
    tree += [_vendor(firm) for firm in text["vendors"]]
    return tree + _neighbour()


def _row(body: dict, kind: str, parent: str | None, **more) -> dict:
    lon, lat = body.get("at") or (None, None)
    return {
        "code": body["code"], "name": body.get("name", body["short"]), "short_name": body["short"], "kind": kind,
        "parent": parent, "lon": lon, "lat": lat, "address": body.get("address", ""), "opened_on": date(2005, 1, 1),
        "assumed": True, "tags": [], "phone": "", **more,
    }  # fmt: skip


def sub_branch_name(county: str) -> str:
    return f"{county}支行"


def _county(seed: int, county: str) -> list[dict]:
    """A sub-branch with its outlets and self-service banks."""
    code, centre = counties()[county]["code"], counties()[county]["centre"]
    own = facts()["assumed"]["hsr_sub_branches"]
    tags = {tag for tag in tags_of(centre) if tag != "hsr_station"} | ({"hsr_station"} if county in own else set())
    if sub_branch_name(county) == facts()["stated"]["focus"]:
        tags.add("venue")
    body = {"code": code, "short": sub_branch_name(county), "at": centre, "address": f"{county}中心街 1 号"}
    tree = [_row(body, Kind.SUB_BRANCH, branch()["city"]["code"], tags=sorted(tags), phone=_phone(code, 0))]
    draw = dice(seed, "places", county)
    for number, entry in enumerate(branch()["outlets"][county], 1):
        name, spot = _named(entry, draw, county, OUTLET_SPREAD)
        short = f"{sub_branch_name(county)}{name}" if name == "营业室" else f"{county}{name}支行"
        spot = centre if name == "营业室" else spot
        body = {"code": f"{code}-{number:02}", "short": short, "at": spot, "address": f"{county}{name}"}
        tree.append(_row(body, Kind.OUTLET, code, tags=tags_of(spot), phone=_phone(code, number)))
    for number, entry in enumerate(branch()["self_service"][county], 1):
        name, spot = _named(entry, draw, county, SELF_SERVICE_SPREAD)
        body = {"code": f"{code}-S{number:02}", "short": f"{name}自助银行", "at": spot, "address": f"{county}{name}"}
        tree.append(_row(body, Kind.SELF_SERVICE, code, tags=["self_service", *tags_of(spot)]))
    return tree


def _named(entry, draw, county: str, spread: float) -> tuple[str, tuple[float, float]]:
    if isinstance(entry, str):
        return entry, spot_near(draw, county, spread=spread)
    return entry[0], (entry[1], entry[2])


def _phone(code: str, number: int) -> str:
    """A duty phone in the area code of the city; the number is invented."""
    return f"0313-{code[-2:]}{number:02}110"


def _vendor(firm: dict) -> dict:
    return _row(firm, Kind.VENDOR, branch()["city"]["code"], vendor_kind=firm["kind"], address=firm["service"])


def _neighbour() -> list[dict]:
    text = branch()["neighbour"]
    tree = [_row(text["city"], Kind.CITY, branch()["province"]["code"])]
    for sub in text["sub_branches"]:
        tree.append(_row(sub, Kind.SUB_BRANCH, text["city"]["code"]))
        for number, name in enumerate(sub["outlets"], 1):
            spot = [sub["at"][0] + 0.01 * number, sub["at"][1]]
            body = {"code": f"{sub['code']}-{number:02}", "short": f"{sub['short']}{name}", "at": spot}
            tree.append(_row(body, Kind.OUTLET, sub["code"]))
    return tree
