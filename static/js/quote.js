// Quotes what is selected in a post into the answer, or into the comment form that is open below that post. A button
// follows the selection; the [data-quote] buttons below posts do the same by keyboard, or quote the whole post.
// <template data-quoting data-words="{name} wrote:"> holds the button.
import { insert } from "./typing.js";

const BODIES = ".post__body, .comment__body";
const WAIT = 150;
const template = document.querySelector("template[data-quoting]");
const answer = document.querySelector("#your-answer textarea");
let floating = null;
let timer = 0;

const closest = (node, selector) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(selector);

// The post's body that the selection lies in, whole.
function selectedBody() {
  const selection = getSelection();
  if (!selection.rangeCount || !selection.toString().trim()) return null;
  const body = closest(selection.anchorNode, BODIES);
  return body && body === closest(selection.focusNode, BODIES) ? body : null;
}

const findTarget = (body) => body.closest(".post")?.querySelector(".comment-form textarea") ?? answer;

function quote(body, words) {
  const area = findTarget(body);
  if (!area) return;
  const person = (body.closest(".comment") ?? body.closest(".post")).querySelector(".meta .person");
  const name = person?.textContent.trim() ?? "";
  const lines = words.trim().replace(/\n{3,}/g, "\n\n").split("\n");
  const quoted = lines.map((line) => `> ${line}`.trimEnd()).join("\n");
  const above = area.value.trim() ? "\n\n" : "";
  const attribution = template.dataset.words.replace("{name}", name);
  insert(area, area.value.trimEnd().length, area.value.length, `${above}${attribution}\n\n${quoted}\n\n`);
  area.scrollIntoView({ block: "nearest" });
}

function hide() {
  floating?.remove();
  floating = null;
}

function follow() {
  const body = selectedBody();
  hide();
  if (!body || !findTarget(body)) return;
  const place = getSelection().getRangeAt(0).getBoundingClientRect();
  floating = template.content.firstElementChild.cloneNode(true);
  document.body.append(floating);
  const left = Math.min(place.left, document.documentElement.clientWidth - floating.offsetWidth - 8);
  floating.style.left = `${Math.max(left, 8) + scrollX}px`;
  floating.style.top = `${place.bottom + scrollY + 8}px`;
  floating.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  floating.addEventListener("click", () => {
    const words = getSelection().toString();
    hide();
    quote(body, words);
  });
}

if (template) {
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(follow, WAIT);
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-quote]")) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    const body = target.closest("[data-quote]")?.closest(".post").querySelector(".post__body");
    if (!body) return;
    const selected = selectedBody();
    const isInPost = selected && selected.closest(".post") === body.closest(".post");
    quote(isInPost ? selected : body, isInPost ? getSelection().toString() : body.innerText);
  });
}
