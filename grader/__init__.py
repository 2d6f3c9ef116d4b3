"""Judges backward passes: plans the inputs, judges what came back. Pure: numpy and the standard library."""
