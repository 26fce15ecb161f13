/* A figure that is wider than its tile scrolls there; a copy of the names of its rows stays at the left. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg", NAMES = "jq-names";

  function names(plot) {
    const kept = plot.parentElement.querySelector("." + NAMES);
    if (kept) return kept;
    const made = document.createElementNS(SVG, "svg");
    made.setAttribute("class", NAMES);
    made.setAttribute("aria-hidden", "true");             // the figure itself has them
    plot.addEventListener("scroll", () => stand(plot, made), {passive: true});
    new ResizeObserver(() => stand(plot, made)).observe(plot);
    plot.after(made);
    return made;
  }
  /* The copy is there only while it is needed: nothing stands twice in a tile that shows all. */
  function stand(plot, made) {
    const aside = plot.scrollLeft > 0 && plot.clientWidth < plot.scrollWidth, drawn = plot.querySelector(".yaxislayer-above");
    made.toggleAttribute("data-aside", aside);
    made.replaceChildren(...(aside && drawn ? [drawn.cloneNode(true)] : []));
  }
  /* After each drawing: the names as they are drawn now. */
  window.jqSideways = function (shown) {
    const plot = shown.closest(".jq-plot"), size = shown._fullLayout && shown._fullLayout._size;
    if (!plot || !size || !size.l || !plot.querySelector(".yaxislayer-above")) return;
    const made = names(plot);
    made.setAttribute("width", size.l);
    made.setAttribute("height", shown.clientHeight);
    stand(plot, made);
  };
})();
