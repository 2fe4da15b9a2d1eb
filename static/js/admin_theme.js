// The admin starts in the theme of the account; its own switch (admin/js/theme.js, loaded next) still works.
"use strict";
{
  const saved = document.currentScript.dataset.saved;
  if (saved && !localStorage.getItem("theme")) localStorage.setItem("theme", saved);
}
