// Pages of access: the set-up code out of the link, and the PIN field as soon as a name is chosen.

// The code stands behind # so that no server and no log sees it; it leaves the address bar at once.
const setup = document.querySelector("form[data-setup]");
if (setup && location.hash.length > 1) {
  setup.elements.code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  setup.elements.center_name.focus();
}

const who = document.querySelector("form[data-who]");
who?.addEventListener("change", (event) => {
  if (event.target.name === "who") who.elements.pin.focus();
});
