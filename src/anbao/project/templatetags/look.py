"""What every template may use without loading it: built assets, icons, states with shape and word, moments."""

import json
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from anbao.kit import texts
from anbao.kit.access.scopes import reach_of

register = template.Library()
DIST = Path(__file__).parents[1] / "static" / "dist"

#: state -> (tone, shape, word); tones are CSS classes, shapes stand beside the colour for eyes that don't see it
STATES = {
    "on_time": ("good", "✓", _("On time")),
    "done": ("good", "✓", _("Done")),
    "closed": ("good", "✓", _("Closed")),
    "ok": ("good", "✓", _("In order")),
    "late": ("warn", "◆", _("Late")),
    "major": ("warn", "◆", _("Major")),
    "backfilled": ("warn", "◆", _("Back-filled")),
    "claimed_earlier": ("warn", "◆", _("Claims an earlier hour")),
    "guests": ("warn", "◆", _("Counts guests")),
    "defect": ("warn", "◆", _("Defect")),
    "locked": ("warn", "◆", _("Locked")),
    "alarm": ("bad", "▲", _("Alarm")),
    "critical": ("bad", "▲", _("Critical")),
    "missed": ("bad", "▲", _("Missed")),
    "overdue": ("bad", "▲", _("Overdue")),
    "contradicted": ("bad", "▲", _("Contradicted")),
    "open": ("info", "●", _("Open")),
    "started": ("info", "●", _("Running")),
    "active": ("good", "✓", _("Active")),
    "rectified": ("info", "◐", _("Waiting for verification")),
    "minor": ("info", "●", _("Minor")),
    "excused": ("idle", "○", _("Excused")),
    "cancelled": ("idle", "–", _("Cancelled")),
    "withdrawn": ("idle", "–", _("Withdrawn")),
    "draft": ("idle", "○", _("Draft")),
    "na": ("idle", "○", _("Not applicable")),
    "vacant": ("warn", "◆", _("Vacant")),
}


@register.simple_tag
def state_badge(state: str, word: str = "") -> str:
    """``{% state_badge task.state %}``: shape, word and colour; `word` replaces the usual one."""
    tone, shape, usual = STATES.get(state, ("idle", "·", state))
    return format_html(
        '<span class="state state-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        tone,
        shape,
        word or usual,
    )


def _read_manifest() -> dict:
    path = DIST / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


_kept_manifest = cache(_read_manifest)


def manifest() -> dict:
    """Vite's manifest; read once per process, or each time for developers. Empty before the first build."""
    return _read_manifest() if settings.DEBUG else _kept_manifest()


@cache
def _sprite_version() -> str:
    sprite = DIST / "icons.svg"
    return sha256(sprite.read_bytes()).hexdigest()[:8] if sprite.exists() else "0"


def _chunks(built: dict, key: str, seen: dict) -> dict:
    """The chunk and everything it imports, in order of use."""
    if key in built and key not in seen:
        for needed in built[key].get("imports", ()):
            _chunks(built, needed, seen)
        seen[key] = built[key]
    return seen


@register.simple_tag
def vite(entry: str) -> str:
    """``{% vite "base" %}``: style sheets and module script of frontend/src/<entry>/index.js."""
    built, key = manifest(), f"src/{entry}/index.js"
    if key not in built:
        return mark_safe(f"<!-- front end: no entry {entry!r}; run: make frontend -->")  # names come from templates
    chunks = _chunks(built, key, {})
    sheets = [(static(f"dist/{css}"),) for chunk in chunks.values() for css in chunk.get("css", ())]
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', sheets)
    script = static(f"dist/{built[key]['file']}")
    return format_html('{}\n<script type="module" src="{}"></script>', links, script)


@register.simple_tag
def icon(name: str, words: str = "") -> str:
    """``{% icon "map" %}``: an icon of the sprite (frontend/src/icons.json); `words` for screen readers."""
    return _icon(name, str(words))


@cache
def _icon(name: str, words: str) -> str:
    """Dozens of them stand on a page, the same ones on every page."""
    href = f"{static('dist/icons.svg')}?v={_sprite_version()}#{name}"
    if words:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', words, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.filter
def moment(at: datetime | None, form: str = "full") -> str:
    """Beijing time: ``full`` 2022-02-03 20:00, ``day`` 2022-02-03, ``hour`` 20:00, ``clock`` 20:00:00, ``short`` 02-03 20:00."""
    if not at:
        return "—"
    shapes = {
        "full": "%Y-%m-%d %H:%M",
        "second": "%Y-%m-%d %H:%M:%S",
        "day": "%Y-%m-%d",
        "hour": "%H:%M",
        "clock": "%H:%M:%S",
        "short": "%m-%d %H:%M",
    }
    return timezone.localtime(at).strftime(shapes[form])


@register.filter(name="listed")
def listed_words(words) -> str:
    """``words|listed``: several words in one sentence of the reader's language."""
    return texts.listed(words)


@register.simple_tag
def between() -> str:
    """What stands between two words of a list that a template writes itself."""
    return texts.between()


@register.filter
def iso(at: datetime | None) -> str:
    """For data attributes and <time>."""
    return at.isoformat() if at else ""


@register.filter
def item(mapping, key):
    """``mapping|item:key``, empty where there is none."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f}%"


@register.filter
def age(since: datetime | None, at: datetime | None) -> str:
    """How long ago in one unit: 6 min, 20 h, 3 d."""
    if not since or not at:
        return "—"
    minutes = max(int((at - since).total_seconds() // 60), 0)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d d") % {"n": minutes // 1440}


@register.filter
def may(user, powers: str) -> bool:
    """``{% if request.user|may:"board.view org.edit" %}``: whether any of the powers is the reader's, asked before a link is shown."""
    return not reach_of(user).powers.isdisjoint(powers.split())
