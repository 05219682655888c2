/* Says why a page stays shut where open.js did not begin: the browser is too old to read it, or the
 * file did not arrive. In the oldest JavaScript there is, and no module, so any browser reads it. */
(function () {
  var arrived = true;
  document.addEventListener("error", function (event) {
    if (event.target.type === "module") arrived = false;
  }, true);
  window.addEventListener("load", function () { // after all modules
    var portal = document.getElementById("portal");
    if (!portal || portal.getAttribute("data-begun") !== null) return;
    if (!document.getElementById("sealed")) arrived = false; // the page itself was cut
    var messages = portal.getElementsByTagName("p");
    for (var i = 0; i < messages.length; i++) {
      var name = messages[i].getAttribute("data-message");
      if (name === (arrived ? "old-browser" : "damaged")) messages[i].removeAttribute("hidden");
      else if (name) messages[i].setAttribute("hidden", "");
    }
  });
})();
