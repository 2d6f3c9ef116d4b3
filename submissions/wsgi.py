"""The web application for gunicorn: `submissions.wsgi:app`, settings from the environment."""

from submissions.app import create_app
from submissions.settings import Settings

app = create_app(Settings.from_environment())
