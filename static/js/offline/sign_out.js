// Signing out while sets wait to be sent asks first, below the button: [data-sign-out] is a form that signs out.
import { pending } from "../log/queue.js";
import { counted } from "./words.js";

function ask(form, number, pressed = null) {
  if (form.querySelector(".sign-out")) return;
  const buttons = [...form.querySelectorAll("button")];
  const question = document.getElementById("sign-out-question").content.firstElementChild.cloneNode(true);
  const title = question.querySelector("[data-one]");
  title.textContent = counted(title.dataset.one, title.dataset.many, number);
  question.querySelector("[data-sign-out-stay]").addEventListener("click", () => {
    question.remove();
    for (const button of buttons) button.hidden = false;
    buttons[0]?.focus();
  });
  // The question takes the button's place; one that was not asked for leaves the keyboard where it is.
  for (const button of buttons) button.hidden = true;
  form.append(question);
  if (pressed) question.querySelector("[data-sign-out-stay]").focus();
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
    if (waiting.length) return ask(form, waiting.length, submitter);
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
