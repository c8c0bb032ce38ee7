// For browsers that cannot read the page's modules, in words every browser reads: says so instead of waiting for ever.
(function () {
  var WAIT_MS = 6000;
  function tell() {
    var form = document.getElementById("screen");
    if (form.getAttribute("data-state")) return;
    document.getElementById("verdict").textContent = form.getAttribute("data-text-old");
    document.getElementById("go").style.display = "none";
  }
  setTimeout(tell, WAIT_MS);
})();
