"""Texts to begin an assignment with."""

from __future__ import annotations

import re

from grader.assignment import builtin_text

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STARTER = '''\
# An assignment of Dout. docs/assignments.md explains every key; try this file with
#   dout assignment validate FILE
#   dout check my_layers.py --assignment FILE
schema = 1
id = "my-assignment"
title = "My assignment"
points = 11                          # the sum of all functions and answers
sheet = ""                           # the sheet that the equations belong to
intro = """
Write the backward pass of $Y = XW + b$. A blank line begins a new paragraph; formulas stand between dollars.
"""

# One [[function]] for each function that is to be written. Layers: affine, sigmoid, square, relu, tanh,
# mse_loss, softmax_loss, batchnorm, max_pool, or custom (below).
[[function]]
name = "affine_backward"
layer = "affine"
points = 7                           # the sum of its checks
# reduction = "mean"                 # dW and db averaged over the batch; "sum" if left out
forward = "affine_forward"           # the upload may have a forward pass under this name,
classes = ["Affine"]                 # or a class with the methods forward and backward

[[function.check]]
kind = "shapes"
points = 1

[[function.check]]
kind = "reference"
output = "dx"
points = 2

[[function.check]]
kind = "reference"
output = "dw"
points = 2
feedback = "hint"                    # full, hint (no numbers), points (passed or not), or hidden
opens_after = 3                      # everything is shown after so many attempts,
opens_at_deadline = true             # and after the deadline

[[function.check]]
kind = "differences"
points = 1

[[function.check]]
kind = "purity"
points = 1

# A layer of your own is given by its forward pass. It runs in the sandbox, as an upload does.
[[function]]
name = "swish_backward"
layer = "custom"
title = "Swish"
points = 3
holomorphic = true                   # made of +, *, /, exp, sin and the like: no abs, max, comparisons
output_shape = ["N", "M"]            # N, D, M or small numbers
forward_source = """
def forward(x):
    return x / (1 + np.exp(-x))
"""

[[function.input]]
name = "x"
shape = ["N", "M"]

[[function.check]]
kind = "shapes"
points = 1

[[function.check]]
kind = "reference"
output = "dx"
points = 2

# Values that are worked out by hand and typed in: a number or a matrix.
[[answer]]
name = "a"
title = "The loss $L = \\\\sum y^2$ for $y = (1, 2)$"
points = 1
equation = "exercise 1"
value = 5
'''


def text(name: str | None, source: str | None) -> str:
    """An assignment file with the id `name`, made from a starter or from the built-in assignment `source`.

    Raises AssignmentError for an unknown `source`, with the nearest name.
    """
    made = STARTER if source is None else builtin_text(source)
    return made if name is None else re.sub(r'(?m)^id = ".*"$', f'id = "{name}"', made, count=1)
