/* One picture for every viewer: asked for by each beat, handed to graphs and tiles; what stays the same is left alone. */
(function () {
  "use strict";
  const DEADLINE = 8000, DOUBLE = 300, SWEPT = 10, CHANGED = "jq-changed", NEW = "jq-new";
  /* What veil.js shows: how the link and the feeds are, on the browser's monotonic clock. */
  const link = window.jqLink = {good: null, born: performance.now(), tries: 0, at: 0, now: null, speed: 1, feeds: []};
  const seen = {query: null, etag: null, boot: null}, drawn = {}, figures = {}, rows = {}, told = {}, views = {};
  let asking = null, dragging = false, held = {}, waiting = 0, going = 0, moved = true, leaving = false;
  let pressed = null, swept = false;                      // where a finger came down, whether it has moved since: a sweep is no tap

  function root() { return document.querySelector(".jq-page"); }
  window.jqPrefix = prefix;
  window.jqDoor = door;
  function prefix() {
    const config = document.getElementById("_dash-config");
    return config ? JSON.parse(config.textContent).requests_pathname_prefix || "/" : "/";
  }
  function address(search) {
    const query = new URLSearchParams(search || "");
    Object.entries(JSON.parse(root().dataset.fixed)).forEach(([word, said]) => query.set(word, said));
    query.set("lang", root().dataset.lang);
    window.jqScene(query);
    query.sort();
    return prefix() + "snapshot/" + root().dataset.page + "?" + query;
  }

  /* Every answer tells the ages and the district's time, a 304 too. */
  function note(headers) {
    const at = performance.now();
    link.good = at - Number(headers.get("X-Age-Ms") || 0);
    link.at = at;
    link.now = Number(headers.get("X-Now"));
    link.speed = Number(headers.get("X-Speed"));
    link.feeds = JSON.parse(headers.get("X-Feeds") || "[]");
    link.tries = 0;
    link.idle = headers.has("X-Idle-Left") ? Number(headers.get("X-Idle-Left")) : null;
  }
  /* A session that is over leads to the door, once; a wall waits for its device to be let in again. */
  function door() {
    if (leaving || root().dataset.device) return;
    leaving = true;
    window.location.assign(prefix() + "sign-in?" + new URLSearchParams({next: window.location.pathname + window.location.search, lang: root().dataset.lang}));
  }
  async function answer(url, signal) {
    const known = seen.query === url && seen.etag ? {"If-None-Match": seen.etag} : {};
    if (moved) known["X-Active"] = "1";                   // a hand on mouse or keys since the last question
    moved = false;
    const reply = await fetch(url, {signal: signal, cache: "no-store", headers: known});
    if (reply.status === 401) { door(); throw new Error("snapshot: signed out"); }
    if (reply.status !== 304 && !reply.ok) throw new Error("snapshot: " + reply.status);
    const boot = reply.headers.get("X-Boot");
    if (!boot) throw new Error("snapshot: not our server");
    if (seen.boot && boot !== seen.boot) { window.jqReload(); return null; }
    seen.boot = boot;
    if (reply.status === 304) { note(reply.headers); return null; }
    const picture = await reply.json();
    note(reply.headers);
    seen.query = url;
    seen.etag = reply.headers.get("ETag");
    return picture;
  }
  function ask(url) {                                     // one in flight; a newer question replaces the older
    if (asking && asking.url === url) return asking.answer.then(() => null);
    if (asking) asking.stop.abort();
    const mine = asking = {url: url, stop: new AbortController()};
    const late = setTimeout(() => mine.stop.abort(), DEADLINE);
    mine.answer = answer(url, mine.stop.signal)
      .catch(() => { if (asking === mine) link.tries += 1; return null; })   // the veil tells, no error box
      .finally(() => { clearTimeout(late); if (asking === mine) asking = null; });
    return mine.answer;
  }

  /* A viewer's pan and zoom survive the next picture: dcc.Graph 4.4.1 writes them into `figure`, which defeats uirevision. */
  function plot(slot) {
    const box = document.getElementById(JSON.stringify({graph: slot}));
    return box && box.querySelector(".js-plotly-plot");
  }
  /* Plotly tells no click on a filled ground: which one was meant is found by where the click was. */
  function ground(shown, event) {
    const area = shown.querySelector(".nsewdrag").getBoundingClientRect(), layout = shown._fullLayout;
    const at = (axis, part) => axis.range[0] + part * (axis.range[1] - axis.range[0]);
    const x = at(layout.xaxis, (event.clientX - area.left) / area.width), y = at(layout.yaxis, (area.bottom - event.clientY) / area.height);
    const crossed = (xs, ys) => xs.filter((_, i) => i && xs[i] !== null && xs[i - 1] !== null && (ys[i] > y) !== (ys[i - 1] > y)
      && x < xs[i] + (xs[i - 1] - xs[i]) * (y - ys[i]) / (ys[i - 1] - ys[i]));
    const found = shown.data.find((trace) => trace.meta && trace.meta.href && crossed(trace.x, trace.y).length % 2);
    return found && found.meta.href;
  }
  function watch(slot) {
    const shown = plot(slot);
    if (!shown || !shown.on) return false;
    if (shown.jqWatched) return true;
    shown.jqWatched = true;
    shown.on("plotly_click", (event) => {                 // a mark with an address leads there
      const at = event.points.map((point) => point.customdata).find((said) => typeof said === "string" && said.startsWith("/"));
      if (at && !swept) window.jqGo(at);
      shown.jqLed = Boolean(at);
    });
    shown.addEventListener("click", (event) => {          // Plotly sends it only where nothing was dragged, after its own
      const at = shown.jqLed ? null : ground(shown, event);
      shown.jqLed = false;
      clearTimeout(going);                                // a second click means the zoom, not the street
      if (at && event.detail < 2) going = setTimeout(window.jqGo, DOUBLE, at);
    });
    shown.on("plotly_afterplot", () => window.jqSideways(shown));
    window.jqSideways(shown);
    shown.on("plotly_doubleclick", () => { delete views[slot]; });
    shown.on("plotly_relayout", (change) => {
      if (!("xaxis.range[0]" in change) && !("yaxis.range[0]" in change)) return;
      const layout = shown.layout;
      views[slot] = {revision: layout.uirevision, x: layout.xaxis.range.slice(), y: layout.yaxis.range.slice()};
    });
    return true;
  }
  function watchAll(slots) {                              // a figure is drawn some time after it was handed out
    clearTimeout(waiting);
    if (!slots.map(watch).every(Boolean)) waiting = setTimeout(watchAll, 250, slots);
  }
  function keepView(slot, figure) {
    const mine = views[slot], layout = figure.layout;
    if (!mine || mine.revision !== layout.uirevision) { delete views[slot]; return figure; }
    const at = (axis, range) => Object.assign({}, axis, {range: range, autorange: false});
    return Object.assign({}, figure, {layout: Object.assign({}, layout, {xaxis: at(layout.xaxis, mine.x), yaxis: at(layout.yaxis, mine.y)})});
  }

  /* Nodes with data-figure are underlined when their text changed, nodes with data-row fade in when they are new. */
  function marked(node, before, first) {
    if (Array.isArray(node)) return node.map((child) => marked(child, before, first));
    if (!node || typeof node !== "object" || !node.props) return node;
    const props = Object.assign({}, node.props), figure = props["data-figure"], row = props["data-row"];
    if (figure) {
      const text = JSON.stringify(props.children);
      if (!first && figure in figures && figures[figure] !== text) props.className += " " + CHANGED;
      figures[figure] = text;
    }
    if (row) {
      if (!first && !before.has(row)) props.className += " " + NEW;
      before.next.add(row);
    }
    if (props.children) props.children = marked(props.children, before, first);
    return Object.assign({}, node, {props: props});
  }
  function tile(slot, children) {
    const before = rows[slot] || new Set(), first = !(slot in rows);
    before.next = new Set();
    told[slot] = children;
    const ready = marked(window.jqHold(slot, children), before, first);
    rows[slot] = before.next;
    return ready;
  }

  function fresh(slot, props, change) {
    const same = JSON.stringify(props);
    if (drawn[slot] === same) return window.dash_clientside.no_update;
    drawn[slot] = same;
    return change(slot, props);
  }
  function hand(outputs, key, values, change) {           // a slot the picture lacks stays as it is
    return outputs.map((output) => {
      const slot = output.id[key];
      return values && slot in values ? fresh(slot, values[slot], change) : window.dash_clientside.no_update;
    });
  }
  function tiled(outputs, values, url) {                    // a list that was held back moves on without news too
    window.jqHeldFor(url).forEach((slot) => { delete drawn[slot]; });
    return hand(outputs, "tile", values, tile).map((news, i) => {
      const slot = outputs[i].id.tile;
      return news === window.dash_clientside.no_update && window.jqHoldDue(slot) ? tile(slot, told[slot]) : news;
    });
  }

  function listed(slot, values) {                           // a table fetches its rows itself; a picture says that they are others
    if (values && slot in values && window.jqListed) window.jqListed(values[slot]);
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.jq = {
    beat: async function (_beat, search) {
      const [graphs, tiles, grids] = window.dash_clientside.callback_context.outputs_list;
      const url = root() && address(search), picture = url && await ask(url);
      if (picture) window.jqScened(url);
      watchAll(graphs.map((output) => output.id.graph));
      if (picture) Object.assign(held, picture.graphs);
      const free = dragging ? null : held;                  // a figure never changes under the viewer's hand
      if (free) held = {};
      return [hand(graphs, "graph", free, keepView), tiled(tiles, picture && picture.tiles, url),
        grids.map((output) => listed(output.id.grid, picture && picture.grids))];
    },
    view: function (search, values, ids, options) {
      const query = new URLSearchParams(search || ""), none = window.dash_clientside.no_update;
      const turned = window.dash_clientside.callback_context.triggered.some((what) => what.prop_id.endsWith("}.value"));
      if (!turned) {
        const asked = ids.map((id, i) => options[i].map((option) => option.value).includes(query.get(id.choice)) ? query.get(id.choice) : options[i][0].value);
        return [none, asked.map((value, i) => value === values[i] ? none : value)];
      }
      ids.forEach((id, i) => values[i] === options[i][0].value ? query.delete(id.choice) : query.set(id.choice, values[i]));
      const next = query.size ? "?" + query : "";
      return [next === (search || "") ? none : next, values.map(() => none)];
    }
  };
  ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"].forEach((name) => document.addEventListener(name, () => { moved = true; }, {capture: true, passive: true}));
  document.addEventListener("pointerdown", (event) => {
    dragging = Boolean(event.target.closest(".js-plotly-plot"));
    pressed = event;
    swept = false;
  }, true);
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, (event) => {   // cancelled: the page scrolls
    dragging = false;
    swept = name === "pointercancel" || Boolean(pressed) && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > SWEPT;
  }, true));
  /* The figures of this page in light colours, for paper; asked for at once, since a browser waits for nothing before it prints. */
  window.jqInLight = function () {
    const url = new URL(address(window.location.search), window.location.href), question = new XMLHttpRequest();
    url.searchParams.set("theme", "light");
    try {
      question.open("GET", url, false);
      question.send();
      return question.status === 200 ? JSON.parse(question.responseText).graphs : {};
    } catch (_) { return {}; }
  };
  window.jqAgain = function () {                          // ask at once
    if (window.dash_clientside.set_props) window.dash_clientside.set_props("beat", {n_intervals: Date.now()});
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) window.jqAgain(); });   // a page that slept
})();
