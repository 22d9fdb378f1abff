"""The pages of the organisation: six tables made from their declarations, and the steps that are their own."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbao.kit.access.scopes import Denied
from anbao.kit.fields import masked
from anbao.kit.tables.pages import Declared, TablePages
from anbao.org import actions, filters, forms, intake, queries
from anbao.org.models import Area, Certificate, Device, Institution, Person, Post

SEE = frozenset({"board.view", "org.edit"})


def _declared(name: str, **told) -> Declared:
    table = intake.TABLES[name]
    return Declared(
        name=name, title=table.sheet.title, sheet=table.sheet, plan=partial(intake.plan, table),
        apply=partial(intake.apply, table), see=SEE, edit="org.edit", bring="org.import", fault=actions.OrgFault, **told,
    )  # fmt: skip


class OrgPages(TablePages):
    """A table of the organisation, with the steps that only it has: (path, step) made into URLs by name."""

    steps: tuple[str, ...] = ()

    def urls(self) -> list:
        name = self.told.name
        own = [path(f"{name}/<int:pk>/{s}/", getattr(self, s), name=f"{name}-{s}") for s in self.steps]
        return [*super().urls(), *own]

    def step(self, request, pk: int, form_class, heading: str, work, submit: str = ""):
        """A dialog with one form whose fields go to an action."""
        reach = self._allowed(request, self.told.edit)
        row = get_object_or_404(self.told.rows(request.user), pk=pk)
        form = form_class(request.POST or None, user=request.user, at=request.at)
        if request.method == "POST" and form.is_valid():
            try:
                done = work(row, actor=request.user.person, reach=reach, at=request.at, **form.cleaned_data)
                return self.answered(request, _("Saved: %(row)s") % {"row": done})
            except self.told.fault as fault:
                form.add_error(None, str(fault))
        return self._form_dialog(request, reach, form, f"{heading}: {row}", request.path, submit=submit)


class InstitutionPages(OrgPages):
    steps = ("close",)

    def more(self, request, row, reach) -> dict:
        return {"may_close": reach.may("org.edit") and row.closed_on is None}

    def close(self, request, pk: int):
        def work(row, **wish):
            return actions.close_institution(place=row, **wish)

        return self.step(request, pk, forms.CloseForm, _("Close the institution"), work, _("Close it"))


class PersonPages(OrgPages):
    steps = ("clear",)

    def more(self, request, row, reach) -> dict:
        sealed = (("phone", _("Phone"), (3, 4)), ("id_number", _("Identity number"), (4, 2)))
        lines = [(name, head, masked(getattr(row, name), *shape)) for name, head, shape in sealed if getattr(row, name)]
        certificates = Certificate.objects.visible_to(request.user).filter(person=row)
        return {"sealed": lines, "certificates": certificates, "day_of": request.at}

    def clear(self, request, pk: int):
        """A sealed value in clear: the purpose is asked, the reading is a ledger line, the value is never cached."""
        reach = self._allowed(request, self.told.edit)
        person = get_object_or_404(self.told.rows(request.user), pk=pk)
        name = (request.POST if request.method == "POST" else request.GET).get("field", "phone")
        heads = {"phone": _("Phone"), "id_number": _("Identity number")}
        if name not in heads:
            raise Denied(_("You may not read this."))
        form = forms.PurposeForm(request.POST or None, user=request.user, at=request.at)
        context = self._frame(request, reach) | {"row": person, "field": name, "head": heads[name], "form": form}
        if request.method == "POST" and form.is_valid():
            context["value"] = actions.read_clear(
                actor=request.user.person, reach=reach, person=person, field=name, at=request.at,
                purpose=form.cleaned_data["purpose"],
            )  # fmt: skip
        answer = self.dialog(request, "org/clear_modal.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


class PostPages(OrgPages):
    steps = ("seat", "unseat")

    def more(self, request, row, reach) -> dict:
        may = reach.may("org.edit") and row.until is None
        return {"may_seat": may and row.person is None, "may_unseat": may and row.person is not None}

    def seat(self, request, pk: int):
        def work(row, **wish):
            return actions.seat_post(post=row, **wish).person

        return self.step(request, pk, forms.SeatForm, _("Seat somebody"), work)

    def unseat(self, request, pk: int):
        def work(row, until, **wish):
            actions.unseat_posts(pks=[row.pk], until=until, **wish)
            return row.person

        return self.step(request, pk, forms.UnseatForm, _("Unseat the holder"), work)


def _institutions(user):
    return Institution.objects.visible_to(user).select_related("parent")


def _areas(user):
    return Area.objects.visible_to(user).select_related("institution")


def _devices(user):
    return Device.objects.visible_to(user).select_related("institution", "area", "panel")


def _people(user):
    return queries.with_held_posts(Person.objects.visible_to(user).select_related("institution"))


def _posts(user):
    return Post.objects.visible_to(user).select_related("institution", "person")


def _certificates(user):
    return Certificate.objects.visible_to(user).select_related("person__institution")


PAGES = (
    InstitutionPages(_declared(
        "institutions", icon="building-2", rows=_institutions, filters=filters.InstitutionFilters, form=forms.InstitutionForm,
        save=actions.save_institution, bulk=forms.InstitutionBulk, change=actions.change_institutions,
        add_words=gettext_lazy("Add an institution"), detail_template="org/institution_modal.html",
    ), "org"),
    OrgPages(_declared(
        "areas", icon="layers", rows=_areas, filters=filters.AreaFilters, form=forms.AreaForm, save=actions.save_area,
        bulk=forms.AreaBulk, change=actions.change_areas, add_words=gettext_lazy("Add a key area"), detail_template="org/row_modal.html",
    ), "org"),
    OrgPages(_declared(
        "devices", icon="cpu", rows=_devices, filters=filters.DeviceFilters, form=forms.DeviceForm, save=actions.save_device,
        bulk=forms.DeviceBulk, change=actions.change_devices, add_words=gettext_lazy("Add a device"), detail_template="org/row_modal.html",
    ), "org"),
    PersonPages(_declared(
        "people", icon="users", rows=_people, filters=filters.PersonFilters, form=forms.PersonForm, save=actions.save_person,
        bulk=forms.PersonBulk, change=actions.change_people, add_words=gettext_lazy("Add a person"), detail_template="org/person_modal.html",
    ), "org"),
    PostPages(_declared(
        "posts", icon="id-card", rows=_posts, filters=filters.PostFilters, form=forms.post_form, save=actions.save_post,
        bulk=forms.PostBulk, change=actions.change_posts, add_words=gettext_lazy("Add a post"), detail_template="org/post_modal.html",
    ), "org"),
    OrgPages(_declared(
        "certificates", icon="badge-check", rows=_certificates, filters=filters.CertificateFilters, form=forms.CertificateForm,
        save=actions.save_certificate, bulk=forms.CertificateBulk, change=actions.change_certificates,
        add_words=gettext_lazy("Add a certificate"),
    ), "org"),
)  # fmt: skip
