"""Procedures and causes: reading the data under data/. Nonsense is refused, every fault of a file at once."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from anbao.kit.reading import faults_told
from anbao.org.words import post_kinds
from anbao.senses.alarms.words import alarm_kinds, staying_kinds

DATA = files("anbao.command.incidents") / "data"
StepKind = Literal["picture", "call", "dispatch", "report", "check", "plan"]


def _word(value) -> object:
    """YAML reads the group ``false`` as a truth value."""
    return str(value).lower() if isinstance(value, bool) else value


GROUPS = ("real", "false", "technical", "test")
Group = Annotated[Literal[GROUPS], BeforeValidator(_word)]
#: a group of causes or one cause
Excluded = Annotated[str, BeforeValidator(_word)]


class ProcedureRefused(ValueError):
    """Data that does not hold together: ``faults`` names every fault with its place."""

    def __init__(self, source: str, faults: list[str]):
        super().__init__("; ".join(f"{source}: {fault}" for fault in faults))
        self.source, self.faults = source, faults


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Part):
    """An id and names in both languages; ``str()`` speaks the reader's."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=60)

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class Outcome(Named):
    """How a step may end.

    requires  ids of steps that become mandatory by it: later ones, or an earlier one that is only done if needed
    excludes  groups of causes, or single causes, that contradict it: who saw nothing does not close a real case, and people who
              were seen are no animal
    """

    requires: tuple[str, ...] = ()
    excludes: tuple[Excluded, ...] = ()


class Step(Named):
    """One thing to do. ``within``: seconds after the opening, no shorter than that of a mandatory step before it; ``source``: a key of data/sources.yaml; ``when_real``: done, not
    skipped as unneeded, before the incident is closed as real."""

    kind: StepKind
    hint_zh: str = Field(min_length=1)
    hint_en: str = Field(min_length=1)
    within: int = Field(gt=0, le=86_400)
    mandatory: bool
    when_real: bool = False
    source: str
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    def outcome(self, outcome_id: str) -> Outcome | None:
        return next((found for found in self.outcomes if found.id == outcome_id), None)


class Procedure(Named):
    """What is done about one family of alarms.

    alarms         kinds of alarms (senses/alarms) that it is for
    of_unknown     instead of kinds: it is for whatever an account says that nobody has entered; one procedure is
    severity       the least an incident of it has, on the scale of the alarms (1 to 4)
    answers        how many different people must answer
    answer_within  seconds after which an unanswered one tells the supervisor
    again_after    seconds after the closing from which it rings again when what rang still stands; wanted where a kind of alarm
                   outlives the closing (kinds.yaml: stays), without meaning elsewhere
    causes         causes that are offered first, in this order, when it is closed; the others that fit follow
    supervisor     post kinds, the first that is held at the place or above it hears of skipped steps
    """

    version: int = Field(ge=1)
    alarms: tuple[str, ...] = ()
    of_unknown: bool = False
    severity: int = Field(ge=1, le=4)
    answers: int = Field(ge=1, le=3)
    answer_within: int = Field(gt=0)
    again_after: int | None = Field(None, ge=300)
    supervisor: tuple[str, ...] = Field(min_length=1)
    causes: tuple[str, ...] = ()
    source: str
    steps: tuple[Step, ...] = Field(min_length=1)

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)


class Cause(Named):
    """Why an incident was closed. ``only``: ids of the procedures that may use it (none: all)."""

    group: Group
    only: tuple[str, ...] = Field((), alias="for")

    def fits(self, procedure: str) -> bool:
        return not self.only or procedure in self.only


@cache
def _cause_ids() -> dict[str, tuple[str, ...]]:
    """The ids of causes.yaml with the procedures that each is for (none: all), before they are read whole: causes name
    procedures, and procedures causes."""
    told = yaml.safe_load((DATA / "causes.yaml").read_text(encoding="utf-8")) or {}
    return {key: tuple(body.get("for", ())) for key, body in told.items()}


@cache
def sources() -> dict[str, str]:
    return yaml.safe_load((DATA / "sources.yaml").read_text(encoding="utf-8"))


def parse(text: str, source: str) -> Procedure:
    """A procedure from YAML. Raises ``ProcedureRefused`` with all faults."""
    try:
        body = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProcedureRefused(source, [" ".join(str(error).split())]) from None
    if not isinstance(body, dict):
        raise ProcedureRefused(source, ["a procedure is a mapping"])
    try:
        procedure = Procedure.model_validate(body)
    except ValidationError as error:
        raise ProcedureRefused(source, faults_told(error, body, "procedure")) from None
    faults = list(_strange(procedure, Path(source).stem))
    if faults:
        raise ProcedureRefused(source, faults)
    return procedure


def _strange(procedure: Procedure, stem: str) -> Iterator[str]:
    """What is well-formed and makes no sense."""
    if procedure.id != stem:
        yield f"id: the file is named {stem}"
    yield from (f"supervisor: no post kind {post}" for post in procedure.supervisor if post not in post_kinds())
    yield from (f"alarms: no kind {kind}" for kind in procedure.alarms if kind not in alarm_kinds())
    yield from (f"causes.{one}: {why}" for one, why in _causes_amiss(procedure))
    if bool(procedure.alarms) == procedure.of_unknown:
        yield "alarms: name the kinds it is for, or say of_unknown, not both"
    if procedure.again_after is None and (
        staying := sorted(staying_kinds() & set(alarm_kinds() if procedure.of_unknown else procedure.alarms))
    ):
        yield f"again_after: {', '.join(staying)} may stand on after the closing: say when it rings again"
    ids = [step.id for step in procedure.steps]
    yield from (f"steps.{one}: twice" for one in sorted({one for one in ids if ids.count(one) > 1}))
    if procedure.source not in sources():
        yield f"source: not in sources.yaml: {procedure.source}"
    for number, step in enumerate(procedure.steps):
        if step.source not in sources():
            yield f"steps.{step.id}.source: not in sources.yaml: {step.source}"
        if step.within < max((before.within for before in procedure.steps[:number] if before.mandatory), default=0):
            yield f"steps.{step.id}.within: shorter than that of a mandatory step before it"
        known = [outcome.id for outcome in step.outcomes]
        yield from (
            f"steps.{step.id}.outcomes.{one}: twice" for one in sorted({o for o in known if known.count(o) > 1})
        )
        for outcome in step.outcomes:
            yield from (
                f"steps.{step.id}.outcomes.{outcome.id}.excludes: neither a group nor a cause: {word}"
                for word in outcome.excludes
                if word not in GROUPS and word not in _cause_ids()
            )
            open_to = ids[number + 1 :] + [before.id for before in procedure.steps[:number] if not before.mandatory]
            yield from (
                f"steps.{step.id}.outcomes.{outcome.id}.requires: no later step {wanted}, nor an earlier one done only if needed"
                for wanted in outcome.requires
                if wanted not in open_to
            )
    if not any(step.mandatory for step in procedure.steps):
        yield "steps: none is mandatory"


def _causes_amiss(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for cause in dict.fromkeys(procedure.causes):
        if cause not in _cause_ids():
            yield cause, "no such cause in causes.yaml"
        elif (only := _cause_ids()[cause]) and procedure.id not in only:
            yield cause, f"is for {', '.join(only)}"
        if procedure.causes.count(cause) > 1:
            yield cause, "twice"


@cache
def procedures() -> dict[str, Procedure]:
    """Every procedure that is shipped. Raises ``ProcedureRefused`` with the faults of all of them."""
    found, faults = {}, []
    for path in sorted((DATA / "procedures").iterdir(), key=lambda p: p.name):
        try:
            procedure = parse(path.read_text(encoding="utf-8"), path.name)
            found[procedure.id] = procedure
        except ProcedureRefused as refused:
            faults += [f"{refused.source}: {fault}" for fault in refused.faults]
    taken = [kind for procedure in found.values() for kind in procedure.alarms]
    for kind in alarm_kinds():
        if taken.count(kind) != 1 and not faults:
            faults.append(f"alarms of the kind {kind} belong to {taken.count(kind)} procedures, not to one")
    if not faults and sum(procedure.of_unknown for procedure in found.values()) != 1:
        faults.append("accounts that nobody has entered belong to one procedure: of_unknown")
    if faults:
        raise ProcedureRefused("procedures", faults)
    return found


def claimed_elsewhere(procedure: Procedure) -> Iterator[str]:
    """Kinds of alarms that a shipped procedure of another id has already: an alarm belongs to one."""
    for kind in procedure.alarms:
        owner = procedure_for(kind)
        if owner.id != procedure.id:
            yield f"alarms: {kind} belongs to the procedure {owner.id} already"
    if procedure.of_unknown and (owner := procedure_of_unknown()).id != procedure.id:
        yield f"of_unknown: belongs to the procedure {owner.id} already"


@cache
def procedure_for(alarm_kind: str) -> Procedure:
    """What is done about alarms of a kind."""
    return next(procedure for procedure in procedures().values() if alarm_kind in procedure.alarms)


@cache
def procedure_of_unknown() -> Procedure:
    """What is done about an account that nobody has entered: nobody knows where it stands, whatever it says."""
    return next(procedure for procedure in procedures().values() if procedure.of_unknown)


def parse_causes(text: str, known: set[str]) -> dict[str, Cause]:
    """The causes of a YAML text; `known`: ids of the procedures. Raises ``ProcedureRefused`` with all faults."""
    try:
        told = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise ProcedureRefused("causes.yaml", [" ".join(str(error).split())]) from None
    if not isinstance(told, dict):
        raise ProcedureRefused("causes.yaml", ["causes are a mapping of ids"])
    found, faults = {}, []
    for key, body in told.items():
        if not isinstance(body, dict):
            faults.append(f"{key}: a cause is a mapping")
            continue
        try:
            found[key] = cause = Cause.model_validate({"id": key, **body})
            faults += [f"{key}.for: no procedure {name}" for name in cause.only if name not in known]
        except ValidationError as error:
            faults += [f"{key}.{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors()]
    for name in sorted(known):
        groups = {cause.group for cause in found.values() if cause.fits(name)}
        faults += [f"{name}: no cause of the group {group}" for group in ("false", "test") if group not in groups]
    if faults:
        raise ProcedureRefused("causes.yaml", faults)
    return found


@cache
def causes() -> dict[str, Cause]:
    return parse_causes((DATA / "causes.yaml").read_text(encoding="utf-8"), set(procedures()))


def causes_of(procedure: str) -> list[Cause]:
    """The causes that an incident of this procedure may be closed with: first those that it names, in its order."""
    known = procedures().get(procedure)
    first = {cause: number for number, cause in enumerate(known.causes)} if known else {}
    fitting = [cause for cause in causes().values() if cause.fits(procedure)]
    return sorted(fitting, key=lambda cause: first.get(cause.id, len(first)))
