/* Opens a sealed portal in the reader's browser. No dependency, no request to any other host.
 *
 *   https://studio.example/p/<slug>/#<key>
 *
 * The first half undoes what hooks/courtside/seal.py does, step by step as its text says; it runs
 * wherever there is WebCrypto, so the test vectors run it too. The second half is the page.
 *
 * What the shell has to offer, all in the page's language:
 *   an element with id="portal"    the opened page's content is put at its end
 *   <template id="sealed" data-scheme="courtside/2">text of seal.to_text</template>
 *   <p data-message="opening">…</p>    seen until this script runs, so never a blank page; the
 *       portal has data-begun from then on, without which fallback.js says what is wrong
 *   <p data-message="no-key" hidden>…</p>    and the same for insecure, old-browser, cut-key,
 *       old-scheme, damaged, wrong-key; and for no-file, which shows beside an opened page
 * A template, because nothing in it is ever run, shown or read aloud, with or without JavaScript,
 * and because "no script without src" then holds for the whole site.
 *
 * What the opened page may use: data-file="<file slug>" on a link or button saves that file, if it
 * is the one of data-digest;
 * data-calendar="<name>" on a button saves the text of the <template> after it as a calendar file;
 * href="#id" moves to a place in the page and leaves the key in the address; the event
 * "courtside:open" on the document says that the content stands.
 */

const LINKS = "courtside/1"; // slugs and keys are the same in every scheme
const FORMS = { // the bytes of the stamp, and those that a page's payload has at least and beyond
  "courtside/1": { stamp: 0, least: 0, step: 8192, padding: 8192 },
  "courtside/2": { stamp: 16, least: 8192, step: 1024, padding: [8192, 1024] },
};
const S_BYTES = 32, TAG_BYTES = 16, LENGTH_BYTES = 4, DIGEST_BYTES = 16;

/** It does not open; `message` is the name of the words to show. */
export class OpenFault extends Error {}

// 32 bytes never end in "_" or "-", so what a chat writes around them can be told from them.
const KEY = "_?([\\w-]{42}[AEIMQUYcgkosw048])(?![_-]*[A-Za-z0-9])";

/** Take the key out of `#<key>`; what a mail program or a chat hung behind it is left aside. */
export function keyOf(hash) {
  if (hash.length < 2) throw new OpenFault("no-key");
  const found = new RegExp(`^#${KEY}`).exec(hash);
  if (!found) throw new OpenFault("cut-key");
  return found[1];
}

const REWRITTEN = new RegExp([
  "^(/(?:.*?/)??)p/([\\w-]{22})", // where the site lies, and the slug
  "(?:/?index\\.html)?/?(?:\\?[^#]*)?[#/*][^\\w-]*", // what may stand before the key
  KEY,
].join(""));

/** Give the address that a link stood for before a mail gateway or a chat rewrote it: with the key
 * in the path (`/p/<slug>/%23<key>`), encoded once or several times, as HTML has it (`&#35;`), with
 * another sign for `#`, or broken into lines. Null where there is no whole slug and key in it. */
export function restored({ origin, pathname, search, hash }) {
  let text = pathname + search + hash;
  for (let before; before !== text;) [before, text] = [text, decoded(text)];
  text = text.replace(/&(?:#0*35|#x0*23|num);|[\uff03\ufe5f]/gi, "#");
  text = text.replace(/[\u2010\u2011\u2013\u2212]/g, "-");
  const joined = text.replace(/=?[\r\n]+[>|\s]*|[\s\p{Cc}\p{Cf}]/gu, "");
  const [, base, slug, key] = REWRITTEN.exec(text) ?? REWRITTEN.exec(joined) ?? [];
  return key ? `${origin}${encodeURI(base)}p/${slug}/#${key}` : null;
}

/** Undo one percent-encoding; what is none stays. */
function decoded(text) {
  const sign = (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16));
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[2-7][0-9a-f]/gi, sign);
  }
}

/** Open a page: the shell's text to the HTML that was sealed. */
export async function openPage({ scheme, slug, key, text }) {
  const form = formOf(scheme);
  const payload = await unseal("page", scheme, slug, key, await bytesOfText(text));
  const [stream, padding] = split(payload);
  checkPadding("page", form, LENGTH_BYTES + stream.length, padding);
  return orFault("damaged", async () => {
    const gunzip = new DecompressionStream("gzip");
    const unpacked = new Response(new Blob([stream]).stream().pipeThrough(gunzip));
    const html = new Uint8Array(await unpacked.arrayBuffer());
    // Not every engine refuses bytes behind the stream; where there are any, this is not its size.
    if (new DataView(stream.slice(-4).buffer).getUint32(0, true) !== html.length) throw Error();
    return fromUtf8(html);
  });
}

/** Open a file, given its own slug and key: its name, content and the day it was sealed. */
export async function openFile({ scheme, slug, key, blob }) {
  const form = formOf(scheme);
  const [header, rest] = split(await unseal("file", scheme, slug, key, blob));
  const [content, padding] = split(rest);
  checkPadding("file", form, 2 * LENGTH_BYTES + header.length + content.length, padding);
  return orFault("damaged", () => {
    const { day, name } = JSON.parse(fromUtf8(header));
    const plain = typeof name === "string" && /^[^/\\\x00-\x1f\x7f]+$/.test(name);
    if (!plain || new Date(day).toISOString().slice(0, 10) !== day) throw Error();
    if (JSON.stringify({ day, name }) !== fromUtf8(header)) throw Error();
    return { name, content, day };
  });
}

/** Give the key of a file of the portal whose link key is `key`. */
export async function fileKey(key, slug) {
  const derived = await hkdf(await bytesOfKey(key), JSON.stringify([LINKS, "file key", slug]), 32);
  const text = btoa(String.fromCharCode(...derived));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace("=", "");
}

/** What a page says of a file's content, so that no older version is taken for it. */
export const digestOf = (content) => hexDigest(content, DIGEST_BYTES);

function formOf(scheme) {
  if (!Object.hasOwn(FORMS, scheme)) throw new OpenFault("old-scheme");
  return FORMS[scheme];
}

function parameters(kind, { padding }) { // in alphabetical order, so that it is canonical
  const cipher = "AES-256-GCM";
  if (kind === "page") return { cipher, compression: "gzip", padding };
  return { cipher, compression: "none", padding: "padme" };
}

/** Give what stands behind the stamp. */
async function unseal(kind, scheme, slug, linkKey, blob) {
  const key = await bytesOfKey(linkKey);
  const form = formOf(scheme);
  const size = blob.length - S_BYTES - TAG_BYTES;
  if (size <= form.stamp || padded(kind, form, size) !== size) throw new OpenFault("damaged");
  const aad = utf8(JSON.stringify({ kind, parameters: parameters(kind, form), scheme, slug }));
  const s = blob.subarray(0, S_BYTES);
  const both = await hkdf(key, "seal", 44, s);
  const aes = await imported(both.subarray(0, 32), "AES-GCM", "decrypt");
  const how = { name: "AES-GCM", iv: both.subarray(32), additionalData: aad };
  const payload = new Uint8Array(await orFault("wrong-key",
    () => crypto.subtle.decrypt(how, aes, blob.subarray(S_BYTES))));
  const sha = { name: "HMAC", hash: "SHA-256" };
  const mac = await imported(await hkdf(key, "siv", 32), sha, "verify");
  const text = new Uint8Array(8 + aad.length + payload.length);
  new DataView(text.buffer).setUint32(4, aad.length);
  text.set(aad, 8);
  text.set(payload, 8 + aad.length);
  if (!await crypto.subtle.verify("HMAC", mac, s, text)) throw new OpenFault("damaged");
  return payload.subarray(form.stamp);
}

async function hkdf(key, info, size, salt = new Uint8Array()) {
  const material = await imported(key, "HKDF", "deriveBits");
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, material, 8 * size));
}

const imported = (key, how, use) => crypto.subtle.importKey("raw", key, how, false, [use]);

/** Take a part off that has its length in front. */
function split(data) {
  const [a, b, c, d] = data;
  const end = LENGTH_BYTES + ((a * 256 + b) * 256 + c) * 256 + d; // no number, if there are fewer
  if (!(end <= data.length)) throw new OpenFault("damaged");
  return [data.subarray(LENGTH_BYTES, end), data.subarray(end)];
}

function padded(kind, { least, step }, size) {
  if (kind === "page") return Math.max(least, Math.ceil(size / step) * step);
  const exponent = 31 - Math.clz32(size);
  const padme = 2 ** Math.max(exponent - (32 - Math.clz32(exponent)), 0);
  return Math.ceil(size / padme) * padme;
}

function checkPadding(kind, form, used, padding) {
  const all = form.stamp + used;
  const right = all + padding.length === padded(kind, form, all);
  if (!right || padding.some((byte) => byte !== 0)) throw new OpenFault("damaged");
}

async function bytesOfText(text) {
  const [encoded, sum] = text.trim().split(/\.(.*)/s);
  const blob = await orFault("damaged", () => bytesOfBase64(encoded));
  if (sum !== await hexDigest(blob, 4)) throw new OpenFault("damaged");
  return blob;
}

async function hexDigest(data, size) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data)).subarray(0, size);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function bytesOfKey(key) {
  if (!/^[\w-]{43}$/.test(key)) throw new OpenFault("cut-key");
  const base64 = `${key.replaceAll("-", "+").replaceAll("_", "/")}=`;
  return orFault("cut-key", () => bytesOfBase64(base64));
}

function bytesOfBase64(text) {
  const binary = atob(text);
  if (btoa(binary) !== text) throw Error(); // one text for one value
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

async function orFault(message, work) {
  try {
    return await work();
  } catch {
    throw new OpenFault(message);
  }
}

const utf8 = (text) => new TextEncoder().encode(text);
const fromUtf8 = (data) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);

/* ---- The page ---- */

/** What the drawings of all pages are filled with: portal/signs.html, line by line. */
const TEXTURES = `<svg class="cs-signs" width="0" height="0" aria-hidden="true"><defs>
<pattern id="cs-late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="cs-back-late" width="6" height="6"/><rect class="cs-stroke-late" width="2" height="6"/></pattern>
<pattern id="cs-closed" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="cs-stroke-closed" width="1" height="5"/></pattern>
<pattern id="cs-paused" width="6" height="6" patternUnits="userSpaceOnUse"><circle class="cs-stroke-paused" cx="2" cy="2" r="1.2"/></pattern>
<pattern id="cs-asked" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="cs-back-asked" width="5" height="5"/><circle class="cs-stroke-asked" cx="2" cy="2" r="1.1"/></pattern>
<pattern id="cs-wait" width="8" height="8" patternUnits="userSpaceOnUse"><path class="cs-stroke-wait" d="M2 2l4 4m0-4l-4 4"/></pattern>
</defs></svg>`;

function start(portal, sealed) {
  portal.dataset.begun = "";
  portal.insertAdjacentHTML("beforebegin", TEXTURES);
  const root = document.documentElement;
  const shell = { title: document.title, lang: root.lang, dir: document.body.dir };
  const messages = [...document.querySelectorAll("[data-message]")];
  const text = sealed.content.textContent;
  let content = []; // what the opened page put into the shell
  let turn = 0; // a newer address wins over one that is still being opened

  function say(name) {
    const find = (wanted) => messages.find((element) => element.dataset.message === wanted);
    const shown = name && (find(name) ?? find("damaged"));
    for (const element of messages) element.hidden = element !== shown;
    if (shown) focus(shown);
  }

  function show(html) {
    // Scripts of a parsed document never run, and the CSP forbids all else that loads; what it
    // cannot forbid is steering (a refresh in <meta>) and talking ahead (preconnect in <link>).
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const element of page.querySelectorAll("meta, link, base")) element.remove();
    document.title = page.title; // before its content, which could hide this property
    speak(page.documentElement.lang || shell.lang, page.documentElement.dir || shell.dir);
    content = [...page.body.childNodes];
    portal.append(...content);
    for (const box of portal.querySelectorAll(".cs-scroll")) markBeyond(box);
    document.dispatchEvent(new CustomEvent("courtside:open"));
    focus(portal.querySelector("h1") ?? portal); // last, so that it says what holds today
  }

  function speak(lang, dir) {
    root.lang = lang;
    root.dir = document.body.dir = dir; // the theme has a direction of its own at the body
  }

  function close() {
    for (const node of content) node.remove();
    content = [];
    document.title = shell.title;
    speak(shell.lang, shell.dir);
  }

  async function open() {
    const mine = ++turn;
    let html, fault;
    try {
      if (!isSecureContext) throw new OpenFault("insecure");
      const able = globalThis.DecompressionStream && globalThis.crypto?.subtle && Object.hasOwn;
      if (!able) throw new OpenFault("old-browser");
      html = await openPage({ scheme: sealed.dataset.scheme, text, ...linkOf(location) });
    } catch (error) {
      if (["no-key", "cut-key"].includes(error.message) && putBack()) return;
      fault = error instanceof OpenFault ? error.message : "damaged";
    }
    if (mine !== turn) return;
    close();
    say(fault);
    if (!fault) show(html);
  }

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-file], [data-calendar], a[href^='#']");
    if (!target) return;
    event.preventDefault();
    const { file, calendar } = target.dataset;
    const place = document.getElementById(target.getAttribute("href")?.slice(1));
    const saved = () => save(sealed.dataset.scheme, target.dataset);
    if (file !== undefined) await saved().then(() => say(), () => say("no-file"));
    else if (calendar !== undefined) saveCalendar(calendar, target.nextElementSibling);
    else if (place) reveal(place); // and the address, where the key stands, is left alone
  });
  addEventListener("hashchange", open);
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  open();
}

/** Open on paper what is folded on the screen; a whole project that is folded stays so. An agreement
 * has a sheet of its own, and goes behind all else, which flows. */
function unfold() {
  for (const sheet of document.querySelectorAll(".cs-agreement")) {
    sheet.following ??= sheet.nextElementSibling;
    sheet.parentElement.append(sheet);
  }
  for (const part of document.querySelectorAll(".cs-project details:not([open])")) {
    part.dataset.folded = "";
    part.open = true;
  }
}

function fold() {
  for (const sheet of document.querySelectorAll(".cs-agreement")) sheet.following?.before(sheet);
  for (const part of document.querySelectorAll("details[data-folded]")) {
    delete part.dataset.folded;
    part.open = false;
  }
}

/** Slug and key of a portal's address. */
function linkOf({ pathname, hash }) {
  const key = keyOf(hash);
  const [, slug] = /\/p\/([\w-]{22})\/(?:index\.html)?$/.exec(pathname) ?? [];
  if (!slug) throw new OpenFault("cut-key");
  return { slug, key };
}

/** Go to the address that a rewritten link stood for; say whether there is one. The history gets no
 * new entry, and loses the one that had the key in the path. */
function putBack() {
  const right = restored(location);
  if (!right || right === location.href) return false;
  location.replace(right);
  return true;
}

/** Mark what goes on beyond the edge of a phone, until it is scrolled to its end. */
function markBeyond(box) {
  const look = () => {
    const beyond = box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft) > 1;
    box.classList.toggle("cs-beyond", beyond);
  };
  new ResizeObserver(look).observe(box);
  box.addEventListener("scroll", look, { passive: true });
}

/** Fetch a file of the portal, open it and save it under its real name. */
async function save(scheme, { file: slug, digest }) {
  const answer = await fetch(new URL(`../../a/${slug}.bin`, location.href), { cache: "no-cache" });
  if (!answer.ok) throw new OpenFault("no-file");
  const [key, blob] = [await fileKey(keyOf(location.hash), slug), await answer.arrayBuffer()];
  const { name, content } = await openFile({ scheme, slug, key, blob: new Uint8Array(blob) });
  // The host may hold an older one, sealed with the same key. The first scheme says no digest.
  const right = scheme === "courtside/1" || await digestOf(content) === digest;
  if (!right) throw new OpenFault("no-file");
  // A type that no browser shows: an HTML file must not run as a page of this site.
  offer(name, content, "application/octet-stream");
}

/** Save the calendar that stands in a template; HTML has made its line ends plain. */
function saveCalendar(name, template) {
  const text = template.content.textContent.replaceAll("\n", "\r\n");
  offer(name, text, "text/calendar;charset=utf-8"); // known to phones, which offer to add it
}

function offer(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers begin to read late
}

/** Go to a place of the page, which may be folded. */
function reveal(place) {
  for (let part = place; part; part = part.parentElement) if (part.open === false) part.open = true;
  focus(place);
}

function focus(element) {
  if (element.tabIndex < 0) element.tabIndex = -1; // where it is none that takes it by itself
  element.focus();
  element.scrollIntoView({ block: "nearest" });
}

const sealed = globalThis.document?.getElementById("sealed");
if (sealed) start(document.getElementById("portal"), sealed);
else if (globalThis.document) putBack(); // the page of an address that is not there, 404.html
