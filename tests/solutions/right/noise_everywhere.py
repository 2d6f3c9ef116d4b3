# expect: all
import logging
import random
import sys
import warnings

import numpy as np

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
log = logging.getLogger(__name__)
np.set_printoptions(precision=2, suppress=True)
np.random.seed(231)
random.seed(0)
warnings.filterwarnings("error", category=DeprecationWarning)


def affine_backward(dout, cache):
    x, w, b = cache
    log.info("shapes %s %s", x.shape, w.shape)
    print(dout, file=sys.stderr)
    np.random.seed(0)
    _ = np.random.randn(3, 3)
    warnings.warn("db is not checked", RuntimeWarning)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    old = np.seterr(under="ignore")
    print("\x1b[31mred\x1b[0m \u202e right to left, é, 🦆", flush=True)
    sys.stdout.write("no newline")
    return dout * cache * (1 - cache)
