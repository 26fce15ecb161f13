/* The rows of a long list in blocks, as they come into sight; its order is the server's and stands still while one scrolls. */
(function () {
  "use strict";
  const GRID = JSON.stringify({grid: "case-list-grid"}), APART = ["columns", "theme", "against", "sort"], PAUSE = 300, AGAIN = 2000, LONGEST = 60000, TOP = 34;
  const list = {asked: null, roll: "", mark: null, now: 0};   // what is shown, as of which roll
  let latest = null, waiting = 0, typing = 0, typed = false, failed = 0;

  const root = () => document.querySelector(".jq-page");
  const on = () => Boolean(document.querySelector(".jq-on-cases"));
  const box = () => document.querySelector("input.jq-search, .jq-search input");   // Dash puts a frame around it
  function grid() {
    try { return window.dash_ag_grid && window.dash_ag_grid.getApi(GRID); } catch (_) { return null; }
  }
  function query() {                                       // what the address asks for, without what changes no list
    const said = new URLSearchParams(location.search);
    Object.entries(JSON.parse(root().dataset.fixed)).forEach(([word, value]) => said.set(word, value));
    said.set("lang", root().dataset.lang);
    APART.forEach((word) => said.delete(word));
    said.sort();
    return said;
  }
  const order = (model) => model.length ? (model[0].sort === "desc" ? "-" : "") + model[0].colId : "";
  function state(said) {
    const column = said.replace(/^-/, "");
    return {defaultState: {sort: null}, state: column ? [{colId: column, sort: said.startsWith("-") ? "desc" : "asc"}] : []};
  }
  function changed(yes) {
    const button = document.querySelector(".jq-list-renew");
    if (button) button.hidden = !yes;
  }

  async function rows(asked) {
    const said = query();
    said.set("start", asked.startRow);
    if (order(asked.sortModel)) said.set("sort", order(asked.sortModel));
    if (list.roll) said.set("roll", list.roll);
    const reply = await fetch(window.jqPrefix() + "lists/cases?" + said, {cache: "no-store"});
    if (reply.status === 401) window.jqDoor();
    if (reply.status === 410) return null;
    if (!reply.ok) throw Object.assign(new Error("list: " + reply.status), {status: reply.status});
    return reply.json();
  }
  const source = () => ({                                  // one for each question: answers to an older one are dropped
    getRows: async function (asked) {
      const mine = list.asked, sort = order(asked.sortModel);
      if (sort !== list.sort) { list.sort = sort; list.roll = ""; said(sort); }
      try {
        const block = await rows(asked);
        if (mine !== list.asked || sort !== list.sort) { asked.failCallback(); return; }
        if (!block) { asked.failCallback(); list.roll = ""; changed(true); return; }   // held no longer: whoever reads begins anew
        if (list.roll !== block.roll) Object.assign(list, {roll: block.roll, mark: block.mark, now: block.now});
        failed = 0;
        asked.successCallback(block.rows, block.cases);
        judge();
      } catch (error) {
        asked.failCallback();
        if (error.status && error.status < 500 && error.status !== 429) return;   // a refusal stays one
        const pause = Math.min(AGAIN * 2 ** failed++, LONGEST);
        setTimeout(() => { if (mine === list.asked && grid()) grid().refreshInfiniteCache(); }, pause);
      }
    }
  });
  function said(sort) {                                    // the address keeps the order, for links, views and files
    if ((new URLSearchParams(location.search).get("sort") || "") !== sort) window.jqTurn({sort: sort});
  }
  function renew() {
    list.roll = "";
    changed(false);
    if (grid()) grid().refreshInfiniteCache();
  }
  function judge() {                                       // at its head a list renews itself, further down it says that it could
    if (!latest || latest.now < list.now || list.mark === null) return;
    const other = latest.mark !== list.mark;
    if (other && grid() && grid().getVerticalPixelRange().top < TOP) { list.mark = latest.mark; renew(); } else changed(other);
  }
  window.jqListed = function (news) { latest = news; judge(); };

  function shown() {                                       // after every change of the address
    clearTimeout(waiting);
    if (!root() || !on()) return;
    const found = grid();
    if (!found || !found.getGridOption || !found.getGridOption("datasource")) { waiting = setTimeout(shown, 50); return; }   // the component gives each new grid one of its own
    const asked = query().toString(), sort = new URLSearchParams(location.search).get("sort") || "";
    if (sort !== list.sort) {
      list.sort = sort;
      list.roll = "";
      found.applyColumnState(state(sort));
    }
    if (asked !== list.asked) {
      Object.assign(list, {asked: asked, roll: "", mark: null, now: 0});
      changed(false);
      found.setGridOption("datasource", source());
    }
    const words = new URLSearchParams(location.search).get("q") || "";
    if (box() && box().value.trim() !== words && !typed) window.dash_clientside.set_props("search", {value: words});
  }
  ["popstate", "_dashprivate_pushstate"].forEach((name) => addEventListener(name, () => setTimeout(shown, 0)));
  (function ready() {
    if (!root() || !window.jqPrefix) { setTimeout(ready, 50); return; }
    shown();
    if (location.hash === "#search" && box()) { history.replaceState(history.state, "", location.pathname + location.search); box().focus(); }
  })();

  function sent() {
    clearTimeout(typing);
    typed = false;
    const words = box().value.trim(), before = new URLSearchParams(location.search).get("q") || "";
    if (words !== before) window.jqTurn({q: words}, Boolean(before));
  }
  document.addEventListener("input", (event) => {
    if (event.target !== box() || event.isComposing) return;
    typed = true;
    clearTimeout(typing);
    typing = setTimeout(sent, PAUSE);
  });
  document.addEventListener("compositionend", (event) => { if (event.target === box()) { clearTimeout(typing); typing = setTimeout(sent, PAUSE); } });
  document.addEventListener("keydown", (event) => {
    if (event.target !== box() || event.isComposing) return;
    if (event.key === "Enter") sent();
    if (event.key === "Escape") { window.dash_clientside.set_props("search", {value: ""}); clearTimeout(typing); typed = false; window.jqTurn({q: ""}, true); box().blur(); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest(".jq-list-renew")) { renew(); if (grid()) grid().ensureIndexVisible(0); } });
})();
