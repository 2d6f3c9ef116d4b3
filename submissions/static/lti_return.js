// Sends the choice back to the learning system; without scripts its button does.
document.getElementById("return").submit();
