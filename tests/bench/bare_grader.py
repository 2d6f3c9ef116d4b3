"""What a short grading script does: no sandbox, a few comparisons. A baseline for `make bench`."""

from pathlib import Path

import numpy as np

SOLUTION = Path(__file__).parent.parent / "solutions" / "right" / "matmul.py"


def main() -> None:
    """Run the upload in this very process and compare five draws of each gradient."""
    upload: dict[str, object] = {}
    exec(compile(SOLUTION.read_text(), str(SOLUTION), "exec"), upload)
    draws = np.random.default_rng(0)
    affine, sigmoid = upload["affine_backward"], upload["sigmoid_backward"]
    assert callable(affine)
    assert callable(sigmoid)
    for _ in range(5):
        x, w, b = draws.normal(size=(4, 6)), draws.normal(size=(6, 5)), draws.normal(size=5)
        dout = draws.normal(size=(4, 5))
        dx, dw, db = affine(dout, (x, w, b))
        assert np.allclose(dx, dout @ w.T)
        assert np.allclose(dw, x.T @ dout)
        assert np.allclose(db, dout.sum(axis=0))
        y = 1 / (1 + np.exp(-x @ w))
        assert np.allclose(sigmoid(dout, y), dout * y * (1 - y))
    print("passed")


if __name__ == "__main__":
    main()
