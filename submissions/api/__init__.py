"""The REST interface, version 1, under /api/v1. Errors are problem details (RFC 9457)."""
