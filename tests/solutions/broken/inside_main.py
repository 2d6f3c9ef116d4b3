# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: stands in line 9 inside something else
import numpy as np


def main():
    x = np.ones((2, 3))

    def affine_backward(dout, cache):
        x, w, b = cache
        return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(0)

    def sigmoid_backward(dout, cache):
        return dout * cache * (1 - cache)

    print(affine_backward(x, (x, x, x)))


if __name__ == "__main__":
    main()
