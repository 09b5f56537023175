import { l10n } from 'vscode';
import * as z from 'zod/mini';
import type { GraphPanels, GraphRef } from '../../graph/graphPanels';
import type { Connections } from '../../services';
import type { Command } from '../command';

export interface ShowGraphDeps {
  readonly graphs: Pick<GraphPanels, 'show'>;
  readonly connections: Pick<Connections, 'pick' | 'open'>;
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

async function picked(connections: ShowGraphDeps['connections']): Promise<GraphRef | undefined> {
  const profile = await connections.pick(l10n.t('Show Flow'));
  return profile && { connectionId: profile.id, path: [] };
}
