/* A page that was lost on its way, or is of another boot, is loaded anew, but only once the server hands it out: a screen nobody stands at must not end on a proxy's error page. */
(function () {
  "use strict";
  const EVERY = 30000;
  let asking = false;

  const lost = () => !document.querySelector(".jq-page[data-link]");   // set by veil.js once live.js speaks

  window.jqReload = async function (still = () => true) {
    if (asking) return;
    asking = true;
    try {
      const reply = await fetch(location.href, {cache: "no-store"});
      if (reply.ok && still()) { location.reload(); return; }        // the page goes: nothing more is asked
    } catch { /* the next time */ }
    asking = false;
  };
  setInterval(() => { if (lost()) window.jqReload(lost); }, EVERY);
})();
