# expect: fault=syntax
# says: Line 3 is the start of a patch (diff).
diff --git a/layers.py b/layers.py
@@ -1,3 +1,4 @@
 def sigmoid_backward(dout, cache):
-    pass
+    return dout * cache * (1 - cache)
