# forge | an OSError with the number of a refused call | forbidden | no control: it can only cost its own points
def affine_backward(dout, cache):
    raise OSError(1024 + 101, "<b>ptrace</b>")
