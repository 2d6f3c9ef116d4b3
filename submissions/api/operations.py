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
    following,
    groups,
    members,
    regrades,
    staff,
    statistics,
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
    following,
    counted,
    decisions,
    extensions,
    regrades,
    statistics,
    staff,
    tokens,
    audit_trail,
    webhooks,
    exchange,
)
"""In the order in which they are described."""
