# expect: affine_backward=import
import torch


def affine_backward(dout, cache):
    return torch.tensor(dout)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
