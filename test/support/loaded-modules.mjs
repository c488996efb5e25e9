// Preloaded by `node --import`: writes each module that is loaded to the file that LOADED_MODULES names, one a line.

import { appendFileSync } from 'node:fs';
import { register } from 'node:module';

register(
  `data:text/javascript,
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return next(url, context);
  }`.replaceAll('\n', ' '),
);
process.on('exit', () => {
  const native = process.moduleLoadList.filter(
    (name) => name.startsWith('NativeModule ') && !name.includes('internal/'),
  );
  appendFileSync(process.env.LOADED_MODULES, native.map((name) => `native:${name.slice(13)}\n`).join(''));
});
