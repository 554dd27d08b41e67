// The explorer, live: a slider beside each number, the answer fetched a moment after the last change, and those who
// enter or leave marked in the table. Without scripts the form does the same with its button.
const form = document.getElementById("explorer");
const place = document.getElementById("answer");
const PAUSE = 350;
let waiting = 0;
let asking = null;

for (const input of form.querySelectorAll("input[data-slide]")) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: input.dataset.slide, step: input.dataset.step });
  slider.value = input.value || "0";
  slider.setAttribute("aria-label", `${form.dataset.slider}: ${form.querySelector(`label[for="${CSS.escape(input.id)}"]`).textContent}`);
  slider.addEventListener("input", () => { input.value = slider.value; later(); });
  input.addEventListener("input", () => { slider.value = input.value || "0"; });
  input.after(slider);
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
}

async function ask() {
  if (!form.checkValidity()) return;
  asking?.abort();
  const mine = asking = new AbortController();
  place.setAttribute("aria-busy", "true");
  const query = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(`${form.dataset.answer}?${query}`, { credentials: "same-origin", signal: mine.signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    show(await answer.json());
    history.replaceState(null, "", `${form.getAttribute("action")}?${query}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    const told = document.createElement("p");
    told.textContent = form.dataset.failed;
    place.replaceChildren(told);
  }
  if (mine === asking) place.removeAttribute("aria-busy");
}

function show(found) {
  place.innerHTML = found.html; // our own template, escaped by the server
  for (const mark of document.querySelectorAll("#members .chip.live")) mark.remove();
  mark(found.entrants, "good", form.dataset.enters);
  mark(found.leavers, "bad", form.dataset.leaves);
  mark(found.moved, "warn", form.dataset.moves);
}

function mark(ids, shape, word) {
  for (const id of ids) {
    const row = document.querySelector(`#members tr[data-id="${CSS.escape(id)}"] td`);
    if (!row) continue;
    const chip = document.createElement("span");
    chip.className = `chip live ${shape}`;
    chip.textContent = word;
    row.append(" ", chip);
  }
}

form.addEventListener("input", (event) => { if (event.target.type !== "range") later(); });
