// Firefox, driven over BiDi: one command a line on stdin, in JSON, and its answer on stdout.
//
//     node firefox.mjs /usr/bin/firefox-esr
//     {"open": "http://…", "width": 390}   until the page is loaded, in a window of this width
//     {"resize": 1280}
//     {"click": "summary"}                 where a mouse would click
//     {"ask": "() => document.title"}      what a function of the page gives
//     {"print": "A4"}                      the PDF, in base64
//
// It ends with its stdin. A command that fails is answered by {"fault": "…"}.

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const HEIGHT = 844;
const browser = await puppeteer.launch({
  browser: "firefox", executablePath: process.argv[2], headless: true,
});
const page = await browser.newPage();

const resize = (width) => page.setViewport({ width, height: HEIGHT });
const commands = {
  async open(address, { width }) {
    await resize(width);
    await page.goto("about:blank"); // or an address that differs after the # alone is not loaded
    await page.goto(address);
  },
  resize,
  click: (selector) => page.click(selector),
  ask: (source) => page.evaluate(`(${source})()`),
  print: async (format) => Buffer.from(await page.pdf({ format })).toString("base64"),
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const [[name, value]] = Object.entries(command);
  const answer = await commands[name](value, command).then(
    (found) => ({ answer: found ?? null }),
    (error) => ({ fault: String(error) }),
  );
  console.log(JSON.stringify(answer));
}
await browser.close();
