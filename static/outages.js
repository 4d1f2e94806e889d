// Pages of outages: a map of what is dark, and the place of the phone for a crew or a customer who wants to tell it.
(() => {
  "use strict";
  const zeroes = (number) => number.toFixed(6);

  // A form that may say where it was filled in. It goes off without a place when the phone does not know or is not asked.
  for (const form of document.querySelectorAll("form[data-locate]")) {
    const told = form.querySelector("[data-locate-told]"), button = form.querySelector("[data-locate-here]");
    const fill = ({ coords }) => {
      form.elements.longitude.value = zeroes(coords.longitude);
      form.elements.latitude.value = zeroes(coords.latitude);
      if (told) told.textContent = told.dataset.found;
    };
    const where = (then) => navigator.geolocation.getCurrentPosition(
      (place) => { fill(place); then?.(); },
      () => { if (told) told.textContent = told.dataset.lost; then?.(); },
      { enableHighAccuracy: true, timeout: 6000, maximumAge: 60000 },
    );
    if (!navigator.geolocation) continue;
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => where());
    } else {
      form.addEventListener("submit", (event) => {
        if (form.dataset.asked) return;
        event.preventDefault();
        form.dataset.asked = "yes";
        where(() => {
          delete form.dataset.sent; // it has not been sent yet: it only waited for the place
          form.requestSubmit(event.submitter);
        });
      });
    }
  }

  const box = document.getElementById("outage-map");
  if (!box || typeof L === "undefined") return;
  box.hidden = false;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const map = L.map(box, { attributionControl: false, zoomControl: false, maxZoom: 18, preferCanvas: true });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  const COLOURS = { dark: "--red", back: "--green", planned: "--blue-ink" };
  const quiet = L.geoJSON(null, {
    interactive: false,
    filter: ({ properties }) => properties.layer !== "area",
    style: ({ properties }) => properties.layer === "cell"
      ? { color: colour("--line-strong"), weight: 1, fill: false, dashArray: "4 6" }
      : { color: colour("--line-strong"), weight: 2 },
    pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 5, color: colour("--ink-soft"), weight: 2, interactive: false }),
  }).addTo(map);
  const told = L.geoJSON(null, {
    style: ({ properties }) => ({ color: colour(COLOURS[properties.state]), weight: 5, opacity: .8 }),
    pointToLayer: ({ properties }, at) => L.circleMarker(at, {
      radius: properties.state === "dark" ? 8 : 6, weight: 2, color: colour(COLOURS[properties.state]),
      fillColor: colour(COLOURS[properties.state]), fillOpacity: properties.state === "dark" ? .85 : .25,
    }),
    onEachFeature: ({ properties }, layer) => {
      const link = document.createElement("a");
      link.href = properties.url;
      link.textContent = `${properties.label} · ${properties.number}`;
      layer.bindPopup(link);
    },
  }).addTo(map);

  const read = async (url) => {
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    return answer && answer.ok ? answer.json() : null;
  };
  let isPlaced = false;
  async function draw() {
    const found = await read(box.dataset.url);
    if (!found) return;
    told.clearLayers().addData(found);
    if (isPlaced) return;
    isPlaced = true;
    const here = found.features.length ? told : quiet;
    if (here.getLayers().length) map.fitBounds(here.getBounds(), { padding: [30, 30], maxZoom: 14 });
  }
  map.setView([31.65, 114.87], 10);
  read(box.dataset.network).then((network) => { if (network) quiet.addData(network); return draw(); });
  // The list asks for itself again; what it then says, the map shows too, without moving.
  document.addEventListener("htmx:afterSwap", draw);
})();
