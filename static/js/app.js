// Entry of the frame. Each import hangs its behaviour on data- attributes and works on content swapped in later.
import "./requests.js";
import "./toast.js";
import "./focus.js";
import "./details.js";
import "./stepper.js";
import "./timezone.js";
