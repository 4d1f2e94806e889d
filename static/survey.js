// The survey page: a route tapped on a map of our own data, its length while it grows, and typed text that outlives a lost net.
(() => {
  "use strict";

  // What is typed stays on this phone until the server has it.
  const form = document.querySelector("form[data-draft]");
  const keeps = (input) => input.name && !["password", "file", "submit"].includes(input.type)
    && !["csrfmiddlewaretoken", "idempotency_key"].includes(input.name);
  const ticks = (input) => ["checkbox", "radio"].includes(input.type);

  function remember() {
    const typed = [...form.elements].filter(keeps).filter((input) => !ticks(input) || input.checked).map((input) => [input.name, input.value]);
    localStorage.setItem(form.dataset.draft, JSON.stringify(typed));
  }

  function restore() {
    const kept = localStorage.getItem(form.dataset.draft);
    if (!kept || form.querySelector(".has-error")) return;
    const typed = JSON.parse(kept);
    for (const input of [...form.elements].filter(keeps)) {
      const values = typed.filter(([name]) => name === input.name).map(([, value]) => value);
      if (ticks(input)) input.checked = values.includes(input.value);
      else if (values.length) input.value = values[0];
    }
  }

  function tellNet() {
    const notice = form.querySelector("[data-kept]");
    const words = notice.querySelector("[data-online]");
    notice.hidden = false;
    notice.classList.toggle("notice-warning", !navigator.onLine);
    words.textContent = navigator.onLine ? words.dataset.online : words.dataset.offline;
  }

  if (form) {
    restore();
    tellNet();
    form.addEventListener("input", remember);
    addEventListener("online", tellNet);
    addEventListener("offline", tellNet);
    form.addEventListener("submit", (event) => {
      remember();
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
      tellNet();
      form.querySelector("[data-kept]").scrollIntoView({ block: "center" });
    });
  }
  for (const sent of document.querySelectorAll("[data-draft-sent]")) localStorage.removeItem(sent.dataset.draftSent);

  // The map. Degrees are taken as they are (CGCS2000); the server measures again with the proper projection.
  const box = document.getElementById("map");
  if (!box || typeof L === "undefined") return;
  box.hidden = false;
  const tools = document.querySelector("[data-map-tools]");
  if (tools) tools.hidden = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const map = L.map(box, { attributionControl: false, zoomControl: false, maxZoom: 21, preferCanvas: true });
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const STYLES = {
    cell: { color: colour("--line-strong"), weight: 1, fill: false, dashArray: "4 6", interactive: false },
    feeder: { color: colour("--plum-ink"), weight: 2, interactive: false },
  };
  const network = L.geoJSON(null, {
    interactive: false,
    style: (feature) => STYLES[feature.properties.layer] || {},
    pointToLayer: (feature, at) => feature.properties.layer === "substation"
      ? L.circleMarker(at, { radius: 9, color: colour("--red"), weight: 3, interactive: false })
      : L.circleMarker(at, { radius: 6, color: colour("--blue-ink"), weight: 2, interactive: false }),
  }).addTo(map);
  const names = L.layerGroup().addTo(map);

  let asked = 0;
  async function drawNetwork() {
    const mine = ++asked;
    const edges = map.getBounds().pad(0.3);
    const answer = await fetch(`${box.dataset.network}?bbox=${edges.toBBoxString()}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const found = await answer.json();
    if (mine !== asked) return;
    network.clearLayers().addData(found);
    names.clearLayers();
    if (map.getZoom() < 15) return;
    for (const { geometry, properties } of found.features) {
      if (geometry.type !== "Point") continue;
      const [lon, lat] = geometry.coordinates;
      const name = document.createElement("span");
      name.textContent = properties.name;
      L.tooltip({ permanent: true, direction: "right", offset: [8, 0] }).setLatLng([lat, lon]).setContent(name).addTo(names);
    }
  }
  map.on("moveend", drawNetwork);

  // Metres between two places, with the radii of the ellipsoid at their latitude.
  function metres([lon1, lat1], [lon2, lat2]) {
    const rad = Math.PI / 180, a = 6378137, e2 = 0.00669438002290;
    const s = Math.sin(((lat1 + lat2) / 2) * rad), w = Math.sqrt(1 - e2 * s * s);
    const north = (lat2 - lat1) * rad * (a * (1 - e2)) / (w * w * w);
    const east = (lon2 - lon1) * rad * (a / w) * Math.sqrt(1 - s * s);
    return Math.hypot(north, east);
  }

  let points = [];
  const line = L.polyline([], { color: colour("--green"), weight: 5, interactive: false }).addTo(map);
  const dots = L.layerGroup().addTo(map);

  function draw() {
    line.setLatLngs(points.map(([lon, lat]) => [lat, lon]));
    dots.clearLayers();
    points.forEach(([lon, lat], n) => L.circleMarker([lat, lon], { radius: n ? 6 : 10, color: colour("--green"), weight: 3, fillColor: n ? colour("--surface") : colour("--lamp"), fillOpacity: 1, interactive: false }).addTo(dots));
  }

  if (box.dataset.route) {
    points = JSON.parse(box.dataset.route);
    draw();
    map.fitBounds(line.getBounds(), { padding: [40, 40], maxZoom: 18 });
    return;
  }

  const field = (name) => form.elements.namedItem(name);
  const told = document.getElementById("drawn");
  const tool = (name) => tools.querySelector(`[data-tool="${name}"]`);

  function length() {
    return points.slice(1).reduce((sum, point, n) => sum + metres(points[n], point), 0);
  }

  function changed(isRestored) {
    draw();
    field("route").value = JSON.stringify(points);
    told.textContent = points.length < 2 ? told.dataset.none : `${length().toFixed(1)} m`;
    if (isRestored === true) return;
    if (points.length && field("latitude")) {
      field("longitude").value = points[0][0];
      field("latitude").value = points[0][1];
    }
    const typed = field("route_length_m");
    if (field("method").value === "MAP" && points.length > 1) typed.value = length().toFixed(1);
    remember();
  }

  function add(at) {
    points.push([Number(at.lng.toFixed(6)), Number(at.lat.toFixed(6))]);
    changed();
    if (points.length === 1) choose(at);
  }

  // The first point is where we connect: the nearest carrier is proposed, unless somebody has chosen one.
  const carrier = field("area") || field("feeder");
  carrier.addEventListener("change", () => { carrier.dataset.chosen = "yes"; });
  async function choose(at) {
    const answer = await fetch(`${box.dataset.nearest}?lat=${at.lat.toFixed(6)}&lon=${at.lng.toFixed(6)}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || carrier.dataset.chosen) return;
    const { near } = await answer.json();
    if (!near.length) return;
    carrier.replaceChildren(...near.map(({ code, name }) => new Option(name, code)));
    remember();
  }

  map.on("click", (event) => add(event.latlng));
  tool("centre").addEventListener("click", () => add(map.getCenter()));
  tool("undo").addEventListener("click", () => { points.pop(); changed(); });
  tool("clear").addEventListener("click", () => { points = []; changed(); });
  for (const radio of form.querySelectorAll("[name=method]")) radio.addEventListener("change", () => changed());

  // A phone's position is a hint to find the spot, never a measurement.
  const here = L.layerGroup().addTo(map);
  const position = document.getElementById("position");
  tool("locate").addEventListener("click", () => map.locate({ setView: true, maxZoom: 18, enableHighAccuracy: true, timeout: 15000 }));
  map.on("locationfound", (found) => {
    here.clearLayers();
    L.circle(found.latlng, { radius: found.accuracy, color: colour("--blue-ink"), weight: 1, interactive: false }).addTo(here);
    L.circleMarker(found.latlng, { radius: 5, color: colour("--blue-ink"), interactive: false }).addTo(here);
    position.textContent = `${box.dataset.here}: ${box.dataset.within} ${Math.round(found.accuracy)} m`;
  });
  map.on("locationerror", () => { position.textContent = box.dataset.nowhere; });

  try { points = JSON.parse(field("route").value || "[]"); } catch { points = []; }
  if (points.length > 1) map.fitBounds(L.latLngBounds(points.map(([lon, lat]) => [lat, lon])), { padding: [40, 40], maxZoom: 18 });
  else map.setView([Number(box.dataset.lat || 31.64), Number(box.dataset.lon || 114.87)], box.dataset.lat ? 16 : 11);
  changed(true);
})();
