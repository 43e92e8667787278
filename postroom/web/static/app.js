// Small comforts; every page works without this file.

// An answer that is an error, or ends elsewhere (signed out meanwhile), must not empty the page.
document.addEventListener("htmx:before:swap", (event) => {
  const response = event.detail.ctx?.response?.raw;
  if (!response) return;
  const elsewhere = new URL(response.url).pathname !== location.pathname;
  if (elsewhere || !response.ok) event.preventDefault();
  if (elsewhere) location.reload();
});

// Escape closes an open menu and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
