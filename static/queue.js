// The queue by keyboard, and fresh without jumping. Without this file every case is a link, and reloading shows news.
(() => {
  "use strict";
  const help = document.getElementById("keys-help"), switched = document.getElementById("keys-on");
  const rows = () => [...document.querySelectorAll("#queue [data-row]")];
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  const link = (row) => row?.querySelector("a");

  // Single keys can be switched off, for whoever speaks to the screen or rests a hand on the keyboard.
  help.hidden = false;
  switched.checked = localStorage.getItem("queue-keys") !== "off";
  switched.addEventListener("change", () => localStorage.setItem("queue-keys", switched.checked ? "on" : "off"));

  const go = (step) => {
    const all = rows(), next = all[Math.min(Math.max(here() + step, 0), all.length - 1)];
    link(next)?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    t: () => document.querySelector("form[action$='/next/']")?.requestSubmit(),
    "?": () => { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !switched.checked || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Before news is drawn in: which row is being read, where it stands, and which are ticked. After: the same.
  let known, anchor, ticked;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "queue") return;
    const all = rows(), read = all[here()] || all.find((row) => row.getBoundingClientRect().top >= 0);
    ticked = all.filter((row) => row.querySelector("input:checked")).map((row) => row.dataset.row);
    known = new Set(all.map((row) => row.dataset.row));
    anchor = read && { number: read.dataset.row, top: read.getBoundingClientRect().top, isFocused: here() >= 0 };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!known) return;
    const all = rows(), read = anchor && all.find((row) => row.dataset.row === anchor.number);
    if (read && anchor.top < innerHeight && scrollY > 0) scrollBy({ top: read.getBoundingClientRect().top - anchor.top, behavior: "instant" });
    if (read && anchor.isFocused) link(read).focus({ preventScroll: true });
    for (const row of all) if (ticked.includes(row.dataset.row)) row.querySelector("[name=number]").checked = true;
    const news = all.some((row) => !known.has(row.dataset.row));
    if (news) document.getElementById("announcer").textContent = document.getElementById("queue").dataset.news;
    known = anchor = undefined;
  });
})();
