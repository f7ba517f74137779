"""Serves a stand-in that is a program of its own: it says where it is, and ends with its input."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


def serve_until_the_input_ends(answers: type[BaseHTTPRequestHandler]) -> None:
    """Serve on a free port of loopback, and print its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
