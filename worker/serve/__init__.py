"""`dout serve`: broker, worker and web server as children of one launcher that leaves no process behind.

The way of a start: `folder` (data folder and its lock) → `address` (the listening socket) → `children`
(what runs) → `launcher` (starts, watches, restarts, stops) → `greeting` (what is printed).
"""
