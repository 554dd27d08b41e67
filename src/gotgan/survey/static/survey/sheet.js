// Saves a sheet item by item while one writes. Items queue up and go one after another; a later change of the same
// item waits for the one before, so a person never conflicts with themselves. What could not be sent stays on the
// page and is tried again; leaving the page asks first. Without this script the form's own button saves all of it.
const form = document.getElementById("sheet");
const state = document.getElementById("save-state");
const waiting = new Map(); // item -> what to do
let busy = false;
let timer = 0;

const blockOf = (element) => element.closest(".asked[data-item]");
const say = (name) => { state.textContent = form.dataset[name]; state.dataset.is = name; };

function body(block, what) {
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "sheet.revision"]) data.append(name, form.elements[name].value);
  data.append("do", what);
  for (const input of block.querySelectorAll("input, select, textarea")) {
    if (!input.name || input.name.endsWith(".proof")) continue;
    if ((input.type === "checkbox" || input.type === "radio") && !input.checked) continue;
    if (input.type === "file") for (const file of input.files) data.append(input.name, file);
    else data.append(input.name, input.value);
  }
  return data;
}

function put(html, item) {
  const parts = document.createElement("template");
  parts.innerHTML = html;
  const focused = document.activeElement && document.activeElement.id;
  for (const part of [...parts.content.children]) {
    const there = document.getElementById(part.id);
    if (!there || (part.id === "contradictions" && there.contains(document.activeElement))) continue;
    // a change made while the answer was on its way is still to be sent: only its revision is taken over
    if (part.id === `after-${item}` && there.querySelector("details[open] :focus")) continue;
    there.replaceWith(part);
  }
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

async function send(item, what) {
  const block = document.getElementById(`ask-${item}`);
  if (!block) return true;
  const answer = await fetch(block.dataset.address, {
    method: "POST", body: body(block, what), credentials: "same-origin", headers: { "X-Requested-With": "sheet" },
  });
  const saved = answer.headers.get("X-Gotgan-Saved");
  if (saved === null) throw new Error(`${answer.status}`);
  put(await answer.text(), item);
  return saved === "yes";
}

async function work() {
  if (busy || !waiting.size) return;
  busy = true;
  clearTimeout(timer);
  let clean = true;
  while (waiting.size) {
    const [item, what] = waiting.entries().next().value;
    waiting.delete(item);
    say("saving");
    try {
      clean = (await send(item, what)) && clean;
    } catch {
      if (!waiting.has(item)) waiting.set(item, what);
      say("failed");
      timer = setTimeout(work, 5000);
      busy = false;
      return;
    }
  }
  busy = false;
  say(clean ? "saved" : "refused");
}

function queue(item, what) {
  waiting.set(item, what);
  say("unsaved");
  work();
}

form.addEventListener("change", (event) => {
  const block = blockOf(event.target);
  if (block && !event.target.name.endsWith(".proof")) queue(block.dataset.item, "save");
});

form.addEventListener("input", (event) => {
  if (blockOf(event.target)) say("unsaved");
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  if (!button) return;
  const [what, item] = button.value.split(":");
  if (!["confirm", "mine", "theirs"].includes(what)) return;
  event.preventDefault();
  const next = document.querySelector(`#ask-${item} ~ .asked:not([hidden])`);
  queue(item, what);
  // the button goes away with its answer: the next field takes the focus
  if (what === "confirm") (next || button).querySelector("input:not([type=hidden]), select, textarea")?.focus();
});

form.addEventListener("submit", () => { waiting.clear(); clearTimeout(timer); state.dataset.is = "saving"; });
window.addEventListener("beforeunload", (event) => {
  if (["unsaved", "failed"].includes(state.dataset.is)) event.preventDefault();
});

// n: to the next open item, when nothing is being written
document.addEventListener("keydown", (event) => {
  if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  const link = document.querySelector("#sheet-state a.next");
  if (!link) return;
  event.preventDefault();
  const place = document.getElementById(link.hash.slice(1));
  place?.scrollIntoView();
  place?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});
