/* A page that was lost on its way, or is of another boot, is loaded anew, but only once the server hands it out: a screen nobody stands at must not end on a proxy's error page. */
(function () {
  "use strict";
  const EVERY = 30000;
  let asking = false;

  window.jqReload = async function () {
    if (asking) return;
    asking = true;
    try {
      const reply = await fetch(location.href, {cache: "no-store"});
      if (reply.ok) { location.reload(); return; }        // the page goes: nothing more is asked
    } catch { /* the next time */ }
    asking = false;
  };
  setInterval(() => { if (!document.querySelector(".jq-page[data-link]")) window.jqReload(); }, EVERY);   // set by veil.js once live.js speaks
})();
