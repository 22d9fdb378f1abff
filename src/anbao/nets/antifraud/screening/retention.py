"""What is not screened against any more isn't kept."""

from anbao.nets.antifraud.screening.models import EditionState, Entry, Run, RunState

OUT_OF_FORCE = (EditionState.PAST, EditionState.DROPPED)


def forget_entries() -> int:
    """Remove the entries of editions out of force, but for those that an unfinished run was begun with.

    Part of the caller's transaction; returns how many went.
    """
    frozen = Run.house.exclude(state=RunState.DONE).values_list("editions", flat=True)
    needed = {row[0] for editions in frozen for row in editions}
    gone = Entry.objects.filter(edition__state__in=OUT_OF_FORCE).exclude(edition_id__in=needed)
    return gone.delete()[0]
