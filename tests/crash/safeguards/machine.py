"""What keeps web pages off a developer's machine, and foreign text from steering a terminal."""

from tests.crash.safeguards.mutant import Mutant

GUARD = "tests/unit/bigcommerce_emulator/http/test_guard.py"
SCREEN = "tests/unit/cart_to_order/command_line/test_screen.py"

MACHINE = (
    Mutant(
        "the name by which a local server is called",
        "bigcommerce_emulator/http/guard.py",
        "if len(hosts) != 1 or hosts[0].lower() not in _names(self.port, self.hosts):",
        "if len(hosts) != 1:",
        GUARD,
        "test_almost_loopback_is_refused",
    ),
    Mutant(
        "the origin of a page that calls a local server",
        "bigcommerce_emulator/http/guard.py",
        'for origin in given.get("origin", [])',
        'for origin in given.get("no-origin", [])',
        GUARD,
        "test_what_a_page_sends_is_refused",
    ),
    Mutant(
        "the key of internal paths",
        "bigcommerce_emulator/http/guard.py",
        "if path.startswith(self.internal) and not",
        "if not path and not",
        GUARD,
        "test_internal_paths_need_the_key_of_this_start",
    ),
    Mutant(
        "the spelling out of what a terminal would obey",
        "cart_to_order/terminal.py",
        "if text.isprintable():",
        "if text:",
        SCREEN,
        "test_a_hidden_character_is_spelled_out",
    ),
)
