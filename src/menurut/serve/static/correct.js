// Correcting: words that are marked in the text go into the form, keys press its buttons. Ours; project licence.
"use strict";

{
  // What is marked in the text, and the how-manieth place there with these words it is.
  let marked = null;
  function remember() {
    const selection = getSelection();
    const text = selection && String(selection).trim();
    const paper = document.querySelector(".paper");
    if (!text || !paper || !selection.rangeCount || !paper.contains(selection.anchorNode)) return;
    const before = document.createRange();
    before.selectNodeContents(paper);
    before.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
    const blanks = (words) => words.replace(/\s+/gu, " ");
    const own = document.createElement("div");
    own.append(before.cloneContents());
    for (const each of own.querySelectorAll(".tag, .meta, .layers, .no-print, summary")) each.remove();
    marked = { text, nth: blanks(own.textContent).split(blanks(text)).length - 1 };
  }
  const way = (event) => event.target instanceof Element && event.target.closest("[data-correct]");
  document.addEventListener("pointerdown", (event) => { if (way(event)) { marked = null; remember(); } }, true);
  document.addEventListener("keydown", (event) => { if (event.key === "c") { marked = null; remember(); } }, true);

  function fill(form) {
    form.dataset.filled = "yes";
    if (!marked) return;
    form.elements.selected.value = marked.text;
    form.elements.nth.value = marked.nth;
    const fields = { attribution: "[data-words]", event: "[name=trigger_words]" }[form.elements.record.value]
      || "[name=content_words], [name=trigger_words]"; // of what was missed
    for (const each of form.querySelectorAll(fields)) each.value = marked.text;
  }
  const panel = document.getElementById("panel-content");
  new MutationObserver(() => {
    const form = panel.querySelector("form.fix:not([data-filled])");
    if (form) fill(form);
  }).observe(panel, { childList: true });

  // Keys of the form, u for taking back what has just been done, Enter for the button beside a field.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (event.key === "Enter" && target.matches("form.fix input:not([type=checkbox])")) {
      const near = target.closest(".row, fieldset");
      const button = near && near.querySelector("button[name=do]");
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (target.closest("input, textarea, select")) return;
    const form = document.querySelector("dialog[open] form.fix") || document.querySelector("main form.fix");
    const open = document.querySelector("dialog[open]");
    const button = form && (!open || open.contains(form)) ? form.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)
      : event.key === "u" && !open ? document.querySelector("[data-undo]") : null;
    if (button) { event.preventDefault(); button.click(); }
  });

  // Pressed twice, made once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });

  // The address stays one to cite.
  const here = new URL(location.href);
  if (document.querySelector("[data-notice]")) {
    here.searchParams.delete("corrected");
    here.searchParams.delete("undone");
    history.replaceState(null, "", here);
  }
}
