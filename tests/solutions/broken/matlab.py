# expect: fault=syntax
# says: Line 3 is MATLAB.
function [dx, dw, db] = affine_backward(dout, x, w)
  dx = dout * w.';
end
