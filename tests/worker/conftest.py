"""The three people of the record, for tests of what works on it."""

from tests.submissions.conftest import assignment_text, three

__all__ = ["assignment_text", "three"]
