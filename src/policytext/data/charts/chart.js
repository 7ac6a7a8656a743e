// Draws the one chart of its page. All that comes from a document is data in the block "data".
(() => {
"use strict";

const narrow = matchMedia("(max-width: 560px)");
let drawn = null;

async function draw() {
  const { spec, height } = JSON.parse(document.getElementById("data").textContent);
  const root = document.getElementById("chart");
  root.style.height = `${height}px`;
  if (narrow.matches) {
    // A key beside the chart would leave it no room.
    Object.assign(spec.config.legend, { orient: "bottom", columns: 3, labelLimit: 90 });
    spec.config.axis.labelLimit = 104;
    for (const view of [spec, ...(spec.layer || [])])
      for (const channel of Object.values(view.encoding || {}))
        if (channel && channel.legend) delete channel.legend.columns;
  }
  Object.assign(spec, {
    width: "container", height: "container", autosize: { type: "fit", contains: "padding" },
  });
  if (drawn) drawn.finalize();
  drawn = await window.vegaEmbed(root, spec, {
    mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
  document.documentElement.dataset.drawn = "true";
}

// The library is a module: it is there when the page is. A frame may get its width only later.
document.addEventListener("DOMContentLoaded", () => {
  draw();
  narrow.addEventListener("change", draw);
});
})();
