// The survey form: questions that do not belong to the answer given are folded away. Without script all of them stand there.

const form = document.getElementById("survey");

/** data-when="result=done,absent": shown while that field has one of these values. */
function fits(expression) {
  const [name, values] = expression.split("=");
  return values.split(",").includes(new FormData(form).get(name) ?? "");
}

function fold() {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !fits(part.dataset.when);
}

if (form) {
  form.addEventListener("change", fold);
  fold();
}
