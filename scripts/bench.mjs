// npm run bench -- NAME…: runs bench/<name>.ts in a process that is started as the server is. JSON lines only on standard output: {bench, metric, value, unit, peer, peerValue, ratio, runs}.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { at } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

// What this script itself says must not stand between the lines of JSON.
console.log = console.error;
const { positionals } = parseArgs({ allowPositionals: true });
const known = readdirSync(at('bench')).filter((name) => name.endsWith('.ts')).map((name) => path.basename(name, '.ts'));
const unknown = positionals.filter((name) => !existsSync(at('bench', `${name}.ts`)));
if (unknown.length > 0 || positionals.length === 0) {
  console.error(`${unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}. ` : ''}Benchmarks: ${known.join(', ')}.`);
  process.exit(2);
}

await ensureDependencies();
const { buildBenchmark, buildProduct, buildTests, serverArguments } = await import('./lib/bundle.mjs');
await buildProduct({ production: true });
await buildTests();
const flags = await serverArguments();
for (const name of positionals) {
  const file = await buildBenchmark(name);
  console.error(`== ${name}`);
  const start = `import(${JSON.stringify(pathToFileURL(file).href)}).then((bench) => bench.run()).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;
  const { code } = await run(process.execPath, [...flags, '--expose-gc', '-e', start], { show: true });
  if (code !== 0) process.exitCode = 1;
}
