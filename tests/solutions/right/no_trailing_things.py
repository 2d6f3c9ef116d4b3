# expect: all
import numpy as np;
def affine_backward(dout,cache):x,w,b=cache;return dout.dot(w.T).reshape(x.shape),x.reshape(len(x),-1).T.dot(dout),dout.sum(0)
def sigmoid_backward(dout,cache):return dout*cache*(1-cache)
