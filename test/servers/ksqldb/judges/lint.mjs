// Reads statements as JSON from standard input, and says of each what the grammar of ksqlDB finds wrong with it. The first argument: where ksql-lint is.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import process from 'node:process';

const { KsqlValidator } = await import(pathToFileURL(path.join(process.argv[2], 'node_modules/ksql-lint/src/api.js')));
let text = '';
for await (const chunk of process.stdin) text += chunk;
const wrong = JSON.parse(text).map((statement) => KsqlValidator.validate(statement).map(({ line, column, message }) => `${line}:${column} ${message}`));
process.stdout.write(`${JSON.stringify(wrong)}\n`);
