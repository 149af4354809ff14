"use strict";
// Zoom, pan, search and tooltips for the map. Without this file the map is a picture and the lists hold its content.
const enliven = () => {
  const map = document.querySelector("[data-map]");
  const svg = map?.querySelector("[data-map-svg]");
  if (!svg) return;
  const dots = [...svg.querySelectorAll(".dot")];
  const full = svg.viewBox.baseVal;
  const whole = { x: full.x, y: full.y, w: full.width, h: full.height };
  let view = { ...whole };
  map.classList.add("live");

  const show = (next) => {
    const w = Math.min(whole.w, Math.max(whole.w / 12, next.w));
    const h = (w / whole.w) * whole.h;
    view = {
      w, h,
      x: Math.min(whole.x + whole.w - w, Math.max(whole.x, next.x)),
      y: Math.min(whole.y + whole.h - h, Math.max(whole.y, next.y)),
    };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    map.classList.toggle("close", view.w < whole.w * 0.6);
  };
  const zoom = (factor, cx = view.x + view.w / 2, cy = view.y + view.h / 2) => {
    const w = view.w * factor;
    show({ w, x: cx - ((cx - view.x) * w) / view.w, y: cy - ((cy - view.y) * w) / view.w });
  };
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [view.x + ((event.clientX - box.left) / box.width) * view.w, view.y + ((event.clientY - box.top) / box.height) * view.h];
  };

  // Tools
  const tools = document.createElement("div");
  tools.className = "map-tools";
  const search = document.createElement("input");
  search.type = "search";
  search.setAttribute("aria-label", map.dataset.search);
  search.placeholder = map.dataset.search;
  const told = document.createElement("output");
  const button = (text, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", action);
    return made;
  };
  tools.append(search, button(map.dataset.in, () => zoom(0.7)), button(map.dataset.out, () => zoom(1 / 0.7)), button(map.dataset.reset, () => show(whole)), told);
  map.before(tools);

  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    const found = dots.filter((dot) => {
      const hit = words !== "" && dot.dataset.label.toLowerCase().includes(words);
      dot.classList.toggle("found", hit);
      return hit;
    });
    map.classList.toggle("searching", found.length > 0);
    told.textContent = words === "" ? "" : found.length ? found.map((dot) => dot.dataset.label).slice(0, 5).join(", ") : map.dataset.none;
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  // Pan by dragging with a mouse or pen; a finger scrolls the page as everywhere.
  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, view: { ...view } };
    svg.setPointerCapture(event.pointerId);
    map.classList.add("moving");
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const box = svg.getBoundingClientRect();
    show({ w: view.w, x: from.view.x - ((event.clientX - from.x) / box.width) * view.w, y: from.view.y - ((event.clientY - from.y) / box.height) * view.h });
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { from = null; map.classList.remove("moving"); });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the plain wheel scrolls the page
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, ...at(event));
  }, { passive: false });
  svg.addEventListener("dblclick", (event) => zoom(0.6, ...at(event)));
  map.addEventListener("keydown", (event) => {
    const step = view.w / 8;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key] && view.w < whole.w) show({ w: view.w, x: view.x + moves[event.key][0], y: view.y + moves[event.key][1] });
    else if (event.key === "+") zoom(0.7);
    else if (event.key === "-") zoom(1 / 0.7);
    else return;
    event.preventDefault();
  });

  // Tooltips with the sentence; a skill of one's own lights up in the text.
  document.querySelector(".tip")?.remove();
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const dot of dots) {
    dot.addEventListener("pointerenter", () => {
      const name = document.createElement("b");
      name.textContent = dot.dataset.label;
      const quote = document.createElement("q");
      quote.textContent = dot.dataset.quote;
      tip.replaceChildren(name, ...(dot.dataset.quote ? [quote] : []));
      tip.hidden = false;
      const box = dot.querySelector("circle").getBoundingClientRect();
      const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
      const below = box.bottom + 8 + tip.offsetHeight < innerHeight;
      tip.style.left = `${Math.max(8, left)}px`;
      tip.style.top = below ? `${box.bottom + 8}px` : `${box.top - tip.offsetHeight - 8}px`;
    });
    dot.addEventListener("pointerleave", () => { tip.hidden = true; });
    dot.addEventListener("click", () => {
      if (dot.dataset.dot !== "0") location.hash = `k${dot.dataset.dot}`;
    });
  }
};
enliven();
document.addEventListener("osaamo:swapped", enliven); // a new map came without a new page
addEventListener("keydown", (event) => {
  const tip = document.querySelector(".tip");
  if (tip && event.key === "Escape") tip.hidden = true;
});
