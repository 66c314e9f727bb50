import { configureGlobal } from 'fast-check';
import { SEED } from './seed.js';

// Every property starts from the seed of the run, wherever it is stated.
configureGlobal({ seed: SEED });
