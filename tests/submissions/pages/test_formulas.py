"""LaTeX as MathML."""

import pytest

from submissions.pages.formulas import inline, mathml, paragraphs


def test_a_fraction_becomes_mathml() -> None:
    assert "<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow>" in mathml(r"\frac{\partial L}{\partial W}")


def test_a_block_stands_on_a_line_of_its_own() -> None:
    assert 'display="block"' in mathml("x", block=True)
    assert 'display="inline"' in mathml("x")


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{big}{x}",
        r"\text{</math><script>alert(1)</script>}",
        r"\text{&lt;script&gt;}",
        "<script>alert(1)</script>",
    ],
)
def test_no_markup_and_no_foreign_attribute_gets_through(latex: str) -> None:
    made = mathml(latex).lower()
    for forbidden in ("<script", "<img", "href=", "style=", 'class="big'):
        assert forbidden not in made


@pytest.mark.parametrize("latex", [r"\frac{", "", "x" * 5000, r"\begin{pmatrix}"])
def test_what_cannot_be_converted_is_shown_as_code(latex: str) -> None:
    assert mathml(latex).startswith('<code class="latex">')


def test_text_is_escaped_around_formulas_and_code() -> None:
    made = inline("<b>a</b> $x$ and `x < 1` & $$y$$")
    assert made.startswith("&lt;b&gt;a&lt;/b&gt; <math")
    assert '<code>x &lt; 1</code> &amp; <span class="formula" tabindex="0"' in made
    assert made.count('display="block"') == 1


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("one\ntwo\n\n \nthree\n") == ("one\ntwo", "three")
