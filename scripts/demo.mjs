// npm run demo [-- --port 8123 --folder DIR --vsix FILE --with SERVER,…]: sets up all that it needs, then serves a real VS Code
// workbench with Headwater in it to a browser on this machine.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { folders, root } from './lib/paths.mjs';

const started = Date.now();
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8123' },
    /** Opened instead of the sample workspace. */
    folder: { type: 'string' },
    /** A package to install instead of the sources. */
    vsix: { type: 'string' },
    /** Servers to start beside it. */
    with: { type: 'string', default: '' },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port ${values.port} is not a port: give a number from 0 to 65535.`);
const wanted = [...new Set(values.with.split(',').filter((name) => name !== ''))];

await ensureDependencies();
const { demoSystems, placeConnections, startDemoSystems } = await import('./lib/demoSystems.mjs');
const unknown = wanted.filter((name) => !demoSystems().includes(name));
if (unknown.length > 0) fail(`--with ${unknown.join(',')} cannot be started: there are ${demoSystems().join(', ')}.`);
const [{ buildProduct }, { startCodeServer }, { placeSamples }] = await Promise.all([import('./lib/bundle.mjs'), import('./lib/codeServer.mjs'), import('./lib/samples.mjs')]);
if (values.vsix === undefined) await buildProduct();
const folder = values.folder === undefined ? path.join(folders.demo, 'workspace') : path.resolve(values.folder);
if (values.folder === undefined) await placeSamples(folder);

const profile = path.join(folders.demo, 'profile');
const systems = await startDemoSystems(wanted, { workspace: folder });

const server = await startCodeServer({
  home: profile,
  port,
  link: values.vsix === undefined ? [root] : [],
  vsix: values.vsix === undefined ? [] : [values.vsix],
  settings: { 'workbench.colorTheme': 'Default Dark Modern' },
  env: systems.environment,
}).catch(async (error) => {
  await systems.stop();
  throw error;
});
await placeConnections(profile, systems.connections);
const stop = async () => {
  await server.stop();
  await systems.stop();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void stop().then(() => process.exit(0)));
if (port !== 0 && Number(new URL(server.origin).port) !== port) console.log(`Port ${values.port} is taken; using another.`);
console.log(`
  Headwater is running in a VS Code workbench. Open this in a browser on this machine:

    ${server.pageOf({ folder })}

  Open README.sql there and press Ctrl+Enter in a statement.${systems.connections.length > 0 ? `\n  Also there, in the tree: ${systems.connections.map(({ name }) => name).join(', ')}.` : ''}
  (Ready after ${((Date.now() - started) / 1000).toFixed(1)} s. Ctrl+C stops it.)
`);
const code = await server.ended;
console.error(`The workbench ended with code ${code}. Its log:\n${(await server.log()).slice(-2000)}`);
await systems.stop();
process.exit(1);

function fail(text) {
  console.error(text);
  process.exit(2);
}
