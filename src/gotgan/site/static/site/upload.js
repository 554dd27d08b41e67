// Sends a file in parts that can be resumed. The hub remembers how much arrived, so a reload, a cut
// connection or a closed page loses nothing: the same file chosen again goes on where it stopped.
const form = document.getElementById("upload");
const place = document.getElementById("upload-progress");
let stopping = false;

const keyOf = (file) => `gotgan-upload:${file.name}:${file.size}:${file.lastModified}:${form.organisation.value}`;
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const say = (text) => { place.querySelector("p").textContent = text; };

async function ask(address, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), ...options.headers };
  const answer = await fetch(address, { credentials: "same-origin", ...options, headers });
  const document = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(document.error || `${answer.status}`), { refused: answer.status < 500 });
  return document;
}

async function begin(file) {
  const known = localStorage.getItem(keyOf(file));
  if (known) {
    try {
      const state = await ask(form.dataset.begin + known);
      if (state.size_bytes === file.size) return state;
    } catch (error) {
      if (!error.refused) throw error;
      localStorage.removeItem(keyOf(file));
    }
  }
  const wish = new FormData(form);
  wish.delete("file");
  wish.set("file_name", file.name);
  wish.set("size_bytes", String(file.size));
  const state = await ask(form.dataset.begin, { method: "POST", body: new URLSearchParams(wish) });
  localStorage.setItem(keyOf(file), state.id);
  return state;
}

async function sendPart(state, file) {
  const body = file.slice(state.received, state.received + state.part_bytes);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(`${form.dataset.begin}${state.id}?offset=${state.received}`, {
        method: "POST", body, headers: { "Content-Type": "application/octet-stream" },
      });
    } catch (error) {
      if (error.refused || attempt >= 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
    }
  }
}

function show(state, file, started, before) {
  const bar = place.querySelector("progress");
  bar.value = state.received;
  const seconds = (Date.now() - started) / 1000;
  const speed = (state.received - before) / Math.max(seconds, 0.1) / 1e6;
  const left = speed > 0 ? Math.ceil((file.size - state.received) / 1e6 / speed) : 0;
  const mega = (bytes) => (bytes / 1e6).toFixed(1);
  say(`${form.dataset.working}: ${mega(state.received)} / ${mega(file.size)} MB · ${speed.toFixed(1)} MB/s · ${left} s`);
}

async function send(file) {
  let state = await begin(file);
  if (state.received > 0) say(form.dataset.resumed);
  const [started, before] = [Date.now(), state.received];
  while (state.received < file.size) {
    if (stopping) return say(form.dataset.stopped);
    state = await sendPart(state, file);
    show(state, file, started, before);
  }
  say(form.dataset.finishing);
  const done = await ask(`${form.dataset.begin}${state.id}/finish`, { method: "POST" });
  localStorage.removeItem(keyOf(file));
  window.location.assign(done.address);
}

form?.addEventListener("submit", async (event) => {
  const file = form.file.files[0];
  if (!file || !form.reportValidity()) return;
  event.preventDefault();
  stopping = false;
  const button = form.querySelector("button.first");
  button.disabled = true;
  place.innerHTML = '<p></p><progress></progress><button type="button"></button>';
  const bar = place.querySelector("progress");
  bar.max = file.size;
  bar.setAttribute("aria-label", form.dataset.working);
  const stop = place.querySelector("button");
  stop.textContent = form.dataset.stop;
  stop.addEventListener("click", () => { stopping = true; });
  try {
    await send(file);
  } catch (error) {
    say(error.refused ? error.message : form.dataset.failed);
  } finally {
    button.disabled = false;
    stop.remove();
  }
});
