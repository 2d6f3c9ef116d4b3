# expect: affine_backward=import sigmoid_backward=import
# says: `torch
import torch


def affine_backward(dout, cache):
    x, w, b = [torch.tensor(a, requires_grad=True) for a in cache]
    y = x.flatten(1) @ w + b
    y.backward(torch.tensor(dout))
    return x.grad.numpy(), w.grad.numpy(), b.grad.numpy()


def sigmoid_backward(dout, cache):
    x = torch.logit(torch.tensor(cache)).requires_grad_()
    torch.sigmoid(x).backward(torch.tensor(dout))
    return x.grad.numpy()
