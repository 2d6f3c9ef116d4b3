# expect: fault=syntax
# says: start of a web page
<!DOCTYPE html>
<html><head><title>layers.py at main</title><script>alert(1)</script></head>
<body>def affine_backward(dout, cache)</body></html>
