/* One sheet of A4: a page that can be printed is laid out for paper, in light colours, before the browser prints it. */
(function () {
  "use strict";
  const root = document.documentElement;
  const screen = new Map();                               // the figures as they stood before
  let theme = null;

  function fitted(plot) {                                 // a figure drawn for the screen takes the size of its place on paper
    const box = plot.parentElement.getBoundingClientRect();
    if (box.width && box.height) window.Plotly.relayout(plot, {width: Math.floor(box.width), height: Math.floor(box.height)});
  }
  function freed(plot) { window.Plotly.relayout(plot, {width: null, height: null, autosize: true}); }
  function repainted() {                                   // figures carry their colours: those of the screen are none for paper
    const light = window.jqInLight();
    plots().forEach((plot) => {
      const figure = light[JSON.parse(plot.closest("[id^='{']").id).graph];
      if (!figure) return;
      screen.set(plot, [plot.data, plot.layout]);
      window.Plotly.react(plot, figure.data, figure.layout);
    });
  }
  function restored(plot) {
    if (screen.has(plot)) window.Plotly.react(plot, ...screen.get(plot));
    screen.delete(plot);
  }
  function plots() { return window.Plotly ? [...document.querySelectorAll(".jq-desk .js-plotly-plot")] : []; }

  addEventListener("beforeprint", () => {
    if (!document.querySelector(".jq-desk") || theme !== null) return;
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    root.dataset.printing = theme;
    if (theme === "dark") repainted();
    plots().forEach(fitted);
  });
  addEventListener("afterprint", () => {
    if (theme === null) return;
    root.dataset.theme = theme;
    delete root.dataset.printing;
    theme = null;
    plots().forEach(restored);
    plots().forEach(freed);
  });
})();
