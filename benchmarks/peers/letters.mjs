// Makes letters with the fastest engines of the npm registry; prints seconds per letter as JSON.
// Usage: node letters.mjs FOLDER_WITH_NODE_MODULES TEMPLATE DATA_JSON ROUNDS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, template, data, rounds] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const file = readFileSync(template);
const values = JSON.parse(readFileSync(data, "utf8"));

const engines = {
  "easy-template-x": () => {
    const { TemplateHandler } = require("easy-template-x");
    const handler = new TemplateHandler();
    return (one) => handler.process(file, one);
  },
  docxtemplater: () => {
    const Docxtemplater = require("docxtemplater");
    const PizZip = require("pizzip");
    return (one) => {
      const letter = new Docxtemplater(new PizZip(file), { linebreaks: true });
      letter.render(one);
      return letter.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
    };
  },
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const found = {};
for (const [name, start] of Object.entries(engines)) {
  try {
    const make = start();
    await make(values[0]);
    const times = [];
    for (let round = 0; round < Number(rounds); round++) {
      const from = process.hrtime.bigint();
      for (const one of values) await make(one);
      times.push(Number(process.hrtime.bigint() - from) / 1e9 / values.length);
    }
    found[name] = { seconds: median(times) };
  } catch (error) {
    found[name] = { skipped: String(error.message).split("\n")[0] };
  }
}
console.log(JSON.stringify(found));
