"""What keeps the client from finding out about an order at all.

CannotAsk                 no answer about the order can be had this way
├── NotAllowed            the API does not let this caller do this
├── NoSuchPlace           the stack or the local cloud is not there
├── NoSuchStore           the service has no store of this name
├── NotInstalled          a library is missing; the text has the command that installs it
├── UnexpectedAnswer      something else than this service answered
├── Unreadable            the file, or its mapping, cannot be read
└── Stopped               somebody asked this program to end
"""


class CannotAsk(Exception):
    """Nothing was found out about the order; the text says what to do."""


class NotAllowed(CannotAsk):
    """There are no credentials, or the API does not accept them for this request."""


class NoSuchPlace(CannotAsk):
    """The stack or the local cloud is not there; the text says what to do."""


class NoSuchStore(CannotAsk):
    """The service has no store of this name; nothing was ordered."""


class NotInstalled(CannotAsk):
    """A library that this needs is not installed; the text has the command that installs it."""


class UnexpectedAnswer(CannotAsk):
    """The answer is none that this service gives."""


class Unreadable(CannotAsk):
    """A file cannot be read; the text names it, and the row and column if there is one."""


class Stopped(CannotAsk):
    """The program was asked to end while it waited."""
