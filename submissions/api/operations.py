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
    joining,
    learning_systems,
    members,
    regrades,
    similarities,
    staff,
    statistics,
    submissions,
    tokens,
    trials,
    webhooks,
)
from submissions.api.blueprint import api as api

MODULES = (
    courses,
    members,
    joining,
    groups,
    assignments,
    authoring,
    trials,
    submissions,
    following,
    counted,
    decisions,
    extensions,
    regrades,
    statistics,
    similarities,
    staff,
    tokens,
    audit_trail,
    webhooks,
    learning_systems,
    exchange,
)
"""In the order in which they are described."""
