import type { Disposable } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import { addConnection } from './add';
import { copyUrl } from './copyUrl';
import type { ConnectionCommandDeps } from './deps';
import { disconnect } from './disconnect';
import { duplicateConnection } from './duplicate';
import { editConnection } from './edit';
import { exportConnections } from './exportFile';
import { importConnections } from './importFile';
import { importUrl } from './importUrl';
import { moveToFolder } from './moveToFolder';
import { openSetting } from './openSetting';
import { removeConnection } from './remove';
import { setColour } from './setColour';
import { showUnreadable } from './showUnreadable';
import { testConnection } from './test';
import { toggleProtected } from './toggleProtected';

/** All commands `headwater.connection.*`. */
export function registerConnectionCommands(deps: ConnectionCommandDeps, reporter: FailureReporter): readonly Disposable[] {
  return [
    addConnection(deps),
    copyUrl(deps),
    disconnect(deps),
    duplicateConnection(deps),
    editConnection(deps),
    exportConnections(deps),
    importConnections(deps),
    importUrl(deps),
    moveToFolder(deps),
    openSetting(),
    removeConnection(deps),
    setColour(deps),
    showUnreadable(deps),
    testConnection(deps),
    toggleProtected(deps, 'headwater.connection.protect'),
    toggleProtected(deps, 'headwater.connection.unprotect'),
  ].map((command) => registerCommand(command, reporter));
}
