"""The web application for gunicorn: `submissions.wsgi:app`, settings from the environment."""

from submissions import logs
from submissions.app import create_app
from submissions.settings import Settings

settings = Settings.from_environment()
logs.configure(settings)
app = create_app(settings)
