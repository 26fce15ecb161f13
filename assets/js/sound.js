/* The one sound there is: a safety override on the watch's page, at once and then each minute until somebody acknowledges it. */
(function () {
  "use strict";
  const AGAIN = 60000, TONES = [[880, 0], [660, 0.22]], LONG = 0.18, LOUD = 0.2, KEPT = "jq-sound";
  const heard = new Set();                                 // cases that have sounded
  let audio = null, last = -Infinity;

  const box = () => document.querySelector("[data-sound]");
  const off = () => sessionStorage.getItem(KEPT) === "off";
  const open = () => audio !== null && audio.state === "running";
  const alarms = () => Array.from(document.querySelectorAll('.jq-duty-row[data-override="safety"][data-seen=""]'), (row) => row.dataset.row);

  function quiet() {                                       // local hours of the district in which nothing sounds
    const [begins, ends] = (box().dataset.quiet || "").split("-"), link = window.jqLink;
    if (!ends || !link || link.now === null) return false;
    const moment = new Date(link.now + (performance.now() - link.at) * link.speed), zone = document.querySelector(".jq-page").dataset.zone;
    const at = new Intl.DateTimeFormat("en-GB", {hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone}).format(moment);
    return begins < ends ? begins <= at && at < ends : at >= begins || at < ends;
  }
  function tone() {
    TONES.forEach(([pitch, after]) => {
      const source = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + after;
      source.frequency.value = pitch;
      volume.gain.setValueAtTime(LOUD, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + LONG);
      source.connect(volume).connect(audio.destination);
      source.start(at);
      source.stop(at + LONG);
    });
    dispatchEvent(new CustomEvent("jq-tone"));
  }
  function told() {
    const state = off() ? "off" : !open() ? "locked" : quiet() ? "quiet" : "on";
    if (box().dataset.state === state) return;
    box().dataset.state = state;
    box().textContent = JSON.parse(box().dataset.words)[state];
    box().setAttribute("aria-pressed", String(!off()));
  }
  function look() {
    if (!box()) return;
    told();
    const now = alarms(), at = performance.now();
    heard.forEach((key) => { if (!now.includes(key)) heard.delete(key); });
    if (!now.length || off() || !open() || quiet()) return;
    if (now.every((key) => heard.has(key)) && at - last < AGAIN) return;
    now.forEach((key) => heard.add(key));
    last = at;
    tone();
  }
  function unlocked() {                                    // browsers sound only after a gesture
    if (!box() || off()) return;
    if (!audio && window.AudioContext) audio = new window.AudioContext();
    if (audio && audio.state === "suspended") audio.resume().then(look, () => {});
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sound]");
    if (button && button.dataset.state !== "locked") sessionStorage.setItem(KEPT, off() ? "on" : "off");
    unlocked();
    look();
  });
  document.addEventListener("keydown", unlocked);
  setInterval(look, 500);
})();
