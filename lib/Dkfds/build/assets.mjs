// Takes from the npm package dkfds what the site serves, and nothing else:
//   css/dkfds-borgerdk.min.css  without its @font-face rules (they name 60 KB files; overblik.css names the Latin subsets),
//                               without the portals' logos, the <i class="icon-…"> rules and the source map comment
//   img/icons.svg               a sprite of the icons in icons.txt
//   img/svg-icons/*.svg         the few icons that the remaining rules paint as background
//   fonts/*.woff2               IBM Plex Sans, regular and semibold, Latin subsets
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, '../node_modules/dkfds/dist');
const to = join(here, '../wwwroot');
for (const folder of ['fonts', 'img/svg-icons']) rmSync(join(to, folder), { recursive: true, force: true });
for (const folder of ['css', 'fonts', 'img/svg-icons']) mkdirSync(join(to, folder), { recursive: true });

// Background icons of the components we have; rules of other components lose theirs.
const painted = new Set(['check-white', 'chevron-down', 'chevron-down-gray-200', 'chevron-up', 'minus-white']);

let css = readFileSync(join(from, 'css/dkfds-borgerdk.min.css'), 'utf8')
  .replace(/@font-face\{[^}]*\}/g, '')
  .replace(/\/\*# sourceMappingURL=.*?\*\//, '')
  .replace(/background-image:url\(\.\.\/img\/(?:svg-icons\/)?([\w-]+)\.\w+\);?/g, (rule, icon) => (painted.has(icon) ? rule : ''));
for (let before = ''; before !== css; ) {
  before = css;
  css = css.replace(/(?<=[{};]|^)[^{};]+\{\}/g, '');
}
writeFileSync(join(to, 'css/dkfds-borgerdk.min.css'), css.trim() + '\n');
for (const icon of painted) cpSync(join(from, `img/svg-icons/${icon}.svg`), join(to, `img/svg-icons/${icon}.svg`));

const icons = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').map(line => line.trim()).filter(Boolean);
const symbols = icons.map(name => {
  const svg = readFileSync(join(from, `img/svg-icons/${name}.svg`), 'utf8');
  const viewBox = /viewBox="([^"]+)"/.exec(svg)[1];
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim();
  return `<symbol id="${name}" viewBox="${viewBox}">${shapes}</symbol>`;
});
writeFileSync(join(to, 'img/icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`);

for (const weight of ['Regular', 'SemiBold'])
  for (const subset of ['Latin1', 'Latin2'])
    cpSync(join(from, `fonts/IBMPlexSans/split/woff2/IBMPlexSans-${weight}-${subset}.woff2`), join(to, `fonts/IBMPlexSans-${weight}-${subset}.woff2`));
