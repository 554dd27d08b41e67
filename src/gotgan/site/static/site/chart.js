// Replaces the server's picture of a column by an interactive one, in the page's own colours.
// The interpreter (ast) is needed because the page's policy forbids making code out of text.
const script = document.querySelector("script[data-bundle]");
const place = document.getElementById("chart");

function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const words = { labelColor: colour("--ink-2"), titleColor: colour("--ink-2"), labelFontSize: 12, titleFontSize: 12 };
  return {
    background: "transparent",
    font: getComputedStyle(document.body).fontFamily,
    bar: { color: colour("--tile") },
    point: { color: colour("--tile") },
    legend: words,
    axis: { ...words, gridColor: colour("--line"), domainColor: colour("--line"), tickColor: colour("--line"), labelLimit: 220 },
    view: { stroke: null },
  };
}

async function draw() {
  const spec = JSON.parse(document.getElementById("chart-spec").textContent);
  await import(script.dataset.bundle);  // leaves vegaEmbed on the window
  const target = document.createElement("div");
  place.append(target);
  await window.vegaEmbed(target, spec, {
    ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true }, config: theme(),
  });
  place.querySelector("svg.picture")?.remove();
}

draw().catch((error) => console.warn("chart: the server's picture stays", error));
