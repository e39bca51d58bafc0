// Verifies first: what is drawn afterwards may move what is compared.

document.addEventListener("DOMContentLoaded", () => {
  try {
    say(verified(JSON.parse(document.getElementById("samples").textContent).files));
  } catch (error) {
    for (const place of document.querySelectorAll("[data-check]")) {
      place.hidden = false;
      place.classList.add("failed");
      place.textContent = `Nothing is verified: the samples that the page carries cannot be read (${error.message}).`;
    }
  }
  document.querySelectorAll("table.filterable").forEach(makeFilterable);
  document.querySelectorAll("table.sortable").forEach(makeSortable);
  const figures = document.querySelectorAll("figure");
  if (figures.length) {
    const dialog = zoomDialog();
    figures.forEach((figure) => makeZoomable(figure, dialog));
  }
});
