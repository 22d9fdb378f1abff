"""The form of a measure: where, how often, who, how urgent, in the organisation's words."""

import itertools
import re
from collections.abc import Collection

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.command.overview import rhythm
from anbao.engines import cadence
from anbao.loom.campaigns import queries as dates
from anbao.loom.campaigns.actions import CampaignFault, measure_as
from anbao.loom.campaigns.models import Campaign, Measure
from anbao.loom.campaigns.words import SUBJECTS, names_of
from anbao.loom.records.queries import about, every_kind, kind_of
from anbao.org import words
from anbao.org.models import InstitutionKind

EVERY = (
    ("day", _("each day")), ("working_day", _("each working day")), ("week", _("each week")), ("month", _("each month")), ("quarter", _("each quarter")),
    ("at", _("on listed dates")), ("step", _("every so many minutes of a day")),
)  # fmt: skip
ROLLS = (
    ("none", _("stays there")),
    ("next", _("moves to the next working day")),
    ("previous", _("moves to the working day before")),
)
ONLY = (("any", _("any day")), ("working", _("working days only")), ("nonworking", _("non-working days only")))
#: key of a cadence -> the form's field at which its faults are told; other keys are told at the head of the form
FIELD_OF_KEY = {"at": "days", "on": "days", "every": "every", "times": "times", "due": "times", "within": "within", "opens": "opens",
                "grace": "grace", "from": "start", "until": "until", "roll": "roll", "only": "only"}  # fmt: skip
#: forms of a rhythm that know no days of their own
DAILY = ("day", "working_day", "step")
#: posts that may answer, one after the other, beside those that the measure names already
SPARE_POSTS, FEWEST_POSTS = 1, 3
#: what a new measure starts with
PLAIN = {"cadence": {"every": "day", "times": ["18:00"], "grace": "2h"}, "scope": {"kinds": ["outlet"]}, "priority": 3}
GROUPS = (
    (_("Name"), ("record", "zh", "en")),
    (_("Rhythm"), ("every", "days", "step", "within", "times", "opens", "grace", "start", "until", "roll", "only")),
    (_("Where"), ("kinds", "tags", "without_tags", "within_focus", "codes", "areas", "devices", "posts", "layers")),
    (_("Who answers"), ("answer_", "rotate")),
    (_("Urgency"), ("priority", "tighten_")),
    (_("Reason"), ("reason",)),
)


def _chosen(label, choices):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip


def _text(label, hint="", most=200):
    return forms.CharField(label=label, required=False, max_length=most, help_text=hint)


class MeasureForm(forms.Form):
    """A measure of a campaign. ``wanted()`` is its definition as a playbook would say it, once the form is valid."""

    zh = forms.CharField(label=_("Chinese name"), max_length=80)
    en = forms.CharField(label=_("English name"), max_length=120)
    every = forms.ChoiceField(label=_("How often"), choices=EVERY)
    days = _text(
        _("On which days"),
        _("week: mon, thu · month: 15, last, 3rd working_day · listed dates: opening-10d, 2022-02-04"),
        600,
    )
    step = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, required=False)
    within = _text(_("Within"), _("with minutes: 08:00-20:00"), 20)
    times = _text(_("Due at"), _("08:30, 17:30; empty: the end of the day"), 600)
    opens = _text(_("Opens"), _("a time (07:00) or how long before it is due (-2h, -3d)"), 20)
    grace = _text(_("Grace"), _("how long after its deadline it is late and not yet missed: 30m, 2h, 1d"), 20)
    start = _text(_("From"), _("empty: the campaign's first day; a date or one like opening-10d"), 60)
    until = _text(_("Until which day"), _("empty: the campaign's last day"), 60)
    roll = forms.ChoiceField(label=_("On a day off it"), choices=ROLLS)
    only = forms.ChoiceField(label=_("Only on"), choices=ONLY)
    kinds = _chosen(_("Kinds of places"), InstitutionKind.choices)
    tags = _chosen(_("Only with one of these tags"), ())
    without_tags = _chosen(_("Without these tags"), ())
    within_focus = forms.BooleanField(label=_("Only inside the focus"), required=False)
    codes = _text(_("Only these places"), _("codes of institutions, separated by commas"), 2000)
    areas = _chosen(_("Key areas it is about"), ())
    devices = _chosen(_("Devices it is about"), ())
    posts = _chosen(_("People it is about: holders of these posts"), ())
    layers = _chosen(_("People it is about: layers of responsibility"), ())
    rotate = forms.BooleanField(label=_("In turn among those who hold the first post"), required=False)
    priority = forms.IntegerField(label=_("Urgency (1 most, 5 least)"), min_value=1, max_value=5)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args, campaign: Campaign, measure: Measure | None = None, **kwargs):
        self.campaign, self.measure = campaign, measure
        self.before = measure.definition if measure else PLAIN
        answering = list(self.before.get("assignee", {}).get("posts", ()))
        super().__init__(*args, initial=self._initial(answering), **kwargs)
        for family in ("areas", "devices"):
            self.fields[family].choices = [(key, str(word)) for key, word in words.kinds_of(family).items()]
        tags = [(key, str(word)) for key, word in words.kinds_of("tags").items()]
        self.fields["tags"].choices = self.fields["without_tags"].choices = tags
        held = [(key, str(word)) for key, word in words.post_kinds().items()]
        self.fields["posts"].choices = held
        english = (get_language() or "zh").startswith("en")
        self.fields["layers"].choices = [(key, key if english else zh) for key, zh in words.LAYERS.items()]
        for number in range(1, max(len(answering) + SPARE_POSTS, FEWEST_POSTS) + 1):
            label = _("First") if number == 1 else _("else")
            self.fields[f"answer_{number}"] = forms.ChoiceField(label=label, choices=[("", "—"), *held], required=False)
        for key, label in (("focus", _("Times as dense at the focus")), *tags):
            self.fields[f"tighten_{key}"] = forms.IntegerField(label=label, min_value=1, max_value=24, required=False)
        if measure is None:
            self.fields["record"] = forms.ChoiceField(
                label=_("Proven by"), choices=[(k.id, str(k)) for k in every_kind()]
            )
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "form-check-input"
            elif not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = (
                    "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                )

    def _initial(self, answering: list[str]) -> dict:
        scope, denser = self.before.get("scope", {}), self.before.get("tighten", {})
        own = {"zh": self.measure.zh, "en": self.measure.en} if self.measure else {}
        return (
            own | rhythm.fields_of(self.before["cadence"]) | {key: value for key, value in scope.items() if key != "within"}
            | {"codes": ", ".join(scope.get("codes", ())), "within_focus": scope.get("within") == "focus"}
            | {f"answer_{number}": post for number, post in enumerate(answering, 1)}
            | {f"tighten_{key}": factor for key, factor in denser.items()}
            | {"rotate": self.before.get("assignee", {}).get("rotate", False), "priority": self.before.get("priority", 3)}
        )  # fmt: skip

    def groups(self):
        """The fields by heading, in the order of GROUPS."""
        for title, names in GROUPS:
            fields = [self[name] for stem in names for name in self.fields if name == stem or (stem[-1] == "_" and name.startswith(stem))]  # fmt: skip
            yield title, fields

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        try:
            said["cadence"] = rhythm.mapping_of(said, self.before["cadence"] if self.measure else {})
        except cadence.CadenceError as error:
            self._tell(error, said)
        self._judge(said)
        if self.errors:
            return said
        try:
            self.made = measure_as(self.campaign, self.code(), self.wanted())
        except CampaignFault as fault:
            self._place(fault)
        return said

    def _place(self, fault: CampaignFault) -> None:
        """What the campaign's rules refuse at the field where it is mended, where the form has one."""
        for told, (where, said) in itertools.zip_longest(fault.faults, fault.places, fillvalue=("", "")):
            part, _dot, key = where.partition(".")
            field = FIELD_OF_KEY.get(key) if part == "cadence" else key
            found = field if field in self.fields else None
            self.add_error(found, said if found else told)

    def _tell(self, error: cadence.CadenceError, said: dict) -> None:
        """Each fault of the rhythm at the field where it is mended, in the words of the form."""
        english, every = (
            (get_language() or "zh").startswith("en"),
            said["every"],
        )  # a field that is told of leaves `said`
        for fault in error.found:
            key, words = fault.where, fault.en if english else fault.zh
            if key in ("count", "interval"):
                key, words = "from", _("This rhythm counts from a first day, so one is wanted.")
            elif key in ("on", "roll") and every in DAILY:
                words = _("Not with this rhythm; it belongs to weeks, months and quarters.")
            elif key not in FIELD_OF_KEY:
                words = _("At the places where it is denser: %(fault)s") % {"fault": words}
            field = FIELD_OF_KEY.get(key)
            if words not in self.errors.get(field or forms.forms.NON_FIELD_ERRORS, ()):
                self.add_error(field, words)

    def _judge(self, said: dict) -> None:
        """What the choices can't rule out, in words; ``measure_as`` asks it again."""
        answering = any(said[name] for name in self.fields if name.startswith("answer_"))
        if not answering and not (said["posts"] or said["layers"]):
            self.add_error("answer_1", _("Name a post that answers, or the people it is about."))
        kind = self.measure.record_kind if self.measure else said["record"]
        for key, fitting in about(kind).items():
            if key == "target":
                self._subjects(said, kind, fitting)
            elif strange := [word for word in said[key] if word not in fitting]:
                named = dict(self.fields[key].choices)
                told = {"kind": kind_of(kind), "words": ", ".join(str(named[word]) for word in strange)}
                self.add_error(key, _("“%(kind)s” is not about: %(words)s") % told)
        self._days(said)
        known = names_of(self.campaign)
        for field in (
            "start",
            "until",
            *(("days",) if said.get("every") == "at" else ()),
        ):  # one with a fault is there no more
            for name in re.findall(r"[a-z][a-z_]+", said.get(field, "")):
                if name not in known and name not in ("start", "end", "working", "days", "wd"):
                    told = {"name": name, "known": ", ".join(known)}
                    self.add_error(field, _("No date or phase is named %(name)s; there are: %(known)s") % told)

    def _days(self, said: dict) -> None:
        """With the days that the campaign has now, nothing ends before it begins."""
        if "cadence" not in said:
            return  # told already
        rhythm_ = cadence.parse(said["cadence"])
        try:
            calendar = dates.calendar_for(self.campaign.starts_on, self.campaign.ends_on)
            bases = dates.anchors_of(self.campaign), dates.phases_of(self.campaign), calendar
            first, last = (day and day.resolve(*bases) for day in (rhythm_.start, rhythm_.until))
        except cadence.CadenceError:
            return  # an unknown name: told below
        if first and last and last < first:
            told = {"first": first, "last": last}
            self.add_error("until", _("The last day (%(last)s) lies before the first day (%(first)s).") % told)

    def _subjects(self, said: dict, kind: str, fitting: Collection[str]) -> None:
        """A measure has one kind of subject, the one that its record kind is about."""
        given = [(key, subject) for key, subject in SUBJECTS.items() if said[key]] or [("kinds", "institution")]
        nouns = {"institution": _("a place"), "area": _("a key area"), "device": _("a device"), "person": _("a person")}
        for key, subject in given:
            if subject not in fitting:
                told = {"kind": kind_of(kind), "target": ", ".join(str(nouns[one]) for one in fitting)}
                self.add_error(key, _("“%(kind)s” is about %(target)s.") % told)

    def code(self) -> str:
        """The measure's own, or for a new one the kind of its record with the first free number."""
        if self.measure:
            return self.measure.code
        stem, taken = (
            self.cleaned_data["record"].replace("_", "-")[:40],
            set(self.campaign.measures.values_list("code", flat=True)),
        )
        return next(code for n in range(1, 1000) if (code := f"{stem}-x{n}") not in taken)

    def wanted(self) -> dict:
        """The definition, with what the form does not ask for as it was."""
        said = self.cleaned_data
        kind = None if self.measure else next(k for k in every_kind() if k.id == said["record"])
        own = {"net": kind.net, "record": kind.id} if kind else {}
        keys = ("kinds", "tags", "without_tags", "areas", "devices", "posts", "layers")
        scope = {key: said[key] for key in keys} | {
            "codes": [str(code) for code in re.split(r"[,，、;；\s]+", said["codes"]) if code]
        }
        posts = [said[name] for name in self.fields if name.startswith("answer_") and said[name]]
        denser = {
            name.removeprefix("tighten_"): said[name]
            for name in self.fields
            if name.startswith("tighten_") and said[name]
        }
        before = self.before if self.measure else {}
        return {**before, **own} | {
            "zh": said["zh"], "en": said["en"], "cadence": said["cadence"], "priority": said["priority"],
            "scope": scope | {"within": "focus" if said["within_focus"] else "lead"},
            "assignee": {"posts": list(dict.fromkeys(posts)), "rotate": said["rotate"]},
            # the same factors in another order are the same
            "tighten": before["tighten"] if before.get("tighten") == denser else denser,
        }  # fmt: skip


class DropForm(forms.Form):
    """Dropping a measure takes nothing but a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
