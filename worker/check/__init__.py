"""`dout check`: the verdict of the service on files of one's own, offline, in the same sandbox.

The way of a file: `finding` (which files) → `grading` (sandbox and verdict) → `reading` (for people) or JSON.
"""
