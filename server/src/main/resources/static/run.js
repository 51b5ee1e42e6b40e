// Follows a run while it goes on. Without this file its page reloads itself.
(() => {
  const run = document.querySelector("[data-events]");
  if (!run || !window.EventSource) return;
  const at = (id) => document.getElementById(id);
  const log = at("log");
  const say = (text, whole) => {
    const below = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    if (whole) log.textContent = "";
    log.append(text);
    if (log.textContent.length > 200000) log.textContent = log.textContent.slice(-100000);
    if (below) log.scrollTop = log.scrollHeight;
  };
  const events = new EventSource(run.dataset.events);
  events.addEventListener("whole", (event) => say(JSON.parse(event.data).text, true));
  events.addEventListener("log", (event) => say(JSON.parse(event.data).text, false));
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (state.over) {
      events.close();
      location.reload(); // the server says what came of it, and where that is
      return;
    }
    if (at("state").textContent !== state.words) at("state").textContent = state.words;
    if (state.isolation) at("isolation").textContent = `It runs ${state.isolation}.`;
    const far = at("far");
    far.closest("p").hidden = !state.total;
    if (state.total) {
      far.max = state.total;
      far.value = state.done;
      at("part").textContent = `${state.part}, ${state.done.toLocaleString("en-GB")} of ${state.total.toLocaleString("en-GB")}`;
    }
  });
  log.scrollTop = log.scrollHeight;
})();
