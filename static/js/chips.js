// A row of chips that scrolls shows the chosen one, also when it stands at the row's end.

function showChosen() {
  for (const row of document.querySelectorAll(".chips--scroll")) {
    const chip = row.querySelector("[aria-current]")?.getBoundingClientRect();
    if (!chip) continue;
    const seen = row.getBoundingClientRect();
    if (chip.left < seen.left || chip.right > seen.right) row.scrollLeft += chip.left - seen.left - (seen.width - chip.width) / 2;
  }
}

document.addEventListener("htmx:afterSettle", showChosen);
showChosen();
