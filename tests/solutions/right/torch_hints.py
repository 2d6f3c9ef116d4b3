# expect: all
from typing import Optional

import numpy as np
import torch
import torch.nn as nn
from torch import Tensor


def affine_backward(dout: torch.Tensor, cache: Optional[Tensor], dtype=torch.float32):
    x, w, b = cache
    if isinstance(x, torch.Tensor):
        x = x.numpy()
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


class Sigmoid(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        y = 1 / (1 + np.exp(-x))
        return y, y

    def backward(self, dout, cache):
        return dout * cache * (1 - cache)
