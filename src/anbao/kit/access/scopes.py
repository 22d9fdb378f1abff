"""The visible_to law: a queryset that belongs to places fails closed."""

from dataclasses import dataclass, replace
from functools import reduce, wraps
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from anbao.kit import clock


class Unscoped(RuntimeError):
    """A table of places was read without saying for whom."""


class Denied(PermissionError):
    """The actor may not do this. The message is shown to the user."""


class Chair(NamedTuple):
    """A post held: its kind, the path of the place where it stands, and that place's kind."""

    post: str
    path: str
    place_kind: str


#: the power of every post but an administrator's: to see what the bank does
BUSINESS = "business.see"


@dataclass(frozen=True)
class Reach:
    """What a user's posts give him: path prefixes, powers, and the posts themselves.

    ``scopes`` are the subtrees whose business he sees; ``administers`` those whose logins or ledger an administrator
    keeps without seeing a row of that business.
    """

    scopes: tuple[str, ...] = ()
    powers: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    chairs: tuple[Chair, ...] = ()
    administers: tuple[str, ...] = ()

    def as_administrator(self) -> "Reach":
        """The same reader at an administrator's own work: it reaches the subtrees that he administers."""
        return replace(self, scopes=self.administers)

    def covers(self, path: str) -> bool:
        """True when `path` lies in one of the scopes (ends included)."""
        return any(path.startswith(scope) for scope in self.scopes)

    def may(self, power: str) -> bool:
        return power in self.powers


NOTHING = Reach()


def reach_of(user) -> Reach:
    """The user's reach at the moment of his request; the settings name the function that knows posts (ANBAO_REACH).

    The middleware notes that moment with the user (``MomentMiddleware``); a user who comes without a request, as in a
    command, is looked up now.
    """
    if user is None or not getattr(user, "is_authenticated", False):
        return NOTHING
    kept = getattr(user, "_reach", None)
    if kept is None:
        kept = user._reach = import_string(settings.ANBAO_REACH)(user, at=getattr(user, "seen_at", None) or clock.now())
    return kept


def sees_business(view):
    """A page of the bank's business: administrators keep the site and are refused with words."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not reach_of(request.user).may(BUSINESS):
            raise Denied(_("Administrators keep the site; the bank's business is not theirs to see."))
        return view(request, *args, **kwargs)

    return guarded


class ScopedQuerySet(models.QuerySet):
    """A queryset that has to be narrowed to a reader before a row is read.

    Subclasses name ``scope_field``: the look-up of the place's path ("institution__path").
    """

    scope_field = "institution__path"
    _narrowed = False

    def _clone(self):
        clone = super()._clone()
        clone._narrowed = self._narrowed
        return clone

    def visible_to(self, user):
        """Rows of the places that the user's posts reach."""
        return self.within(reach_of(user).scopes)

    def within(self, scopes):
        """Rows of places under any of the path prefixes; none at all for no prefix."""
        prefixes = [Q(**{f"{self.scope_field}__startswith": scope}) for scope in scopes]
        narrowed = self.filter(reduce(or_, prefixes)) if prefixes else self.none()
        narrowed._narrowed = True
        return narrowed

    def administered_by(self, user):
        """Rows of the places whose logins or ledger the user keeps; for an administrator's own pages only."""
        return self.within(reach_of(user).administers)

    def _refuse_unscoped(self) -> None:
        if not self._narrowed:
            raise Unscoped(f"{self.model.__name__}.objects was read without visible_to(user)")

    def _fetch_all(self):
        self._refuse_unscoped()
        super()._fetch_all()

    def iterator(self, *args, **kwargs):
        self._refuse_unscoped()
        return super().iterator(*args, **kwargs)

    def count(self):
        self._refuse_unscoped()
        return super().count()

    def exists(self):
        self._refuse_unscoped()
        return super().exists()

    def aggregate(self, *args, **kwargs):
        self._refuse_unscoped()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs):
        self._refuse_unscoped()
        return super().update(**kwargs)

    def delete(self):
        self._refuse_unscoped()
        return super().delete()

    def resolve_expression(self, *args, **kwargs):
        self._refuse_unscoped()
        return super().resolve_expression(*args, **kwargs)


def managers(queryset: type[ScopedQuerySet]):
    """The two doors of a table of places: ``house, objects = managers(TaskQuerySet)``.

    ``objects`` refuses to be read before ``visible_to(user)``. ``house`` reads every row; it is for actions, jobs and
    the framework's own look-ups, and tests/structure keeps it out of views, tables and the API.
    """

    class House(models.Manager.from_queryset(queryset)):
        def get_queryset(self):
            rows = super().get_queryset()
            rows._narrowed = True
            return rows

    return House(), queryset.as_manager()
