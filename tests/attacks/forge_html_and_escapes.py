# forge | markup, NUL and escape sequences in an exception | exception
def affine_backward(dout, cache):
    raise ValueError("<script>alert(1)</script>\0\x1b[2J\ud800\u202e")
