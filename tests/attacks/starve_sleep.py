# starve | sleep for ever | time_limit
import time
def affine_backward(dout, cache):
    time.sleep(10**6)
