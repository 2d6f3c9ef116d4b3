from layers import affine_backward
