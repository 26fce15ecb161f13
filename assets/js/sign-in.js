/* Forms at the doors: sent as JSON from here, answered in words; on other pages there is nothing to do. */
(function () {
  "use strict";
  function said(form) {
    return Object.fromEntries([...new FormData(form).entries()].map(([name, value]) => [name, String(value)]));
  }
  function complain(form, words) {
    const place = form.parentElement.querySelector("[data-error]") || document.querySelector("[data-error]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
  function forget() {                                      // over plain HTTP a browser does not heed Clear-Site-Data
    try { localStorage.clear(); sessionStorage.clear(); } catch (_) { /* it keeps nothing */ }
  }
  async function post(form) {
    const button = form.querySelector("button[type=submit]"), body = said(form), lang = document.body.dataset.lang;
    if (form.dataset.differ && body.new !== body.again) { complain(form, form.dataset.differ); return; }
    button.disabled = true;
    complain(form, "");
    try {
      const reply = await fetch(form.dataset.post + "?lang=" + lang, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
      const answer = await reply.json();
      if (reply.ok && form.dataset.post === "/sign-out") forget();
      if (reply.ok) { window.location.assign(answer.next || window.location.href); return; }
      complain(form, (answer.words || {})[lang] || String(reply.status));
      const code = form.querySelector("[data-code]");
      if (code && answer.code) { code.hidden = false; code.querySelector("input").focus(); }
      else { const secret = form.querySelector("input[type=password]"); if (secret) { secret.value = ""; secret.focus(); } }
    } catch (_) {
      complain(form, document.body.dataset.offline);
    } finally {
      button.disabled = false;
    }
  }
  function show(button) {
    const field = document.getElementById(button.dataset.show), open = field.type === "password";
    field.type = open ? "text" : "password";
    button.setAttribute("aria-pressed", String(open));
    field.focus();
  }
  function pick(button) {
    document.getElementById("account").value = button.dataset.account;
    document.getElementById("password").value = button.dataset.password;
    document.querySelector("form[data-post='/sign-in']").requestSubmit();
  }
  /* A link from another site comes without the cookie, which is for this site alone: asked from here, the door knows better. */
  async function known(onward) {
    const reply = await fetch(window.location.href, {redirect: "manual", cache: "no-store"}).catch(() => null);
    if (reply && reply.type === "opaqueredirect") window.location.replace(onward || "/");
  }
  function begin() {
    if (!document.body.classList.contains("jq-door")) return;
    const onward = document.querySelector("form[data-post='/sign-in'] input[name=next]");
    if (onward) known(onward.value);
    document.addEventListener("submit", (event) => {
      const form = event.target.closest("form[data-post]");
      if (form) { event.preventDefault(); post(form); }
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show], [data-account]");
      if (button) (button.dataset.show ? show : pick)(button);
    });
    const caps = document.querySelector("[data-caps]");
    if (caps) document.addEventListener("keyup", (event) => { caps.hidden = !(event.getModifierState && event.getModifierState("CapsLock")); });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
