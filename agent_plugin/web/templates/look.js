// A person looks: arrows move, A says all sound, X this is wrong, C cannot tell, U takes back, Enter hands in.
const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
const here = location.pathname.replace(/\/$/, "");
const blind = [...document.querySelectorAll("#blind .tile")];
const answers = new Map(); // number -> { says, what }
let cards = blind, current = blind[0], asked = "", asking = null;

for (const image of document.querySelectorAll("img[data-src]")) image.src = `${here}/${image.dataset.src}`;
at("name").value = localStorage.getItem("lastlook-name") || "";

const numberOf = (card) => Number(card.dataset.tile);
const showStatus = (text) => { at("status").textContent = text; };
const wordsFor = { sound: "look_sound", wrong: "look_wrong_short", cannot_tell: "look_cannot", confirm: "look_yes", refute: "look_no", unsure: "look_cannot" };

function show(card) {
  const one = answers.get(numberOf(card));
  card.dataset.says = one ? one.says : "";
  card.querySelector("[data-words]").textContent = one ? words[wordsFor[one.says]] + (one.what ? `: ${one.what}` : "") : "";
}
function record(card, says, what = "") {
  if (says) answers.set(numberOf(card), { says, what }); else answers.delete(numberOf(card));
  show(card);
}
function stand(card) {
  if (!card) return;
  current = card;
  for (const frame of document.querySelectorAll("rect")) frame.classList.toggle("current", frame.dataset.frame === card.dataset.tile);
  for (const one of cards) one.tabIndex = one === card ? 0 : -1;
  if (document.activeElement !== card) card.focus();
}
function beside(step) { stand(cards[cards.indexOf(current) + step]); }
function across(sign) {
  const from = current.getBoundingClientRect();
  const middle = (box) => box.left + box.width / 2;
  const rows = cards.map((card) => [card, card.getBoundingClientRect()]).filter(([, box]) => sign * (box.top - from.top) > 4);
  rows.sort(([, a], [, b]) => sign * (a.top - b.top) || Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)));
  if (rows.length) stand(rows[0][0]);
}
function askWhat() {
  asking = current;
  record(current, "wrong", answers.get(numberOf(current))?.what || "");
  at("which").textContent = current.dataset.tile;
  at("what").value = answers.get(numberOf(current)).what;
  at("ask").hidden = false;
  at("what").focus();
}
function answerWhat() {
  at("ask").hidden = true;
  stand(cards[cards.indexOf(asking) + 1] || asking);
}
const acts = {
  all() { for (const card of cards) if (!answers.has(numberOf(card))) record(card, "sound"); showStatus(words.look_then_enter); },
  wrong: askWhat,
  cannot() { record(current, "cannot_tell"); beside(1); },
  undo() { record(current, ""); },
  yes() { record(current, "confirm"); beside(1); },
  no() { record(current, "refute"); beside(1); },
  unsure() { record(current, "unsure"); beside(1); },
  hand_in: handIn,
};
const keys = { a: "all", x: "wrong", c: "cannot", u: "undo", Enter: "hand_in" };
const placeKeys = { y: "yes", n: "no", c: "unsure", u: "undo", Enter: "hand_in" };

async function handIn() {
  const open = cards.filter((card) => !answers.has(numberOf(card)));
  if (open.length) { stand(open[0]); return showStatus(words.look_open.replace("{count}", open.length)); }
  const name = at("name").value.trim();
  if (!name) { at("name").focus(); return showStatus(words.name_missing); }
  localStorage.setItem("lastlook-name", name);
  showStatus("");
  const button = document.querySelector("[data-do=hand_in]");
  button.disabled = true;
  try {
    const response = await fetch(here, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(form(name)) });
    const answer = await response.json();
    if (answer.error) showStatus(answer.error); else if (answer.places) point(answer); else finish(answer);
  } catch { showStatus(words.look_unsent); }
  button.disabled = false;
}
function form(name) {
  const rows = [...answers].map(([tile, one]) => ({ tile, ...one }));
  if (asked) return { look: asked, sees: Object.fromEntries(rows.map((one) => [one.tile, one.says])) };
  return {
    name,
    wrong: rows.filter((one) => one.says === "wrong").map(({ tile, what }) => ({ tile, what })),
    cannot_tell: rows.filter((one) => one.says === "cannot_tell").map((one) => one.tile),
    elsewhere: at("elsewhere").value.trim(),
  };
}
function point(answer) {
  asked = answer.look;
  answers.clear();
  for (const id of ["blind", "further", "ask"]) at(id).hidden = true;
  at("pointed").hidden = false;
  at("closer").src = answer.picture;
  at("places").replaceChildren(...answer.places.map(place));
  at("marks").replaceChildren(...[["yes", "look_yes", "Y"], ["no", "look_no", "N"], ["unsure", "look_cannot", "C"]].map(mark));
  cards = [...document.querySelectorAll("#places .tile")];
  scrollTo(0, 0);
  stand(cards[0]);
}
function place(one) {
  const row = document.createElement("li"), card = document.createElement("button"), what = document.createElement("span");
  Object.assign(card, { type: "button", className: "tile" });
  card.dataset.tile = one.number;
  what.textContent = one.question;
  const says = document.createElement("span");
  says.className = "says";
  says.dataset.words = "";
  card.append(what, says);
  row.append(card);
  return row;
}
function mark([act, word, key]) {
  const button = document.createElement("button"), label = document.createElement("kbd");
  button.type = "button";
  button.dataset.do = act;
  label.textContent = key;
  button.append(`${words[word]} `, label);
  return button;
}
function finish(answer) {
  for (const id of ["blind", "pointed", "desk"]) at(id).hidden = true;
  at("done").hidden = false;
  at("done").className = answer.value;
  at("sentence").textContent = answer.sentence;
  cards = [];
  at("done").focus();
}
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !cards.length) return;
  if (event.target.id === "what") {
    if (event.key === "Enter" || event.key === "Escape") { event.preventDefault(); answerWhat(); }
    return;
  }
  const types = event.target.tagName === "INPUT";
  const moves = { ArrowLeft: () => beside(-1), ArrowRight: () => beside(1), ArrowUp: () => across(-1), ArrowDown: () => across(1) };
  const act = (asked ? placeKeys : keys)[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isButton = event.target.dataset.do && event.key === "Enter"; // it clicks itself
  if (types ? event.key !== "Enter" : isButton || !(moves[event.key] || act)) return;
  event.preventDefault();
  if (moves[event.key]) moves[event.key](); else acts[act]();
}
document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-do]"), card = event.target.closest(".tile");
  if (act) acts[act.dataset.do](); else if (card) stand(card);
});
at("what").addEventListener("input", () => record(asking, "wrong", at("what").value.trim()));
stand(blind[0]);
