// Small comforts of every page. Nothing depends on them: each form and link works without.
(() => {
  "use strict";

  // A form marked data-keep="name" keeps what was typed until it is sent, also over a lost connection.
  const kept = (form) => `keep:${form.dataset.keep}`;
  const isKept = (input) => input.name && !["hidden", "password", "file", "submit"].includes(input.type) && !input.matches("[data-secret]");

  function remember(form) {
    const typed = {};
    for (const input of form.elements) {
      if (!isKept(input)) continue;
      if (["checkbox", "radio"].includes(input.type)) typed[`${input.name}=${input.value}`] = input.checked;
      else typed[input.name] = input.value;
    }
    sessionStorage.setItem(kept(form), JSON.stringify(typed));
  }

  function restore(form) {
    const typed = JSON.parse(sessionStorage.getItem(kept(form)) || "{}");
    for (const input of form.elements) {
      if (!isKept(input)) continue;
      const key = ["checkbox", "radio"].includes(input.type) ? `${input.name}=${input.value}` : input.name;
      if (!(key in typed)) continue;
      if (key.includes("=")) input.checked = typed[key];
      else if (!input.value) input.value = typed[key];
    }
  }

  function care(root) {
    for (const form of root.querySelectorAll("form[data-keep]")) {
      restore(form);
      form.addEventListener("input", () => remember(form));
      form.addEventListener("submit", () => sessionStorage.removeItem(kept(form)));
    }
    root.querySelector("[data-focus]")?.focus();
  }

  // A second press on the same button while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // A select marked data-go sends its form by itself.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-go]")) event.target.form.requestSubmit();
  });

  // What folds out over the page (data-closes) folds in again on Escape and on a press elsewhere.
  const fold = (except) => document.querySelectorAll("details[data-closes][open]").forEach((one) => one.contains(except) || (one.open = false));
  document.addEventListener("click", (event) => fold(event.target));
  document.addEventListener("keydown", (event) => event.key === "Escape" && fold(null));

  // A page that nobody looks at does not ask for news. (Filters in hx-trigger are code, which the policy refuses.)
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.detail.elt.matches("[hx-trigger*='every']")) event.preventDefault();
  });

  // Whatever a page or a swapped fragment wants said aloud: data-announce on any element.
  document.addEventListener("htmx:afterSwap", (event) => {
    const said = event.target.querySelector?.("[data-announce]");
    if (said) document.getElementById("announcer").textContent = said.dataset.announce;
    care(event.target);
  });

  // A fragment that was refused: its sentence stands at the top of the page, and nothing else moves.
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const notice = document.createElement("div");
    notice.className = "notice notice-error";
    notice.setAttribute("role", "alert");
    notice.textContent = (answer.querySelector(".lead, .notice, h1") || answer.body).textContent.trim();
    const main = document.getElementById("main");
    main.querySelector(":scope > .notice-error")?.remove();
    main.prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  });

  care(document);
})();
