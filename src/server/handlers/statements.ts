import { SplitDocument } from '../../protocol/statements';
import type { Backends } from '../backends';
import { documentStatements } from '../language/documentStatements';
import type { Router } from '../router';

export function handleStatements(router: Router, backends: Backends): void {
  router.handle(SplitDocument, 'Could not find the statements', async ({ text, backend }) => documentStatements(text, (await backends.get(backend)).language));
}
