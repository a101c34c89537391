// The page of an article: what hovered or focused words say, and going between records and words. Ours; project licence.
"use strict";

{
  const words = [...document.querySelectorAll(".paper mark[data-r]")];
  const records = new Map([...document.querySelectorAll(".beside .record")].map((each) => [each.dataset.key, each]));
  const tip = document.getElementById("tip");
  const side = document.querySelector(".beside");
  const ofKey = new Map();
  for (const mark of words) for (const key of mark.dataset.r.split(" ")) {
    if (!ofKey.has(key)) ofKey.set(key, []);
    ofKey.get(key).push(mark);
  }

  function light(keys) {
    for (const each of document.querySelectorAll(".paper mark.on")) each.classList.remove("on");
    for (const key of keys) for (const mark of ofKey.get(key) || []) mark.classList.add("on");
  }

  // Beside the text: the list scrolls to the record, the text stays where it is.
  function show(key) {
    const record = records.get(key);
    for (const each of document.querySelectorAll(".record.current")) each.classList.remove("current");
    if (!record) return;
    record.classList.add("current");
    if (getComputedStyle(side).overflowY !== "auto") return;
    side.scrollTop += record.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3;
  }

  function say(mark) {
    const keys = mark.dataset.r.split(" ");
    const lines = keys.slice(0, 4).map((key) => document.getElementById(`about-${key}`)).filter(Boolean).map((line) => {
      const copy = document.createElement("p");
      for (const node of line.childNodes) {
        if (node.nodeType === Node.ELEMENT_NODE && node.matches(".ends, .correct, form, button")) continue;
        copy.append(node.cloneNode(true));
      }
      return copy;
    });
    if (!lines.length) return;
    tip.replaceChildren(...lines);
    tip.hidden = false;
    const at = mark.getClientRects()[0];
    const left = Math.min(Math.max(at.left, 8), document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(left, 8) + scrollX}px`;
    const above = at.top - tip.offsetHeight - 8;
    tip.style.top = `${(above > 0 ? above : mark.getBoundingClientRect().bottom + 8) + scrollY}px`;
    light(keys.slice(0, 1));
  }

  function hush() {
    tip.hidden = true;
    light(chosen() ? [chosen()] : []);
  }

  const chosen = () => {
    const name = decodeURIComponent(location.hash.slice(1)).replace(/^record-/, "");
    return records.has(name) ? name : null;
  };

  function arrive() {
    const key = chosen();
    if (!key) return;
    const place = document.getElementById(key);
    const closed = place && place.closest("details:not([open])");
    if (closed) { closed.open = true; place.scrollIntoView({ block: "center" }); }
    light([key]);
    show(key);
  }

  for (const name of ["mouseover", "focusin"]) document.querySelector(".paper").addEventListener(name, (event) => {
    const mark = event.target.closest("mark[data-r]");
    if (mark) say(mark); else if (!tip.hidden) hush();
  });
  for (const name of ["mouseleave", "focusout"]) document.querySelector(".paper").addEventListener(name, hush);
  side.addEventListener("mouseover", (event) => {
    const record = event.target.closest(".record");
    if (record) light([record.dataset.key]);
  });
  side.addEventListener("mouseleave", hush);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });

  // A click on marked words that are no link, and on words that are one where the list stands beside the text.
  document.querySelector(".paper").addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-r]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || String(getSelection())) return;
    const link = event.target.closest("a");
    if (link && getComputedStyle(side).overflowY !== "auto") return;
    event.preventDefault();
    const key = link ? link.hash.replace(/^#record-/, "") : mark.dataset.r.split(" ")[0];
    history.replaceState(null, "", `#record-${key}`);
    light([key]);
    show(key);
  });
  addEventListener("hashchange", arrive);
  arrive();
}
