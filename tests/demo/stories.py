"""What the students of the filled demo hand in: files of tests/solutions, as in a real course.

Most begin with a mistake that many make, some with a file that does not run; they hand in the same mistake
again, then another, and at the end two in three are right. How often each file comes is its weight.
"""

from __future__ import annotations

from random import Random

RIGHT: dict[str, int] = {
    "matmul.py": 14,
    "functions.py": 8,
    "einsum.py": 4,
    "row_by_row.py": 5,
    "type_hints.py": 6,
    "accumulate.py": 3,
    "classes.py": 4,
    "triple_loop.py": 2,
    "tensordot.py": 2,
    "cs231n_layers.py": 3,
    "i2dl_layers.py": 4,
    "sigmoid_by_tanh.py": 1,
    "main_guard.py": 4,
    "notebook.ipynb": 4,
    "exercise_folder.zip": 2,
}
WRONG = {
    "dw_mean.py": 16,
    "mean_dw_and_db.py": 8,
    "sigmoid_of_cache.py": 13,
    "two_dimensional_x_only.py": 9,
    "db_axis.py": 7,
    "db_not_summed.py": 6,
    "db_kept_dims.py": 6,
    "w_not_transposed.py": 6,
    "upstream_forgotten.py": 5,
    "order_dw_db_dx.py": 4,
    "x_not_transposed.py": 4,
    "dw_transposed.py": 3,
    "dx_flat.py": 3,
    "sigmoid_forward_again.py": 3,
    "sigmoid_is_cache.py": 3,
    "jacobian_sigmoid.py": 2,
    "sigmoid_square_forgotten.py": 2,
    "sigmoid_tanh.py": 2,
    "sigmoid_minus.py": 2,
    "loop_misses_last_row.py": 2,
    "return_inside_loop.py": 2,
    "divided_by_m.py": 2,
    "changes_cache.py": 1,
    "in_place.py": 1,
    "numerical_one_sided.py": 1,
    "learning_rate.py": 1,
    "rounded.py": 1,
}
UNFINISHED = {"many_mistakes.py": 3, "half_done.py": 4, "zeros_left.py": 3, "everything_mean.py": 1}
BROKEN = {
    "missing_colon.py": 6,
    "forgot_numpy.py": 6,
    "shapes_do_not_fit.py": 6,
    "return_missing.py": 5,
    "indentation.py": 4,
    "not_implemented.py": 4,
    "index_error.py": 4,
    "missing_function.py": 4,
    "unclosed_bracket.py": 3,
    "pass_only.py": 3,
    "wrong_arity.py": 2,
    "smart_quotes.py": 2,
    "tabs_and_spaces.py": 2,
    "uses_torch.py": 2,
    "camel_case.py": 1,
    "merge_conflict.py": 1,
    "python2_print.py": 1,
    "endless_loop.py": 1,
}
OF_ADA = ("broken/missing_colon.py", "wrong/mean_dw_and_db.py", "wrong/dw_mean.py")
"""The demo's student stands in the middle of it, before a mistake with a name."""
SUCCEED = 0.72
BROKEN_AT_FIRST = 0.4
SAME_MISTAKE = 0.35


def story(attempts: int, random: Random) -> list[str]:
    """The files of one student, the first attempt first: paths in tests/solutions."""
    if not attempts:
        return []
    succeeds = random.random() < (SUCCEED if attempts > 1 else 0.35)
    files: list[str] = []
    mistake = _drawn("wrong", WRONG, random)
    for number in range(attempts - succeeds):
        if number and random.random() > SAME_MISTAKE:
            mistake = _drawn("wrong", WRONG, random)
        if random.random() < BROKEN_AT_FIRST * 0.7**number:
            files.append(_drawn("broken", BROKEN, random))
        elif random.random() < 0.2 * 0.5**number:
            files.append(_drawn("wrong", UNFINISHED, random))
        else:
            files.append(mistake)
    if succeeds:
        files.append(_drawn("right", RIGHT, random))
        if len(files) > 2 and random.random() < 0.2:  # handed in once more, to be sure
            files[-2] = files[-1]
    return files


def counts(students: int, uploads: int, random: Random) -> list[int]:
    """How many attempts each student has: `uploads` in all, none for a few.

    Raises:
        ValueError: fewer uploads than students who hand in.
    """
    active = max(1, round(0.96 * students))
    if uploads < active:
        raise ValueError(f"{students} students hand in {active} uploads at least")
    found = [1] * active + [0] * (students - active)
    eager = [random.expovariate(1) + 0.3 for _ in range(active)]
    for who in random.choices(range(active), eager, k=uploads - active):
        found[who] += 1
    random.shuffle(found)
    return found


def _drawn(folder: str, weights: dict[str, int], random: Random) -> str:
    return f"{folder}/{random.choices(list(weights), list(weights.values()))[0]}"
