"use strict";
// Draws the atlas on a canvas: sea, land, every skill as grain, the skills of the layers, names. It keeps no state but
// the drawing's own caches; atlas.js moves the view and answers to people.
window.OsaamoAtlas = (() => {
  const SIDE = { a: 0, b: 1, both: 2 };
  const RINGS = [15, 9.5, 5];
  const GRAIN_FROM = 1700; // pixels a unit: from here every skill of the vocabulary shows as a grain
  const GRAIN_NAMES_FROM = 9000;
  const NAMES_FROM = 2400; // from here skills of a full layer get their labels
  const FEW = 70; // so few skills are always labelled

  const SANS = '"Hanken", system-ui, sans-serif';
  const SERIF = '"Newsreader", Georgia, serif';

  // The atlas as sent, in units of 1: islands with paths, and the skills of the vocabulary by island.
  function prepare(sent) {
    const unit = sent.unit;
    const islands = sent.islands.map((island) => {
      const path = new Path2D();
      for (let at = 0; at < island.coast.length; at += 2) {
        const [x, y] = [island.coast[at] / unit, island.coast[at + 1] / unit];
        if (at) path.lineTo(x, y); else path.moveTo(x, y);
      }
      path.closePath();
      return { id: island.id, name: island.name, x: island.x / unit, y: island.y / unit, r: island.r / unit, tone: island.id % 8, path, grain: [] };
    });
    const byId = new Map(islands.map((island) => [island.id, island]));
    const skills = sent.labels.map((label, at) => {
      const skill = { label, x: sent.places[3 * at] / unit, y: sent.places[3 * at + 1] / unit, theme: sent.places[3 * at + 2] };
      byId.get(skill.theme)?.grain.push(skill);
      return skill;
    });
    const around = new Path2D();
    for (const island of islands) around.addPath(island.path);
    return { islands, byId, skills, around };
  }

  // What the style sheet says the colours are, now.
  function colours(element) {
    const style = getComputedStyle(element);
    const value = (name) => style.getPropertyValue(`--map-${name}`).trim();
    return {
      sea: value("sea"), waterline: value("waterline"), coast: value("coast"), border: value("border"), ink: value("ink"),
      faint: value("faint"), halo: value("halo"), grain: value("grain"), left: value("left"), right: value("right"),
      mark: value("mark"), land: Array.from({ length: 8 }, (_, tone) => value(`land${tone}`)),
    };
  }

  const widths = new Map();
  function widthOf(context, text) {
    const key = `${context.font}|${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 20000) widths.clear();
      width = context.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  }

  // The words in lines of a width; a short word ("ja", "och") never stands alone.
  function wrapped(context, text, most) {
    const lines = [];
    for (const word of text.split(" ")) {
      const last = lines.length - 1;
      const longer = last < 0 ? word : `${lines[last]} ${word}`;
      if (last >= 0 && widthOf(context, longer) <= most * (word.length < 4 ? 1.3 : 1)) lines[last] = longer;
      else if (last >= 0 && /(^| )\S{1,3}$/.test(lines[last]) && widthOf(context, longer) <= most * 1.3) lines[last] = longer;
      else lines.push(word);
    }
    return lines;
  }

  // Boxes that are taken, by cells, so that a label asks only its neighbourhood.
  class Taken {
    constructor() { this.cells = new Map(); }
    each(box, visit) {
      for (let cx = Math.floor(box[0] / 64); cx <= Math.floor(box[2] / 64); cx++)
        for (let cy = Math.floor(box[1] / 64); cy <= Math.floor(box[3] / 64); cy++)
          if (visit(cx * 4096 + cy)) return true;
      return false;
    }
    meets(box) {
      return this.each(box, (key) => this.cells.get(key)?.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]));
    }
    add(box) {
      this.each(box, (key) => { if (this.cells.has(key)) this.cells.get(key).push(box); else this.cells.set(key, [box]); });
    }
  }

  const radiusOf = (scale, count, size) => Math.min(13, Math.max((count <= 60 ? 5.5 : count <= 200 ? 4.2 : count <= 1200 ? 3.2 : 2.3) * Math.min(1, 0.35 + scale / 1250), scale * 0.0021)) * (0.5 + 1.05 * size);

  function ground(context, atlas, view, tint) {
    const { scale } = view;
    const wider = Math.min(2, Math.sqrt(scale / view.whole));
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.fillStyle = tint.sea;
    context.fillRect(0, 0, view.width, view.height);
    context.setTransform(view.ratio * scale, 0, 0, view.ratio * scale, -view.x * scale * view.ratio, -view.y * scale * view.ratio);
    context.lineJoin = "round";
    const stroke = (colour, width) => { context.strokeStyle = colour; context.lineWidth = width / scale; context.stroke(atlas.around); };
    for (const ring of RINGS) {
      stroke(tint.waterline, 2 * ring * wider + 1.4);
      stroke(tint.sea, 2 * ring * wider);
    }
    stroke(tint.coast, 2.2);
    context.strokeStyle = tint.border;
    context.lineWidth = 1 / scale;
    for (const island of atlas.islands) {
      if (!within(island, view)) continue;
      context.fillStyle = tint.land[island.tone];
      context.fill(island.path);
      context.stroke(island.path);
    }
  }

  function within(island, view) {
    const reach = island.r * 1.5;
    return island.x + reach > view.x && island.x - reach < view.x + view.width / view.scale && island.y + reach > view.y && island.y - reach < view.y + view.height / view.scale;
  }

  function grain(context, atlas, view, tint) {
    if (view.scale < GRAIN_FROM) return;
    const size = Math.min(4.5, view.scale / 1300);
    context.globalAlpha = Math.min(1, (view.scale - GRAIN_FROM) / 900);
    context.fillStyle = tint.grain;
    context.beginPath();
    for (const island of atlas.islands) {
      if (!within(island, view)) continue;
      for (const skill of island.grain) {
        const x = (skill.x - view.x) * view.scale, y = (skill.y - view.y) * view.scale;
        if (x < -5 || y < -5 || x > view.width + 5 || y > view.height + 5) continue;
        context.moveTo(x + size / 2, y);
        context.arc(x, y, size / 2, 0, 7);
      }
    }
    context.fill();
    context.globalAlpha = 1;
  }

  function dots(context, points, view, tint, count) {
    const seen = [];
    const paths = [new Path2D(), new Path2D(), new Path2D()];
    for (const point of points) {
      const x = (point.x - view.x) * view.scale, y = (point.y - view.y) * view.scale;
      if (x < -14 || y < -14 || x > view.width + 14 || y > view.height + 14) continue;
      const radius = radiusOf(view.scale, count, point.size) + (point.side === SIDE.both ? 0.5 : 0);
      paths[point.side].moveTo(x + radius, y);
      paths[point.side].arc(x, y, radius, 0, 7);
      seen.push([x, y, radius, point]);
    }
    const line = Math.min(3, Math.max(1.1, radiusOf(view.scale, count, 0.5) * 0.34));
    for (const [side, fill, edge, width] of [[SIDE.b, tint.halo, tint.right, line], [SIDE.a, tint.left, tint.halo, Math.min(1, line)], [SIDE.both, tint.left, tint.right, line]]) {
      context.fillStyle = fill;
      context.strokeStyle = edge;
      context.lineWidth = width;
      context.fill(paths[side]);
      context.stroke(paths[side]);
    }
    return seen;
  }

  function text(context, lines, x, top, line) {
    lines.forEach((said, at) => {
      context.strokeText(said, x, top + line * at);
      context.fillText(said, x, top + line * at);
    });
  }

  // The name of a theme stands at the top of its land, or in the middle where there is nothing to see there. A name too
  // long for its land waits until one comes nearer.
  function names(context, atlas, view, tint, taken) {
    context.textAlign = "center";
    context.textBaseline = "top";
    const zoomed = Math.log2(Math.max(1, view.scale / 900));
    const order = atlas.islands.filter((island) => within(island, view)).sort((a, b) => b.used - a.used || b.r - a.r);
    for (const island of order) {
      const px = island.r * view.scale;
      const size = Math.min(21, 10.5 + 2.6 * zoomed);
      context.font = `${island.used ? 560 : 440} ${size}px ${SERIF}`;
      const lines = wrapped(context, island.name, px * 1.8);
      const wide = Math.max(...lines.map((line) => widthOf(context, line)));
      const line = size * 1.08, tall = line * lines.length;
      if (tall > px * 1.2 || wide > px * 2.6) continue;
      const x = (island.x - view.x) * view.scale, y = (island.y - view.y) * view.scale;
      const bare = !island.used && view.scale < GRAIN_FROM;
      const top = bare ? y - tall / 2 : Math.max(y - px * 1.16, y - px * 0.84 - tall);
      if (taken.meets([x - wide / 2, top, x + wide / 2, top + tall])) continue;
      taken.add([x - wide / 2 - 4, top - 1, x + wide / 2 + 4, top + tall + 1]);
      context.fillStyle = island.used ? tint.ink : tint.faint;
      context.strokeStyle = tint.land[island.tone];
      context.lineWidth = 3.5;
      context.lineJoin = "round";
      text(context, lines, x, top, line);
    }
  }

  // Labels where there is room, the largest skills first; gives back the skills that got one.
  function labels(context, seen, points, view, tint, taken) {
    const few = points.length <= FEW;
    if (!few && view.scale < NAMES_FROM) return new Set();
    const size = Math.min(14, 11.5 + Math.log2(Math.max(1, view.scale / 1500)));
    context.font = `500 ${size}px ${SANS}`;
    context.textBaseline = "middle";
    context.fillStyle = tint.ink;
    context.strokeStyle = tint.halo;
    context.lineWidth = 3.5;
    for (const [x, y, radius] of seen) taken.add([x - radius, y - radius, x + radius, y + radius]);
    const order = seen.slice().sort((a, b) => b[3].size - a[3].size || a[3].at - b[3].at).slice(0, 400);
    return new Set(order.filter(([x, y, radius, point]) => place(context, point.short, x, y, radius, size, taken)).map((entry) => entry[3]));
  }

  function place(context, said, x, y, radius, size, taken) {
    const wide = widthOf(context, said), gap = radius + 4, half = size * 0.6;
    const choices = [["left", x + gap, y, x + gap], ["right", x - gap, y, x - gap - wide], ["center", x, y + gap + half, x - wide / 2], ["center", x, y - gap - half, x - wide / 2]];
    for (const [align, ax, ay, left] of choices) {
      const box = [left, ay - half, left + wide, ay + half];
      if (taken.meets(box)) continue;
      taken.add(box);
      context.textAlign = align;
      context.strokeText(said, ax, ay);
      context.fillText(said, ax, ay);
      return true;
    }
    return false;
  }

  function grainNames(context, atlas, view, tint, taken) {
    if (view.scale < GRAIN_NAMES_FROM) return;
    context.font = `400 12px ${SANS}`;
    context.fillStyle = tint.faint;
    context.lineWidth = 3;
    for (const island of atlas.islands) {
      if (!within(island, view)) continue;
      context.strokeStyle = tint.land[island.tone];
      for (const skill of island.grain) {
        const x = (skill.x - view.x) * view.scale, y = (skill.y - view.y) * view.scale;
        if (x > 0 && y > 0 && x < view.width && y < view.height) place(context, short(skill.label), x, y, 2, 12, taken);
      }
    }
  }

  // A ring around a skill, a stronger one around the chosen one, and its whole name if it is to be ``named``.
  function mark(context, points, view, tint, skill, { chosen = false, named = false } = {}) {
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    if (skill.side !== undefined) dots(context, [skill], view, tint, points.length);
    const x = (skill.x - view.x) * view.scale, y = (skill.y - view.y) * view.scale;
    const radius = radiusOf(view.scale, points.length, skill.size ?? 0.3) + 4;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.strokeStyle = tint.halo;
    context.lineWidth = 5;
    context.stroke();
    context.strokeStyle = chosen ? tint.ink : tint.mark;
    context.lineWidth = 2.5;
    context.stroke();
    if (!named) return;
    context.font = `650 14px ${SANS}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.lineJoin = "round";
    context.fillStyle = tint.ink;
    context.lineWidth = 5;
    context.strokeStyle = tint.halo;
    context.strokeText(skill.label, x, y - radius - 4);
    context.fillText(skill.label, x, y - radius - 4);
  }

  const short = (label) => (label.length > 34 ? `${label.slice(0, 33).trimEnd()}…` : label);

  // The map. ``view``: x, y (units at the left top), scale (pixels a unit), whole (the scale that shows all), width,
  // height, ratio. The points ``found`` by a search stand out, the others fade. Gives back the points with a label.
  function draw(context, atlas, points, view, tint, found) {
    ground(context, atlas, view, tint);
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    grain(context, atlas, view, tint);
    context.globalAlpha = found.length ? 0.3 : 1;
    const seen = dots(context, points, view, tint, points.length);
    context.globalAlpha = 1;
    const taken = new Taken();
    names(context, atlas, view, tint, taken);
    const labelled = labels(context, seen, points, view, tint, taken);
    grainNames(context, atlas, view, tint, taken);
    for (const point of found) mark(context, points, view, tint, point);
    return labelled;
  }

  return { prepare, colours, draw, mark, radiusOf, short };
})();
