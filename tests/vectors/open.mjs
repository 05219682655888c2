/* Runs the test vectors with the opener that browsers run: `node tests/vectors/open.mjs`.
 *
 * `failures` is given the opener and the vectors of a scheme, and is used in the browser tests too.
 */

export async function failures(
  { openPage, openFile, fileKey, OpenFault }, { scheme, keys = [], pages, files },
) {
  const wrong = [];
  const bytes = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

  async function check(what, work, wanted) {
    let found;
    try {
      found = JSON.stringify(await work());
    } catch (error) {
      found = error instanceof OpenFault ? `fault ${error.message}` : String(error);
    }
    if (found !== wanted) wrong.push(`${what}: ${found.slice(0, 80)}, not ${wanted.slice(0, 80)}`);
  }

  const expected = ({ fault, expect }) => fault ? `fault ${fault}` : JSON.stringify(expect);
  for (const each of keys.filter(({ file_slug }) => file_slug)) {
    const { key, file_slug, file_key } = each;
    await check(`keys: ${file_slug}`, () => fileKey(key, file_slug), JSON.stringify(file_key));
  }
  for (const each of pages) {
    await check(`pages: ${each.name}`, async () => ({ html: await openPage(each) }), expected(each));
  }
  for (const each of files) {
    await check(`files: ${each.name}`, async () => {
      const { name, day, content } = await openFile({ scheme, ...each, blob: bytes(each.blob) });
      return { name, day, content: btoa(String.fromCharCode(...content)) };
    }, expected(each));
  }
  return wrong;
}

async function main() {
  const { readFileSync } = await import("node:fs");
  const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
  // As data, because Node takes a .js file for CommonJS.
  const source = Buffer.from(read("../../hooks/courtside/theme/assets/open.js")).toString("base64");
  const opener = await import(`data:text/javascript;base64,${source}`);
  const load = (path) => JSON.parse(read(`${path}.json`));
  const of = (folder) => ({ pages: load(`${folder}/pages`), files: load(`${folder}/files`) });
  const all = [
    { scheme: "courtside/1", keys: load("keys"), ...of("courtside-1") },
    { scheme: "courtside/2", ...of("courtside-2") },
  ];
  const wrong = (await Promise.all(all.map((vectors) => failures(opener, vectors)))).flat();
  for (const line of wrong) console.error(line);
  const lists = all.flatMap(({ keys = [], pages, files }) => [keys, pages, files]);
  const count = lists.reduce((sum, cases) => sum + cases.length, 0);
  console.log(`${count} vectors, ${wrong.length} wrong`);
  process.exitCode = wrong.length ? 1 : 0;
}

if (globalThis.process?.argv[1]?.endsWith("open.mjs")) await main();
