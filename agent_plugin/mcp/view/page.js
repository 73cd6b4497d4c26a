// A tool's result comes in, the page shows it. Every word is set as text: nothing in a report is markup.
"use strict";
const VIEW = "lastlook/view", ICONS = {
  block: "M15 15 33 33M33 15 15 33", review: "M24 12v15M24 34.5v.5", publish: "M13 25l8 8 15-17", no_people: "M14 24h20", none: "M24 12v15M24 34.5v.5",
};
const POINTED = { confirm: "sees it", refute: "does not see it", unsure: "cannot tell" };
const KINDS = { person: "a person", chat: "the chat's model", judge: "a judge" };
const ZH = /*WORDS*/{};
const isChinese = () => host.locale().toLowerCase().startsWith("zh");
// A sentence of this page in the host's language, with what varies put in where it has {}.
function put(words, ...values) { return (isChinese() && ZH[words] || words).replace(/\{\}/g, () => values.shift()); }
const $ = (id) => document.getElementById(id);
const state = { report: null, pictures: new Map(), ticket: "", signed: [], wanted: "", page: 0 };

function make(kind, text, className) {
  const element = document.createElement(kind);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}
const plain = (word) => String(word || "").replaceAll("_", " ");
const title = (word) => plain(word).replace(/^./, (letter) => letter.toUpperCase());
const fill = (id, items) => { $(id).replaceChildren(...items); };
const show = (id, there) => { $(id).hidden = !there; };
const quiet = (words) => { $("quiet").textContent = words; show("quiet", Boolean(words)); };

// What stands in the page itself; each piece keeps its English, for a host may change its language.
const english = new Map();
function translate() {
  document.documentElement.lang = isChinese() ? "zh" : "en";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const words = english.get(node) || node.data.trim();
    if (!ZH[words] || node.parentElement.tagName === "SCRIPT") continue;
    english.set(node, words);
    node.data = node.data.replace(node.data.trim(), put(words));
  }
  document.querySelectorAll("[aria-label]").forEach((one) => {
    one.dataset.english = one.dataset.english || one.getAttribute("aria-label");
    one.setAttribute("aria-label", put(one.dataset.english));
  });
}

function heard(result) {
  const data = result.structuredContent || {}, beside = (result._meta || {})[VIEW] || {};
  if (result.isError) return quiet((result.content || []).map((block) => block.text || "").join(" "));
  if (data.reviews && data.state === "listed") return showList(data.reviews);
  const report = whole(beside.review);
  if (!report) {
    if (data.review && data.review !== state.wanted && host.can("serverTools")) return open(data.review);
    return quiet(((result.content || [])[0] || {}).text || put("There is nothing to show yet."));
  }
  if (!state.report || state.report.id !== report.id) state.pictures = new Map();
  Object.assign(state, { report, ticket: beside.ticket || "", signed: beside.sign_offs || [], wanted: "", zh: beside.zh });
  keep(result, beside.pictures || []);
  return draw();
}

// Before anybody has looked, a report holds nothing of what the checks found.
function whole(report) {
  return report && { findings: [], people: null, not_checked: [], does_not_mean: [], evidence: [], sheets: [], looks: [], looked_by: [], ...report };
}

function keep(result, names) {
  const images = (result.content || []).filter((block) => block.type === "image" && /^image\/(jpeg|png)$/.test(block.mimeType));
  images.forEach((block, at) => { if (names[at]) state.pictures.set(names[at], `data:${block.mimeType};base64,${block.data}`); });
}

async function open(review) {
  quiet(put("Opening the review…"));
  state.wanted = review;
  try { heard(await host.call("get_review", { review })); } catch (error) { quiet(put("It cannot be opened: {}", error.message)); }
}

function draw() {
  const report = state.report, verdict = report.verdict, value = ICONS[verdict.value] ? verdict.value : "none";
  quiet(""); show("list", false); show("main", true);
  $("verdict").className = `verdict ${value}`;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42z${ICONS[value]}`);
  $("icon").replaceChildren(path);
  const zh = isChinese() && state.zh;
  $("word").textContent = put(value.charAt(0).toUpperCase() + value.slice(1));
  $("sentence").textContent = zh ? zh.sentence : verdict.sentence;
  const media = report.media, seconds = media.duration_s ? ` · ${media.duration_s.toFixed(1)} s` : "";
  $("facts").textContent = `${media.name} · ${media.width} × ${media.height}${seconds}${people(report.people)}`;
  $("id").textContent = put("Review {}, {} UTC", report.id, report.created_at.slice(0, 16).replace("T", " "));
  drawPictures(); drawFindings(); drawLooks();
  lines("missed", "missed-rows", zh ? zh.missed : report.not_checked.map((one) => `${one.person ? `Person ${one.person}, ` : ""}${plain(one.part)}: ${one.explanation}`));
  lines("limits", "limit-rows", zh ? zh.limits : report.does_not_mean);
  drawSigning();
  const sheet = reachable().find(([one]) => one.kind === "sheet");
  if (sheet && report.people === null && !state.pictures.size) fetchPicture(...sheet); // none came along for a person
  turn(0);
}

// Beside a message there is room for one thing: a picture, a finding, a look, what was missed, the form.
function turn(by) {
  const pages = ["seen", "found", "looks", "missed", "limits", "signing"].map($).filter((one) => !one.hidden).flatMap((section) => {
    const items = [...section.querySelectorAll(".pictures > li, .findings > li")];
    return items.length ? items.map((item) => [section, item]) : [[section, null]];
  });
  state.page = Math.max(0, Math.min(pages.length - 1, state.page + by));
  const here = pages[state.page] || [];
  pages.flat().forEach((one) => { if (one) one.classList.toggle("off", !here.includes(one)); });
  $("missed").open = $("limits").open = host.isInline();
  show("pager", host.isInline() && pages.length > 0); show("whole", host.canBe("fullscreen"));
  $("where").textContent = `${state.page + 1} / ${pages.length}`;
  $("before").disabled = state.page === 0; $("after").disabled = state.page === pages.length - 1;
}

const people = (all) => (all ? ` · ${all.length === 1 ? put("1 person") : put("{} people", all.length)}` : "");

function lines(section, list, texts) {
  fill(list, [...new Set(texts)].map((text) => make("li", text)));
  show(section, texts.length > 0);
}

function reachable() {
  const pictures = state.report.evidence.filter((one) => one.media_type.startsWith("image/"));
  return pictures.map((one, at) => [one, at + 1]).filter(([one]) => state.pictures.has(one.file) || host.can("serverTools"));
}

function pictureButton([one, number]) {
  const source = state.pictures.get(one.file), words = one.caption || plain(one.kind);
  const button = make("button", undefined, source ? "picture" : "picture waiting");
  button.type = "button";
  if (source) {
    const image = make("img"), frame = make("div", undefined, "scroll");
    image.src = source; image.alt = words;
    frame.append(image);
    button.append(make("span", put("Enlarge: "), "aside"), frame);
    button.addEventListener("click", () => zoom(button, source, words));
  } else button.addEventListener("click", () => fetchPicture(one, number));
  button.append(make("span", source ? words : put("Show: {}", words)));
  return button;
}

function drawPictures() {
  const wide = reachable().filter(([one]) => one.kind !== "crop");
  fill("pictures", wide.map((picture) => {
    const item = make("li", undefined, picture[0].kind === "strip" ? "strip" : "whole");
    item.append(pictureButton(picture));
    return item;
  }));
  show("seen", wide.length > 0);
}

async function fetchPicture(_, picture) {
  try {
    const result = await host.call("get_evidence", { review: state.report.id, picture }), data = result.structuredContent || {};
    keep(result, (data.shown || []).map((number) => data.pictures[number - 1])); // the list may have grown meanwhile
    drawPictures(); drawFindings(); turn(0);
  } catch (error) { $("outcome").textContent = put("The picture cannot be shown: {}", error.message); }
}

const named = (category) => (isChinese() && state.zh && state.zh.titles[category]) || plain(category);

// As the reports name them: the surest three kinds (tools/evidence/phrases.py).
function strongest(weak) {
  const surest = [...weak].sort((one, other) => other.score - one.score);
  return [...new Set(surest.map((one) => named(one.category)))].slice(0, 3);
}

function drawFindings() {
  const { findings, verdict } = state.report, counts = verdict.counts || findings.map((one) => one.number);
  const counting = findings.filter((one) => counts.includes(one.number)), weak = findings.filter((one) => !counting.includes(one));
  fill("findings", counting.map((one) => {
    const crop = reachable().find(([picture]) => picture.kind === "crop" && picture.finding === one.number);
    const card = make("li", undefined, crop ? "card with" : "card"), words = make("div"), heading = make("h3");
    if (crop) card.append(pictureButton(crop));
    heading.append(make("span", String(one.number), "number"), make("span", title(named(one.category))));
    const when = one.start_s === null || one.start_s === undefined ? "" : put("{} to {} s, ", one.start_s.toFixed(1), (one.end_s ?? one.start_s).toFixed(1));
    heading.append(make("span", `${when}${put("{} % sure", Math.round(one.score * 100))}`, "when small muted"));
    const more = make("details");
    more.append(make("summary", put("How it was measured"), "small"), make("p", one.for_engineer, "small muted"));
    words.append(heading, make("p", (isChinese() && state.zh && state.zh.findings[one.number]) || one.for_marketer), more);
    card.append(words);
    return card;
  }));
  $("weak").textContent = weak.length ? put("Weak signs, which do not count: {}.", strongest(weak).join(isChinese() ? "、" : ", ")) : "";
  $("found-title").textContent = put(counting.length ? "Findings" : "Weak signs");
  show("found", findings.length > 0);
}

function drawLooks() {
  const { looks, looked_by: by, evidence } = state.report, counted = by.some((one) => one.counts);
  fill("look-rows", by.map((one) => {
    const look = looks.find((other) => other.id === one.look) || {}, card = make("li", undefined, "card"), heading = make("h3");
    heading.append(make("span", `${one.who}, ${put(KINDS[one.kind] || plain(one.kind))}`));
    heading.append(make("span", `${String(one.at).slice(0, 16).replace("T", " ")} UTC${one.controls ? `, ${put("controls {}", one.controls)}` : ""}`, "when small muted"));
    card.append(heading, make("p", one.counts ? put("This look counts.") : put("This look does not count: {}.", look.why_not || put("its controls were answered wrongly")), "small muted"));
    card.append(...lookLines(look).map((words) => make("p", words)));
    return card;
  }));
  const sheets = evidence.some((one) => one.kind === "sheet");
  const how = put("A person can look by {} in a terminal, or on the page.", `lastlook look ${state.report.id}`);
  $("nobody").textContent = sheets && !counted ? put(`Nobody has looked yet${by.length ? " so that it counts" : ""}: nothing with people in it is publishable before. {}`, how) : "";
  show("looks", by.length > 0 || (sheets && !counted));
}

function lookLines(look) {
  const tiles = (look.tiles || []).filter((one) => one.says !== "sound").map((one) => `${put("Tile {}: {}", one.tile, put(plain(one.says)))}${one.what ? `: ${one.what}` : ""}`);
  const others = (look.elsewhere || []).map((one) => put("Elsewhere{}: {}", one.where ? ` (${one.where})` : "", one.what));
  const pointed = (look.pointed || []).map((one) => `${put("{}, pointed at it: {}", one.finding ? put("Finding {}", one.finding) : put("Tile {}", one.tile), put(POINTED[one.answer] || plain(one.answer)))}${one.reason ? `: ${one.reason}` : ""}`);
  return [...tiles, ...others, ...pointed];
}

function drawSigning() {
  fill("signed", state.signed.map((one) => make("p", put(one.decision === "approve" ? "Approved by {}, {} UTC{}" : "Rejected by {}, {} UTC{}", one.reviewer, String(one.at).slice(0, 16).replace("T", " "), one.note ? `: ${one.note}` : "."), "signed")));
  const here = Boolean(state.ticket) && host.can("serverTools");
  show("form", here); show("elsewhere", !here && !state.signed.length); show("signing", true);
  $("elsewhere").textContent = put("To sign off, run in a terminal: {}", `lastlook sign-off ${state.report.id}`);
}

// A click and no submission: a host's sandbox may forbid forms to be sent.
async function sign(event) {
  const form = $("form"), decision = (form.querySelector("input[name=decision]:checked") || {}).value;
  const reviewer = $("reviewer").value.trim(), button = $("sign");
  $("reviewer").value = reviewer; // a name of blanks is none
  if (!event.isTrusted || !form.reportValidity() || button.disabled) return; // a script is no person
  button.disabled = true;
  $("outcome").textContent = put("Signing…");
  const given = { review: state.report.id, ticket: state.ticket, reviewer, decision, note: $("note").value };
  state.ticket = ""; // it opens once
  try {
    const result = await host.call("sign_off_in_view", given), { sign_off: kept } = (result._meta || {})[VIEW] || {};
    if (result.isError || !kept) throw new Error(((result.content || [])[0] || {}).text || "no answer");
    state.signed = [...state.signed, kept];
    $("outcome").textContent = put("Signed. The report shows it.");
    form.reset();
    host.ask("ui/update-model-context", { content: result.content }).catch(() => undefined);
  } catch (error) {
    $("outcome").textContent = put("Not signed: {}", error.message);
  }
  button.disabled = false;
  drawSigning();
  $("outcome").tabIndex = -1;
  $("outcome").focus();
}

function showList(reviews) {
  show("main", false); show("list", reviews.length > 0);
  quiet(reviews.length ? "" : put("There are no reviews yet."));
  fill("rows", reviews.map((one) => {
    const item = make("li"), button = make("button", `${one.verdict} · ${one.ad} · ${put("{} findings", one.findings || 0)} · ${one.review}`, "plain");
    button.type = "button";
    button.disabled = !host.can("serverTools");
    button.addEventListener("click", () => open(one.review));
    item.append(button);
    return item;
  }));
}

let scale = 1;
function zoom(from, source, words) {
  const dialog = $("zoom"), image = $("zoom-image"), top = from.getBoundingClientRect().top;
  image.src = source; image.alt = words; $("zoom-caption").textContent = words;
  dialog.showModal();
  image.decode().then(() => {
    scale = Math.max(1, dialog.clientWidth / image.naturalWidth);
    resize(1);
    // A host may show the page as tall as it is: what opens, opens where the person looks.
    dialog.style.marginTop = `${Math.max(8, Math.min(top, window.innerHeight - dialog.offsetHeight - 8))}px`;
  }, () => undefined);
}
function resize(by) {
  scale = Math.min(8, Math.max(0.25, scale * by));
  $("zoom-image").style.width = `${Math.round($("zoom-image").naturalWidth * scale)}px`;
}

$("sign").addEventListener("click", sign);
$("before").addEventListener("click", () => turn(-1));
$("after").addEventListener("click", () => turn(1));
$("whole").addEventListener("click", () => host.become("fullscreen").catch(() => undefined));
host.onDress(() => { translate(); if (state.report) draw(); });
$("form").addEventListener("change", () => {
  const chosen = $("form").querySelector("input[name=decision]:checked");
  show("against", Boolean(chosen) && chosen.value === "approve" && state.report.verdict.value === "block");
});
$("larger").addEventListener("click", () => resize(1.5));
$("smaller").addEventListener("click", () => resize(1 / 1.5));
$("close").addEventListener("click", () => $("zoom").close());
host.on("ui/notifications/tool-input", () => { if (!state.report) quiet(put("Looking at the ad…")); });
host.on("ui/notifications/tool-cancelled", () => { if (!state.report) quiet(put("The review was stopped.")); });
host.on("ui/notifications/tool-result", heard);
host.connect().catch((error) => quiet(put("The chat cannot be reached: {}", error.message)));
