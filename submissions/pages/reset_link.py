"""POST /people/<id>/reset-link: a tutor or an administrator makes a link to set a new password."""

from __future__ import annotations

from flask import abort, render_template

from submissions import audit
from submissions.auth import reset_links
from submissions.models import Person
from submissions.pages.loading import signed_in
from submissions.services import services


def make(person_id: str) -> str:
    """The page that shows the link, this once. Who may not make one learns nothing of the person."""
    actor, settings = signed_in(), services().settings
    with services().database.write() as record:
        if not reset_links.may_make(record, actor.person_id, person_id):
            abort(404)
        person = record.get_one(Person, person_id)
        link = settings.url() + reset_links.path(record, settings, person_id, actor.person_id)
        audit.record(record, actor.person_id, "reset_link.made", person_id, None)
    return render_template("pages/reset_link.html", person=person, link=link)
