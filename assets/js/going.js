/* From page to page: language and theme go along, an address in a figure or a table is followed like a link. */
(function () {
  "use strict";
  const CARRIED = ["lang", "theme"];

  function carried(address) {
    const url = new URL(address, location.href), here = new URLSearchParams(location.search);
    CARRIED.forEach((word) => { if (here.has(word) && !url.searchParams.has(word)) url.searchParams.set(word, here.get(word)); });
    return url;
  }
  window.jqGo = function (address) {
    const url = carried(address);
    if (url.origin === location.origin) location.assign(url);
  };
  /* The words of this page, changed without leaving it: what dcc.Link does for a click. */
  window.jqTurn = function (changes, instead) {
    const query = new URLSearchParams(location.search);
    Object.entries(changes).forEach(([word, said]) => said ? query.set(word, said) : query.delete(word));
    turned(location.pathname + (query.size ? "?" + query : ""), instead);
  };
  function turned(address, instead) {                      // `instead`: back leads past what it said before
    history[instead ? "replaceState" : "pushState"]({}, "", address);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    const url = carried(link.href), plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (url.origin !== location.origin) return;
    if (url.href !== link.href) link.href = url.href;
    if (plain && url.pathname === location.pathname) {     // other words of the same page: nothing is loaded anew
      event.preventDefault();
      turned(url);
    }
  }, true);

  function painted() {                                     // the theme of the address, else that of the page
    const root = document.querySelector(".jq-page"), said = new URLSearchParams(location.search).get("theme");
    const theme = said === "light" || said === "dark" ? said : root && root.dataset.themeDefault;
    if (theme && document.documentElement.dataset.theme !== theme) document.documentElement.dataset.theme = theme;
  }
  ["popstate", "_dashprivate_pushstate"].forEach((name) => addEventListener(name, painted));
  painted();

  /* A row of a table leads where its link leads: by a click that selects nothing, and by Enter. */
  function led(event) {
    const row = !event.target.closest("a") && event.target.closest(".jq-grid .ag-row"), link = row && row.querySelector(".jq-cell-link");
    if (link) link.click();
  }
  document.addEventListener("click", (event) => { if (!String(getSelection())) led(event); });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") led(event); });

  /* A picture makes rows anew: whoever walks by keyboard stays in the row where they stood. */
  const REACHED = "a[href], button";
  let stood = null;
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]"), tile = row && row.closest(".jq-tile");
    stood = tile && {tile: tile, row: row.dataset.row, at: [...row.querySelectorAll(REACHED)].indexOf(event.target)};
  });
  document.addEventListener("focusout", (event) => setTimeout(() => {   // left by hand, not taken away by a picture
    if (event.target.isConnected && document.activeElement === document.body) stood = null;
  }));
  new MutationObserver(() => {
    if (!stood || document.activeElement !== document.body) return;
    const row = stood.tile.querySelector('[data-row="' + CSS.escape(stood.row) + '"]');
    const node = row && (stood.at < 0 ? row : row.querySelectorAll(REACHED)[stood.at]);
    if (node) node.focus({preventScroll: true});
  }).observe(document.documentElement, {childList: true, subtree: true});

  /* The text of a cell as a link to its row's own address. */
  const cells = window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  cells.JqLink = function (cell) {
    return cell.data && cell.data.href ? React.createElement("a", {href: cell.data.href, className: "jq-cell-link"}, cell.value) : cell.value;
  };
})();
