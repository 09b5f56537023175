import { BACKENDS } from '../backends/registry';
import { startServer } from './start';

startServer({ backends: BACKENDS, workers: __dirname });
