"""LaTeX to MathML, on the server, so that formulas need no script and no remote font.

What the converter yields is parsed again and rebuilt from an allow-list: it copies `\\text{…}` as markup and
knows `\\href` and `\\style`, which an assignment's text must not have.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from functools import lru_cache

from latex2mathml.converter import convert
from markupsafe import Markup, escape

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup "
        "munder mover munderover mmultiscripts mprescripts mtable mtr mtd",
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"\w+",
        "display mathvariant stretchy fence separator form lspace rspace accent accentunder largeop "
        "movablelimits minsize maxsize symmetric linethickness width height depth columnalign rowspan "
        "columnspan displaystyle scriptlevel",
    )
)
_LONGEST = 4000
_SCROLLED = Markup('<span class="formula" tabindex="0" role="group" aria-label="Formula">{}</span>')
"""Around a formula of its own line, which may be wider than a phone: the keyboard can scroll it."""
_SPECIAL = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|`([^`]+)`", re.DOTALL)


def mathml(latex: str, *, block: bool = False) -> Markup:
    """The formula as a `<math>` element; as code, where it cannot be converted.

    Args:
        latex: the formula without dollar signs.
        block: on a line of its own.
    """
    return _mathml(latex.strip(), block)


@lru_cache(maxsize=2048)
def _mathml(latex: str, block: bool) -> Markup:
    as_code = Markup('<code class="latex">{}</code>').format(latex)
    if len(latex) > _LONGEST:
        return as_code
    try:
        made = convert(latex, display="block" if block else "inline")
        return Markup(_rebuilt(ElementTree.fromstring(made)))  # noqa: S704, S314 - every part is escaped; no DTD
    except Exception:  # the converter has no common error, and a formula must never cost the page
        return as_code


def _rebuilt(element: ElementTree.Element) -> str:
    """The element with allowed names only; of another element its content stays."""
    inside = str(escape(element.text or ""))
    for child in element:
        inside += _rebuilt(child) + str(escape(child.tail or ""))
    name = element.tag.removeprefix(_NAMESPACE)
    if name not in _ELEMENTS:
        return inside
    kept = "".join(f' {key}="{escape(value)}"' for key, value in element.items() if key in _ATTRIBUTES)
    return f"<{name}{kept}>{inside}</{name}>"


def inline(text: str) -> Markup:
    """Text in which $…$ is a formula, $$…$$ one on a line of its own, and `…` code; all else is escaped."""
    made = Markup()
    end = 0
    for found in _SPECIAL.finditer(text):
        made += escape(text[end : found.start()])
        code, latex = found[3], found[1] or found[2]
        if code:
            made += Markup("<code>{}</code>").format(code)
        else:
            made += _SCROLLED.format(mathml(latex, block=True)) if found[1] else mathml(latex)
        end = found.end()
    return made + escape(text[end:])


def paragraphs(text: str) -> tuple[Markup, ...]:
    """The paragraphs of a text (blank lines part them), each with its formulas."""
    return tuple(inline(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())
