/* A button in the bar opens a form; what is filled in becomes words of the address, and the page is asked for anew. */
(function () {
  "use strict";
  const root = () => document.querySelector(".jq-page");

  function made(kind, look, text) {
    const node = document.createElement(kind);
    if (look) node.className = look;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function opened(button, form) {
    const words = JSON.parse(root().dataset.words), held = JSON.parse(button.dataset.filled || "{}");
    const dialog = made("dialog", "jq-form"), body = made("form"), ends = made("div", "jq-form-ends");
    const shut = made("button", "jq-act", words.cancel), send = made("button", "jq-act jq-act-strong", form.button);
    shut.type = "button";
    shut.addEventListener("click", () => dialog.close());
    ends.append(shut, send);
    body.append(made("h2", "", form.title), made("p", "jq-form-says", form.says), ...form.entries.map((entry) => window.jqEntry(entry, held[entry.name])), ends);
    body.addEventListener("submit", (event) => { event.preventDefault(); asked(new FormData(body), form); });
    dialog.setAttribute("aria-label", form.title);
    dialog.append(body);
    dialog.addEventListener("close", () => { dialog.remove(); if (button.isConnected) button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  }
  function asked(data, form) {                             // a whole page, so that a refusal is a page too
    const query = new URLSearchParams(location.search);
    form.entries.forEach((entry) => query.set(entry.name, data.get(entry.name)));
    JSON.parse(root().dataset.turns || "[]").forEach((turn) => query.delete(turn));    // another filter begins with its first leaf
    if (query.has("from") && form.entries.some((entry) => entry.name === "from")) query.delete("window");
    window.jqGo(location.pathname + "?" + query);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-asks]"), form = button && root() && JSON.parse(root().dataset.questions || "{}")[button.dataset.asks];
    if (form) opened(button, form);
  });
})();
