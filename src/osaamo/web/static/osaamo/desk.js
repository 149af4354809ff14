// The design desk: saves after a pause in typing and swaps the feedback in. Everything works without this file.
const form = document.getElementById("draft-form");
const told = document.getElementById("feedback");
const state = document.getElementById("desk-state");
const PAUSE = 600;

let soon = 0;
let running = null; // the saving on its way
let waiting = false; // something was typed since it left
let stopped = form.dataset.writes !== "yes";
let leaving = false;
let sent = "";

const say = (text, wrong = false) => {
  if (!state) return;
  state.textContent = text;
  state.classList.toggle("td-wrong", wrong);
};
const written = () => {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  data.delete("version");
  return JSON.stringify([...data]);
};

// What is open stays open, and what had the focus keeps it; the fields themselves are never touched.
const swap = (html) => {
  const open = new Map([...told.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  const focused = told.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const page = new DOMParser().parseFromString(html, "text/html");
  told.replaceChildren(...document.adoptNode(page.body).childNodes);
  for (const one of told.querySelectorAll("details[id]")) if (open.has(one.id)) one.open = open.get(one.id);
  if (focused) {
    const twin = told.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    (twin ?? told.querySelector("summary"))?.focus({ preventScroll: true });
  }
};

// One request saves at a time, for each builds on the version the one before made: none is aborted, since the server
// may have saved already. Newer text waits for it, and feedback that is older than the text is not shown.
const send = async (now) => {
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    const found = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && found.html !== undefined) {
      sent = now;
      form.elements.version.value = found.version;
      if (!waiting) {
        swap(found.html);
        say(found.said);
      }
    } else {
      stopped = answer.status === 409;
      say(found.message ?? form.dataset.again, true);
    }
  } catch {
    say(form.dataset.again, true);
  }
};
const save = async () => {
  clearTimeout(soon);
  if (stopped || written() === sent) return;
  if (running) {
    waiting = true;
    return;
  }
  waiting = false;
  running = send(written());
  await running;
  running = null;
  if (waiting) save();
};

const later = () => {
  clearTimeout(soon);
  soon = setTimeout(save, PAUSE);
};

// Python counts characters, JavaScript counts halves of the rare ones.
const place = (text, at) => [...text].slice(0, at).join("").length;

const apply = (change) => {
  const [, field, first, last, words] = /^(\w+):(\d*):(\d*):([\s\S]*)$/.exec(change) ?? [];
  const area = field && form.querySelector(`[data-field="${field}"]`);
  if (!area || area.readOnly) return false;
  if (first === "" && last === "") {
    const end = area.value.trimEnd().length;
    area.setRangeText(`${end ? "\n" : ""}${words}`, end, area.value.length, "preserve");
    area.scrollTop = area.scrollHeight;
  } else {
    area.setRangeText(words, place(area.value, Number(first)), place(area.value, Number(last)), "preserve");
  }
  return true;
};

form.addEventListener("input", later);
form.addEventListener("change", later);
told.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || stopped) return;
  if (button.name === "apply") {
    // The offsets are of the text that was read: while newer text is unsaved, the change waits for its feedback.
    if (written() !== sent) {
      event.preventDefault();
      save();
    } else if (apply(button.value)) {
      event.preventDefault();
      save();
    }
  } else if (button.dataset.show) {
    const [field, first, last] = button.dataset.show.split(":");
    const area = form.querySelector(`[data-field="${field}"]`);
    area.focus();
    area.setSelectionRange(place(area.value, Number(first)), place(area.value, Number(last)));
  }
});
form.addEventListener("submit", (event) => {
  clearTimeout(soon);
  if (running) {
    // What is being saved now would look like somebody else's version; wait for its number.
    event.preventDefault();
    const button = event.submitter;
    running.then(() => form.requestSubmit(button?.isConnected ? button : undefined));
    stopped = true;
    return;
  }
  stopped = leaving = true; // the server answers with a whole page
});
addEventListener("beforeunload", (event) => {
  if (!leaving && written() !== sent) event.preventDefault();
});

if (!form.dataset.unsaved) sent = written();
document.documentElement.classList.add("desk");
