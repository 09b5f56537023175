import { l10n, window } from 'vscode';
import * as z from 'zod/mini';
import type { GraphPanels, GraphRef } from '../../graph/graphPanels';
import type { ConnectionService } from '../../connections/connectionService';
import type { Connections } from '../../services';
import type { Command } from '../command';

export interface ShowGraphDeps {
  readonly graphs: Pick<GraphPanels, 'show'>;
  readonly connections: Pick<Connections, 'profiles' | 'open'> & Pick<ConnectionService, 'info'>;
}

const ofObject = z.object({ kind: z.literal('object'), connectionId: z.string(), object: z.object({ path: z.array(z.string()) }) });
const ofConnection = z.object({ connectionId: z.string() });

/** Draws what flows where, in a node of the tree or in a whole connection. */
export function showGraph({ graphs, connections }: ShowGraphDeps): Command {
  return {
    id: 'headwater.graph.show',
    failing: l10n.t('Could not show what flows where'),
    run: async (argument) => {
      const ref = refOf(argument) ?? (await picked(connections));
      if (!ref) return;
      await connections.open(ref.connectionId);
      graphs.show(ref);
    },
  };
}

function refOf(argument: unknown): GraphRef | undefined {
  const object = z.safeParse(ofObject, argument);
  if (object.success) return { connectionId: object.data.connectionId, path: object.data.object.path };
  const connection = z.safeParse(ofConnection, argument);
  return connection.success ? { connectionId: connection.data.connectionId, path: [] } : undefined;
}

/** One of the open connections that have graphs; without asking where there is one. */
async function picked(connections: ShowGraphDeps['connections']): Promise<GraphRef | undefined> {
  const items = connections.profiles.filter(({ id }) => connections.info(id)?.capabilities.includes('graphs')).map(({ id, name }) => ({ label: name, id }));
  const chosen = items.length > 1 ? await window.showQuickPick(items, { title: l10n.t('Show Flow') }) : items[0];
  return chosen && { connectionId: chosen.id, path: [] };
}
