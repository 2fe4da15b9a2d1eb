// The buttons below an article: copy its address, hand it to the phone's share sheet, print. Each shows itself only
// where it works.
import { showToast } from "../toast.js";

const address = () => new URL(location.pathname, location.href).href;
const copying = document.querySelector("[data-copy-page]");
const sharing = document.querySelector("[data-share-page]");
const printing = document.querySelector("[data-print-page]");

if (copying && navigator.clipboard) {
  copying.hidden = false;
  copying.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address());
    showToast(copying.dataset.copied, "success");
  });
}
if (sharing && navigator.share) {
  sharing.hidden = false;
  sharing.addEventListener("click", () => navigator.share({ title: document.title, url: address() }).catch(() => {}));
}
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}
