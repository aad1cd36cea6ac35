/** What is kept between runs: evidence, results, and the list of what we wrote. */
export {
  isEvidenceFolder,
  loadEvidence,
  type StoredEvidence,
  saveEvidence,
} from './evidence-folder.js';
export { readResult } from './read-result.js';
export { type OutputFile, writeResult } from './write-result.js';
