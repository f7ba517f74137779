"""Pure: which requests a page server on loopback answers.

A page on the web can make the operator's browser send requests to this machine, by address or by a
name that its owner points here. It cannot forge the headers in which the browser says so.
"""

from collections.abc import Iterable, Sequence

NAMES = ("127.0.0.1", "localhost", "[::1]")
_HTTP = 80
_LINK = {("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")}
_FOREIGN = "A page of another origin may not call this server."


def refusal(port: int, headers: Iterable[tuple[str, str]]) -> str | None:
    """Return why a request is not answered, in a sentence; None if it is."""
    sent = [(name.lower(), value.strip().lower()) for name, value in headers]
    hosts = [value for name, value in sent if name == "host"]
    if len(hosts) != 1 or hosts[0] not in _own_hosts(port):
        return f"Call this server as 127.0.0.1, localhost or [::1], with its port {port}."
    sites = ("same-origin", "none", "same-site") if _is_link(sent) else ("same-origin", "none")
    own = {"origin": (f"http://{hosts[0]}",), "sec-fetch-site": sites}
    foreign = any(value not in own.get(name, (value,)) for name, value in sent)
    return _FOREIGN if foreign else None


def _is_link(sent: Sequence[tuple[str, str]]) -> bool:
    """Return whether a person follows a link: the page that has it cannot read what is shown.

    So the pages of this machine, each on a port of its own, can have links to each other. This is
    for servers that only show something: where a GET acts, a link must not pass.
    """
    return set(sent) >= _LINK


def _own_hosts(port: int) -> set[str]:
    hosts = {f"{name}:{port}" for name in NAMES}
    # Browsers leave the usual port out.
    return hosts | set(NAMES) if port == _HTTP else hosts
