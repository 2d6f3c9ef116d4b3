"""`dout assignment`: try an assignment file before students meet it (`trial`), or begin one (`starting`)."""
