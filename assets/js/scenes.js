/* The wall's scenes: the one its address asks for, or all in turn; the pause; a safety override holds the first. */
(function () {
  "use strict";
  const STEP = 30000;                                      // of a rotation; never below 20 s
  let asked = null, turn = 0, since = 0, paused = false;

  const root = () => document.querySelector(".jq-page.jq-wall");
  const shape = () => document.documentElement.dataset.shape;
  const names = () => JSON.parse(root().dataset.scenes);
  const held = () => Boolean(root().querySelector('[data-override="safety"]'));
  const turning = () => asked === "auto";
  function scene() {
    const all = Object.keys(names());
    if (shape() !== "plain") return all[0];                // a wide wall shows all at once, one on its side the first
    if (turning()) return held() ? all[0] : all[turn % all.length];
    return all.includes(asked) ? asked : all[0];
  }
  function heard() {                                       // what the address asks for; a new rotation begins at its start
    const said = new URLSearchParams(location.search).get("scene");
    if (said === asked) return;
    asked = said;
    turn = 0;
    since = performance.now();
    paused = false;
  }

  /* The words of a question about the wall: one scene, never the rotation; whether the wall is wide. */
  window.jqScene = function (query) {
    if (!root()) return;
    heard();
    query.set("scene", scene());
    query.delete("wide");
    if (shape() === "wide") query.set("wide", "1");
  };
  /* The panels of a scene stand where its picture has come. */
  window.jqScened = function (url) {
    if (root()) root().dataset.scene = new URL(url, location.href).searchParams.get("scene");
  };

  function told() {
    const box = root().querySelector(".jq-scene"), words = JSON.parse(root().dataset.words), all = names(), now = scene();
    const kind = !turning() ? "scene" : held() ? "held" : paused ? "paused" : "turning";
    const text = words[kind].replace("{name}", all[now]);
    box.hidden = shape() !== "plain" || (!turning() && now === Object.keys(all)[0]);
    if (box.textContent !== text) box.textContent = text;
  }
  function look() {
    if (!root()) return;
    heard();
    const at = performance.now();
    if (paused || held()) since = at;                      // a scene that was held gets its whole time again
    if (turning() && at - since >= STEP) { turn += 1; since = at; }
    if (root().dataset.scene && root().dataset.scene !== scene()) window.jqAgain();
    told();
  }
  addEventListener("jq-pause", () => { if (turning()) { paused = !paused; since = performance.now(); look(); } });
  setInterval(look, 250);
})();
