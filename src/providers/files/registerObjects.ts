import { Disposable } from 'vscode';
import type { ExtensionContext, FileSystemProvider } from 'vscode';
import type { ObjectPath } from '../../core/contract/objects';
import { registerObjectCommands } from '../../extension/commands/objects/register';
import type { ObjectCommandDeps } from '../../extension/commands/objects/deps';
import { targetsOf } from '../../extension/commands/objects/deps';
import { uploadBytes, uploadUris } from '../../extension/commands/objects/upload';
import { registerVersionCommands } from '../../extension/commands/versions/register';
import type { ConnectionService } from '../../extension/connections/connectionService';
import type { Disposal } from '../../extension/emitter';
import type { FailureReporter } from '../../extension/failures';
import { ObjectFiles } from '../../extension/objects/objectFiles';
import { SessionRequests } from '../../extension/objects/sessionRequests';
import { Transfers } from '../../extension/objects/transfers';
import { WriteConsent } from '../../extension/objects/writeConsent';
import type { Server } from '../../extension/server/api';
import type { BranchState } from '../../extension/versions/branchState';
import { OpenBranches } from '../../extension/versions/openBranches';
import { BranchControls, branchOf } from '../scm/branchControls';
import { ChangeDecorations } from '../scm/changeDecorations';
import type { ConnectionsView } from '../tree/connectionsView';
import type { ObjectDrop } from '../tree/objectDrop';
import { CommitsView } from '../versions/commitsView';
import { RefItem } from '../versions/refItem';
import { followCommits } from './followCommits';
import { ObjectFileSystem } from './objectFileSystem';
import { refreshLoaded } from './refreshLoaded';
import { refreshBranchAt } from './refreshBranchAt';

export interface ObjectFeatures {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly connections: ConnectionService;
  readonly failures: FailureReporter;
  readonly tree: ConnectionsView;
}

export interface RegisteredObjects extends Disposal {
  readonly fileSystem: FileSystemProvider;
  /** Takes files that are dropped into the tree. */
  readonly drop: ObjectDrop;
}

/** Objects as files, versions in Source Control, and the tree's verbs on both. The file system itself is registered by who loads this. */
export function registerObjects({ context, server, connections, failures, tree }: ObjectFeatures): RegisteredObjects {
  const requests = new SessionRequests(server, connections);
  const files = new ObjectFiles(requests);
  const transfers = new Transfers(requests, server);
  const consent = new WriteConsent(connections);
  const fileSystem = new ObjectFileSystem({ requests, files, transfers, consent });
  const branches = new OpenBranches(requests, context.workspaceState);
  const decorations = new ChangeDecorations(branches);
  const controls = new BranchControls({ branches, requests, onDidWrite: fileSystem.onDidWrite });
  const treeChanged = (connectionId: string, path: ObjectPath): void => {
    refreshLoaded(tree.model, connectionId, path).catch((error: unknown) => {
      failures.report(error, 'Could not refresh the tree');
    });
  };
  const objects: ObjectCommandDeps = {
    ...{ requests, files, transfers, consent, tree },
    changed: (connectionId, path) => {
      treeChanged(connectionId, path);
      void refreshBranchAt({ requests, branches, fileSystem }, connectionId, path);
    },
  };
  const drop: ObjectDrop = {
    uris: async (node, uris) => {
      const [target] = await targetsOf(objects, node);
      if (target) await uploadUris(objects, target, uris);
    },
    bytes: async (node, name, content) => {
      const [target] = await targetsOf(objects, node);
      if (target) await uploadBytes(objects, target, name, content);
    },
  };
  for (const { id } of connections.profiles) if (connections.state(id) === 'open') controls.restore(id);
  const owned = Disposable.from(
    ...[fileSystem, decorations, controls, branches, new CommitsView(branches, requests, failures), new RefItem(requests, branches)],
    connections.onDidChangeState((id) => {
      if (connections.state(id) === 'open') controls.restore(id);
    }),
    followCommits(branches, (changes) => {
      fileSystem.changed(changes);
    }),
    registerObjectCommands(objects, failures),
    registerVersionCommands(
      {
        ...{ requests, branches, consent, controls, memento: context.globalState },
        treeChanged: (connectionId, path) => {
          treeChanged(connectionId, path);
          // Other branches of the same container may be further ahead or behind now.
          const same = ({ id }: BranchState): boolean => id.connectionId === connectionId && id.container.join('/') === path.join('/');
          for (const state of branches.all) if (same(state)) controls.refreshSoon(state);
        },
        branchOf: async (uri) => branchOf(requests, uri, branches.all),
        filesChanged: (changes) => {
          fileSystem.changed(changes);
        },
      },
      failures,
    ),
  );
  return {
    fileSystem,
    drop,
    dispose: () => {
      owned.dispose();
    },
  };
}
