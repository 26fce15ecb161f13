/* The watch's page: the keyboard walks the queue and acknowledges; the sheet of the shift is drafted at a press. */
(function () {
  "use strict";
  const root = () => document.querySelector(".jq-page.jq-on-duty");
  const rows = () => Array.from(document.querySelectorAll(".jq-duty-row"));
  let chosen = null;                                       // the key of a case: pictures make the rows anew

  function marked() {
    rows().forEach((row) => {
      const on = row.dataset.row === chosen;
      row.classList.toggle("jq-duty-on", on);
      if (on) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    });
  }
  function stepped(by) {
    const all = rows(), at = all.findIndex((row) => row.dataset.row === chosen);
    if (!all.length) return;
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
    chosen = next.dataset.row;
    marked();
    next.scrollIntoView({block: "nearest"});
  }
  function acknowledged() {
    const row = rows().find((one) => one.dataset.row === chosen), button = row && row.querySelector('[data-act="acknowledge"]');
    if (!button || button.disabled || !button.offsetParent) return;
    const after = row.nextElementSibling;                  // the next case is under the hand
    button.click();
    if (after) { chosen = after.dataset.row; marked(); }
  }
  const does = {next: () => stepped(1), previous: () => stepped(-1), acknowledge: acknowledged};
  const keys = {j: "next", k: "previous", a: "acknowledge"};

  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keys[event.key]) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    does[keys[event.key]]();
  });

  async function drafted(button) {
    const lang = root().dataset.lang;
    button.disabled = true;
    try {
      const reply = await fetch("/handover/now?lang=" + lang, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({act: "draft"})});
      const answer = await reply.json();
      if (reply.ok) { location.assign(answer.next + "?lang=" + lang); return; }
      window.jqNoted((answer.words || {})[lang] || String(reply.status));
    } catch (_) {
      window.jqNoted(JSON.parse(root().dataset.words).unsent);
    }
    button.disabled = false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-handover]"), row = event.target.closest(".jq-duty-row");
    if (!root()) return;
    if (button) drafted(button);
    if (row) { chosen = row.dataset.row; marked(); }
  });
  (function ready() {
    if (!document.querySelector(".jq-page")) { setTimeout(ready, 50); return; }
    if (root()) new MutationObserver(marked).observe(root(), {childList: true, subtree: true});
  })();
})();
