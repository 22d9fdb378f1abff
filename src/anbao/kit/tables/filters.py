"""Filters that every list shares: words in some fields, and a base that carries the reader."""

from functools import reduce
from operator import or_

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ListFilters(filters.FilterSet):
    """Subclasses name the fields that a search word looks at: ``searched = ("name", "code")``."""

    searched: tuple[str, ...] = ()

    q = filters.CharFilter(method="search", label=_("Search"))

    def search(self, rows, _name, value):
        wanted = [Q(**{f"{field}__icontains": value.strip()}) for field in self.searched]
        return rows.filter(reduce(or_, wanted)) if wanted else rows
