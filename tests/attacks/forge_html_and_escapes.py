# forge | markup, NUL and escape sequences in an exception | exception | no control: the harm is done where the text is shown; tests/submissions show it escaped
def affine_backward(dout, cache):
    raise ValueError("<script>alert(1)</script>\0\x1b[2J\ud800\u202e")
