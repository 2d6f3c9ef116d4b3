# spy | walk all objects for reference gradients, seeds and our code | pass | naive grader: gained
import gc
import types
gc.unfreeze()
WORDS = ("reference", "expected", "judge", "verdict", "points", "tolerance", "misconception", "seed")
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType):
        if thing.__module__ and thing.__module__.split(".")[0] in ("grader", "submissions"):
            print("GAINED", thing)
        if "/grader/" in thing.__code__.co_filename or "/submissions/" in thing.__code__.co_filename:
            print("GAINED", thing.__code__)
    elif isinstance(thing, types.ModuleType) and thing.__name__.split(".")[0] in ("grader", "submissions"):
        print("GAINED", thing)
    elif isinstance(thing, dict) and thing.get("__name__", "") == "inside.child":
        named = [name for name in thing if any(word in str(name).lower() for word in WORDS)]
        if named:
            print("GAINED", named)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
