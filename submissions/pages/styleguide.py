"""GET /styleguide: every component of the pages at a glance, for who works on them; in debug mode only."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from flask import abort, current_app, render_template

from submissions.pages.charts import line_chart
from submissions.pages.heat_map import difference
from submissions.pages.listing import lines
from submissions.pages.matrices import matrix

STYLE = Path(__file__).parent.parent / "static" / "pages.css"
EXAMPLE = "import numpy as np\n\ndef sigmoid_backward(dout, cache):\n    return dout * cache\n"


def show() -> str:
    """The page. Where the application is not in debug mode there is none."""
    if not current_app.debug:
        abort(404)
    return render_template(
        "pages/styleguide.html",
        variables=variables(),
        matrices=[matrix("yours", [[1, 2.5], [3, -4]], (0, 1), "wrong"), difference([[1, 2]], [[1.5, 4]])],
        chart=line_chart({"Yours": [3, 2, 1.5, 1.2], "With the right gradients": [3, 1.5, 0.7, 0.3]}),
        code=lines(EXAMPLE, {4: "The derivative of the sigmoid has two factors."}),
    )


@lru_cache(maxsize=1)
def variables() -> tuple[str, ...]:
    """The names of the colours in the style sheet."""
    return tuple(dict.fromkeys(re.findall(r"--([a-z0-9-]+): #", STYLE.read_text())))
