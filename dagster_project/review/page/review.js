// The review page: shows the state that the server gives, sends edits, and shows the state that comes back.
// No framework; every element is made by `h`, and what people read comes with the page in #words.
"use strict";

const WORDS = JSON.parse(document.getElementById("words").textContent);
const { say, columns: COLUMN_LABELS, language } = WORDS;
const COLUMNS = [
  "indicator", "scope", "period", "period_printed", "nature", "funding_source", "place", "measure", "base",
  "qualifier", "value", "unit", "line", "note",
];
const CODED = ["indicator", "scope", "nature", "funding_source", "place", "measure", "base"];
const INFERABLE = ["base", "place", "scope", "period", "nature", "funding_source"];
const WIDE = ["indicator", "scope", "note"];
const MOST_OPTIONS = 60;

const $ = (id) => document.getElementById(id);
let state = null; // as the server gives it
let choices = {};
let relations = null; // until they are known
let at = null; // {figure: "3"}, or {number: [line, start, end]}
let order = "confidence";
let asksWhy = false; // whether the card asks why its number is no figure

/** An element with attributes, listeners (`on…`) and children. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A sentence with its placeholders filled in. */
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** A text as it is searched: lower case, without accents. */
const fold = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\u0111/g, "d");
const wordsOf = (text) => fold(text).split(/[^a-z0-9%]+/).filter(Boolean);

const percent = (confidence) => `${Math.round(confidence * 100)} %`;

// --- the server -------------------------------------------------------------------------------------

/** What the server answers, with its status; null where it does not answer. */
async function request(name, options) {
  try {
    const answer = await fetch(`${name}?lang=${language}`, options);
    return { ok: answer.ok, found: await answer.json() };
  } catch {
    tell(say.unreachable);
    return null;
  }
}

async function ask(name) {
  const answer = await request(name);
  if (answer && !answer.ok) tell(answer.found.error);
  return answer?.ok ? answer.found : null;
}

let sending = Promise.resolve();

/** Send an edit, one after the other; whether it was made. */
function send(action, asked = {}) {
  sending = sending.then(async () => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ action, ...asked });
    const answer = await request("do", { method: "POST", headers, body });
    if (!answer) return null;
    if (answer.found.figures) take(answer.found);
    if (action !== "place" || !answer.ok) tell(answer.found.error ?? "");
    if (!answer.ok) show(false);
    return answer.ok ? answer.found.next : null;
  });
  return sending;
}

function take(found) {
  state = found;
  for (const each of state.figures) each.findings = state.findings.filter((one) => one.figure === each.figure);
  if (state.reloaded) tell(say.reloaded);
  askForRelations();
}

let waiting = 0;
function askForRelations() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    relations = (await ask("relations")) ?? relations;
    showRelations();
  }, 150);
}

function tell(sentence, fine = false) {
  $("status").textContent = sentence;
  $("status").classList.toggle("fine", fine);
}

// --- where the reviewer is --------------------------------------------------------------------------

const figureOf = (number) => state.figures.find((each) => each.figure === number);
const proposed = (figure) => Object.keys(figure.drafted).filter((name) => figure.drafted[name].state === "proposed");
const freeNumbers = () => state.numbers.filter(([, , , kind]) => kind === "free");
const isAt = (line, start) => at?.number && at.number[0] === line && at.number[1] === start;

function inOrder() {
  if (order === "reading") return state.figures;
  const rank = (figure) => figure.confidence ?? 2;
  return [...state.figures].sort((one, other) => rank(one) - rank(other));
}

function goTo(place, focus = "main") {
  at = place;
  asksWhy = false;
  show();
  if (place?.figure) send("place", { figure: place.figure, order });
  bringIntoView($("card"));
  if (focus === "main") (document.querySelector("#card .main") ?? $("heading")).focus({ preventScroll: true });
}

function move(step) {
  const list = inOrder();
  const here = list.findIndex((each) => each.figure === at?.figure);
  const next = list[Math.min(Math.max(here + step, 0), list.length - 1)];
  if (next) goTo({ figure: next.figure });
}

/** The next figure that has something proposed, then numbers that nothing accounts for, then nothing. */
function goOn(from) {
  const list = inOrder();
  const here = list.findIndex((each) => each.figure === from);
  const first = order === "reading" ? here + 1 : 0;
  const open = [...list.slice(first), ...list.slice(0, first)].filter((each) => proposed(each).length);
  if (open.length) return goTo({ figure: open[0].figure });
  const typed = state.figures.every((each) => !Object.keys(each.drafted).length);
  if (typed && from && here + 1 < list.length) return goTo({ figure: list[here + 1].figure });
  const [free] = freeNumbers();
  goTo(free ? { number: free.slice(0, 3) } : null);
}

function nextNumber() {
  const free = freeNumbers();
  const [line, start] = at?.number ?? [0, 0];
  const next = free.find((each) => each[0] > line || (each[0] === line && each[1] > start)) ?? free[0];
  if (next) goTo({ number: next.slice(0, 3) });
  else tell(say.no_free_number, true);
}

// --- edits ------------------------------------------------------------------------------------------

async function accept() {
  if (!at?.figure) return;
  const figure = at.figure;
  if (proposed(figureOf(figure)).length && (await send("confirm", { figure })) === null) return;
  goOn(figure);
}

async function put(column, text) {
  const { figure } = at;
  const done = await send("put", { figure, cells: { [column]: text } });
  if (at?.figure === figure) show(false);
  return done !== null;
}

async function notAFigure(why) {
  const asked = at.figure ? { figure: at.figure } : place(at.number);
  const from = at.figure;
  if ((await send("file", { ...asked, why })) !== null) goOn(from);
}

const place = ([line, start, end]) => ({ line, start, end });

async function makeFigure(number) {
  const next = await send("figure", place(number));
  if (next) {
    goTo({ figure: next.figure }, "");
    $("c-indicator").focus();
  }
}

async function undo() {
  const next = await send("undo");
  if (next === null) return;
  if (next.figure) goTo({ figure: next.figure });
  else show();
  tell(next.undone ? say.undone : say.nothing_to_undo, true);
}

/** What is selected in the text, as line, start and end. */
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const where = (node, offset) => {
    const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-start]");
    return piece && [Number(piece.closest("p").dataset.line), Number(piece.dataset.start) + offset];
  };
  const start = where(range.startContainer, range.startOffset);
  const end = where(range.endContainer, range.endOffset);
  return start && end && start[0] === end[0] && end[1] > start[1] ? [start[0], start[1], end[1]] : null;
}

// --- the text ---------------------------------------------------------------------------------------

function showText() {
  const figure = at?.figure && figureOf(at.figure);
  const evidence = {};
  for (const [column, { evidence: found }] of Object.entries(figure?.drafted ?? {})) {
    if (found?.[0]) (evidence[found[0]] ??= []).push([found[1], found[2], column]);
  }
  const byLine = Map.groupBy(state.numbers, ([line]) => line);
  const paragraphs = [];
  let before = null;
  for (const [line, text] of state.lines) {
    if (before !== null && line > before + 1) paragraphs.push(h("p", { class: "gap" }));
    before = line;
    const pieces = showLine(line, text, byLine.get(line) ?? [], evidence[line] ?? []);
    const here = line === (at?.number?.[0] ?? Number(figure?.cells.line));
    paragraphs.push(h("p", { "data-line": line, class: here ? "here" : null }, pieces));
  }
  if (!paragraphs.length) paragraphs.push(h("p", { class: "soft" }, say.no_text));
  $("text").replaceChildren(...paragraphs);
}

function showLine(line, text, numbers, evidence) {
  const ends = [0, text.length, ...numbers.flatMap((n) => [n[1], n[2]]), ...evidence.flatMap((e) => [e[0], e[1]])];
  const cuts = [...new Set(ends)].filter((n) => n <= text.length).sort((one, other) => one - other);
  return cuts.slice(0, -1).map((start, n) => {
    const words = text.slice(start, cuts[n + 1]);
    const number = numbers.find((each) => each[1] <= start && start < each[2]);
    const found = evidence.filter((each) => each[0] <= start && start < each[1]).map((each) => each[2]);
    const piece = number ? showNumber(number, words, start) : h("span", { "data-start": start }, words);
    return found.length ? h("mark", { "data-columns": found.join(" ") }, piece) : piece;
  });
}

function showNumber([line, start, end, kind, of], words, from) {
  const figure = kind === "figure" ? figureOf(of) : null;
  const is = ["number", kind];
  if (figure && proposed(figure).length) is.push("proposed");
  if (figure?.findings.some((each) => ["error", "critical"].includes(each.severity))) is.push("bad");
  if (figure ? at?.figure === of : isAt(line, start)) is.push("at");
  const label = fill(say[`number_${kind}`], { number: words, of });
  const go = () => {
    if (getSelection().isCollapsed) goTo(figure ? { figure: of } : { number: [line, start, end] });
  };
  const known = { class: is.join(" "), role: "button", tabindex: -1, title: label, "data-start": from };
  return h("span", { ...known, "aria-label": label, onclick: go }, words);
}

/** Scroll the page where something begins out of sight: on a phone the text covers the upper third. */
function bringIntoView(element) {
  const { top } = element.getBoundingClientRect();
  const covered = getComputedStyle($("text")).position === "sticky" ? $("text").offsetHeight : 0;
  if (top < covered || top > innerHeight * 0.8) element.scrollIntoView();
}

function scrollToPlace() {
  const found = $("text").querySelector(".at") ?? $("text").querySelector(".here");
  if (!found) return;
  const pane = $("text").getBoundingClientRect();
  const box = found.getBoundingClientRect();
  if (box.top < pane.top + 30 || box.bottom > pane.bottom - 30) {
    $("text").scrollTop += box.top - pane.top - pane.height / 3;
  }
}

// --- the card ---------------------------------------------------------------------------------------

function show(scroll = true) {
  if (at?.figure && !figureOf(at.figure)) at = null;
  showText();
  if (scroll) scrollToPlace();
  const before = document.activeElement;
  $("card").replaceChildren(...(at?.figure ? figureCard(figureOf(at.figure)) : at ? numberCard() : endCard()));
  if (before?.id?.startsWith("c-")) keepTyping(before, $(before.id));
  const done = state.figures.filter((each) => !each.open).length;
  $("count").textContent = fill(say.progress, { done, all: state.figures.length, free: freeNumbers().length });
  $("bar").value = state.figures.length ? done / state.figures.length : 0;
  $("undo").disabled = !state.undo;
  $("title").textContent = state.origin.title || state.id;
  $("id").textContent = state.id;
  showRelations();
  showAll();
  showReport();
}

/** The field in which somebody is typing is made anew: what was typed meanwhile stays. */
function keepTyping(before, field) {
  if (!field) return closeOptions();
  const listed = before.getAttribute("aria-expanded") === "true";
  const typed = before.value !== before.dataset.saved;
  if (typed) field.value = before.value;
  field.focus({ preventScroll: true });
  field.setSelectionRange(before.selectionStart, before.selectionEnd);
  if (listed && typed) openOptions(field);
  else closeOptions();
}

const heading = (words) => h("h2", { id: "heading", tabindex: -1 }, words);
const button = (words, key, does, main) =>
  h("button", { type: "button", class: main ? "main" : null, onclick: does }, words, " ", key && h("kbd", {}, key),
    key === "A" && h("kbd", {}, "Ctrl ↵"));

function figureCard(figure) {
  const { cells } = figure;
  const elsewhere = figure.findings.filter((each) => !COLUMNS.includes(each.column));
  return [
    heading(fill(say.figure_on_line, { figure: figure.figure, line: cells.line })),
    h("p", { class: "printed", lang: "vi" }, [cells.qualifier, cells.value, cells.unit].filter(Boolean).join(" ")),
    h("div", { class: "acts" },
      button(proposed(figure).length ? say.accept_next : say.go_on, "A", accept, true),
      button(say.previous, "K", () => move(-1)),
      button(say.next, "J", () => move(1)),
      button(say.not_a_figure, "X", askWhy)),
    asksWhy && whyField(),
    h("ul", { class: "findings" }, elsewhere.map(findingItem)),
    h("div", { class: "cells" }, COLUMNS.map((column) => cell(figure, column))),
  ].filter(Boolean);
}

function findingItem(finding) {
  const label = COLUMN_LABELS[finding.column] ?? say[`origin_${finding.column?.replace("report.yaml: ", "")}`];
  const severity = WORDS.severities[finding.severity];
  return h("li", { class: finding.severity }, `${severity}: ${label ? `${label}: ` : ""}${finding.sentence}`);
}

function cell(figure, column) {
  const text = figure.cells[column];
  const drafted = figure.drafted[column];
  const id = `c-${column}`;
  const coded = CODED.includes(column);
  const box = {
    role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "options",
  };
  const input = h("input", {
    id, value: text, autocomplete: "off", spellcheck: "false", "data-column": column, "data-saved": text,
    "aria-describedby": `${id}-gloss`, lang: coded ? null : "vi", ...box,
    onfocus: () => { input.select(); strengthen(column, true); },
    onblur: () => { strengthen(column, false); closeOptions(); },
    onchange: () => saveField(input),
    oninput: () => openOptions(input),
    onkeydown: (event) => fieldKey(event, input),
    onclick: () => openOptions(input, true),
  });
  const infer = INFERABLE.includes(column) && h("button", {
    type: "button", class: "plain", tabindex: -1, title: say.inferred_title, "aria-label": say.inferred_title,
    onmousedown: (event) => event.preventDefault(), // what is being typed is not saved on the way
    onclick: () => {
      const typed = input.value;
      input.value = typed.endsWith("?") ? typed.slice(0, -1) : `${typed}?`;
      closeOptions();
      saveField(input);
    },
  }, "?");
  const there = text.replace(/\?/g, "").split(" ");
  const isThere = ({ code, whole }) => !whole && code.split(" ").every((word) => there.includes(word));
  const left = alternatives(column, figure).filter((each) => drafted.state !== "confirmed" && !isThere(each));
  const others = left.map(({ code, whole }) =>
    h("button", { type: "button", tabindex: -1, onclick: () => put(column, whole ? code : withWords(text, code)) },
      glossed(column, code)));
  return h("div", { class: `cell ${WIDE.includes(column) ? "wide" : ""} ${drafted?.state ?? ""}` },
    h("label", { for: id }, COLUMN_LABELS[column]),
    h("div", {},
      h("div", { class: "field" }, input, infer),
      h("p", { class: "gloss", id: `${id}-gloss` }, glossPieces(column, text, drafted)),
      others.length > 0 && h("p", { class: "others" }, say.or, others),
      figure.findings.filter((each) => each.column === column).map((each) =>
        h("p", { class: `finding ${each.severity}` }, `${WORDS.severities[each.severity]}: ${each.sentence}`))));
}

/** What else a cell may be: of scope single words, but for what was drafted before somebody changed it. */
function alternatives(column, figure) {
  const drafted = figure.drafted[column];
  return (drafted?.alternatives ?? []).map((code, n) =>
    ({ code, whole: column !== "scope" || (n === 0 && drafted.state === "changed") }));
}

/** Words of scope with further ones, each in the place of that of its axis. */
function withWords(text, added) {
  const axis = (word) => choices.scope?.find((each) => each.code === word.replace("?", ""))?.axis ?? "topic";
  const axes = added.split(" ").map(axis);
  return [...text.split(/\s+/).filter((word) => word && !axes.includes(axis(word))), added].join(" ");
}

function glossPieces(column, text, drafted) {
  const pieces = [];
  if (CODED.includes(column)) pieces.push(gloss(column, text));
  if (drafted) {
    if (!text && !pieces[0]) pieces.push(say.blank);
    const sure = drafted.state === "proposed" && drafted.confidence ? ` ${percent(drafted.confidence)}` : "";
    pieces.push(h("span", { class: "state" }, say[drafted.state] + sure));
    if (drafted.evidence?.[3] && drafted.state !== "changed") pieces.push(h("q", { lang: "vi" }, drafted.evidence[3]));
  }
  return pieces.filter(Boolean).flatMap((piece, n) => (n ? [" · ", piece] : [piece]));
}

const named = (column, code) => choices[column]?.find((each) => each.code === code)?.[language];

/** What a cell of codes is called. */
function gloss(column, text) {
  const bare = text.replace(/\?/g, "");
  const mark = text.includes("?") ? ` (${say.inferred})` : "";
  if (!bare && !["measure", "funding_source"].includes(column)) return "";
  if (column === "scope") return bare.split(/\s+/).map((word) => named("scope", word) ?? word).join(" · ") + mark;
  if (column === "place") {
    const [id, ...parts] = bare.split("/");
    return [named("place", id) ?? id, ...parts].join(" › ") + mark;
  }
  if (column === "base") return (named("indicator", bare.split(/[:@]/)[0]) ?? "") + mark;
  return (named(column, bare) ?? "") + mark;
}

const glossed = (column, code) => {
  const called = CODED.includes(column) ? gloss(column, code) : "";
  return called && called !== code ? `${code || "–"} (${called})` : code || say.blank;
};

function strengthen(column, on) {
  for (const mark of document.querySelectorAll("#text mark")) {
    if (mark.dataset.columns.split(" ").includes(column)) mark.classList.toggle("strong", on);
  }
}

async function saveField(input, confirm = false) {
  if (!confirm && input.value === input.dataset.saved) return true;
  input.dataset.saved = input.value;
  return put(input.dataset.column, input.value);
}

/** Enter saves the cell, or says that it is right, and goes on to what is proposed next. */
async function fieldKey(event, input) {
  const open = !$("options").hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (open) choose(event.key === "ArrowDown" ? 1 : -1);
    else openOptions(input, true);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (open) return closeOptions();
    input.value = input.dataset.saved;
    $("heading").focus();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (open && takeOption(input)) return;
    closeOptions();
    const column = input.dataset.column;
    if (!(await saveField(input, true))) return;
    if (event.ctrlKey) return accept();
    const left = proposed(figureOf(at.figure));
    const next = COLUMNS.slice(COLUMNS.indexOf(column) + 1).find((each) => left.includes(each)) ?? left[0];
    (next ? $(`c-${next}`) : document.querySelector("#card .main")).focus();
  }
}

// --- choice lists -----------------------------------------------------------------------------------

/** What may stand in a cell: what else was read there, what other rows hold, then the vocabulary. */
function optionsFor(column, typed, all) {
  const figure = figureOf(at.figure);
  const word = column === "scope" ? scopeTyped(typed)[1] : typed;
  const terms = all ? [] : wordsOf(word);
  const row = (code) => choices[column]?.find((each) => each.code === code);
  const known = alternatives(column, figure).map((each) => ({ ...row(each.code), ...each, note: say.alternative }));
  if (!CODED.includes(column) || column === "base") {
    const used = state.figures.map((each) => each.cells[column]).filter(Boolean);
    known.push(...[...new Set(used)].map((code) => ({ code, note: say.used, whole: true })));
  }
  const takes = choices.axes?.[figure.cells.indicator.replace("?", "")];
  let coded = CODED.includes(column) ? choices[column === "base" ? "indicator" : column] ?? [] : [];
  if (column === "scope" && takes) {
    coded = [...coded].sort((one, other) => takes.includes(other.axis) - takes.includes(one.axis))
      .map((each) => (takes.includes(each.axis) ? each : { ...each, note: say.not_taken }));
  }
  const there = column === "scope" ? scopeTyped(typed)[0].map((each) => each.replace("?", "")) : [];
  const others = coded.filter(({ code }) => !known.some((one) => one.code === code) && !there.includes(code));
  const found = [...known, ...others].map((option) => ({ option, grade: gradeOf(option, word, terms) }));
  const best = Math.max(...found.map((each) => Math.floor(each.grade)));
  return found.filter((each) => each.grade >= best && (best || !terms.length))
    .sort((one, other) => other.grade - one.grade).slice(0, MOST_OPTIONS)
    .map(({ option, grade }) => ({ ...option, isMeant: grade * 3 >= terms.length * 2 && isMeant(option.code, word) }));
}

/** Whether Enter may take a code for what is typed: any word may stand behind `topic:`. */
const isMeant = (code, word) => (code.endsWith(":") || word.startsWith("topic:") ? code === word : true);

/** How many of the words asked for an option has, a little more where its short name has them, or is just so. */
function gradeOf({ code, vi = "", en = "", about = "" }, word, terms) {
  if (!terms.length) return 0;
  if ([code, vi, en].some((name) => fold(name) === fold(word))) return terms.length + 0.9;
  const called = wordsOf(`${code} ${vi} ${en}`);
  // A word of one or two letters that is not the last is no beginning of another one.
  const isMet = (term, n, word) =>
    word === term || ((term.length > 2 || n === terms.length - 1) && word.startsWith(term));
  const met = (words) => terms.filter((term, n) => words.some((word) => isMet(term, n, word))).length;
  return met([...called, ...wordsOf(about)]) + (met(called) / (terms.length + 1)) * 0.5 + 0.01 / Math.max(called.length, 1);
}

/** The scope words that are written, and what is being typed behind them. */
function scopeTyped(text) {
  const words = text.split(/\s+/);
  const known = words.slice(0, -1).findIndex((word) => !named("scope", word.replace("?", "")) && !/^topic:/.test(word));
  const count = known < 0 ? words.length - 1 : known;
  return [words.slice(0, count), words.slice(count).join(" ")];
}

let chosen = -1;
let listsAll = false; // whatever is written, not only what is typed

function openOptions(input, all = false) {
  const column = input.dataset.column;
  const found = optionsFor(column, input.value, all);
  const list = $("options");
  list.replaceChildren(...found.map((option, n) => {
    const labels = language === "vi" ? [option.vi, option.en] : [option.en, option.vi];
    const called = option.note ? [CODED.includes(column) && gloss(column, option.code), option.note] : labels;
    const item = h("li", { id: `o-${n}`, role: "option", "aria-selected": "false" },
      option.code || "–", " ", h("small", {}, called.filter(Boolean).join(" · ")));
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      chosen = n;
      takeOption(input);
    });
    item.option = option;
    return item;
  }));
  chosen = -1;
  listsAll = all;
  list.hidden = !found.length;
  const box = input.getBoundingClientRect();
  const width = Math.max(box.width, Math.min(360, innerWidth - 16));
  const [above, below] = [box.top - 8, innerHeight - box.bottom - 8];
  list.style.cssText = `left:${Math.min(box.left, innerWidth - width - 8) + scrollX}px;width:${width}px`;
  const opensUp = list.offsetHeight > below && above > below;
  list.style.maxHeight = `${Math.min(272, Math.max(opensUp ? above : below, 96))}px`;
  list.style.top = `${scrollY + (opensUp ? box.top - list.offsetHeight - 2 : box.bottom + 2)}px`;
  input.setAttribute("aria-expanded", String(!list.hidden));
  // What has two thirds of the words that are typed is taken by Enter; what has fewer is there to choose.
  if (!all && found[0]?.isMeant && CODED.includes(column) && column !== "base") choose(1);
}

function closeOptions() {
  $("options").hidden = true;
  for (const input of document.querySelectorAll('[aria-expanded="true"]')) {
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}

function choose(step) {
  const items = $("options").children;
  items[chosen]?.setAttribute("aria-selected", "false");
  chosen = (chosen + step + items.length) % items.length;
  items[chosen].setAttribute("aria-selected", "true");
  items[chosen].scrollIntoView({ block: "nearest" });
  document.activeElement.setAttribute("aria-activedescendant", items[chosen].id);
}

/** Write the chosen option into the field, with the `?` that was typed; whether that says something else. */
function takeOption(input) {
  const option = $("options").children[chosen]?.option;
  if (!option) return false;
  const typed = input.value;
  const inferred = typed.endsWith("?") && INFERABLE.includes(input.dataset.column) && /[^?]$/.test(option.code);
  const code = option.code + (inferred && !listsAll ? "?" : "");
  if (input.dataset.column !== "scope" || option.whole) input.value = code;
  else input.value = listsAll ? withWords(typed, code) : [...scopeTyped(typed)[0], code].join(" ");
  closeOptions();
  return input.value !== typed;
}

// --- numbers that are no figures, and the end -------------------------------------------------------

function askWhy() {
  asksWhy = true;
  show(false);
  $("why").focus();
}

function whyField() {
  const file = () => (input.value.trim() ? notAFigure(input.value) : input.focus());
  const input = h("input", {
    id: "why", autocomplete: "off",
    onkeydown: (event) => {
      if (event.key === "Enter") file();
      if (event.key === "Escape") goTo(at);
    },
  });
  // What it counts is still to be said of a figure that no indicator can state.
  const choose = (why, isWhole) => {
    if (isWhole) return notAFigure(why);
    input.value = `${why}: `;
    input.focus();
  };
  return h("div", { class: "acts" },
    h("label", { for: "why" }, say.why), input, button(say.file_away, "Enter", file),
    h("p", { class: "others" }, WORDS.reasons.map(([why, label, isWhole]) =>
      h("button", { type: "button", onclick: () => choose(why, isWhole) }, isWhole ? label : `${label} …`))));
}

function numberCard() {
  const [line, start, end] = at.number;
  const text = new Map(state.lines).get(line) ?? "";
  const found = state.numbers.find((each) => isAt(each[0], each[1]));
  const [kind, of] = found?.slice(3) ?? ["free", ""];
  return [
    heading(fill(say.number_on_line, { line })),
    h("p", { class: "printed", lang: "vi" }, text.slice(start, end)),
    h("p", {}, fill(say[`number_${kind}`], { number: text.slice(start, end), of }), kind === "free" && of ? ` (${of})` : ""),
    h("div", { class: "acts" },
      button(say.is_figure, "F", () => makeFigure(at.number), true),
      kind === "free" && button(say.not_a_figure, "X", askWhy),
      button(say.next_number, "G", nextNumber),
      button(say.back, "J", () => goOn(null))),
    asksWhy && whyField(),
  ].filter(Boolean);
}

function endCard() {
  const ready = state.figures.length > 0 && !state.open;
  return [
    heading(ready ? say.all_done : say.nothing_yet),
    h("p", {}, ready ? say.then_accept : say.how_to_begin),
    ready && h("p", {}, h("code", {}, `khuyencong accept ${state.folder}`)),
    ready && state.verdict.status === "rejected" && h("p", { class: "finding error" }, say.report_refused),
    ready && state.verdict.rejected > 0 && state.verdict.status !== "rejected" &&
      h("p", { class: "finding error" }, fill(say.rows_rejected, { n: state.verdict.rejected })),
    h("div", { class: "acts" }, freeNumbers().length > 0 && button(say.next_number, "G", nextNumber),
      state.figures.length > 0 && button(say.from_the_top, "J", () => goTo({ figure: state.figures[0].figure }))),
  ].filter(Boolean);
}

// --- what the figures say of each other, all figures, the report ------------------------------------

function showRelations() {
  const own = (each) => each.figures.includes(at?.figure);
  const listed = [...(relations ?? [])].sort((one, other) => own(other) - own(one));
  const items = listed.map((each) => h("li", { class: own(each) ? "own" : null },
    h("span", { class: each.holds ? "holds" : each.status === "violated" ? "violated" : "doubt" },
      `${each.holds ? "✓" : "✗"} ${each.label}`),
    ` ${each.sentence} `,
    each.figures.map((figure) =>
      h("button", { type: "button", class: "plain", onclick: () => goTo({ figure }) }, `#${figure}`))));
  const none = h("li", { class: "soft" }, relations ? say.no_relations : say.looking);
  $("relations").replaceChildren(...(items.length ? items : [none]));
}

function showAll() {
  $("all").replaceChildren(...state.figures.map((each) => {
    const worst = each.findings.find((one) => ["error", "critical"].includes(one.severity)) ?? each.findings[0];
    const words = `#${each.figure} ${[each.cells.qualifier, each.cells.value, each.cells.unit].filter(Boolean).join(" ")}`;
    const about = ["indicator", "scope", "funding_source"].filter((name) => each.cells[name])
      .map((name) => gloss(name, each.cells[name]));
    const is = each.open ? say.proposed : worst ? WORDS.severities[worst.severity] : "✓";
    return h("li", {},
      h("button", { type: "button", class: "plain", onclick: () => goTo({ figure: each.figure }) }, words),
      h("span", { class: "soft" }, [...about, each.cells.period, is].filter(Boolean).join(" · ")));
  }));
}

function showReport() {
  const about = state.findings.filter((each) => !each.figure);
  $("report-findings").replaceChildren(...about.map(findingItem));
  if (about.some((each) => ["error", "critical"].includes(each.severity))) $("report").open = true;
  if ($("origin").contains(document.activeElement)) return;
  $("origin").replaceChildren(...Object.entries(state.origin).map(([field, value]) => {
    const save = (event) => send("origin", { field, text: event.target.value }).then(() => show(false));
    const known = { id: `r-${field}`, onchange: save };
    const input = field === "kind"
      ? h("select", known, [...(value ? [] : [{ code: "" }]), ...(choices.kind ?? [])].map((each) =>
          h("option", { value: each.code, selected: each.code === value }, each[language] ?? "–")))
      : h("input", { ...known, value });
    return h("div", { class: "cell wide" }, h("label", { for: `r-${field}` }, say[`origin_${field}`]),
      h("div", { class: "field" }, input));
  }));
}

// --- keys -------------------------------------------------------------------------------------------

const KEYS = {
  a: accept,
  e: () => {
    const figure = at?.figure && figureOf(at.figure);
    if (!figure) return;
    const doubt = (name) => figure.drafted[name].confidence + !WORDS.decided.includes(name);
    const [first] = proposed(figure).sort((one, other) => doubt(one) - doubt(other));
    $(`c-${first ?? "indicator"}`).focus();
  },
  j: () => (at?.figure ? move(1) : at ? goOn(null) : move(1)),
  k: () => move(-1),
  x: () => at && askWhy(),
  g: nextNumber,
  f: () => {
    const number = selected() ?? at?.number;
    if (number) makeFigure(number);
    else tell(say.how_to_begin);
  },
  u: undo,
  "?": () => $("keys").showModal(),
};

addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog") || event.metaKey || event.altKey) return;
  const does = event.ctrlKey ? event.key === "Enter" && accept : KEYS[event.key.toLowerCase()];
  if (does && state) {
    event.preventDefault();
    does();
  }
});

$("undo").addEventListener("click", undo);
$("help").addEventListener("click", KEYS["?"]);
$("order").addEventListener("change", (event) => {
  order = event.target.value;
  send("place", { order });
});
$("by").addEventListener("change", (event) => send("place", { by: event.target.value }));
$("by").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  (document.querySelector("#card .main") ?? $("heading")).focus();
});

async function begin() {
  const [found, known] = await Promise.all([ask("state"), ask("choices")]);
  choices = known ?? {};
  if (!found) return;
  take(found);
  order = state.place.order ?? "confidence";
  $("order").value = order;
  $("by").value = state.by;
  const { figure } = state.place;
  if (figure && figureOf(figure) && (order === "reading" || proposed(figureOf(figure)).length)) goTo({ figure });
  else goOn(null);
  if (!state.by) $("by").focus();
}

begin();
