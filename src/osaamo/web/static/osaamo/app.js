"use strict";
// Enhancements only: every page works without this file.
(() => {
  const root = document.documentElement;

  // Colours: switch at once and remember, instead of a round trip.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scheme-to]");
    if (!button) return;
    event.preventDefault();
    const scheme = button.dataset.schemeTo;
    root.dataset.scheme = scheme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `scheme=${scheme}; path=/; max-age=31536000; SameSite=Lax${secure}`;
    document.querySelector(`[data-scheme-to="${scheme === "dark" ? "light" : "dark"}"]`)?.focus();
  });

  // A sentence and its skills light up together.
  const marks = [...document.querySelectorAll("mark[data-skills]")];
  const skills = new Map([...document.querySelectorAll("[data-skill]")].map((item) => [item.dataset.skill, item]));
  const light = (numbers, on) => {
    for (const number of numbers) skills.get(number)?.classList.toggle("on", on);
  };
  for (const mark of marks) {
    const numbers = mark.dataset.skills.split(" ");
    mark.addEventListener("pointerenter", () => light(numbers, true));
    mark.addEventListener("pointerleave", () => light(numbers, false));
    mark.addEventListener("click", () => skills.get(numbers[0])?.scrollIntoView({ block: "center" }));
    for (const number of numbers) {
      const item = skills.get(number);
      item?.addEventListener("pointerenter", () => mark.classList.add("on"));
      item?.addEventListener("pointerleave", () => mark.classList.remove("on"));
      item?.addEventListener("focusin", () => mark.classList.add("on"));
      item?.addEventListener("focusout", () => mark.classList.remove("on"));
    }
  }

  // A file may be dropped anywhere on its field.
  for (const area of document.querySelectorAll("[data-drop]")) {
    const input = area.querySelector("input[type=file]");
    area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("over");
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }

  // The pressed button says that work goes on.
  document.getElementById("work")?.addEventListener("submit", (event) => {
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
