/** What is kept between runs: evidence, results, and the list of what we wrote. */
export { openFolder } from './atomic-write.js';
export { findUnits, openUnit } from './collected-folder.js';
export { type EvidenceStore, loadEvidence, openEvidence } from './evidence-folder.js';
export { lockFolder } from './lock.js';
export { isEvidenceFolder } from './manifest.js';
export { findPlan } from './read-plan.js';
export { readResult } from './read-result.js';
export { schemaText } from './schemas.js';
export { readOutputs, writeResult } from './write-result.js';
export { readYaml } from './yaml-file.js';
