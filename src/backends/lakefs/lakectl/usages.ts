/** Flags that a command takes: its long name, and its short one where it has one. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** Takes a value. */
  readonly value: boolean;
}

/** One command as lakectl has it; source: `lakectl <command> --help` of 1.84.0. */
export interface Usage {
  readonly path: readonly string[];
  /** What stands after it, in order; `?` at the end of the last where it may be left out. */
  readonly operands: readonly string[];
  readonly flags: readonly Flag[];
  readonly about: string;
  readonly writes: boolean;
}

const flag = (name: string, short?: string): Flag => ({ name, value: false, ...(short === undefined ? {} : { short }) });
const valued = (name: string, short?: string): Flag => ({ name, value: true, ...(short === undefined ? {} : { short }) });
const yes = flag('yes', 'y');
const message = valued('message', 'm');
const meta = valued('meta');
const amount = valued('amount');

export const USAGES: readonly Usage[] = [
  { path: ['repo', 'list'], operands: [], flags: [amount], about: 'List repositories', writes: false },
  { path: ['repo', 'create'], operands: ['repository URI', 'storage namespace'], flags: [valued('default-branch', 'd')], about: 'Create a repository', writes: true },
  { path: ['branch', 'list'], operands: ['repository URI'], flags: [amount, valued('prefix')], about: 'List branches', writes: false },
  { path: ['branch', 'show'], operands: ['branch URI'], flags: [], about: 'Show where a branch stands', writes: false },
  { path: ['branch', 'create'], operands: ['branch URI'], flags: [valued('source', 's')], about: 'Create a branch', writes: true },
  { path: ['branch', 'delete'], operands: ['branch URI'], flags: [yes], about: 'Delete a branch', writes: true },
  { path: ['branch', 'reset'], operands: ['branch URI'], flags: [valued('prefix'), valued('object'), yes], about: 'Discard uncommitted changes', writes: true },
  { path: ['branch', 'revert'], operands: ['branch URI', 'commit'], flags: [valued('parent-number', 'm'), yes], about: 'Undo a commit by a new one', writes: true },
  { path: ['tag', 'list'], operands: ['repository URI'], flags: [amount, valued('prefix')], about: 'List tags', writes: false },
  { path: ['tag', 'show'], operands: ['tag URI'], flags: [], about: 'Show where a tag stands', writes: false },
  { path: ['tag', 'create'], operands: ['tag URI', 'commit URI'], flags: [], about: 'Create a tag', writes: true },
  { path: ['tag', 'delete'], operands: ['tag URI'], flags: [yes], about: 'Delete a tag', writes: true },
  { path: ['commit'], operands: ['branch URI'], flags: [message, meta, flag('allow-empty-commit')], about: 'Commit uncommitted changes', writes: true },
  { path: ['log'], operands: ['ref URI'], flags: [amount], about: 'Show the history', writes: false },
  { path: ['diff'], operands: ['ref URI', 'ref URI?'], flags: [flag('two-way'), valued('prefix')], about: 'Show changes: uncommitted, or between two refs', writes: false },
  { path: ['merge'], operands: ['source URI', 'destination URI'], flags: [message, meta, valued('strategy'), flag('squash')], about: 'Merge one ref into a branch', writes: true },
  { path: ['cherry-pick'], operands: ['commit URI', 'branch URI'], flags: [valued('parent-number', 'm')], about: 'Make the changes of a commit on a branch', writes: true },
  { path: ['import'], operands: [], flags: [valued('from'), valued('to'), message, meta], about: 'Import from the block store without copying', writes: true },
  { path: ['fs', 'ls'], operands: ['path URI'], flags: [flag('recursive', 'r')], about: 'List objects', writes: false },
  { path: ['fs', 'cat'], operands: ['path URI'], flags: [], about: 'Show the content of an object', writes: false },
  { path: ['fs', 'stat'], operands: ['path URI'], flags: [], about: 'Show what is known of an object', writes: false },
  { path: ['fs', 'upload'], operands: ['path URI'], flags: [valued('source', 's'), valued('content-type')], about: 'Upload a local file', writes: true },
  { path: ['fs', 'download'], operands: ['path URI', 'local file?'], flags: [], about: 'Download an object', writes: false },
  { path: ['local', 'status'], operands: ['local folder?'], flags: [], about: 'Show what differs between a linked folder and its branch', writes: false },
  { path: ['local', 'pull'], operands: ['local folder?'], flags: [], about: 'Bring new commits into a linked folder', writes: false },
  { path: ['local', 'commit'], operands: ['local folder?'], flags: [message, meta], about: 'Upload the changes of a linked folder and commit them', writes: true },
  { path: ['fs', 'rm'], operands: ['path URI'], flags: [flag('recursive', 'r')], about: 'Delete objects', writes: true },
];
