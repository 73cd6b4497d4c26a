// After each answer. Gradio leaves the link and the choice without a name for screen readers; and who asked
// to sign is led to the form, which on a phone is far below.
() => {
  const named = [["#ll-link textarea, #ll-link input", "#ll-link label > span"], ["#ll-decision", "#ll-decision > span"]];
  for (const [field, label] of named) {
    const name = document.querySelector(label)?.innerText;
    if (name) document.querySelector(field)?.setAttribute("aria-label", name);
  }
  if (document.querySelector("#ll-panel [data-wants-to-sign]"))
    document.querySelector("#ll-name textarea, #ll-name input")?.focus();
}
