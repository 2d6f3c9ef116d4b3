"""When and how often one may hand in, what it costs to be late, and which attempt counts: pure functions."""
