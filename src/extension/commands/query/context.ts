import type { Connections } from '../../services';
import type { DocumentBindings } from '../../running/documentBindings';
import type { DocumentRunner } from '../../running/documentRunner';
import type { Stopper } from '../../running/stopper';

/** What the commands about queries work with. */
export interface QueryContext {
  readonly bindings: DocumentBindings;
  readonly connections: Connections;
  readonly runner: DocumentRunner;
  readonly stopper: Stopper;
}
