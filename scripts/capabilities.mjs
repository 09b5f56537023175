// Writes docs/capabilities.md from test/capabilities.
import { writePage } from './lib/capabilities.mjs';

await writePage();
