"use strict";
// The map as a canvas one can move, zoom, search and ask. Without this file the map is a picture with a list below it.
(() => {
  const stage = document.querySelector("[data-atlas]");
  const holder = stage?.querySelector("[data-view]");
  if (!holder || !window.OsaamoAtlas) return;
  const { prepare, colours, draw, mark, radiusOf, short } = window.OsaamoAtlas;
  const words = stage.querySelector("[data-words]").dataset;
  const BEYOND = 0.3; // how far the sheet reaches beyond each side of the view
  const RESTS = 140; // milliseconds without a move
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const button = (said, action, attributes = {}) => {
    const made = make("button", { type: "button", ...attributes }, said);
    made.addEventListener("click", action);
    return made;
  };

  const start = (atlas, points) => {
    const canvas = make("canvas", { role: "img", "aria-label": words.picture });
    const context = canvas.getContext("2d", { alpha: false });
    const view = { x: 0, y: 0, scale: 1, whole: 1, width: 1, height: 1, ratio: 1 };
    const bounds = edges(atlas.islands, points);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const shown = points.length ? points : atlas.islands;
    const center = { x: mean(shown.map((place) => place.x)), y: mean(shown.map((place) => place.y)) };
    let tint = colours(holder);
    let marks = [];
    let hovered = null;
    let chosen = null;
    let asked = 0;
    let moving = 0;

    // The map is drawn on a sheet somewhat larger than the view; moving shows another part of the sheet, zooming
    // enlarges it. It is drawn anew where it ends, and sharp again as soon as the map rests.
    const sheet = make("canvas");
    const paper = sheet.getContext("2d", { alpha: false });
    const drawn = { ...view, scale: 0 };
    let labelled = new Set();
    let rest = 0;
    const redraw = () => {
      Object.assign(drawn, view, { width: view.width * (1 + 2 * BEYOND), height: view.height * (1 + 2 * BEYOND), x: view.x - (BEYOND * view.width) / view.scale, y: view.y - (BEYOND * view.height) / view.scale });
      const [width, height] = [Math.round(drawn.width * view.ratio), Math.round(drawn.height * view.ratio)];
      if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
      labelled = draw(paper, atlas, points, drawn, tint, marks);
    };
    const covers = () => {
      const slack = 1 / view.scale, zoomed = view.scale / drawn.scale;
      return zoomed < 2.2 && view.x >= drawn.x - slack && view.y >= drawn.y - slack && view.x + view.width / view.scale <= drawn.x + drawn.width / drawn.scale + slack && view.y + view.height / view.scale <= drawn.y + drawn.height / drawn.scale + slack;
    };
    const render = () => {
      asked = 0;
      if (!drawn.scale || !covers()) redraw();
      const factor = view.scale / drawn.scale;
      const left = (drawn.x - view.x) * view.scale * view.ratio, top = (drawn.y - view.y) * view.scale * view.ratio;
      context.setTransform(1, 0, 0, 1, 0, 0);
      if (factor === 1) context.drawImage(sheet, Math.round(left), Math.round(top));
      else context.drawImage(sheet, left, top, sheet.width * factor, sheet.height * factor);
      if (hovered) mark(context, points, view, tint, hovered);
      if (chosen) mark(context, points, view, tint, chosen, { chosen: true, named: !labelled.has(chosen) });
      clearTimeout(rest);
      if (factor !== 1 || Math.abs(view.x - drawn.x - (BEYOND * view.width) / view.scale) * view.scale > 40 || Math.abs(view.y - drawn.y - (BEYOND * view.height) / view.scale) * view.scale > 40) rest = setTimeout(again, RESTS);
    };
    const ask = () => { asked ||= requestAnimationFrame(render); };
    const again = () => { drawn.scale = 0; ask(); };

    const show = (next) => {
      const scale = Math.min(view.whole * 26, Math.max(view.whole, next.scale));
      const held = (value, low, high, size) => {
        const room = size / scale;
        return high - low <= room * 1.001 ? (low + high - room) / 2 : Math.min(high - room / 2, Math.max(low - room / 2, value));
      };
      Object.assign(view, { scale, x: held(next.x, bounds.left, bounds.right, view.width), y: held(next.y, bounds.top, bounds.bottom, view.height) });
      ask();
    };
    const zoom = (factor, px = view.width / 2, py = view.height / 2) => {
      const scale = Math.min(view.whole * 26, Math.max(view.whole, view.scale * factor));
      show({ scale, x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale });
    };
    const whole = () => ({ scale: view.whole, x: 0, y: 0 });
    // Moves there in a fifth of a second, or at once for those who want no motion.
    const fly = (to) => {
      cancelAnimationFrame(moving);
      if (calm.matches) { show(to); return; }
      const from = { ...view }, begun = performance.now();
      const middle = (v, px) => ({ x: v.x + view.width / 2 / v.scale, y: v.y + view.height / 2 / v.scale });
      const [a, b] = [middle(from), middle(to)];
      const step = (now) => {
        const done = Math.min(1, (now - begun) / 260), eased = 1 - (1 - done) ** 3;
        const scale = from.scale * (to.scale / from.scale) ** eased;
        show({ scale, x: a.x + (b.x - a.x) * eased - view.width / 2 / scale, y: a.y + (b.y - a.y) * eased - view.height / 2 / scale });
        if (done < 1) moving = requestAnimationFrame(step);
      };
      moving = requestAnimationFrame(step);
    };
    const flyTo = (skill) => {
      const scale = Math.max(view.scale, view.whole * 5);
      // On a phone the card covers the lower half.
      const high = view.width < 600 ? 0.32 : 0.5;
      fly({ scale, x: skill.x - view.width / 2 / scale, y: skill.y - (high * view.height) / scale });
    };

    const fit = () => {
      const before = view.whole;
      const middle = { x: view.x + view.width / 2 / view.scale, y: view.y + view.height / 2 / view.scale };
      const box = holder.getBoundingClientRect();
      Object.assign(view, { width: box.width, height: box.height, ratio: Math.min(2, devicePixelRatio || 1) });
      canvas.width = Math.round(view.width * view.ratio);
      canvas.height = Math.round(view.height * view.ratio);
      drawn.scale = 0;
      view.whole = Math.min(view.width / (bounds.right - bounds.left), view.height / (bounds.bottom - bounds.top));
      const first = before === 1;
      // A high, narrow window begins nearer, on what there is to see; "show all" is one press away.
      const scale = first ? Math.min(view.whole * 1.9, Math.max(view.whole, (0.9 * view.height) / (bounds.bottom - bounds.top))) : view.scale * (view.whole / before);
      const { x, y } = first ? center : middle;
      show({ scale, x: x - view.width / 2 / scale, y: y - view.height / 2 / scale });
    };

    // The card of a skill: its sentences are those of the list, so that both always say the same.
    const card = make("div", { class: "atlas-card", "aria-live": "polite", tabindex: "-1", hidden: "" });
    const tell = (skill) => {
      chosen = skill;
      card.hidden = !skill;
      ask();
      if (!skill) return;
      const item = skill.at === undefined ? null : document.getElementById(`n${skill.at}`);
      const facts = item ? [...item.querySelectorAll(".atlas-fact")].map((fact) => fact.cloneNode(true)) : [make("p", { class: "muted" }, words.elsewhere)];
      const close = button("×", () => { tell(null); holder.focus(); }, { class: "atlas-close", "aria-label": words.close });
      const more = item ? [make("p", { class: "fine" }, make("a", { href: `#n${skill.at}` }, words.list))] : [];
      card.replaceChildren(close, make("b", {}, skill.label), make("span", { class: "muted" }, atlas.byId.get(skill.theme)?.name ?? ""), ...facts, ...more);
    };

    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const nearest = (px, py, slack) => {
      let best = null, least = Infinity;
      const look = (skill, reach) => {
        const away = Math.hypot((skill.x - view.x) * view.scale - px, (skill.y - view.y) * view.scale - py);
        if (away < reach && away < least) { best = skill; least = away; }
      };
      for (const point of points) look(point, radiusOf(view.scale, points.length, point.size) + slack);
      if (!best && view.scale > 3200) for (const skill of atlas.skills) look(skill, 8 + slack);
      return best;
    };

    // A mouse or one finger moves the map, two fingers or the wheel zoom.
    const held = new Map();
    let dragged = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      cancelAnimationFrame(moving);
      held.set(event.pointerId, at(event));
      canvas.setPointerCapture(event.pointerId);
      if (held.size === 1) dragged = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = at(event), before = held.get(event.pointerId);
      if (!before) {
        const near = nearest(...now, 4);
        canvas.classList.toggle("over", Boolean(near));
        if (near !== hovered) { hovered = near; hint(near, now); ask(); }
        return;
      }
      hint(null);
      const others = [...held.entries()].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      held.set(event.pointerId, now);
      dragged += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (others.length) {
        const [other] = others;
        const spread = (place) => Math.max(1, Math.hypot(place[0] - other[0], place[1] - other[1]));
        zoom(spread(now) / spread(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        show({ scale: view.scale, x: view.x - (now[0] - before[0]) / 2 / view.scale, y: view.y - (now[1] - before[1]) / 2 / view.scale });
      } else {
        canvas.classList.add("moving");
        show({ scale: view.scale, x: view.x - (now[0] - before[0]) / view.scale, y: view.y - (now[1] - before[1]) / view.scale });
      }
    });
    const release = (event) => {
      if (held.delete(event.pointerId) && !held.size) {
        canvas.classList.remove("moving");
        if (event.type === "pointerup" && dragged < 6) tell(nearest(...at(event), event.pointerType === "touch" ? 14 : 5));
      }
    };
    canvas.addEventListener("pointerup", release);
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("pointerleave", () => { hovered = null; hint(null); ask(); });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      cancelAnimationFrame(moving);
      hint(null);
      const lines = event.deltaMode === 1 ? 18 : 1;
      zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), ...at(event));
    }, { passive: false });
    canvas.addEventListener("dblclick", (event) => {
      const [px, py] = at(event), scale = Math.min(view.whole * 26, view.scale * 2.2);
      fly({ scale, x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale });
    });
    holder.addEventListener("keydown", (event) => {
      const step = 90 / view.scale;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (moves[event.key]) show({ scale: view.scale, x: view.x + moves[event.key][0], y: view.y + moves[event.key][1] });
      else if (event.key === "+" || event.key === "=") zoom(1.4);
      else if (event.key === "-") zoom(1 / 1.4);
      else if (event.key === "0") fly(whole());
      else if (event.key === "Escape") tell(null);
      else return;
      event.preventDefault();
    });
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      tell(null);
      field.focus();
    });

    // A word beside the pointer: the name and the sentence of what lies under it.
    const tip = make("div", { class: "atlas-tip", hidden: "" });
    function hint(skill, place) {
      tip.hidden = !skill;
      if (!skill) return;
      const said = skill.at === undefined ? null : document.querySelector(`#n${skill.at} q`)?.cloneNode(true);
      tip.replaceChildren(make("b", {}, skill.label), ...(said ? [said] : []));
      const left = Math.min(place[0] + 14, view.width - tip.offsetWidth - 8);
      const below = place[1] + 18 + tip.offsetHeight < view.height;
      tip.style.left = `${Math.max(8, left)}px`;
      tip.style.top = `${below ? place[1] + 18 : place[1] - tip.offsetHeight - 12}px`;
    }

    // Search: the skills of the layers first, then all others.
    const field = make("input", { type: "search", "aria-label": words.search, placeholder: words.search, autocomplete: "off", maxlength: "60" });
    const found = make("ul", { class: "atlas-found", "aria-label": words.found, hidden: "" });
    const told = make("p", { class: "atlas-told", role: "status" });
    const places = new Map(points.map((point) => [`${point.x.toFixed(4)} ${point.y.toFixed(4)}`, point]));
    const others = atlas.skills.filter((skill) => !places.has(`${skill.x.toFixed(4)} ${skill.y.toFixed(4)}`));
    const standOut = (skills) => {
      if (!marks.length && !skills.length) return;
      marks = skills;
      again();
    };
    const pick = (skill) => {
      standOut([]);
      found.hidden = true;
      tell(skill);
      flyTo(skill);
      card.focus({ preventScroll: true });
    };
    field.addEventListener("input", () => {
      const asks = field.value.trim().toLowerCase();
      const fits = (skill) => skill.label.toLowerCase().includes(asks);
      const own = asks ? points.filter(fits) : [];
      const rest = asks.length > 1 && own.length < 8 ? others.filter(fits).slice(0, 8 - own.length) : [];
      standOut(own);
      found.replaceChildren(...[...own.slice(0, 8), ...rest].map((skill) => {
        const known = skill.at !== undefined;
        return make("li", {}, button(skill.label, () => pick(skill), known ? {} : { class: "muted" }));
      }));
      found.hidden = !found.children.length;
      told.textContent = asks && found.hidden ? words.none : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); found.querySelector("button")?.click(); }
      if (event.key === "Escape" && field.value) { field.value = ""; field.dispatchEvent(new Event("input")); }
    });
    const tools = make("div", { class: "atlas-tools" },
      button("+", () => zoom(1.6), { "aria-label": words.in, title: words.in }),
      button("−", () => zoom(1 / 1.6), { "aria-label": words.out, title: words.out }),
      button("⤢", () => fly(whole()), { "aria-label": words.whole, title: words.whole }));

    holder.replaceChildren(canvas);
    for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-labelledby": "atlas-name", "aria-describedby": "atlas-keys" })) holder.setAttribute(name, value);
    holder.after(make("div", { class: "atlas-search" }, field, found, told), tools, card, tip);
    new ResizeObserver(fit).observe(holder);
    const recolour = () => { tint = colours(holder); again(); };
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    document.fonts.ready.then(again);
    document.fonts.addEventListener("loadingdone", again);
    fit();

    // The list and the map point at each other.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-onmap]");
      if (!link) return;
      event.preventDefault();
      stage.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
      pick(points[Number(link.dataset.onmap)]);
    });
    addEventListener("hashchange", () => {
      const item = document.getElementById(location.hash.slice(1));
      item?.closest("details")?.setAttribute("open", "");
      item?.scrollIntoView({ block: "center" });
    });

    const png = document.querySelector("[data-png]");
    if (png) {
      png.hidden = false;
      png.addEventListener("click", () => save(picture(atlas, points, view, tint)));
    }
    stage.dataset.ready = "";
  };

  // What one sees now at twice the size, with the names of the layers below.
  const picture = (atlas, points, view, tint) => {
    const legend = [...document.querySelectorAll(".atlas-legend li")].map((item) => [item.querySelector(".atlas-key").className, item.textContent.trim().replace(/\s+/g, " ")]);
    const sheet = make("canvas"), strip = 24 + 26 * legend.length;
    Object.assign(sheet, { width: view.width * 2, height: (view.height + strip) * 2 });
    const context = sheet.getContext("2d", { alpha: false });
    draw(context, atlas, points, { ...view, ratio: 2 }, tint, []);
    context.setTransform(2, 0, 0, 2, 0, view.height * 2);
    context.fillStyle = tint.halo;
    context.fillRect(0, 0, view.width, strip);
    context.font = '500 15px "Hanken", system-ui, sans-serif';
    context.textAlign = "left";
    context.textBaseline = "middle";
    legend.forEach(([kind, said], at) => {
      const y = 25 + 26 * at;
      context.beginPath();
      context.arc(24, y, 6, 0, 7);
      context.fillStyle = kind.endsWith("-b") ? tint.halo : tint.left;
      context.strokeStyle = kind.endsWith("-a") ? tint.left : tint.right;
      context.lineWidth = 2.5;
      context.fill();
      context.stroke();
      context.fillStyle = tint.ink;
      context.fillText(said, 42, y + 1);
    });
    return sheet;
  };
  const save = (sheet) => sheet.toBlob((blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: "osaamo-map.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, "image/png");

  const edges = (islands, points) => {
    const margin = 0.02;
    const xs = [...islands.flatMap((i) => [i.x - i.r * 1.4, i.x + i.r * 1.4]), ...points.map((p) => p.x)];
    const ys = [...islands.flatMap((i) => [i.y - i.r * 1.4, i.y + i.r * 1.4]), ...points.map((p) => p.y)];
    return { left: Math.min(...xs) - margin, right: Math.max(...xs) + margin, top: Math.min(...ys) - margin, bottom: Math.max(...ys) + margin };
  };

  fetch(stage.dataset.source).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText)))).then((sent) => {
    const atlas = prepare(sent);
    const given = JSON.parse(document.getElementById("atlas-points").textContent);
    const items = [...document.querySelectorAll(".atlas-skill")];
    const points = given.map(([x, y, side, a, b], at) => {
      const label = items[at].querySelector(".atlas-label").textContent;
      const theme = Number(items[at].closest(".atlas-theme").id.slice(6));
      return { x: x / sent.unit, y: y / sent.unit, side, size: Math.max(a, b) / 100, at, label, theme, short: short(label) };
    });
    for (const island of atlas.islands) island.used = 0;
    for (const point of points) if (atlas.byId.has(point.theme)) atlas.byId.get(point.theme).used++;
    start(atlas, points);
  }).catch(() => { stage.dataset.failed = ""; }); // the picture of the server stays
})();
