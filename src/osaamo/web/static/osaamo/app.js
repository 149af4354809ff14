"use strict";
// Enhancements only: every page works without this file.
(() => {
  const root = document.documentElement;
  root.classList.add("script");

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
  const skillsOf = (mark) => mark.dataset.skills.split(" ").map((number) => document.getElementById(`k${number}`)).filter(Boolean);
  const marksOf = (item) => [...document.querySelectorAll("mark[data-skills]")].filter((mark) => mark.dataset.skills.split(" ").includes(item.dataset.skill));
  const light = (event, on) => {
    const mark = event.target.closest?.("mark[data-skills]");
    const item = event.target.closest?.("[data-skill]");
    const others = mark ? skillsOf(mark) : item ? marksOf(item) : [];
    for (const other of others) other.classList.toggle("on", on);
  };
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => light(event, true));
  for (const kind of ["mouseout", "focusout"]) document.addEventListener(kind, (event) => light(event, false));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-skills]");
    if (mark) skillsOf(mark)[0]?.scrollIntoView({ block: "center" });
  });

  // A file may be dropped anywhere on its field; one that is too large is refused before it is sent.
  const area = (event) => event.target.closest?.("[data-drop]");
  document.addEventListener("dragover", (event) => {
    if (!area(event)) return;
    event.preventDefault();
    area(event).classList.add("over");
  });
  document.addEventListener("dragleave", (event) => area(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const field = area(event);
    if (!field) return;
    event.preventDefault();
    field.classList.remove("over");
    const input = field.querySelector("input[type=file]");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const field = event.target.matches?.("input[type=file]") ? area(event) : null;
    if (!field) return;
    const tooLarge = [...event.target.files].some((file) => file.size > Number(field.dataset.limit));
    field.nextElementSibling?.matches("[data-file-error]") && field.nextElementSibling.remove();
    if (!tooLarge) return;
    event.target.value = "";
    const told = document.createElement("p");
    told.className = "error";
    told.dataset.fileError = "";
    told.setAttribute("role", "alert");
    told.textContent = field.dataset.tooLarge;
    field.after(told);
  });

  // What is open stays open, and what had the focus keeps it, when the page's content is replaced.
  const nameOf = (element) => {
    if (!element || element === document.body) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const { name, value } = element;
    return name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]` : null;
  };
  const swap = (text, sent) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const [old, next] = [document.getElementById("main"), page.getElementById("main")];
    const focused = nameOf(document.activeElement);
    const scrolled = document.querySelector(".paper-text")?.scrollTop;
    for (const details of old.querySelectorAll("details[id][open]")) page.getElementById(details.id)?.setAttribute("open", "");
    for (const field of old.querySelectorAll("textarea[id], input[type=search][id]")) {
      const twin = page.getElementById(field.id);
      if (twin && sent.has(field.name) && field.value !== sent.get(field.name).replaceAll("\r\n", "\n")) twin.value = field.value; // typed meanwhile
    }
    old.replaceChildren(...document.adoptNode(next).childNodes);
    document.title = page.title;
    if (scrolled) document.querySelector(".paper-text").scrollTop = scrolled;
    if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("osaamo:swapped"));
  };
  const tell = (text) => {
    const said = document.getElementById("said");
    if (said) said.textContent = text;
  };

  // Once there is a result, the form is answered in place.
  const work = document.getElementById("work");
  let asked = 0;
  const send = async (button) => {
    const data = new FormData(work, button);
    const turn = ++asked;
    button?.setAttribute("aria-busy", "true");
    root.classList.add("busy");
    try {
      const answer = await fetch(work.action, { method: "POST", body: data, credentials: "same-origin" });
      const text = await answer.text();
      if (turn !== asked) return; // a later choice is on its way
      if (!answer.ok) {
        const page = new DOMParser().parseFromString(text, "text/html");
        complain(page.querySelector(".fault .lead")?.textContent || work.dataset.again);
        return;
      }
      swap(text, data);
      const target = button?.getAttribute("formaction");
      if (target?.startsWith("#")) (document.querySelector(target) || document.getElementById("compare"))?.scrollIntoView({ block: "start" });
      tell(document.querySelector(".coverage-words")?.textContent.trim() || document.querySelector("h1").textContent);
    } catch {
      if (turn === asked) complain(work.dataset.again);
    } finally {
      if (turn === asked) root.classList.remove("busy");
      button?.removeAttribute("aria-busy");
    }
  };
  const complain = (text) => {
    document.querySelector(".complaint")?.remove();
    const told = document.createElement("p");
    told.className = "complaint";
    told.setAttribute("role", "alert");
    told.textContent = text;
    document.body.append(told);
    setTimeout(() => told.remove(), 12000);
  };
  work?.addEventListener("submit", (event) => {
    const button = event.submitter;
    const elsewhere = button?.hasAttribute("formaction") && !button.getAttribute("formaction").startsWith("#");
    if (document.querySelector(".found-head") && !elsewhere) {
      event.preventDefault();
      send(button);
    } else {
      button?.setAttribute("aria-busy", "true");
    }
  });
  let soon = 0;
  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("[data-choice]")) return;
    event.target.closest("[data-skill]").classList.toggle("dropped", event.target.value === "no");
    clearTimeout(soon);
    asked += 1; // an answer on its way does not know this choice
    soon = setTimeout(() => send(null), 350); // somebody on the arrow keys passes over choices
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
