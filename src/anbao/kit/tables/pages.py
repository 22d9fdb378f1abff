"""The pages of one table, made from one declaration."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import plans, reading, sheets
from anbao.kit.tables.drawing import shown, table_of
from anbao.kit.tables.paging import COUNT_LIMIT, BoundedPaginator

PER_PAGE = 50
#: rows that one bulk change may touch
BULK_LIMIT = 2_000


@dataclass(frozen=True)
class Declared:
    """What a table says of itself; the pages follow.

    name      of its URLs: ``name``, ``name-new``, ``name-import``...; `title` and `icon` of the page
    rows      user -> the rows he sees, with what the columns read selected
    filters   a django-filter FilterSet class
    form      (data, user=, at=, instance=) -> the form of one row
    save      (actor=, reach=, at=, row=, fields=) -> the saved row; an action that authorises
    bulk      (data, user=, at=) -> a form of optional fields; what is filled in is set on every chosen row
    change    (actor=, reach=, at=, rows=, fields=) -> how many rows changed; an action that authorises
    plan      (filled, reach, at) -> Plan; reads only
    apply     (actor=, reach=, at=, filled=, fingerprint=, name=) -> Plan; an action; raises Refused
    """

    name: str
    title: str
    icon: str
    sheet: sheets.Sheet
    rows: Callable
    filters: type
    form: type
    save: Callable
    bulk: type
    change: Callable
    plan: Callable
    apply: Callable
    add_words: str
    see: frozenset[str] = frozenset()
    edit: str = ""
    bring: str = ""
    #: what `save` raises; it may say by ``field`` where it belongs, or by ``faults`` several: (field, words)
    fault: type[Exception] = ValueError
    detail_template: str = "tables/detail_modal.html"


class TablePages:
    """``urlpatterns = TablePages(declared, "org").urls()``. A package that has more to show overrides `more`."""

    def __init__(self, declared: Declared, app: str):
        self.told, self.app = declared, app
        self.table = table_of(declared.sheet, ticks=True)

    def urls(self) -> list:
        name = self.told.name
        pages = (
            ("", self.listing, ""), ("export/", self.export, "-export"), ("template/", self.template, "-template"),
            ("import/", self.bring, "-import"), ("import/apply/", self.apply, "-apply"), ("bulk/", self.bulk, "-bulk"),
            ("new/", self.new, "-new"), ("<int:pk>/", self.detail, "-detail"), ("<int:pk>/edit/", self.edit, "-edit"),
        )  # fmt: skip
        return [path(f"{name}/{rest}", view, name=f"{name}{suffix}") for rest, view, suffix in pages]

    # reading

    def url(self, suffix: str = "", *args) -> str:
        return reverse(f"{self.app}:{self.told.name}{suffix}", args=args)

    def _reader(self, request):
        reach = reach_of(request.user)
        if not self.told.see & reach.powers:
            raise Denied(_("This list belongs to those who lead a place."))
        return reach

    def _allowed(self, request, power: str):
        reach = self._reader(request)
        if not reach.may(power):
            raise Denied(_("You may read this list, but not change it."))
        return reach

    def _filtered(self, request):
        """The filter set; nonsense in the query string is no filter."""
        return self.told.filters(request.GET, queryset=self.told.rows(request.user), request=request)

    def listing(self, request):
        reach = self._reader(request)
        chosen = self._filtered(request)
        table = self.table(chosen.qs)
        if not reach.may(self.told.edit):
            table.exclude = ("tick",)
        RequestConfig(request, paginate={"per_page": PER_PAGE, "paginator_class": BoundedPaginator}).configure(table)
        context = self._frame(request, reach) | {"table": table, "filter": chosen, "count_limit": COUNT_LIMIT}
        part = request.htmx and request.htmx.target == "rows"
        return render(request, "tables/list.html#rows" if part else "tables/list.html", context)

    def _frame(self, request, reach) -> dict:
        query = request.GET.copy()
        query.pop("page", None)
        return {
            "told": self.told, "query": query.urlencode(), "list_url": self.url(), "urls": self._urls(),
            "may_edit": reach.may(self.told.edit), "may_import": reach.may(self.told.bring),
        }  # fmt: skip

    def _urls(self) -> dict[str, str]:
        return {word: self.url(f"-{word}") for word in ("export", "template", "import", "apply", "bulk", "new")}

    def export(self, request):
        """What the filters leave, as a workbook."""
        self._reader(request)
        rows = self._filtered(request).qs[: sheets.EXPORT_LIMIT].iterator(chunk_size=2000)
        return sheets.download(sheets.written(self.told.sheet, rows), self.told.name, request.at)

    def template(self, request):
        self._reader(request)
        return sheets.download(sheets.template(self.told.sheet), f"{self.told.name}-template", request.at)

    def detail(self, request, pk: int):
        reach = self._reader(request)
        row = get_object_or_404(self.told.rows(request.user), pk=pk)
        facts = [(column.head, shown(column, row)) for column in self.told.sheet.columns]
        context = self._frame(request, reach) | {"row": row, "facts": facts, "edit_url": self.url("-edit", pk)}
        return self.dialog(request, self.told.detail_template, context | self.more(request, row, reach))

    def more(self, request, row, reach) -> dict:
        """What a package's own detail template needs besides."""
        return {}

    def dialog(self, request, template: str, context: dict, status: int = 200) -> HttpResponse:
        """A dialog is a part of the list; opened by its own address it is a page."""
        if request.htmx:
            return render(request, template, context, status=200)
        return render(request, "tables/dialog.html", context | {"dialog": template}, status=status)

    # writing

    def answered(self, request, words: str) -> HttpResponse:
        """Back to the list as it was filtered, with the words."""
        messages.success(request, words)
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = self.url()
        if request.htmx:
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = back
            return answer
        return HttpResponseRedirect(back)

    def new(self, request):
        reach = self._allowed(request, self.told.edit)
        return self._form(request, reach, None)

    def edit(self, request, pk: int):
        reach = self._allowed(request, self.told.edit)
        return self._form(request, reach, get_object_or_404(self.told.rows(request.user), pk=pk))

    def _form(self, request, reach, row):
        form = self.told.form(request.POST or None, user=request.user, at=request.at, instance=row)
        if request.method == "POST" and form.is_valid():
            try:
                saved = self.told.save(
                    actor=request.user.person, reach=reach, at=request.at, row=row, fields=form.cleaned_data
                )
                return self.answered(request, _("Saved: %(row)s") % {"row": saved})
            except self.told.fault as fault:
                for field, words in getattr(fault, "faults", ()) or [(getattr(fault, "field", ""), str(fault))]:
                    form.add_error(field if field in form.fields else None, words)
            except ValidationError as error:
                form.add_error(None, error.messages)
        heading = row or self.told.add_words
        return self._form_dialog(request, reach, form, heading, self.url("-edit", row.pk) if row else self.url("-new"))

    def _form_dialog(self, request, reach, form, heading, action: str, **more):
        back = request.POST.get("next") or request.GET.get("next") or self.url()
        context = self._frame(request, reach) | {
            "form": form,
            "heading": heading,
            "action": action,
            "next": back,
            **more,
        }
        return self.dialog(request, "tables/form_modal.html", context, 422 if form.errors else 200)

    def bulk(self, request):
        """Set some fields on every chosen row: those ticked, or all that the filters leave."""
        reach = self._allowed(request, self.told.edit)
        said = request.POST if request.method == "POST" else request.GET
        rows = self._filtered(request).qs
        if said.get("all") != "1":
            rows = rows.filter(pk__in=[int(pk) for pk in said.getlist("row") if pk.isdecimal()])
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[: BULK_LIMIT + 1])
        form = self.told.bulk(request.POST or None, user=request.user, at=request.at)
        if not chosen:
            form.told_fault = _("Choose rows first: tick them in the list.")
        elif len(chosen) > BULK_LIMIT:
            form.told_fault = _("At most %(n)d rows at once: narrow the filter.") % {"n": BULK_LIMIT}
        elif request.method == "POST" and form.is_valid():
            answer = self._changed(request, reach, form, chosen)
            if answer:
                return answer
        heading = _("Change %(n)d rows") % {"n": min(len(chosen), BULK_LIMIT)}
        action = f"{self.url('-bulk')}?{request.GET.urlencode()}"
        return self._form_dialog(request, reach, form, heading, action, chosen=chosen[:BULK_LIMIT], is_bulk=True)

    def _changed(self, request, reach, form, chosen):
        fields = {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}
        if not fields:
            form.add_error(None, _("Fill in what is to be changed."))
            return None
        try:
            done = self.told.change(actor=request.user.person, reach=reach, at=request.at, pks=chosen, fields=fields)
        except self.told.fault as fault:
            form.add_error(None, str(fault))
            return None
        return self.answered(request, _("%(n)d rows changed.") % {"n": done})

    # import

    def bring(self, request):
        """Choose a file; then the preview: faults, or what would be new, changed, unchanged."""
        reach = self._allowed(request, self.told.bring)
        context = self._frame(request, reach)
        upload = request.FILES.get("file")
        if request.method != "POST":
            return render(request, "tables/import.html", context)
        try:
            if upload is None:
                raise reading.Unreadable(_("Choose a file."))
            if upload.size > reading.SIZE_LIMIT:
                raise reading.Unreadable(
                    _("The file is too large: at most %(limit)d MB.") % {"limit": reading.SIZE_LIMIT // 2**20}
                )
            content = upload.read()
            filled = reading.read(content, self.told.sheet)
            plan = self.told.plan(filled, reach, request.at)
            context |= {"plan": plan, "file_name": upload.name}
            if not plan.faults and plan.changes:
                context["token"] = plans.keep(
                    content, user=request.user.pk, table=self.told.name, name=upload.name, fingerprint=plan.fingerprint
                )
        except reading.Unreadable as error:
            context |= {"refused": str(error), "file_name": upload.name if upload else ""}
        bad = "refused" in context or context["plan"].faults
        return render(request, "tables/import.html", context, status=422 if bad else 200)

    def apply(self, request):
        """Apply what was previewed, all of it or nothing."""
        if request.method != "POST":
            raise Http404
        reach = self._allowed(request, self.told.bring)
        try:
            kept = plans.recall(request.POST.get("token", ""), user=request.user.pk, table=self.told.name)
            filled = reading.read(kept.content, self.told.sheet)
            plan = self.told.apply(
                actor=request.user.person, reach=reach, at=request.at, filled=filled, fingerprint=kept.fingerprint,
                name=kept.name,
            )  # fmt: skip
        except reading.Unreadable as error:
            return render(
                request, "tables/import.html", self._frame(request, reach) | {"refused": str(error)}, status=422
            )
        except plans.Refused as refused:
            words = _(
                "Meanwhile the data changed and the outcome would be another one. Nothing was applied; look again."
            )
            context = self._frame(request, reach) | {"plan": refused.plan, "refused": words}
            return render(request, "tables/import.html", context, status=409)
        kept.forget()
        messages.success(
            request,
            _("Imported: %(new)d new, %(changed)d changed, %(same)d unchanged.")
            % {"new": len(plan.new), "changed": len(plan.changed), "same": plan.unchanged},
        )
        return HttpResponseRedirect(self.url())
