"""The operator's off-site inspection: tonight's snapshots of a place, a checklist, one record with the pictures as evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.loom.campaigns.queries import running_at
from anbao.loom.records.actions import Filing, compare, file_record
from anbao.loom.records.models import Record
from anbao.org.models import Institution, Person
from anbao.senses.cameras import actions
from anbao.senses.cameras.models import Snapshot

#: the kind of record that it is
KIND = "video_inspection"
#: pictures of one record at most (the kind's own limit)
MOST = 9


@transaction.atomic
def file_inspection(
    *, actor: Person, reach: Reach, place: Institution, checks: Mapping[str, str], remarks: Mapping[str, str],
    snapshots: Sequence[Snapshot], seen: int, at: datetime,
) -> Record:  # fmt: skip
    """File the inspection. Raises Denied and FilingRefused like any other filing; then no picture is kept either."""
    chosen = list(snapshots)[:MOST]
    proofs = actions.keep_snapshots(snapshots=chosen, owner="", at=at, actor=actor.tag)
    campaign = running_at(place, clock.local_day(at))
    filing = Filing(
        actor=actor, at=at, kind=KIND, institution=place, campaign=campaign, values={"cameras_seen": seen},
        checks=dict(checks), remarks=dict(remarks), attachments=proofs,
    )  # fmt: skip
    record = file_record(filing, reach=reach)
    for shot in Snapshot.house.select_for_update().filter(pk__in=[s.pk for s in chosen], stored=True):
        shot.kept_for = [*(word for word in shot.kept_for if word != "evidence"), f"record:{record.pk}"]
        shot.save(update_fields=["kept_for"])
    compare(day=record.day, at=at)  # who signs against a camera's verdict sees it at once
    record.refresh_from_db(fields=["flags"])
    return record
