/* Calm for a list of rows (`data-held`): ordered anew at most once a minute, a row that leaves stays ten seconds. */
(function () {
  "use strict";
  const MINUTE = 60000, STAY = 10000, ROOM = 9, LEAVING = " jq-leaving";
  let lists = {}, address = null;

  const name = (row) => row.props["data-row"];
  const band = (row) => row.props["data-override"];
  const same = (one, other) => one.length === other.length && one.every((key, i) => key === other[i]);
  /* `keys`, and those only the guide has, each behind the one before it there. */
  function merged(keys, guide) {
    const found = keys.slice();
    guide.forEach((key, i) => { if (!found.includes(key)) found.splice(i ? found.indexOf(guide[i - 1]) + 1 : 0, 0, key); });
    return found;
  }
  function faded(row) {
    return Object.assign({}, row, {props: Object.assign({}, row.props, {className: row.props.className + LEAVING})});
  }
  function calm(slot, rows) {
    const now = performance.now(), live = new Map(rows.map((row) => [name(row), row])), list = lists[slot];
    if (!list) {
      lists[slot] = {shown: live, left: new Map(), sorted: -MINUTE, waits: false};
      return rows;
    }
    list.shown.forEach((_, key) => { if (!live.has(key) && !list.left.has(key)) list.left.set(key, now); });
    const room = Math.max(0, ROOM - live.size), kept = [...list.left].filter(([key, since]) => !live.has(key) && now - since < STAY);
    list.left = new Map(room ? kept.slice(-room) : []);
    const stood = [...list.shown.keys()].filter((key) => live.has(key) || list.left.has(key)), wanted = [...live.keys()];
    const order = merged(stood, wanted), off = !same(order.filter((key) => live.has(key)), wanted);
    const pressing = rows.some((row) => list.shown.has(name(row)) && band(list.shown.get(name(row))) !== band(row));
    const again = off && (pressing || now - list.sorted >= MINUTE);    // what overrides the score waits for nobody
    if (again) list.sorted = now;
    list.waits = off && !again;
    const keys = again ? merged(wanted, stood) : order;
    list.shown = new Map(keys.map((key) => [key, live.get(key) || list.shown.get(key)]));
    return keys.map((key) => live.get(key) || faded(list.shown.get(key)));
  }

  /* The children of a tile with its held lists calmed; another question begins anew. */
  window.jqHold = function held(slot, node) {
    if (Array.isArray(node)) return node.map((child) => held(slot, child));
    if (!node || typeof node !== "object" || !node.props || !node.props.children) return node;
    const down = "data-held" in node.props ? calm(slot, node.props.children) : held(slot, node.props.children);
    return Object.assign({}, node, {props: Object.assign({}, node.props, {children: down})});
  };
  /* Another question begins anew: the slots whose lists are to be drawn once more. */
  window.jqHeldFor = function (url) {
    const dropped = url === address ? [] : Object.keys(lists);
    if (url !== address) lists = {};
    address = url;
    return dropped;
  };
  /* Whether the list of a slot would stand otherwise by now. */
  window.jqHoldDue = function (slot) {
    const list = lists[slot], now = performance.now();
    return Boolean(list) && ([...list.left.values()].some((since) => now - since >= STAY) || (list.waits && now - list.sorted >= MINUTE));
  };
})();
