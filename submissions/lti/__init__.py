"""Learning systems that speak LTI 1.3 Advantage (https://www.imsglobal.org/spec/lti/v1p3): who may send
people here, how they come in, which of their courses and links are which here, and how marks get
back to them."""
