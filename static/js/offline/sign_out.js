// Signing out while sets wait to be sent asks first, below the button: [data-sign-out] is a form that signs out.
import { pending } from "../log/queue.js";
import { counted } from "./words.js";

function ask(form, number) {
  if (form.querySelector(".sign-out")) return;
  const question = document.getElementById("sign-out-question").content.firstElementChild.cloneNode(true);
  const title = question.querySelector("[data-one]");
  title.textContent = counted(title.dataset.one, title.dataset.many, number);
  question.querySelector("[data-sign-out-stay]").addEventListener("click", () => {
    question.remove();
    form.querySelector("button")?.focus();
  });
  form.append(question);
  question.querySelector("[data-sign-out-stay]").focus();
}

// Capture: before the frame's own listeners hold the form as "sending".
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]") || event.submitter?.matches("[data-sign-out-anyway]")) return;
    if ("asked" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const waiting = await pending();
    if (waiting.length) return ask(form, waiting.length);
    form.dataset.asked = "";
    form.requestSubmit(submitter);
  },
  true,
);

// The page that asks anyway says it at once.
const form = document.querySelector("form[data-sign-out=page]");
if (form) {
  pending().then((waiting) => {
    if (waiting.length) ask(form, waiting.length);
  });
}
