"""The form of a layout: a raster, perhaps one large tile, cameras that keep a tile, how often the others come."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from anbao.command.wall.words import Preset
from anbao.org import words as org_words

#: the largest raster; a tile of a larger one is below the size that can be read on a 1920x1080 screen
RASTER = 6
WEIGHTS = 20


class LayoutForm(forms.Form):
    """What a person says of a layout; ``spec`` is what ``actions.save_layout`` takes."""

    zh = forms.CharField(label=_("Chinese name"), max_length=40)
    en = forms.CharField(label=_("English name"), max_length=40)
    columns = forms.IntegerField(label=_("columns"), min_value=1, max_value=RASTER, initial=4)
    rows = forms.IntegerField(label=_("rows"), min_value=1, max_value=RASTER, initial=4)
    large = forms.TypedChoiceField(
        label=_("large tile"), coerce=int, initial=2,
        choices=[(0, _("no large tile")), (2, _("2 × 2 at the top left")), (3, _("3 × 3 at the top left"))],
    )  # fmt: skip
    focus = forms.BooleanField(label=_("the large tile shows the focus place only"), required=False)
    dwell = forms.IntegerField(label=_("seconds of a turn"), min_value=3, max_value=600, initial=10)
    stale = forms.IntegerField(
        label=_("seconds until a picture counts as standing still"), min_value=2, max_value=600, initial=12
    )
    since = forms.TimeField(label=_("from hour"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    until = forms.TimeField(label=_("to hour"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    phases = forms.MultipleChoiceField(
        label=_("phases of the campaign"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fixed = forms.MultipleChoiceField(
        label=_("cameras that keep a tile"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    focus_weight = forms.IntegerField(label=_("focus place"), min_value=1, max_value=WEIGHTS, initial=3)
    ailing = forms.IntegerField(label=_("camera with a fault"), min_value=1, max_value=WEIGHTS, initial=2)

    def __init__(self, *args, phases=(), cameras=(), **kwargs):
        """`phases` and `cameras`: (id, words) to choose from."""
        super().__init__(*args, **kwargs)
        self.fields["phases"].choices, self.fields["fixed"].choices = phases, cameras
        for key, word in org_words.kinds_of("tags").items():
            self.fields[f"tag_{key}"] = forms.IntegerField(
                label=str(word), min_value=1, max_value=WEIGHTS, initial=1, required=False
            )
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
                field.widget.attrs["class"] = "form-select" if hasattr(field, "choices") else "form-control"

    def clean(self):
        told = super().clean()
        if (told.get("since") is None) != (told.get("until") is None):
            self.add_error("until", _("Give both hours or neither."))
        elif told.get("since") is not None and told["since"] == told["until"]:
            self.add_error("until", _("It ends when it begins: it would never hold."))
        columns, rows, large = told.get("columns"), told.get("rows"), told.get("large")
        if None not in (columns, rows, large):
            if large and (large > columns or large > rows):
                self.add_error("large", _("The large tile does not fit into the raster."))
            elif len(told.get("fixed", ())) > len(_cells(columns, rows, large)):
                self.add_error("fixed", _("More cameras than tiles."))
        return told

    @property
    def tags(self) -> list:
        """The bound fields of the tags' weights."""
        return [self[name] for name in self.fields if name.startswith("tag_")]

    def spec(self) -> dict:
        """The layout as words.Preset reads it."""
        told = self.cleaned_data
        tags = {
            name.removeprefix("tag_"): told[name]
            for name in self.fields
            if name.startswith("tag_") and (told[name] or 1) > 1
        }
        when = {"since": told["since"], "until": told["until"], "phases": told["phases"]}
        return {
            "zh": told["zh"], "en": told["en"], "when": when, "grid": [told["columns"], told["rows"]], "dwell": told["dwell"],
            "stale": told["stale"], "weights": {"focus": told["focus_weight"], "ailing": told["ailing"], "tags": tags},
            "zones": zones(told["columns"], told["rows"], told["large"], focus=told["focus"], fixed=told["fixed"]),
        }  # fmt: skip


class EntryForm(forms.Form):
    """A line of a screen's own program; one without a layout is none."""

    layout = forms.ChoiceField(label=_("layout"), required=False)
    since = forms.TimeField(
        label=_("from hour"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    until = forms.TimeField(
        label=_("to hour"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    phases = forms.MultipleChoiceField(
        label=_("phases of the campaign"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, layouts=(), phases=(), **kwargs):
        """`layouts` and `phases`: (id, words) to choose from."""
        super().__init__(*args, **kwargs)
        self.fields["layout"].choices, self.fields["phases"].choices = [("", "—"), *layouts], phases
        for name, look in (("layout", "form-select"), ("since", "form-control"), ("until", "form-control")):
            self.fields[name].widget.attrs["class"] = look

    def clean(self):
        told = super().clean()
        if (
            not told.get("layout")
            and not self.initial.get("layout")
            and (told.get("since") or told.get("until") or told.get("phases"))
        ):
            self.add_error("layout", _("Choose a layout for these hours."))
        if (told.get("since") is None) != (told.get("until") is None):
            self.add_error("until", _("Give both hours or neither."))
        elif told.get("since") is not None and told["since"] == told["until"]:
            self.add_error("until", _("It ends when it begins: it would never hold."))
        return told


#: a screen's program; a few lines more than it has are offered
EntryFormSet = forms.formset_factory(EntryForm, extra=2, max_num=12)


def _cells(columns: int, rows: int, large: int) -> list[tuple[int, int]]:
    """The single tiles beside the large one, row by row."""
    return [(c, r) for r in range(1, rows + 1) for c in range(1, columns + 1) if c > large or r > large]


def zones(columns: int, rows: int, large: int, *, focus: bool, fixed: list[str]) -> list[dict]:
    """A large tile at the top left, then single ones; the first of these keep the `fixed` cameras, the others rotate."""
    made = [{"id": "main", "at": [1, 1, large, large], "rotate": True, "large": True, "focus": focus}] if large else []
    for number, (column, row) in enumerate(_cells(columns, rows, large)):
        kept = {"camera": fixed[number]} if number < len(fixed) else {"rotate": True}
        made.append({"id": f"t{number + 1}", "at": [column, row, 1, 1], **kept})
    return made


def told(preset: Preset) -> dict:
    """A layout as the form shows it; one that the form did not make loses what the form can't say."""
    main = next((zone for zone in preset.zones if zone.large), None)
    clock = lambda moment: moment.strftime("%H:%M") if isinstance(moment, time) else ""  # noqa: E731
    return {
        "zh": preset.zh, "en": preset.en, "columns": preset.grid[0], "rows": preset.grid[1], "large": main.at[2] if main else 0,
        "focus": bool(main and main.focus), "dwell": preset.dwell, "stale": preset.stale, "since": clock(preset.when.since),
        "until": clock(preset.when.until), "phases": list(preset.when.phases), "fixed": [z.camera for z in preset.zones if z.camera],
        "focus_weight": preset.weights.focus, "ailing": preset.weights.ailing,
        **{f"tag_{tag}": weight for tag, weight in preset.weights.tags.items()},
    }  # fmt: skip
