# starve | sleep for ever | time_limit | naive grader: hung
import time
def affine_backward(dout, cache):
    time.sleep(10**6)
