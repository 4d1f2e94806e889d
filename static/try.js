// The page to try the API on: the library's reader over our document; a session sends the form's token along.
const place = document.getElementById("try");
// The library brings a second main landmark; inside our page it is a group.
new MutationObserver(() => place.querySelector("main:not([role])")?.setAttribute("role", "group"))
  .observe(place, { childList: true, subtree: true });
window.SwaggerUIBundle({
  url: place.dataset.document, domNode: place, deepLinking: true, docExpansion: "none", validatorUrl: null,
  supportedSubmitMethods: ["get", "post", "patch", "put", "delete"],
  requestInterceptor: (request) => { request.headers["X-CSRFToken"] = place.dataset.token; return request; },
});
