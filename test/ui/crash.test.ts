import type * as childProcess from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import type { Workbench } from './harness/workbench';

/** Kills the server process of the workbench from outside, as a lack of memory would. */
const killServer = (workbench: Workbench): Promise<number> =>
  workbench.bridge.inHost((_vscode, _argument, require) => {
    const { execFileSync } = require('node:child_process') as typeof childProcess;
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    const pids = lines.flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line) ?? [];
      return Number(parent) === process.pid && command?.includes('server.js') === true ? [Number(pid)] : [];
    });
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return pids.length;
  });

describe('When the server is killed in the middle of a statement', () => {
  const workbench = useWorkbench();

  it('the tab says what happened, and the next statement runs', async () => {
    const { page } = workbench();
    await openSql(workbench(), 'SELECT count(*) AS never FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 8;');
    await runStatement(page);
    const view = await ResultsView.of(page);
    await view.frame.locator('.tab .mark.pulse').first().waitFor();
    expect(await killServer(workbench())).toBe(1);
    const text = await untilText(view.failure, /server/iu);
    expect(text).toContain('Run Again');
    await workbench().screenshot('crash');

    await openSql(workbench(), "SELECT 'alive' AS again;");
    await nextResult(page, () => runStatement(page), /^1 row · /u);
    await view.focusGrid();
    await view.cellLabel(/^Row 1, again, alive$/u);
  });
});
