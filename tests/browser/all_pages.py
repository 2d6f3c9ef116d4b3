"""All pages, each with what makes it hard to show: who looks at every page takes them from here."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from submissions.auth import joining, reset_links
from submissions.models import Course, Role
from submissions.store import webhooks
from submissions.webhooks import events
from tests.browser.conftest import BY_HAND, RIGHT, Service, Visit, write
from tests.submissions.lti import records

UNFOLD = "document.querySelectorAll('details').forEach(it => it.open = true)"
LONG = "a_very_long_name_" * 12
REPORTS = ("full_marks", "batch_mean", "time_limit", "syntax_error", "broken")
LARGE_REPORTS = ("wrong_shape", "hostile")
"""Made of the same parts as the others: looked at for their width only."""
TEACHING = {
    "results": "pages.results",
    "review": "teaching.review",
    "review list": "teaching.review_list",
    "regrade": "teaching.regrade",
    "regrades": "teaching.regrades",
    "new regrade": "teaching.regrade_new",
    "course": "teaching.course",
    "person": "teaching.person",
    "assignment form": "teaching.edit_assignment",
    "new assignment": "teaching.new_assignment",
    "roster": "teaching.import_roster",
    "roster preview": "teaching.import_roster",
    "webhooks": "teaching.webhooks",
    "webhook": "teaching.webhook",
    "audit": "teaching.audit",
    "learning system": "lti.course",
    "link": "lti.choose_link",
    "connect": "lti.connect",
    "alike": "teaching.similar",
    "similar": "teaching.similar_pair",
}
ENTERING = {
    "sign in": "people.sign_in",
    "join": "people.join",
    "join course": "people.join_course",
    "invitation": "people.invitation",
    "reset": "people.reset",
    "account": "people.account",
}
PAGES = {
    "welcome": "pages.start",
    "start": "pages.start",
    "assignment": "pages.show",
    "odd line": "pages.show",
    "refused form": "pages.show",
    "answers": "pages.show",
    "refused answers": "pages.show",
    "answered": "pages.submission",
    "both": "pages.show",
    **dict.fromkeys(REPORTS, "pages.submission"),
    "queued": "pages.submission",
    "running": "pages.submission",
    "changes": "pages.changes",
    "not found": "",
    **ENTERING,
    **TEACHING,
}
"""What is looked at, each with the endpoint that shows it."""
NOT_LOOKED_AT = {
    "people.ask_to_link": "one question and two buttons, seen only behind a provider of identities",
    "lti.go_on": "one question and two buttons, seen only after a launch",
    "lti.register": "one sentence and one button, seen only from a learning system",
    "pages.styleguide": "in debug mode only",
}
ANSWERING = {"answers", "refused answers", "answered", "both"}


def answering(visit: Visit, service: Service, name: str) -> Page:
    """A page with typed-in answers."""
    page = visit(f"/assignments/{'both' if name == 'both' else BY_HAND}", service.join(LONG))
    if name == "answered":
        page.get_by_label("The loss").fill("[" * 1200)
    if name in {"refused answers", "answered"}:
        page.get_by_role("button", name="Hand in these answers").click()
    if name == "answered":
        expect(page.locator(".score")).to_be_visible(timeout=60_000)
    return page


def entering(visit: Visit, service: Service, name: str) -> Page:
    """A page on which people come in, or look after their account."""
    with service.database.write() as session:
        course = session.get_one(Course, service.course)
        course.join_code = course.join_code or joining.new_code()
        paths = {
            "sign in": "/sign-in?next=/account",
            "join": "/join",
            "join course": f"/join/{course.join_code}",
            "invitation": "/invitations/"
            + joining.invite(session, service.course, Role.TUTOR, datetime.now(UTC)),
            "reset": reset_links.path(session, service.settings, service.student),
            "account": "/account",
        }
    page = visit(paths[name], service.join(LONG) if name == "account" else None)
    if name == "sign in":
        page.get_by_label("E-mail").fill(f"{LONG}@example.org")
        page.get_by_label("Password").fill("wrong")
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".field-error")).to_be_visible()
    return page


def taught(visit: Visit, service: Service, name: str) -> Page:
    """A page of a tutor."""
    person = service.join(LONG)
    submission = service.graded("batch_mean", f"{RIGHT}# {LONG}\n", person=person)
    other = service.graded("batch_mean", f"# {LONG}\n{RIGHT}", person=service.join("Bob"))
    page = visit(f"/submissions/{submission}/review?line=3", service.tutor)
    if name in {"review", "audit"}:
        page.get_by_label("What to say about line 3").fill(LONG * 2)
        page.get_by_role("button", name="Comment").click()
        page.get_by_text("Give points by hand").click()
        page.get_by_label("Points, from").fill("17")
        page.get_by_label("Reason").fill(LONG)
        page.get_by_role("button", name="Let these points count").click()
        expect(page.get_by_text("17 of 20")).to_be_visible()
    if name == "regrade":
        page.get_by_role("link", name="Grade anew").click()
        if page.get_by_label("Why").count():
            page.get_by_label("Why").fill(LONG)
            page.get_by_role("button", name="Grade on trial").click()
        else:  # one is open already
            page.get_by_role("link", name="Publish it or throw it away first").click()
        expect(page.get_by_role("heading", name="Graded on trial")).to_be_visible(timeout=60_000)
    if name == "webhooks":
        page.goto("/courses/i2dl/webhooks")
        page.get_by_label("Address").fill(f"https://lms.example.org/{LONG}")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Make it").click()
        expect(page.get_by_text("whsec_")).to_be_visible()
    if name == "roster preview":
        page.goto("/courses/i2dl/roster/import")
        roster = f"Name;Email address;Groups\n{LONG[:190]};max@example.org;{LONG[:80]}\n"
        page.locator("input[type=file]").set_input_files(
            {"name": "roster.csv", "mimeType": "text/csv", "buffer": roster.encode()}
        )
        page.locator("main form button[type=submit]").click()
        expect(page.get_by_role("button", name="Take the roster")).to_be_visible()
    lms = ("", "")
    if name in {"learning system", "link", "connect"}:
        lms = _lms(service, person)
    paths = {
        "learning system": "/courses/i2dl/lms",
        "link": lms[0],
        "connect": lms[1],
        "results": "/assignments/matrix-derivatives/results",
        "regrades": "/assignments/matrix-derivatives/regrades",
        "new regrade": f"/assignments/matrix-derivatives/regrades/new?submission={submission}",
        "new assignment": "/courses/i2dl/assignments/new?from=activations",
        "roster": "/courses/i2dl/roster/import",
        "webhook": f"/courses/i2dl/webhooks/{_webhook(service)}" if name == "webhook" else "",
        "alike": "/assignments/matrix-derivatives/similar",
        "review list": "/assignments/matrix-derivatives/review",
        "course": "/courses/i2dl",
        "person": f"/courses/i2dl/people/{person}",
        "assignment form": "/assignments/matrix-derivatives/edit",
        "audit": "/courses/i2dl/audit",
        "similar": f"/submissions/{submission}/similar/{other}",
    }
    if name in paths:
        page.goto(paths[name])
    if name in {"assignment form", "new assignment"}:
        expect(page.get_by_text("This file can be used")).to_be_visible()
    return page


def _lms(service: Service, person: str) -> tuple[str, str]:
    """A learning system with long names, and the pages on which it is connected."""
    now = datetime.now(UTC)
    with service.database.write() as session:
        link, context = records.put(
            session, service.course, service.assignment, service.tutor, person, now, LONG[:190]
        )
    return link, context


def _webhook(service: Service) -> str:
    """A webhook that has sent something, and could not."""
    now = datetime.now(UTC)
    with service.database.write() as session:
        made = webhooks.make(session, service.course, f"https://lms.example.org/{LONG}", "all", "", now)
        session.flush()
        events.put(session, made.id, events.PING, {"said": LONG}, now).last_error = LONG
        made.active = False
    return made.id


def page_of(visit: Visit, service: Service, name: str) -> Page:
    """The page of that name, with everything unfolded."""
    if name == "welcome":
        return visit("/")
    if name == "not found":
        return visit("/nothing", service.student)
    if name in {"start", "assignment", "odd line", "refused form"}:
        service.graded("full_marks", filename=LONG[:90] + ".py")
        page = visit("/" if name == "start" else "/assignments/matrix-derivatives", service.student)
        if name == "odd line":
            write(page, f"{LONG} = (1 +\nx = '\u202e'\n")
            expect(page.locator("#source-looks")).not_to_be_empty()
        if name == "refused form":
            page.get_by_role("button", name="Send the file").click()
        return page
    special = {**dict.fromkeys(ANSWERING, answering), **dict.fromkeys(TEACHING, taught)}
    special |= dict.fromkeys(ENTERING, entering)
    if name in special:
        page = special[name](visit, service, name)
        if name == "results":
            page.evaluate(UNFOLD)
        return page
    if name == "changes":
        service.graded("batch_mean", f"{RIGHT}# {LONG}\n")
        page = visit(f"/submissions/{service.graded('full_marks', RIGHT)}/changes", service.student)
    elif name in REPORTS + LARGE_REPORTS:
        page = visit(f"/submissions/{service.graded(name, LONG, filename=LONG[:90])}", service.student)
    else:
        id_ = service.waiting() if name == "queued" else service.running()
        return visit(f"/submissions/{id_}", service.student)
    page.evaluate(UNFOLD)
    return page
