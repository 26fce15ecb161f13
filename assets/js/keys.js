/* The keyboard of every page, and the buttons that do the same: what a key does is told by the card behind `?`. */
(function () {
  "use strict";
  const root = () => document.querySelector(".jq-page");
  const card = () => document.querySelector("dialog.jq-keys");

  function escaped() {                                     // the nearest thing that can be closed, else the filters, else the case
    const open = document.querySelector("details[open]");
    if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); return; }
    const query = new URLSearchParams(location.search), held = root().dataset.cleared.split(" ").filter((word) => word && query.has(word));
    if (held.length) window.jqTurn(Object.fromEntries(held.map((word) => [word, ""])));
    else if (root() && root().dataset.page === "case" && history.length > 1) history.back();
  }
  /* The box of the quick filter, else the filters of the page, else the list of cases with its box. */
  window.jqSearch = function () {
    const box = document.querySelector("input.jq-search, .jq-search input"), menu = document.querySelector(".jq-add");
    if (box) { box.focus(); box.select(); return; }
    if (menu) { menu.setAttribute("open", ""); menu.querySelector("summary").focus(); return; }
    if (document.querySelector(".jq-desk") && document.querySelector('.jq-nav [href^="/cases"]')) window.jqGo("/cases#search");
  };
  const does = {
    keys: () => { const shown = card(); if (!shown) return; if (shown.open) shown.close(); else shown.showModal(); },
    escape: escaped,
    filter: () => window.jqSearch(),
    theme: () => { const now = document.documentElement.dataset.theme, next = now === "dark" ? "light" : "dark"; window.jqTurn({theme: next === root().dataset.themeDefault ? "" : next}); },
    lang: () => { const query = new URLSearchParams(location.search); query.set("lang", root().dataset.lang === "zh" ? "en" : "zh"); location.search = query; },
    full: () => { if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen().catch(() => {}); },
    pause: () => { dispatchEvent(new CustomEvent("jq-pause")); }
  };
  const keys = {"?": "keys", "/": "filter", t: "theme", l: "lang", f: "full", p: "pause", " ": "pause", Escape: "escape"};

  /* `g` and then a letter, within a moment: to a page; no other script takes that letter for its own. */
  const SOON = 1500;
  let led = 0;
  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    const soon = event.timeStamp < led, letter = /^[a-z]$/.test(event.key) && document.querySelector('.jq-keys [data-letter="' + event.key + '"]');
    led = event.key === "g" && !soon ? event.timeStamp + SOON : 0;   // when it was pressed, however late a busy page hears of it
    if (!soon || !letter) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.jqGo(letter.dataset.path);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!root() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (card() && card().open && event.key !== "?") return;   // the card closes itself on Esc
    if (event.key === " " && event.target !== document.body) return;
    const page = Number(event.key), links = document.querySelectorAll(".jq-keys [data-path]");
    if (page >= 1 && page <= links.length) { window.jqGo(links[page - 1].dataset.path); return; }
    if (keys[event.key]) { if (event.key !== "Escape") event.preventDefault(); does[keys[event.key]](); }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-does]");
    if (button && does[button.dataset.does]) does[button.dataset.does]();
    const open = document.querySelector(".jq-add[open]");    // a menu closes when one looks elsewhere
    if (open && !open.contains(event.target)) open.removeAttribute("open");
  });
})();
