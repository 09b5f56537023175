import { hardCodedText } from './hardCoded.mjs';

/** Our own rules for ESLint. */
export const headwater = { rules: { 'hard-coded-text': hardCodedText } };
