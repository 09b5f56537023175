// Makes the sample workspace in .demo/workspace.
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { folders } from './lib/paths.mjs';

await ensureDependencies();
const { placeSamples } = await import('./lib/samples.mjs');
await placeSamples(path.join(folders.demo, 'workspace'));
