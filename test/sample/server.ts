import { BACKENDS } from '../../src/backends/registry';
import { startServer } from '../../src/server/start';
import { SampleBackend } from './backend';

// The product's server with one backend more: one folder and one line.
startServer({ backends: [...BACKENDS, { id: 'sample', load: async () => new SampleBackend() }], workers: __dirname });
