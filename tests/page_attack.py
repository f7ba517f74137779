"""What a web page in the developer's browser sends to servers on loopback, with and without one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from tests.browser import browse

SECONDS = 30.0

# The headers that browsers add by themselves; {port} is the attacked server's.
BY_BROWSERS: dict[str, Mapping[str, str]] = {
    "a name that was pointed at loopback": {
        "Host": "rebound.example:{port}",
        "Origin": "http://rebound.example:{port}",
        "Sec-Fetch-Site": "same-origin",
    },
    "a name that ends as loopback begins": {"Host": "127.0.0.1.evil.example:{port}"},
    "another port": {"Host": "127.0.0.1:1"},
    "no host at all": {},
    "a script": {
        "Host": "127.0.0.1:{port}",
        "Origin": "http://evil.example",
        "Sec-Fetch-Site": "cross-site",
    },
    "a script on another server of this machine": {
        "Host": "localhost:{port}",
        "Origin": "http://localhost:1",
        "Sec-Fetch-Site": "same-site",
    },
    "a form, in a browser that does not name the site": {
        "Host": "127.0.0.1:{port}",
        "Origin": "http://evil.example",
    },
    "a frame without an origin": {"Host": "127.0.0.1:{port}", "Origin": "null"},
    "an image": {"Host": "[::1]:{port}", "Sec-Fetch-Site": "cross-site"},
    "an image on another server of this machine": {
        "Host": "127.0.0.1:{port}",
        "Sec-Fetch-Site": "same-site",
    },
}


def said(
    port: int, headers: Mapping[str, str], path: str = "/", method: str = "GET"
) -> tuple[int, Mapping[str, str], str]:
    """Send exactly these headers; the status, the headers and the text of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.format(port=port))
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, text
    finally:
        connection.close()


def attacked(profile: Path, *requests: tuple[str, str]) -> str:
    """Let a page of evil.example send these, as method and URL, in Chromium; the page afterwards.

    It says of each whether the browser got an answer at all.
    """
    with _page(_script(requests)) as port:
        rules = "MAP *.example 127.0.0.1"
        url = f"http://evil.example:{port}/"
        flags = (f"--host-resolver-rules={rules}", "--virtual-time-budget=10000")
        return browse(profile, *flags, "--dump-dom", url)


def rebound(profile: Path, port: int, path: str = "/") -> str:
    """What Chromium shows of the server when a page's name was pointed at it."""
    rules = "--host-resolver-rules=MAP *.example 127.0.0.1"
    return browse(profile, rules, "--dump-dom", f"http://rebound.example:{port}{path}")


def _script(requests: tuple[tuple[str, str], ...]) -> str:
    listed = ", ".join(f"[{method!r}, {url!r}]" for method, url in requests)
    return f"""<!doctype html><title>evil</title><ol></ol><script>
    for (const [method, url] of [{listed}]) {{
      const row = document.querySelector("ol").appendChild(document.createElement("li"));
      const say = (words) => () => row.append(words);
      fetch(url, {{method, mode: "no-cors"}}).then(say("answered"), say("failed"));
      if (method === "GET") document.body.append(Object.assign(new Image(), {{src: url}}));
    }}
    </script>"""


@contextmanager
def _page(content: str) -> Iterator[int]:
    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Evil) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
