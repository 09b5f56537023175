import { type ChildProcess, spawn } from 'node:child_process';
import { OLDER } from './cluster/cluster';
import { startPegasus } from './start';

/**
 * The double where tests of official clients look for a cluster, then the program of the command line, whose code is ours.
 * `--beside PROGRAM` runs another one meanwhile.
 */
const args = process.argv.slice(2);
const beside = args[0] === '--beside' ? args.splice(0, 2)[1] : undefined;
const program = args.shift();
if (program === undefined) throw new Error('onebox [--beside PROGRAM] PROGRAM [ARGUMENT…]');

const servers = await startPegasus({ metaPorts: [34601, 34602, 34603], replicaPorts: [34801, 34802, 34803], habits: OLDER });
const helper = beside === undefined ? undefined : spawn(beside, { stdio: 'ignore' });
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.once('SIGTERM', () => child.kill('SIGKILL'));

process.exitCode = await ended(child);
helper?.kill('SIGKILL');
for (const violation of servers.cluster.violations) console.log(`VIOLATION ${violation}`);
await servers.stop();

function ended(process: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    process.once('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    process.once('exit', (code) => resolve(code ?? 1));
  });
}
