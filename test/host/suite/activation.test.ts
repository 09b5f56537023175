import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import { bundlesReadAtOnce } from '../support/bundlesReadAtOnce';
import { loadedBundles } from '../support/loadedBundles';
import { childProcesses } from '../support/processes';

describe('Activation', () => {
  it('loads nothing but the extension bundle and starts no process', async () => {
    const extension = extensions.getExtension('headwater.headwater');
    assert.ok(extension, 'the extension is not installed');
    const before = await childProcesses();
    await extension.activate();
    assert.equal(extension.isActive, true);
    const atOnce = bundlesReadAtOnce(extension.extensionPath);
    assert.deepEqual(loadedBundles(extension.extensionPath), atOnce);
    for (const later of ['serverProcess', 'registerObjects', 'registerNotebooks', 'graphPanels']) {
      assert.ok(!atOnce.some((file) => file.includes(`-${later}-`)), `${later} is read at activation`);
    }
    const started = (await childProcesses()).filter((child) => !before.some((known) => known.pid === child.pid));
    assert.deepEqual(started.filter((child) => /(?:dist|sample)[\\/]server\.js/u.test(child.command)), []);
  });
});
