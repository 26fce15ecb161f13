/* Views of the list by name: words of the address, kept in this browser for whoever reads; they go when one signs out, and those
   of somebody whose session ended by itself when another person reads a page here. */
(function () {
  "use strict";
  const MOST = 30, LONGEST = 40, LEFT_OUT = ["lang", "theme"];
  const root = () => document.querySelector(".jq-page");
  const KEPT = "jq-views:";
  const place = () => KEPT + (root().dataset.reader || "");

  function made(kind, look, text) {
    const node = document.createElement(kind);
    if (look) node.className = look;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function kept() {                                        // whatever else stands there is nobody's view
    try {
      const found = JSON.parse(localStorage.getItem(place()) || "[]");
      return Array.isArray(found) ? found.filter((one) => one && typeof one.name === "string" && typeof one.query === "string") : [];
    } catch (_) { return []; }
  }
  function forgetOthers() {
    try {
      Object.keys(localStorage).filter((name) => name.startsWith(KEPT) && name !== place()).forEach((name) => localStorage.removeItem(name));
    } catch (_) { /* a browser that keeps nothing */ }
  }
  function keep(views) {
    try { localStorage.setItem(place(), JSON.stringify(views.slice(-MOST))); } catch (_) { /* a browser that keeps nothing */ }
  }
  function now() {
    const query = new URLSearchParams(location.search);
    LEFT_OUT.forEach((word) => query.delete(word));
    query.sort();
    return query.toString();
  }
  function line(view, dialog, list) {
    const words = JSON.parse(root().dataset.words), item = made("li", "jq-view"), link = made("a", "jq-view-name", view.name), drop = made("button", "jq-act", "✕");
    link.href = location.pathname + (view.query ? "?" + view.query : "");
    link.addEventListener("click", () => dialog.close());
    drop.type = "button";
    drop.setAttribute("aria-label", words.drop.replace("{name}", view.name));
    drop.addEventListener("click", () => { keep(kept().filter((one) => one.name !== view.name)); filled(dialog, list); });
    item.append(link, drop);
    return item;
  }
  function filled(dialog, list) {
    const views = kept(), words = JSON.parse(root().dataset.words);
    list.replaceChildren(...(views.length ? views.map((view) => line(view, dialog, list)) : [made("li", "jq-view-none", words.no_views)]));
  }
  function opened(button) {
    const words = JSON.parse(root().dataset.words), dialog = made("dialog", "jq-form"), body = made("form"), list = made("ul", "jq-view-list"), ends = made("div", "jq-form-ends");
    const label = made("label", "jq-entry"), name = made("input"), shut = made("button", "jq-act", words.cancel), send = made("button", "jq-act jq-act-strong", words.keep);
    name.name = "name";
    name.maxLength = LONGEST;
    name.required = true;
    name.autocomplete = "off";
    label.append(made("span", "", words.view_name), name);
    shut.type = "button";
    shut.addEventListener("click", () => dialog.close());
    ends.append(shut, send);
    body.append(made("h2", "", words.views), made("p", "jq-form-says", words.views_kept), list, label, ends);
    body.addEventListener("submit", (event) => {
      event.preventDefault();
      const called = name.value.trim();
      if (!called) return;
      keep(kept().filter((one) => one.name !== called).concat([{name: called, query: now()}]));
      name.value = "";
      filled(dialog, list);
    });
    dialog.setAttribute("aria-label", words.views);
    dialog.append(body);
    dialog.addEventListener("close", () => { dialog.remove(); if (button.isConnected) button.focus(); });
    filled(dialog, list);
    document.body.append(dialog);
    dialog.showModal();
  }
  const arriving = new MutationObserver(() => {
    if (!root()) return;
    arriving.disconnect();
    forgetOthers();
  });
  arriving.observe(document.documentElement, {childList: true, subtree: true});
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.jq-views");
    if (button && root()) opened(button);
  });
})();
