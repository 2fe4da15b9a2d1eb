// One change of a place after the other. On a slow network the answer to one press replaces what the next one was meant
// for, and htmx then drops the answer to the second: what is pressed meanwhile is pressed again when the first is there.

export const BUSY = "is-busy";
export const PATIENCE_MS = 12_000; // a network that says nothing holds up nothing for longer
const changes = new Map(); // the place that is being changed → { by: what was pressed, waiting: ids of what was pressed since }

function pressed({ elt, requestConfig }) {
  const { triggeringEvent } = requestConfig;
  return ["click", "submit"].includes(triggeringEvent?.type) ? (triggeringEvent.submitter ?? elt) : null;
}

function changeAround(place) {
  return [...changes].find(([other]) => other.contains(place) || place.contains(other))?.[1];
}

/** Whether it can be pressed again later: it comes back by its id, and nothing was typed that would be lost. */
function canWait(button, event) {
  return button.id && !(event.type === "submit" && event.target.querySelector("input:not([type=hidden]), select, textarea"));
}

function giveUp({ waiting }) {
  for (const id of waiting) document.getElementById(id)?.classList.remove(BUSY);
  waiting.clear();
}

function goOn(place, change) {
  if (changes.get(place) !== change) return;
  changes.delete(place);
  const ids = [...change.waiting];
  let next = null;
  while (ids.length && !next) {
    document.getElementById(ids.shift())?.click();
    next = [...changes.values()].pop();
  }
  for (const id of ids) next.waiting.add(id);
}

// Before the listeners of requests.js, which imports this file: a request that waits has not begun for them.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { requestConfig, target, xhr } = event.detail;
  const button = pressed(event.detail);
  if (!button) return;
  const around = changeAround(target);
  if (around && canWait(button, requestConfig.triggeringEvent)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button === around.by) return;
    around.waiting.add(button.id);
    button.classList.add(BUSY);
  } else if (!around && requestConfig.verb !== "get") {
    const change = { by: button, waiting: new Set() };
    changes.set(target, change);
    setTimeout(goOn, PATIENCE_MS, target, change);
    xhr.addEventListener("loadend", () => {
      if (xhr.status < 200 || xhr.status >= 400) giveUp(change);
      goOn(target, change);
    });
  }
});
