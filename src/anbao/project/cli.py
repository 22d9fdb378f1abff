"""The command line. Fast to start: Django is set up only by the commands that need it.

Every error a user can mend is one line on standard error and exit code 2 (bad input) or 1 (the check failed).
"""

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from anbao.project.receiving import gateway
from anbao.project.refusals import BAD_INPUT, OneLine, say
from anbao.project.simulating import simulate

app = typer.Typer(
    cls=OneLine,
    help="AnBao 安保: a bank's security-assurance campaigns, from duty to proof.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ledger_app = typer.Typer(help="The ledger of everything of consequence.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")
app.command()(gateway)
cameras_app = typer.Typer(help="Cameras: what the network knows of them.", no_args_is_help=True)
app.add_typer(cameras_app, name="cameras")
app.command()(simulate)
out, err = Console(), Console(stderr=True)


def fail(message: str, code: int = BAD_INPUT) -> typer.Exit:
    say(message)
    return typer.Exit(code)


@contextmanager
def settings_in_one_line():
    """What the environment says wrong, or names and is not there, told in one line instead of a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from anbao.project.site import NoSite

    try:
        yield
    except NoSite as error:
        raise fail(str(error), 1) from None
    except DatabaseError as error:
        raise fail(f"the database can't be reached: {' '.join(str(error).split())}", 1) from None
    except (OSError, ValueError, RuntimeError, ImproperlyConfigured) as error:
        raise fail(f"settings: {' '.join(str(error).split())}") from None


def set_up(*, demo: bool = False, tables: bool = True) -> None:
    """Django, ready; one line instead of a traceback when the database can't be reached or has no tables yet.

    Who makes tables (`tables` false) makes the site too; for all others it has to be there.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    os.environ["ANBAO_EXISTING"] = "1" if tables else "0"
    if demo:
        os.environ["ANBAO_DEMO"] = "1"
        os.environ.setdefault("ANBAO_DATABASE", "demo")
    from django.db import connection

    with settings_in_one_line():
        import django

        django.setup()
        connection.ensure_connection()
    if tables and "campaigns_campaign" not in connection.introspection.table_names():
        raise fail("this database has no tables yet: run 'anbao migrate', or 'anbao demo' for the demo", 1)


def in_english() -> None:
    """The words of models and checks as this command line speaks; pages and notices keep the site's language."""
    from django.utils import translation

    translation.activate("en")


def home() -> Path:
    return Path(os.environ.get("ANBAO_HOME") or ".anbao")


@contextmanager
def in_use(*, alone: bool = False):
    """Hold ANBAO_HOME for as long as the block runs; see project/occupancy.py."""
    from anbao.project.occupancy import Occupied, using

    try:
        with using(home(), alone=alone) as use:
            yield use
    except Occupied as refusal:
        raise fail(str(refusal), 1) from None


@contextmanager
def as_the_demo(*, port: int, fresh: bool):
    """Hold ANBAO_HOME as its one demo, for as long as it is made, replayed and served."""
    from datetime import datetime

    from anbao.project import occupancy

    try:
        with occupancy.as_the_demo(home(), port=port, since=datetime.now().astimezone()), in_use(alone=fresh) as use:
            yield use
    except occupancy.Occupied as refusal:
        raise fail(str(refusal), 1) from None


def in_demo_if_there_is_one() -> bool:
    """Commands without a site of their own speak of the demo: no server is named, and the demo was made here."""
    if os.environ.get("ANBAO_DATABASE_URL") or os.environ.get("ANBAO_DATABASE") or os.environ.get("ANBAO_DEMO"):
        return os.environ.get("ANBAO_DEMO") == "1"
    return (home() / "demo.json").exists()


def campaigns_of(number: int | None) -> list:
    """The campaign of that number; without one all that were started, the one that pages speak of by themselves first."""
    from anbao.loom.campaigns.queries import standing

    found = [held for held in standing() if number in (None, held.pk)]
    if not found:
        raise fail("no campaign yet: start one, or run 'anbao demo' first" if not number else f"no campaign {number}")
    return found


Number = Annotated[
    int | None, typer.Option("--campaign", help="Number of the campaign (default: the widest that runs).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


def _told(number: float | None) -> str:
    """A figure's value as it is: whole numbers whole, with their thousands; shares with what they have behind the point."""
    if number is None:
        return "not counted"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6f}".rstrip("0")


@app.command()
def figures(as_json: AsJson = False, campaign: Number = None) -> None:
    """Print every figure of the campaign: stated, counted from the records, met or not."""
    set_up(demo=in_demo_if_there_is_one())
    in_english()
    from anbao.command.figures.queries import figures as count
    from anbao.kit import clock

    rows = count(campaigns_of(campaign)[0], clock.now())
    if as_json:
        typer.echo(json.dumps([vars(row) for row in rows], ensure_ascii=False, indent=1))
        return
    from rich.table import Table

    table = Table("figure", "meaning", "stated", "counted", "met")
    for row in rows:
        word = (
            "✓" if row.met else "▲ exceeded" if row.broken and row.stated else "▲ broken" if row.broken else "○ not yet"
        )
        table.add_row(row.id, row.en, f"{row.compare} {_told(row.stated)}", _told(row.counted), word)
    out.print(table)


@app.command()
def check(
    campaign: Annotated[
        int | None, typer.Option("--campaign", help="One campaign by its number (default: all).")
    ] = None,
    repair: Annotated[
        bool, typer.Option(help="Write the recount where it differs (after institutions moved).")
    ] = False,
) -> None:
    """Recount every roll-up from the tasks and holes and compare; exit code 1 and the cells when they differ."""
    set_up(demo=in_demo_if_there_is_one())
    from anbao.kit import clock
    from anbao.loom.holes import actions as holes
    from anbao.loom.holes import tally as hole_tally
    from anbao.loom.tasks import actions as tasks
    from anbao.loom.tasks import tally

    cells = differing = 0
    for held in campaigns_of(campaign):
        wrong = [*tally.differences(held.pk), *hole_tally.differences(held.pk)]
        for (place, *key), stored, counted in wrong[:20]:
            cell = " ".join(map(str, key)) if len(key) == 2 else f"measure {key[0]}"
            where = f"campaign {held.pk} institution {place} {cell}"
            err.print(f"{where}: roll-up {stored}, recount {counted}", highlight=False)
        if wrong and repair:
            tasks.repair_tally(campaign=held, at=clock.now())
            holes.repair_tally(campaign=held, at=clock.now())
        else:
            differing += len(wrong)
        cells += sum(len(rollup.stored(held.pk)) for rollup in (*tally.ROLLUPS, *hole_tally.ROLLUPS))
    if differing:
        raise fail(f"{differing} cells differ from the recount; 'anbao check --repair' writes the recount", 1)
    out.print(f"{cells:,} roll-up cells, every one equal to a recount")


@ledger_app.command("verify")
def ledger_verify(
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="A head written down elsewhere, NUMBER:HASH as 'ledger heads' prints it; may be given again."
        ),
    ] = None,
) -> None:
    """Walk the whole chain and hold it against the heads kept outside the database; exit code 1 and what is wrong."""
    set_up(demo=in_demo_if_there_is_one())
    in_english()
    from anbao.kit import clock
    from anbao.kit.ledger import heads as ledger
    from anbao.kit.ledger.models import Line

    try:
        also = [ledger.brought(text) for text in head or ()]
    except ValueError as error:
        raise fail(f"--head: {error}") from None
    total = Line.house.count()
    from rich.progress import Progress

    with Progress(console=err, transient=True) as bar:
        walking = bar.add_task("verifying", total=total)
        proof = ledger.prove(at=clock.now(), also=also, progress=lambda seen: bar.update(walking, completed=seen))
    verdict, kept = proof.verdict, proof.kept
    if verdict.broken:
        raise fail(f"the chain is broken: {verdict.broken.reason}", 1)
    if verdict.parted:
        raise fail(f"the chain is not the one that was kept: {verdict.parted.reason}", 1)
    if kept.altered:
        raise fail(f"{ledger.file()}: line {kept.altered} is not as this site wrote it", 1)
    out.print(f"{verdict.lines:,} lines, unbroken; head {verdict.lines}:{verdict.head}", soft_wrap=True)
    if kept.heads:
        out.print(f"it leads to every head kept outside the database: {len(kept.heads) + len(also)}", soft_wrap=True)
    else:
        out.print(
            "no head had been kept outside the database before: a cut end could not have been seen", soft_wrap=True
        )


@ledger_app.command("heads")
def ledger_heads(
    last: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 10,
) -> None:
    """Print the heads kept outside the database, and the one of this moment: to be kept on paper or another machine."""
    set_up(demo=in_demo_if_there_is_one())
    from anbao.kit import clock
    from anbao.kit.ledger import heads as ledger

    ledger.keep_newest(clock.now())
    kept = ledger.read()
    for one in reversed(kept.heads[-last:]):
        typer.echo(f"{one}  {one.at.astimezone(clock.local_zone()):%Y-%m-%d %H:%M:%S}")
    if kept.altered:
        raise fail(f"{ledger.file()}: line {kept.altered} is not as this site wrote it", 1)
    if not kept.heads:
        raise fail("no head yet: the ledger is empty", 1)


@app.command()
def migrate() -> None:
    """Make or renew the tables of the database."""
    set_up(demo=in_demo_if_there_is_one(), tables=False)
    _migrate()
    out.print("tables are up to date")


def _migrate() -> None:
    from anbao.project.migrating import OtherTables, renew

    try:
        renew()
    except OtherTables as refusal:
        raise fail(str(refusal), 1) from None


def await_tables() -> None:
    """For who works in the background: a server that is started beside renews the tables first."""
    from anbao.project.migrating import await_renewal

    await_renewal(say)


@app.command("first-login")
def first_login(
    staff_no: Annotated[
        str, typer.Argument(help="Staff number of a person who holds the post of security administrator.")
    ],
    username: Annotated[str, typer.Option(help="User name to log in with.")] = "secadmin",
) -> None:
    """The first way in: a login for the security administrator, who makes all others. Prints a password for one use."""
    set_up(demo=in_demo_if_there_is_one())
    in_english()
    from anbao.kit import clock
    from anbao.org.actions import OrgFault, first_administrator

    try:
        password = first_administrator(staff_no=staff_no, username=username, at=clock.now())
    except OrgFault as fault:
        raise fail(str(fault)) from None
    out.print(
        f"log in as [bold]{username}[/] with [bold]{password}[/]; the first login asks for a password of one's own"
    )


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Serve the site (tables are renewed first)."""
    with in_use():
        set_up(tables=False)
        _migrate()
        _serve(host, port, workers)


def _free(host: str, *wanted) -> None:
    """Refuses ports that are taken, all of them in one line."""
    from anbao.project.ports import faults

    if found := faults(wanted, host):
        raise fail("; ".join(found), 1)


def _serve(host: str, port: int, workers: int, patience: int | None = None) -> None:
    """Granian until interrupted; requests under way are awaited, at most for `patience` seconds where that is given."""
    from anbao.project.ports import Wanted

    _free(host, Wanted(port, "the site", "--port"))
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "anbao.project.asgi:application", address=host, port=port, interface=Interfaces.ASGINL, workers=workers,
        log_enabled=True, websockets=False, workers_kill_timeout=patience,
    ).serve()  # fmt: skip


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=32, help="Jobs at a time.")] = 2,
    once: Annotated[bool, typer.Option(help="Work what is waiting, then end.")] = False,
) -> None:
    """Work the background jobs: weaving ahead, sweeping, escalating, looking for holes, sending notices.

    A database that goes away is waited for."""
    set_up()
    await_tables()
    from anbao.project.jobbing import AWAY, one_line, work

    with in_use():
        try:
            work(concurrency=concurrency, once=once, said=say)
        except AWAY as error:
            raise fail(f"the database can't be reached: {one_line(error)}", 1) from None


@app.command()
def lint(
    files: Annotated[list[Path], typer.Argument(help="playbooks, record kinds or procedures of the desk (YAML)")],
) -> None:
    """Read playbooks, record kinds and procedures of the desk; one line for every fault, exit code 2 when there is one. No database needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    os.environ["ANBAO_NO_DATABASE"] = "1"
    with settings_in_one_line():
        import django

        django.setup()
    from anbao.project.linting import lint as read_file

    faults = 0
    for path in files:
        words, found = read_file(path)
        faults += len(found)
        for fault in found:
            err.print(fault, highlight=False, soft_wrap=True, markup=False)
        if not found:
            out.print(f"{path}: {words}", highlight=False, soft_wrap=True, markup=False)
    if faults:
        raise typer.Exit(2)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx): the first sheet, headers in its first row.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
    table: Annotated[str, typer.Option(help="Which table it fills (default: as the sheet is named).")] = "",
) -> None:
    """Import a table of the organisation from Excel: every bad row is reported, and all of it is applied or nothing."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise fail(f"{file}: {error.strerror}") from None
    set_up(demo=in_demo_if_there_is_one())
    in_english()
    from anbao.kit import clock
    from anbao.kit.tables.reading import Unreadable
    from anbao.project import exchange

    try:
        with err.status(f"reading {file.name}"):
            wanted = exchange.table_of(content, table)
            plan = exchange.bring(content, wanted, clock.now(), name=file.name, dry_run=dry_run)
    except Unreadable as error:
        raise fail(f"{file}: {error}") from None
    for fault in plan.faults:
        err.print(str(fault), highlight=False, soft_wrap=True, markup=False)
    if plan.faults:
        raise fail(f"{file}: {len(plan.faults)} fault{'s' * (len(plan.faults) > 1)}, nothing was changed")
    verb = "would be" if dry_run else "imported:"
    out.print(
        f"{wanted.sheet.id}: {verb} {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged",
        highlight=False, soft_wrap=True,
    )  # fmt: skip


@app.command()
def export(
    table: Annotated[str, typer.Argument(help="A table such as people, tasks, records-zero_report; or all.")],
    to: Annotated[Path, typer.Option("--out", help="Folder for the workbooks.")] = Path("."),
) -> None:
    """Export a table, or all of them, to Excel workbooks."""
    set_up(demo=in_demo_if_there_is_one())
    from rich.progress import Progress

    from anbao.project import exchange

    known = exchange.exported()
    if table != "all" and table not in known:
        raise fail(f"no table {table!r}; there are: {', '.join(known)}, all")
    try:
        to.mkdir(parents=True, exist_ok=True)
        with Progress(console=err, transient=True) as bar:
            for name in known if table == "all" else [table]:
                writing = bar.add_task(name, total=None)
                path, rows = exchange.export(
                    name, to, lambda seen, total, w=writing: bar.update(w, completed=seen, total=total)
                )
                bar.remove_task(writing)
                out.print(f"{path}: {rows:,} rows", highlight=False, soft_wrap=True, markup=False)
    except OSError as error:
        raise fail(f"{error.filename or to}: {error.strerror}") from None


@app.command()
def doctor() -> None:
    """Look at the installation: what works, what is missing and how to get it. Exit code 1 when something must be mended."""
    from rich.table import Table

    os.environ["ANBAO_EXISTING"] = "1"
    if in_demo_if_there_is_one():
        os.environ["ANBAO_DEMO"] = "1"
        os.environ.setdefault("ANBAO_DATABASE", "demo")
    from anbao.project.doctor import examine

    table, bad = Table("", "part", "finding"), False
    for finding in examine(home()):
        bad |= finding.state == "bad"
        mark = {"good": "[green]✓[/]", "note": "[yellow]◆[/]", "bad": "[red]▲[/]"}[finding.state]
        table.add_row(mark, finding.part, finding.words)
    out.print(table)
    if bad:
        raise typer.Exit(1)


@app.command()
def demo(
    until: Annotated[str, typer.Option(help="The moment to replay to, branch time.")] = "2022-02-03T20:00",
    serve: Annotated[bool, typer.Option(help="Serve the site afterwards.")] = True,
    fresh: Annotated[bool, typer.Option(help="Forget the demo made before and begin again.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed, another staff and other days.")] = 2022,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    speed: Annotated[
        float, typer.Option(min=0, max=3600, help="Campaign seconds per real second while serving.")
    ] = 10.0,
    alarms: Annotated[
        int, typer.Option(min=0, max=65534, help="Port of the alarm gateway, and the next one for fire; 0: no alarms.")
    ] = 9700,
    rate: Annotated[float, typer.Option(min=0, max=600, help="Alarms an hour of the campaign's clock.")] = 4.0,
    cameras: Annotated[
        int,
        typer.Option(min=0, max=65534, help="Port of the simulated cameras, and the next one for RTSP; 0: no cameras."),
    ] = 9720,
) -> None:
    """Replay the 2022 campaign to a moment and serve it, with a ready login for each role."""
    from anbao.project.demonstration import OtherDemo, RealSite, Wish, demonstrate, refuse_a_real_site
    from anbao.project.ports import of_demo

    moment = _moment(until)
    _inside_the_campaign(moment)
    wish = Wish(moment, seed, fresh, port, speed, serve, alarms, rate, cameras)
    with as_the_demo(port=port if serve else 0, fresh=fresh) as use:
        if serve:
            _free("127.0.0.1", *of_demo(port=port, alarms=alarms, cameras=cameras))  # said before minutes of replay
        set_up(demo=True, tables=False)
        try:
            refuse_a_real_site()
            if not fresh:
                _migrate()
            demonstrate(wish, out=out, err=err, serve=_serve, home=home(), made=use.share)
        except (RealSite, OtherDemo) as refusal:
            raise fail(str(refusal), 1) from None


@app.command()
def patrol(
    once: Annotated[bool, typer.Option(help="One round over the cameras that are due, then end.")] = False,
    seconds: Annotated[float, typer.Option(min=0.2, max=60, help="Pause between two rounds.")] = 2.0,
    quiet: Annotated[bool, typer.Option(help="Say nothing of rounds that went well.")] = False,
) -> None:
    """Look at every camera in its turn until stopped: the patrol of a worker, in a process of its own."""
    set_up(demo=in_demo_if_there_is_one())
    await_tables()
    from anbao.project.cameras import walk_on

    walk_on(out, once=once, seconds=seconds, quiet=quiet)


@cameras_app.command("discover")
def cameras_discover(
    seconds: Annotated[float, typer.Option(min=0.2, max=30, help="How long to wait for answers.")] = 3.0,
    source: Annotated[str, typer.Option(help="Address of this machine's network card to ask through.")] = "0.0.0.0",
) -> None:
    """Ask the network for ONVIF cameras (WS-Discovery) and list what answers. Needs no database."""
    from rich.table import Table

    from anbao.senses.cameras.discovery import discover

    try:
        found = discover(seconds=seconds, source=source)
    except OSError as error:
        raise fail(f"can't ask the network: {error.strerror or error}", 1) from None
    table = Table("host", "name", "hardware", "location", "ONVIF service")
    for one in found:
        table.add_row(one.host, one.name, one.hardware, one.location, " ".join(one.addresses))
    out.print(table if found else f"nothing answered within {seconds:g} s")


def _inside_the_campaign(moment) -> None:
    """The demo knows only the days of the campaign's facts."""
    from datetime import date

    from anbao.demo.facts import facts

    days = facts()["stated"]["dates"]
    first, last = (
        day if isinstance(day, date) else date.fromisoformat(day)
        for day in (days["first_meeting"], days["zero_report"][1])
    )
    if not first <= moment.date() <= last:
        raise fail(f"--until: the campaign runs from {first} to {last}; {moment:%Y-%m-%d} is outside")


def _moment(text: str):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        raise fail(f"--until: {text!r} is not a moment such as 2022-02-03T20:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
