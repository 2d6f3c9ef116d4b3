# spy | import the reference layers of the installed product | import | no control: tests/worker/sandbox/test_hiding.py lays the product out where it could be imported
import grader.messages as messages
import numpy
from grader.layers.affine import affine_backward
from grader.layers import affine_backward
from grader import layers
if hasattr(messages, "__file__") or not hasattr(numpy, "__file__"):
    print("GAINED", messages)
