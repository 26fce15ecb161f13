/* The columns that the address names are shown, the others hidden; none named: all. */
(function () {
  "use strict";
  const GRID = JSON.stringify({grid: "case-list-grid"});
  let waiting = 0;

  function grid() {
    try { return window.dash_ag_grid && window.dash_ag_grid.getApi(GRID); } catch (_) { return null; }
  }
  function shown() {
    clearTimeout(waiting);
    if (!document.querySelector(".jq-on-cases")) return;
    const found = grid(), columns = found && found.getColumns && found.getColumns();
    if (!columns || !columns.length) { waiting = setTimeout(shown, 100); return; }
    const names = columns.map((column) => column.getColId());
    const asked = (new URLSearchParams(location.search).get("columns") || "").split(",").filter((name) => names.includes(name));
    const kept = asked.length ? names.filter((name) => name === "id" || asked.includes(name)) : names;
    found.setColumnsVisible(kept, true);
    found.setColumnsVisible(names.filter((name) => !kept.includes(name)), false);
  }
  ["popstate", "_dashprivate_pushstate"].forEach((name) => addEventListener(name, () => setTimeout(shown, 0)));
  (function ready() { if (document.querySelector(".jq-page")) shown(); else setTimeout(ready, 50); })();
})();
