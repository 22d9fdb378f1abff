"""Where a request really comes from, when a proxy stands before the site.

``X-Forwarded-For`` is written by whoever sends a request, so it is believed only from the proxies that the settings name
(ANBAO_PROXIES), and only the part of it that they wrote: from the right, the first address that is no proxy of ours.
"""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """From "127.0.0.1, 10.8.0.0/16"; raises ValueError that names the part that is no address or network."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def client_address(request) -> str:
    """The address of the browser (settings.AXES_CLIENT_IP_CALLABLE); the peer's own when no proxy of ours sent it."""
    address = request.META.get("REMOTE_ADDR", "")
    if not _ours(address):
        return address
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        hop = hop.strip()
        if not _is_address(hop):
            break
        address = hop
        if not _ours(hop):
            break
    return address


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _ours(text: str) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in settings.ANBAO_PROXIES)
