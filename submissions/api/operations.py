"""All operations of version 1: to import this adds them to the blueprint."""

from __future__ import annotations

from submissions.api import (
    assignments,
    audit_trail,
    authoring,
    counted,
    courses,
    decisions,
    exchange,
    extensions,
    groups,
    members,
    staff,
    submissions,
    tokens,
    webhooks,
)
from submissions.api.blueprint import api as api

MODULES = (
    courses,
    members,
    groups,
    assignments,
    authoring,
    submissions,
    counted,
    decisions,
    extensions,
    staff,
    tokens,
    audit_trail,
    webhooks,
    exchange,
)
"""In the order in which they are described."""
