// A published page notices by itself that it is old: then it says so, and asks for a newer one when somebody looks.
(() => {
  "use strict";
  const notice = document.querySelector("[data-as-of]");
  if (!notice) return;
  const asOf = Date.parse(notice.dataset.asOf);
  const limit = Number(notice.dataset.staleMinutes) * 60000;
  const look = () => { notice.hidden = Date.now() - asOf < limit; };
  look();
  setInterval(look, 15000);
  // Back on a page that has been in the background for a while: read it anew.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asOf > 120000 && navigator.onLine) location.reload();
  });
})();
