import { DescribeData } from '../../protocol/data';
import type { ObjectData } from '../data/objectData';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

const NOT_READ = 'Could not read the object';

export function handleData(router: Router, sessions: SessionRegistry, data: ObjectData): void {
  router.handle(DescribeData, NOT_READ, (params, signal) => sessions.use(params.connectionId, NOT_READ, () => data.describe(params, signal)));
}
