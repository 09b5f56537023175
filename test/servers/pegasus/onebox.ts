import { spawn } from 'node:child_process';
import { OLDER } from './cluster/cluster';
import { startPegasus } from './start';

/** The double where tests of official clients look for a cluster; then the program of the command line, whose code is ours. */
const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('onebox PROGRAM [ARGUMENT…]');
const servers = await startPegasus({ metaPorts: [34601, 34602, 34603], replicaPorts: [34801, 34802, 34803], habits: OLDER });
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  console.error(error.message);
  process.exitCode = 127;
  void servers.stop();
});
child.once('exit', (code) => {
  for (const violation of servers.cluster.violations) console.log(`VIOLATION ${violation}`);
  process.exitCode = code ?? 1;
  void servers.stop();
});
