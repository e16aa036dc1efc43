// Acts on a need's sheet and on the call list: the words to say follow the reason, the act that was asked for is open.

/** Show the sentence of the chosen reason only; without script all of them stand there. */
function followReason(select) {
  const list = select.closest("form")?.querySelector("[data-words]");
  if (!list) return;
  const show = () => {
    list.dataset.chosen = select.value;
    for (const row of list.children) row.classList.toggle("chosen", row.dataset.reasonOf === select.value);
  };
  select.addEventListener("change", show);
  show();
}

/** Open the act that the address names and go into it. */
function openAsked() {
  const asked = location.hash.startsWith("#act-") ? document.getElementById(location.hash.slice(1)) : null;
  if (!asked) return;
  asked.open = true;
  asked.scrollIntoView({ block: "nearest" });
  asked.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
}

document.querySelectorAll("[data-reason]").forEach(followReason);
addEventListener("hashchange", openAsked);
openAsked();
