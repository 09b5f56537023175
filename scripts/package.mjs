// npm run package [-- --target linux-x64 --target darwin-arm64 … | --all]: builds a VSIX per platform into out/.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';

const { values } = parseArgs({ options: { target: { type: 'string', multiple: true }, all: { type: 'boolean', default: false } } });
await ensureDependencies();
const { packageExtension, thisTarget } = await import('./lib/package.mjs');
const { targets } = await import('./lib/bindings.mjs');
const { checkActivation, checkSizes } = await import('./lib/bundleChecks.mjs');
const { checkContents } = await import('./lib/packageContents.mjs');

for (const target of values.all ? targets : (values.target ?? [thisTarget()])) {
  const { vsix, outputs, bytes } = await packageExtension({ target });
  checkSizes(outputs);
  checkActivation(outputs);
  await checkContents(vsix, target);
  console.log(`${vsix} (${(bytes / 1_000_000).toFixed(1)} MB)`);
}
