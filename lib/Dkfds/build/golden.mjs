// Renders the design system's own nunjucks templates with the samples in tests/Dkfds.Tests/Golden/samples.json.
//   node build/golden.mjs [folder]      writes <name>.html into the folder, by default tests/Dkfds.Tests/Golden
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';

const here = dirname(fileURLToPath(import.meta.url));
const golden = join(here, '../../../tests/Dkfds.Tests/Golden');
const to = resolve(process.argv[2] ?? golden);
const environment = nunjucks.configure(join(here, '../node_modules/dkfds/src'), { autoescape: true });

mkdirSync(to, { recursive: true });
for (const { name, template, macro, params } of JSON.parse(readFileSync(join(golden, 'samples.json'), 'utf8'))) {
  const call = `{% from "components/${template}" import ${macro} as sample %}{{ sample(params) }}`;
  const html = environment.renderString(call, { params }).split('\n').map(line => line.trimEnd()).filter(Boolean).join('\n');
  writeFileSync(join(to, `${name}.html`), html + '\n');
}
