"""One file per family of checks. Each plans calls and judges their replies."""
