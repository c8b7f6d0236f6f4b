// Reads lines of {"schema": "OverviewAnswer", "value": ...} and says for each what the contract has against it.
// Usage: node check.mjs <contract.yaml> < lines; exits 1 where anything is wrong.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(parse(readFileSync(process.argv[2], "utf8")), "contract");

let wrong = 0;
let lines = 0;
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  lines++;
  const { schema, value } = JSON.parse(line);
  const check = ajv.getSchema(`contract#/components/schemas/${schema}`);
  if (!check(value)) {
    wrong++;
    console.log(`line ${lines}, ${schema}: ${ajv.errorsText(check.errors, { separator: "\n  " })}`);
  }
}
console.log(`${lines} answers checked, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
