// Tells the learning system that the registration is over (LTI Dynamic Registration 1.0, section 3.6).
(window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
