"""What a look-up may be for."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "account_opening": _("Opening an account"),
    "odd_transaction": _("Checking an odd transaction"),
    "police_request": _("A request of the police or a court"),
    "contractor": _("Admitting a contractor or visitor"),
    "case": _("Handling a case"),
}
