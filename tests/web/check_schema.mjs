// A schema and files -> what ajv has against each of them, with no setting but its usual formats.
//
//   node check_schema.mjs SCHEMA FILE...   ->   {"projects/nido.yml": ["/stages/0/owner: ..."], ...}
//
// It ends badly if ajv has anything to say about the schema itself.
import addFormats from "ajv-formats";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { readFileSync } from "node:fs";

for (const level of ["log", "warn", "error"]) {
  console[level] = (...words) => {
    throw new Error(words.join(" "));
  };
}

const [schema, ...files] = process.argv.slice(2);
const valid = addFormats.default(new Ajv()).compile(JSON.parse(readFileSync(schema, "utf-8")));
const found = files.map((file) => {
  const right = valid(parse(readFileSync(file, "utf-8")));
  return [file, right ? [] : valid.errors.map((each) => `${each.instancePath}: ${each.message}`)];
});
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
