// menurut: the keyboard, and words in a panel. Every page works without it. Ours; project licence.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

// j and k step through the records of a page (class "record"); Enter follows a record's first link.
function step(direction) {
  const records = [...document.querySelectorAll("main .record")].filter((each) => each.offsetParent !== null);
  if (!records.length) return;
  const at = records.findIndex((each) => each.classList.contains("current"));
  const next = records[Math.min(Math.max(at + direction, 0), records.length - 1)];
  if (at >= 0) records[at].classList.remove("current");
  next.classList.add("current");
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function help() {
  const keys = document.getElementById("keys");
  if (keys.open) keys.close(); else keys.showModal();
}

// c presses the first button for correcting of the current record (attribute data-correct).
function correct() {
  const at = document.querySelector(".record.current") || document.activeElement.closest(".record") || document.querySelector(".record:target");
  const way = at && at.querySelector("[data-correct]");
  if (way) way.click();
}

const keys = {
  "/": () => { const find = document.getElementById("find"); find.focus(); find.select(); },
  j: () => step(1),
  k: () => step(-1),
  c: correct,
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

// A link with data-panel opens beside the page; its page is fetched from here and put in without its scripts.
async function openPanel(link) {
  const answer = await fetch(link.href, { credentials: "same-origin" });
  if (!answer.ok) { location.href = link.href; return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = document.getElementById("panel-content");
  content.replaceChildren(...[...page.getElementById("content").childNodes].map((node) => document.importNode(node, true)));
  document.getElementById("panel-link").href = link.href;
  const panel = document.getElementById("panel");
  panel.setAttribute("aria-label", page.title);
  panel.showModal();
  panel.scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openPanel(link).catch(() => { location.href = link.href; });
});

// On a small screen filters that are not used are folded away.
if (matchMedia("(max-width: 44rem)").matches) {
  for (const box of document.querySelectorAll(".filter-box:not([data-used])")) box.open = false;
}

// Filters that say nothing stay out of the address.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const each of event.target.querySelectorAll("input, select")) if (each.name && each.value === "") each.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll("form[method=get] :disabled")) each.disabled = each.tagName === "OPTION";
});

document.addEventListener("click", (event) => {
  if (event.target === document.getElementById("panel")) event.target.close();
});
