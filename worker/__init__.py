"""Runs uploads: the Celery worker, the sandbox and the `dout` command."""
