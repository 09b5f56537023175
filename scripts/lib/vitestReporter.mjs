import { writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes what vitest ran to the file named by HEADWATER_RESULTS:
 * {files: [{file, tests: [{titles, outcome, ms, reason?}], hooks: string[]}], errors: string[]}.
 * `hooks` are the failures of the file itself and of set-ups, at any depth; `errors` are those outside of every file.
 */
export default class {
  onTestRunEnd(modules, errors) {
    const files = modules.map((module) => ({
      file: path.resolve(module.moduleId),
      tests: [...module.children.allTests()].map(record),
      hooks: [module, ...module.children.allSuites()].flatMap((holder) => holder.errors().map(words)),
    }));
    writeFileSync(process.env.HEADWATER_RESULTS, JSON.stringify({ files, errors: errors.map(words) }));
  }
}

function record(test) {
  const { state, errors, note } = test.result();
  const reason = (errors ?? []).map(words).join('\n') || note;
  return { titles: titlesOf(test), outcome: state === 'pending' ? 'skipped' : state, ms: test.diagnostic()?.duration ?? 0, ...(reason ? { reason } : {}) };
}

function titlesOf(task) {
  return task.type === 'module' ? [] : [...titlesOf(task.parent), task.name];
}

const words = (error) => error.message || error.stack || String(error);
