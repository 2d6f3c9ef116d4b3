"""The one way in which a start is refused."""


class StartError(Exception):
    """Dout cannot start; the message is one line that says what to do."""
