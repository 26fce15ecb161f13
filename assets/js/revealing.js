/* Look closer at one case: a reason goes to the server, what it tells is put beside the form as text. */
(function () {
  "use strict";
  function line(words, name) {
    const found = document.createElement("div");
    found.className = name;
    found.textContent = words;
    return found;
  }
  function told(place, answer, words) {
    const point = answer.place ? [line(words.point + " " + answer.place.lon.toFixed(6) + ", " + answer.place.lat.toFixed(6), "jq-reveal-point")] : [];
    const said = answer.said.map((one) => line([one.doc_no, one.clause, one.note].filter(Boolean).join(" · "), "jq-reveal-said"));
    const text = answer.text ? [line(answer.text, "jq-reveal-text")] : [], all = [...text, ...point, ...said];
    place.replaceChildren(...(all.length ? all : [line(words.nothing, "jq-reveal-text")]));
  }
  async function ask(box) {
    const place = box.querySelector("[data-revealed]"), button = box.querySelector("[data-reveal]");
    const page = document.querySelector(".jq-page"), lang = page.dataset.lang, words = JSON.parse(box.dataset.words);
    const body = {key: JSON.parse(page.dataset.fixed).key, reason: box.querySelector("select").value, words: box.querySelector("textarea").value};
    button.disabled = true;
    try {
      const reply = await fetch("/reveal", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
      const answer = await reply.json();
      if (reply.ok) told(place, answer, words);
      else place.replaceChildren(line((answer.words || {})[lang] || String(reply.status), "jq-reveal-refused"));
    } catch (_) {
      place.replaceChildren(line(words.offline, "jq-reveal-refused"));
    } finally {
      button.disabled = false;
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    if (button) ask(button.closest(".jq-reveal"));
  });
})();
