"""Writes of logins. What the security administrator does to others' logins needs the power ``users.manage``."""

import secrets
from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.models import User
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry

#: what the security administrator's post gives
POWER = "users.manage"
#: letters and digits that are not mistaken for one another when read out
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
TEMPORARY_LENGTH = 14


class LoginFault(ValueError):
    """The change can't be; the message is for the user."""


def _line(verb: str, actor: User, user: User, at: datetime, **detail) -> None:
    ledger.append(
        [
            Entry(
                f"access.login.{verb}", f"user:{actor.pk}", f"user:{user.pk}", at, "", {"name": user.username, **detail}
            )
        ]
    )


def _held(actor: User, reach: Reach, user_id: int) -> User:
    """The login under lock, when the actor may manage logins and it isn't his own."""
    if not reach.may(POWER):
        raise Denied(_("Only the security administrator manages logins."))
    if user_id == actor.pk:
        raise Denied(_("Nobody manages his own login."))
    return User.objects.select_for_update().get(pk=user_id)


@transaction.atomic
def logged_in(*, user: User, at: datetime, way: str) -> None:
    """Somebody came in; `way` is local, demo or sso."""
    _line("opened", user, user, at, way=way)


@transaction.atomic
def lock(*, actor: User, reach: Reach, user_id: int, at: datetime) -> User:
    """Close a login; its open sessions end with the next request."""
    user = _held(actor, reach, user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _line("locked", actor, user, at)
    return user


@transaction.atomic
def unlock(*, actor: User, reach: Reach, user_id: int, at: datetime) -> User:
    """Open a login again and forget its failed attempts."""
    user = _held(actor, reach, user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    forget_failures(username=user.username)
    _line("unlocked", actor, user, at)
    return user


@transaction.atomic
def reset(*, actor: User, reach: Reach, user_id: int, at: datetime) -> str:
    """Give a temporary password (returned once, to be told in person) and drop the second factor."""
    user = _held(actor, reach, user_id)
    password = "".join(secrets.choice(ALPHABET) for _ in range(TEMPORARY_LENGTH))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    user.authenticator_set.all().delete()
    forget_failures(username=user.username)
    _line("reset", actor, user, at)
    return password


@transaction.atomic
def add(*, actor: User, reach: Reach, username: str, display_name: str, at: datetime) -> tuple[User, str]:
    """A new login with a temporary password (returned once)."""
    if not reach.may(POWER):
        raise Denied(_("Only the security administrator manages logins."))
    if not username.strip():
        raise LoginFault(_("A login needs a name."))
    if User.objects.filter(username=username.strip()).exists():
        raise LoginFault(_("A login of that name exists."))
    password = "".join(secrets.choice(ALPHABET) for _ in range(TEMPORARY_LENGTH))
    user = User.objects.create_user(
        username.strip(), password=password, display_name=display_name.strip(), must_change_password=True
    )
    _line("added", actor, user, at)
    return user, password


def own_password_set(*, user: User, at: datetime) -> None:
    """The holder chose a password himself."""
    with transaction.atomic():
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        _line("password_changed", user, user, at)


def choose_language(*, user: User, language: str) -> None:
    """Remember the reader's language; a preference, so no ledger line."""
    user.language = language
    user.save(update_fields=["language"])
