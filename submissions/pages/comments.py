"""What tutors wrote on a submission, sorted by the place where it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from submissions.models_teaching import Comment


def by_line(comments: Iterable[Comment], lines: int) -> tuple[dict[int, list[Comment]], list[Comment]]:
    """Comments by their line of a listing of so many lines, and all those that belong to none of them."""
    on_lines: dict[int, list[Comment]] = {}
    on_the_whole: list[Comment] = []
    for comment in comments:
        if comment.line is not None and comment.line <= lines:
            on_lines.setdefault(comment.line, []).append(comment)
        else:
            on_the_whole.append(comment)
    return on_lines, on_the_whole
