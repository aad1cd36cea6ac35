/**
 * Services whose calls may be allowed without any identity policy: by a policy on the resource, a grant,
 * a trust policy. What nobody is granted of them may still be used.
 *
 * Told from the catalogue: whoever has such policies has actions that set them, which AWS classes as
 * permissions management or names after what they set. Too many are taken rather than too few.
 * Sources: IAM User Guide, "AWS services that work with IAM" (resource-based policies) and
 * "Policy evaluation logic"; Service Authorization Reference, "Access levels".
 */
import { serviceOf } from '../model/action.js';
import { accessLevelOf, type Catalog } from './catalog.js';

const SETS_ACCESS =
  /:(Put|Set|Create|Add|Attach|Update|Modify|Replace)\w*(Policy|Policies|Permissions?|Grants?)$/;

/** Whose access is set under another name or by another service. */
const NAMED: readonly string[] = [
  // Domain access policies are part of a domain's configuration.
  'es',
  // Policies of APIs are set through `apigateway`.
  'execute-api',
  // Cluster policies are set through `kafka`.
  'kafka-cluster',
  // Trust policies of roles are set through `iam`.
  'sts',
  // Auth policies are set through `vpc-lattice`.
  'vpc-lattice-svcs',
];

export function servicesGrantedOtherwise(catalog: Catalog): ReadonlySet<string> {
  const found = new Set(NAMED);
  for (const action of catalog.actions) {
    if (accessLevelOf(catalog, action) === 'Permissions management' || SETS_ACCESS.test(action)) {
      found.add(serviceOf(action));
    }
  }
  return found;
}
