/**
 * Property tests draw the same cases in every run, so that what passed once passes again. `LEASTWISE_SEED=N`
 * draws others, `LEASTWISE_SEED=random` those of the day; a failure prints its seed.
 */
import fc from 'fast-check';

const { LEASTWISE_SEED: asked = '20261125' } = process.env;

if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) });
