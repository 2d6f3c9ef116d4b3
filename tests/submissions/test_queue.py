"""How the queue is set up for each kind of broker."""

from __future__ import annotations

import pytest

from submissions.queue import GRADE, celery_app
from submissions.settings import Settings


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        ("redis://127.0.0.1/0", None),
        ("amqp://guest:guest@127.0.0.1//", {"x-max-priority": 9}),
        ("amqps://guest:guest@127.0.0.1//", {"x-max-priority": 9}),
    ],
)
def test_rabbitmq_is_asked_to_sort_by_priority(url: str, arguments: dict[str, int] | None) -> None:
    queues = {queue.name: queue for queue in celery_app(Settings(broker_url=url)).conf.task_queues}
    assert queues[GRADE].queue_arguments == arguments
    assert all(queue.queue_arguments is None for name, queue in queues.items() if name != GRADE)
