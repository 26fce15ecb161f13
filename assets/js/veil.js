/* What time it is there, how old everything is, and the veil: by the browser's monotonic clock, so also without the server. */
(function () {
  "use strict";
  const LATE = (every) => 2 * every + 5, FROZEN = (every) => Math.max(4 * every, 2 * every + 10);
  const OLD = 12 * 3600e3;                                 // a page this old starts afresh in the small hours
  let root = null, words = {}, shifts = [], clock = null, day = null;

  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const two = (number) => String(number).padStart(2, "0");
  const put = (selector, text, inside) => {
    const box = (inside || root).querySelector(selector);
    if (box && box.textContent !== text) box.textContent = text;
    return box;
  };
  function age(seconds) {
    const s = Math.max(0, Math.floor(seconds));
    if (s < 60) return fill(words.second, {n: s});
    if (s < 3600) return fill(s < 600 && s % 60 ? words.minute_second : words.minute, {n: Math.floor(s / 60), rest: two(s % 60)});
    if (s < 172800) return fill(words.hour_minute, {n: Math.floor(s / 3600), rest: two(Math.floor(s / 60) % 60)});
    return fill(words.day, {n: Math.floor(s / 86400)});
  }

  function find() {
    const found = document.querySelector(".jq-page");
    if (!found || found === root) return found;
    root = found;
    words = JSON.parse(root.dataset.words);
    shifts = JSON.parse(root.dataset.shifts);
    document.title = (root.querySelector("h1") || document).textContent || document.title;
    const zone = root.dataset.zone, tongue = root.dataset.lang === "zh" ? "zh-CN" : "en-GB";
    clock = new Intl.DateTimeFormat("en-GB", {timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"});
    day = new Intl.DateTimeFormat(tongue, {timeZone: zone, year: "numeric", month: "numeric", day: "numeric", weekday: "short"});
    return root;
  }

  function parts(moment) {
    const found = {};
    day.formatToParts(moment).forEach((part) => { found[part.type] = part.value; });
    return {year: Number(found.year), month: Number(found.month), day: Number(found.day), weekday: found.weekday};
  }
  function isoWeek(date) {                                // the year and week of the Thursday of that week
    const thursday = new Date(Date.UTC(date.year, date.month - 1, date.day));
    thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
    const year = thursday.getUTCFullYear();
    return {year: year, week: two(Math.ceil(((thursday - Date.UTC(year, 0, 1)) / 86400000 + 1) / 7))};
  }
  function shift(time) {
    const on = shifts.find((one) => one.start < one.end ? one.start <= time && time < one.end : time >= one.start || time < one.end);
    const box = root.querySelector(".jq-shift-now");
    if (!box || box.dataset.shift === (on ? on.name : "")) return;
    box.dataset.shift = on ? on.name : "";
    box.replaceChildren();
    if (!on) return;
    const name = document.createElement("b");
    name.textContent = on.name;
    box.append(name, " " + on.start + "–" + on.end);
  }
  function time(link, at) {
    if (link.now === null) return;
    const moment = new Date(link.now + (at - link.at) * link.speed), text = clock.format(moment), date = parts(moment);
    put(".jq-clock", text);
    const month = new Intl.DateTimeFormat("en-GB", {month: "short", timeZone: "UTC"}).format(new Date(Date.UTC(2000, date.month - 1)));
    put(".jq-date", fill(words.date, Object.assign({monthname: month}, date)));
    put(".jq-week", fill(words.week, isoWeek(date)));
    const speed = put(".jq-speed", fill(words.speed, {n: link.speed}));
    if (speed) speed.hidden = link.speed === 1 || link.speed === 0;
    shift(text.slice(0, 5));
  }

  function feed(state, gone, speed) {                     // gone: seconds since the answer that told of it
    if (!state) return ["unknown", words.unknown];
    if (state.age_s === null) return [state.state === "trouble" ? "frozen" : "unknown", words.never];
    const old = state.age_s + gone;
    if (speed === 0 && state.state !== "trouble") return ["fresh", words.past];
    if (old > FROZEN(state.every)) return ["frozen", fill(words.frozen, {age: age(old)})];
    if (old > LATE(state.every) || state.state === "trouble") return ["late", fill(words.late, {age: age(old)})];
    return ["fresh", age(old)];
  }
  function badge(box, level, text) {
    if (box.dataset.level !== level) box.dataset.level = level;
    put(".jq-feed-age", text, box);
  }
  function badges(link, at, silent) {
    root.querySelectorAll(".jq-feed").forEach((box) => {
      const name = box.dataset.feed;
      if (root.dataset.link === "lost") return badge(box, "frozen", words.unknown);
      if (!name) return badge(box, silent > 10 ? root.dataset.link === "amber" ? "late" : "fresh" : link.good === null ? "unknown" : "fresh", silent > 10 ? age(silent) : link.good === null ? words.unknown : words.ok);
      let [level, text] = feed(link.feeds.find((one) => one.name === name), (at - link.at) / 1000, link.speed);
      if (root.dataset.link === "amber" && level === "fresh") level = "late";
      badge(box, level, text);
    });
  }
  function banner(link, silent) {
    put(".jq-veil-age", age(silent));
    const stood = root.querySelector(".jq-veil-stood");
    const last = link.now === null ? "–" : clock.format(new Date(link.now - (link.at - link.good) * link.speed));
    if (stood) put(".jq-veil-stood", fill(stood.dataset.phrase, {moment: last, tries: Math.max(1, link.tries)}));
  }

  /* The wall is one picture that other screens scale: three times as wide as high or more it is twice as wide, with more panels;
     a screen on its side has one of its own; taller ones give it more height. */
  const SHAPES = {wide: [3840, 1080], tall: [1080, 1920], plain: [1920, 1080]};
  function fit() {
    const part = innerWidth / innerHeight, shape = part >= 3 ? "wide" : part <= 0.75 ? "tall" : "plain";
    const scale = Math.min(innerWidth / SHAPES[shape][0], innerHeight / SHAPES[shape][1]), html = document.documentElement;
    html.dataset.shape = shape;
    html.style.setProperty("--jq-scale", scale.toFixed(4));
    html.style.setProperty("--jq-height", Math.floor(innerHeight / scale) + "px");
  }
  /* A session that nobody touches ends: said two minutes before. */
  function idle(link, at) {
    const left = link.idle === null || link.idle === undefined ? Infinity : Math.floor(link.idle - (at - link.at) / 1000);
    let box = document.querySelector(".jq-idle");
    if (left > 120 || left < 0) { if (box) box.remove(); return; }
    if (!box) {
      box = Object.assign(document.createElement("div"), {className: "jq-idle"});
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    const said = fill(words.idle, {n: left});
    if (box.textContent !== said) box.textContent = said;
  }
  function look() {
    const link = window.jqLink;
    if (!link || !find()) return;
    const at = performance.now(), silent = (at - (link.good === null ? link.born : link.good)) / 1000;
    const state = silent * 1000 > Number(root.dataset.lostMs) ? "lost" : silent * 1000 > Number(root.dataset.amberMs) ? "amber" : "fresh";
    if (root.dataset.link !== state) root.dataset.link = state;
    time(link, at);
    if (at > OLD && state === "fresh" && link.now !== null && clock.format(new Date(link.now)).startsWith("04:")) return window.jqReload();
    badges(link, at, silent);
    idle(link, at);
    if (state === "lost") banner(link, silent);
    const pages = Math.min(5, root.querySelectorAll(".jq-tick-page").length) || 1;
    const turn = String(Math.floor(at / Number(root.dataset.tickerMs)) % pages + 1);
    if (root.dataset.tickerPage !== turn) root.dataset.tickerPage = turn;
  }
  addEventListener("resize", () => {
    const before = document.documentElement.dataset.shape;
    fit();
    if (document.documentElement.dataset.shape !== before) window.jqAgain();   // other panels are wanted
  });
  fit();
  setInterval(look, 250);
})();
