// Entry of the frame. Each import hangs its behaviour on data- attributes and works on content swapped in later.
import "./requests.js";
import "./toast.js";
import "./focus.js";
import "./details.js";
import "./stepper.js";
import "./chips.js";
import "./timezone.js";
import "./offline/unsent.js";
import "./offline/sign_out.js";
import "./offline/worker.js";

// A rest that was begun in the quick log goes on here.
const rest = document.querySelector("[data-rest-timer]");
try {
  if (rest && localStorage.getItem(`rest:${rest.dataset.user}`)) import("./log/rest.js");
} catch {
  // storage is forbidden: then nothing runs either
}
