"""A real signal from a device under test closes the line of the one-by-one test: what the signal proves, and only that."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied
from anbao.loom.records import actions as records
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.tasks.models import Task
from anbao.org.models import Device
from anbao.org.queries import reach_of_person
from anbao.senses.alarms.models import AlarmSource

log = logging.getLogger(__name__)
KIND = "device_test"
#: items of the record kind that a signal at the centre proves; the others are for eyes and stay "not applicable"
PROVEN = ("function", "reaches_centre")
UNSEEN = ("present", "looks_whole", "power", "in_date")
FAMILY = {"fire_panel": "fire_alarm", "intercom": "intercom"}


@dataclass(frozen=True)
class Proof:
    """A device under test whose signal arrived; the signal is a row with pk, received_at, code and zone."""

    source: AlarmSource
    device: Device
    signal: tuple


def file_proofs(proofs: Sequence[Proof]) -> int:
    """File the device test of every open line; a line that can't be filed is left open, with the reason in the log."""
    filed, seen = 0, set()
    for proof in proofs:
        if proof.device.pk in seen or proof.source.test_by is None:
            continue
        seen.add(proof.device.pk)
        task = _line(proof)
        if task is None:
            continue
        try:
            with transaction.atomic():
                records.file_record(_filing(proof, task), reach=_reach(proof))
            filed += 1
        except (Denied, records.FilingRefused, TaskTaken) as refusal:
            log.warning("device test of %s not filed: %s", proof.device.code, refusal)
    return filed


def _line(proof: Proof) -> Task | None:
    """The oldest line of the device that is open and may be done by now."""
    rows = Task.house.unfinished().filter(device=proof.device, record_kind=KIND, opens_at__lte=proof.signal.received_at)
    return rows.order_by("due_at", "pk").first()


def _reach(proof: Proof):
    return reach_of_person(proof.source.test_by, clock.local_day(proof.signal.received_at))


def _filing(proof: Proof, task: Task) -> records.Filing:
    signal = proof.signal
    return records.Filing(
        actor=proof.source.test_by, at=signal.received_at, kind=KIND, task=task.pk, claimed_at=None,
        values={"family": FAMILY.get(proof.device.kind, "security"), "tested_with": _("signal %(n)d: %(code)s zone %(zone)s")
                % {"n": signal.pk, "code": signal.code, "zone": signal.zone}},
        checks={**dict.fromkeys(PROVEN, "ok"), **dict.fromkeys(UNSEEN, "na")},
    )  # fmt: skip
