"""Pages over tables of any size: the count is bounded, and beyond the bound it is the planner's estimate."""

import json

from django.core.paginator import Paginator
from django.utils.functional import cached_property

#: rows that are counted and paged one by one; beyond, the filters narrow
COUNT_LIMIT = 10_000


class BoundedPaginator(Paginator):
    """Pages over the first COUNT_LIMIT rows; ``exact`` says whether that is all of them."""

    @property
    def _query(self):
        return self.object_list.data.data

    @cached_property
    def count(self) -> int:
        return min(self._seen, COUNT_LIMIT)

    @cached_property
    def _seen(self) -> int:
        return self._query.order_by()[: COUNT_LIMIT + 1].count()

    @cached_property
    def exact(self) -> bool:
        return self._seen <= COUNT_LIMIT

    @cached_property
    def estimate(self) -> int:
        """Rows in all, as PostgreSQL's planner believes; the exact number when it was counted."""
        if self.exact:
            return self._seen
        plan = json.loads(self._query.order_by().explain(format="json"))
        return max(round(plan[0]["Plan"]["Plan Rows"], -3), COUNT_LIMIT)
