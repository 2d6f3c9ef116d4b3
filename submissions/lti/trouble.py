"""What can be wrong with a launch, in words for the person who clicked on a link in their course."""

from __future__ import annotations

from dataclasses import dataclass

from submissions.wording import later


@dataclass(frozen=True)
class Trouble:
    """What is wrong, and what to do; `status` is that of the answer."""

    status: int
    title: str
    advice: str


AGAIN = later("Go back to your course and click on the link again. Nothing is lost.")
TELL = later("Tell the person who looks after the learning system there. Nothing is lost.")

UNKNOWN = Trouble(
    404,
    later("This learning system is not known here"),
    later("Whoever runs this service must register it first; see the documentation on LTI."),
)
NOT_ALLOWED = Trouble(
    403,
    later("This learning system is not let in yet"),
    later("It has registered itself here. Whoever runs this service must allow it: `dout lti allow`."),
)
STALE = Trouble(400, later("This launch took too long, or began elsewhere"), AGAIN)
USED = Trouble(400, later("This launch was used already"), AGAIN)
OTHER_BROWSER = Trouble(400, later("This launch did not begin in this browser window"), AGAIN)
EXPIRED = Trouble(
    400,
    later("What the learning system sent has expired"),
    later("Click on the link again. If it happens each time, the clock of one of the two servers is wrong."),
)
FORGED = Trouble(400, later("What the learning system sent cannot be believed"), TELL)
WRONG = Trouble(400, later("What the learning system sent cannot be used"), TELL)
REFUSED = Trouble(400, later("The learning system did not let you go on"), AGAIN)
DEPLOYMENT = Trouble(
    403,
    later("This installation in the learning system is not known here"),
    later("Whoever runs this service must add it: `dout lti deployment`."),
)
AWAY = Trouble(
    503,
    later("The learning system does not answer just now"),
    later("Its keys could not be read. Try the link again in a minute."),
)
NAMELESS = Trouble(
    400,
    later("The learning system does not say who you are"),
    later("Open the link when you are signed in there, from within your course."),
)
NOBODY = Trouble(
    403,
    later("You are neither student nor teacher of this course"),
    later("Only those who take part in a course come in by its links."),
)
NOT_CONNECTED = Trouble(
    404,
    later("This course is not connected yet"),
    later("Its tutor must open a link like this one first. Tell them, and try again later."),
)


class LaunchError(Exception):
    """Nobody is signed in by this launch. `detail` is for those who look after the systems, and the log."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(detail or trouble.title)
        self.trouble = trouble
        self.detail = detail
