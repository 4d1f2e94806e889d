// The map of the network: our own data alone, no tiles. Everything on it also stands in the list beside it.
(() => {
  "use strict";

  const box = document.getElementById("map");
  if (!box || typeof L === "undefined") return;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const map = L.map(box, { attributionControl: false, zoomControl: false, maxZoom: 18, preferCanvas: true });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([31.66, 114.9], 10);

  const STATES = {
    HEALTHY: { color: colour("--green"), weight: 2 },
    SUB: { color: colour("--lamp"), weight: 3, dashArray: "8 4" },
    ILL: { color: colour("--red"), weight: 5 },
    UNKNOWN: { color: colour("--line-strong"), weight: 2, dashArray: "2 5" },
  };
  const OTHERS = {
    cell: { color: colour("--line-strong"), weight: 1, fill: false, dashArray: "4 6", interactive: false },
    substation: { color: colour("--plum-ink"), weight: 2, fillColor: colour("--surface"), fillOpacity: 1 },
  };
  const ofState = (feature) => STATES[feature.properties.state] || STATES.UNKNOWN;

  // Areas only where one can tell them apart.
  const NEAR = 12;
  const lines = L.geoJSON(null, {
    filter: (feature) => feature.properties.layer !== "area",
    style: (feature) => OTHERS[feature.properties.layer] || ofState(feature),
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 6 }),
    onEachFeature: tell,
  }).addTo(map);
  const areas = L.geoJSON(null, {
    filter: (feature) => feature.properties.layer === "area",
    pointToLayer: (feature, at) => L.circleMarker(at, { ...ofState(feature), radius: 5, weight: 2, dashArray: null }),
    onEachFeature: tell,
  });

  function tell(feature, layer) {
    const { name, url, layer: kind } = feature.properties;
    if (kind === "cell") return;
    const words = document.createElement(url ? "a" : "span");
    words.textContent = name;
    if (url) words.href = url;
    layer.bindPopup(words);
    layer.bindTooltip(name, { sticky: true });
  }

  map.on("zoomend", () => {
    if (map.getZoom() >= NEAR) areas.addTo(map);
    else areas.remove();
  });

  fetch(box.dataset.url, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then((network) => {
      lines.addData(network);
      areas.addData(network);
      const cells = L.geoJSON(network, { filter: (feature) => feature.properties.layer === "cell" });
      if (cells.getBounds().isValid()) map.fitBounds(cells.getBounds(), { padding: [8, 8] });
    })
    .catch(() => { box.hidden = true; });
})();
