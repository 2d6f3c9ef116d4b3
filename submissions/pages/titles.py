"""What the grader calls things by, in the reader's language: checks, layers, arguments, places on the sheet.

The grader and its reports are in English and know nothing of pages. So its short texts are found here again
by what they are; a text that is not known, such as one of an older report, is shown as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from submissions.pages.languages import say
from submissions.pages.mistake_titles import MISTAKES
from submissions.pages.reading import words
from submissions.wording import later

TEXTS = (
    later("%(returned)s: number and shapes"),
    later("The values of the sheet's exercise"),
    later("Agrees with finite differences of the forward pass"),
    later("Special shapes and values"),
    later("Leaves its inputs alone and remembers nothing"),
    later("Together in the toy networks: ∂L/∂X, ∂L/∂W, ∂L/∂b of the whole"),
    later("Trains on %(digits)s real 8×8 digits for %(steps)s steps"),
    later("d%(name)s: the loss by %(variable)s"),
    later("dX, through mean and variance too"),
    later("dX lets dout pass where x is positive"),
    later("dX goes to the largest entry of each window"),
    later("%(gradient)s equals dout times %(factor)s"),
    later("%(gradient)s equals %(product)s"),
    later("%(gradient)s sums dout times x̂ over the batch"),
    later("%(gradient)s sums dout over the batch"),
    later("Affine layer"),
    later("Batch normalisation"),
    later("Max-pooling, 2 × 2"),
    later("ReLU layer"),
    later("Sigmoid layer"),
    later("Softmax with cross-entropy"),
    later("Square layer"),
    later("Squared error"),
    later("Tanh layer"),
    later("bias"),
    later("input of the forward pass"),
    later("input of the layer"),
    later("labels, whole numbers from 0"),
    later("scale"),
    later("scores"),
    later("shift"),
    later("targets"),
    later("upstream gradient"),
    later("upstream gradient, usually 1"),
    later("upstream gradient %(symbol)s"),
    later("weights"),
    later("a number"),
    later("the shape of %(name)s"),
    later("%(shape)s, flattened to %(flat)s"),
    later("exercise %(number)s"),
    later("section %(number)s"),
    later("Figure %(number)s"),
)
"""Where several fit, the first one does."""
FAULTS = {
    "syntax": later("Syntax error"),
    "encoding": later("The file is not readable text"),
    "too_large": later("Too large"),
    "import": later("The file could not be imported"),
    "missing_function": later("A function is missing"),
    "signature": later("The function takes other arguments"),
    "exception": later("Your code raised an exception"),
    "time_limit": later("Time limit"),
    "memory_limit": later("Memory limit"),
    "output_limit": later("Too much output"),
    "crash": later("The process crashed"),
    "forbidden": later("Not allowed here"),
    "bad_value": later("Not arrays of numbers"),
    "not_supported": later("This kind of file cannot be graded"),
}
"""Headings of `fault.kind`; a kind that is not here is shown by its own words."""
LONGEST = 200
WHERE_IT_FITS = "_where_it_fits"
BOTH = "_and_"


def told(text: str) -> str:
    """A text of the grader in the reader's language; as it is where it is none of `TEXTS`."""
    found = _known(text) if len(text) <= LONGEST else None
    return say(found[0], **found[1]) if found else text


def mistake(id_: str) -> str:
    """The title of a mistake, or of two at once, by what stands under `misconception` in a report."""
    known = _mistake(id_.removesuffix(WHERE_IT_FITS))
    if id_.endswith(WHERE_IT_FITS):
        return say("%(mistake)s, where the shapes allow it", mistake=known)
    return known


def fault_title(kind: str) -> str:
    """What stopped an upload, by what stands under `fault.kind`."""
    return say(FAULTS[kind]) if kind in FAULTS else words(kind) or say("Your code did not answer")


def _mistake(id_: str) -> str:
    first, both, second = id_.partition(BOTH)
    if both and first in MISTAKES and second in MISTAKES:
        return f"{say(MISTAKES[first])} + {say(MISTAKES[second])}"
    return say(MISTAKES[id_]) if id_ in MISTAKES else words(id_)


@lru_cache(maxsize=1024)
def _known(text: str) -> tuple[str, dict[str, str]] | None:
    for known, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            return known, found.groupdict()
    return None


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", text)  # by turns what stands there, and the name of a place
    return re.compile(
        "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )


_PATTERNS = [(text, _pattern(text)) for text in TEXTS]
