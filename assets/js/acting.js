/* What people do: a button in a tile opens a form, the form is sent once, the answer is words or the next picture. */
(function () {
  "use strict";
  const root = () => document.querySelector(".jq-page");
  const said = (name) => JSON.parse(root().dataset[name] || "null");
  const SENT = 15000, CHOSEN = ["choice", "several"];

  function made(kind, look, text) {
    const node = document.createElement(kind);
    if (look) node.className = look;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  /* Under its own key an act is written once, however often it is sent. */
  function once() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function control(entry, given) {
    const node = made(CHOSEN.includes(entry.kind) ? "select" : entry.kind === "text" ? "textarea" : "input");
    const first = entry.kind === "choice" ? [["", said("words").choose]] : [];
    if (CHOSEN.includes(entry.kind)) [...first, ...entry.values].forEach(([value, words]) => { const option = made("option", "", words); option.value = value; node.append(option); });
    else node.maxLength = entry.most;
    if (entry.kind === "date" || entry.kind === "number") node.type = entry.kind;
    if (entry.kind === "moment") node.type = "datetime-local";
    if (entry.kind === "several") node.multiple = true;
    node.name = entry.name;
    node.required = entry.needed;
    node.autocomplete = "off";
    if (given !== undefined) node.value = given;
    return node;
  }
  function asked(entry, given) {
    const label = made("label", "jq-entry jq-entry-" + entry.kind);
    label.append(made("span", "", entry.title), control(entry, given));
    if (entry.hint) label.append(made("small", "", entry.hint));
    return label;
  }
  function about(button) {                                 // data-of-… of the button, as the act takes them
    return Object.fromEntries(Object.entries(button.dataset).filter(([name]) => name.startsWith("of") && name.length > 2)
      .map(([name, value]) => [name.slice(2).replace(/^./, (letter) => letter.toLowerCase()).replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase()), value]));
  }
  /* What was typed and chosen: nothing of what was left empty, a list where several may be chosen. */
  function filled(form, entries) {
    const data = new FormData(form);
    const said = (entry) => entry.kind === "several" ? data.getAll(entry.name) : String(data.get(entry.name) || "").trim();
    const moment = (value) => new Date(value).toISOString();    // typed by the clock on the wall, told with its zone
    return Object.fromEntries(entries.map((entry) => [entry.name, entry.kind === "moment" && said(entry) ? moment(said(entry)) : said(entry)]).filter(([, value]) => value.length));
  }
  function opened(button) {
    const act = button.dataset.act, form = said("forms")[act], given = about(button), key = once();
    const dialog = made("dialog", "jq-form"), body = made("form"), words = made("p", "jq-form-error"), ends = made("div", "jq-form-ends");
    const shut = made("button", "jq-act", said("words").cancel), send = made("button", "jq-act jq-act-strong", form.button);
    shut.type = "button";
    shut.addEventListener("click", () => dialog.close());
    words.setAttribute("role", "alert");
    words.hidden = true;
    ends.append(shut, send);
    body.append(made("h2", "", form.title), made("p", "jq-form-subject", button.dataset.subject), made("p", "jq-form-says", form.says), ...form.entries.map((entry) => asked(entry, given[entry.name])), words, ends);
    dialog.setAttribute("aria-label", form.title);
    dialog.append(body);
    dialog.addEventListener("close", () => { dialog.remove(); button.isConnected && button.focus(); });
    body.addEventListener("submit", (event) => { event.preventDefault(); sent(dialog, send, words, Object.assign({act: act, once: key}, given, filled(body, form.entries))); });
    document.body.append(dialog);
    dialog.showModal();
  }
  async function hurried(button, act) {                    // nothing is asked: sent at the press, a refusal is said where the word would be
    const words = made("p");
    await sent({close: () => {}}, button, words, Object.assign({act: act, once: once()}, about(button)));
    if (!words.hidden) noted(words.textContent);
  }
  async function sent(dialog, button, words, body) {
    const lang = root().dataset.lang, stop = new AbortController(), late = setTimeout(() => stop.abort(), SENT);
    button.disabled = true;
    words.hidden = true;
    try {
      const reply = await fetch("/act?lang=" + lang, {method: "POST", signal: stop.signal, headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
      const answer = await reply.json().catch(() => ({}));
      if (reply.ok) { dialog.close(); noted((answer.words || {})[lang]); window.jqAgain(); return; }
      complain(words, (answer.words || {})[lang] || said("words").refused.replace("{status}", reply.status));
    } catch (_) {
      complain(words, said("words").unsent);               // the same form may be sent again: its key is the same
    } finally {
      clearTimeout(late);
      button.disabled = false;
    }
  }
  function complain(words, text) {
    words.textContent = text;
    words.hidden = false;
  }
  function noted(text) {                                   // a quiet word that it is written
    const note = made("div", "jq-noted", text || said("words").written);
    note.setAttribute("role", "status");
    document.body.append(note);
    setTimeout(() => note.remove(), 4000);
  }
  window.jqNoted = noted;
  window.jqEntry = asked;                                  // asking.js makes the same entries
  /* Pictures are the same for many; which buttons one sees is told by the page, and judged again by the server. */
  function entitled() {
    const style = made("style"), rights = said("rights") || [];
    style.textContent = rights.map((right) => '.jq-act[data-right~="' + CSS.escape(right) + '"]').concat(".jq-act:not([data-right])").join(",") + "{display:inline-flex}";
    document.head.append(style);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    const form = button && root() && (said("forms") || {})[button.dataset.act];
    if (form && form.atOnce) hurried(button, button.dataset.act);
    else if (form) opened(button);
  });
  (function ready() { if (root()) entitled(); else setTimeout(ready, 50); })();
})();
