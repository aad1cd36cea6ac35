/**
 * What OCSF requires of an IAM Analysis Finding, as a JSON Schema of the parts that are written.
 *
 * Source: ocsf/ocsf-schema, events/base_event.json, events/findings/finding.json and
 * iam_analysis_finding.json (attributes with `"requirement": "required"`, enums, `at_least_one`),
 * objects metadata, product, finding_info, user, policy, resource_details, cloud, account,
 * permission_analysis_result, identity_activity_metrics, remediation, and the dictionary's types.
 * Read beside the class at commit 3b5e24779154b7ae8d2d1e0e0db9ac08bbc2236c. OCSF publishes no JSON Schema
 * as a file: its server compiles one from these sources when it is asked.
 */

const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
/** `timestamp_t`: milliseconds since the epoch. */
const TIME = { type: 'integer', minimum: 0 };

function closed(properties: object, required: readonly string[], more: object = {}): object {
  return { type: 'object', properties, required, additionalProperties: false, ...more };
}

function atLeastOne(...names: readonly string[]): object {
  return { anyOf: names.map((name) => ({ required: [name] })) };
}

const NAMED = { name: TEXT, uid: TEXT };
const POLICY = closed(NAMED, [], atLeastOne('name', 'uid'));

export const OCSF_RULES: object = closed(
  {
    activity_id: { enum: [0, 1, 2, 3, 99] },
    activity_name: TEXT,
    category_uid: { const: 2 },
    category_name: { const: 'Findings' },
    class_uid: { const: 2008 },
    class_name: { const: 'IAM Analysis Finding' },
    type_uid: { const: 200801 },
    type_name: TEXT,
    time: TIME,
    severity_id: { enum: [0, 1, 2, 3, 4, 5, 6, 99] },
    severity: TEXT,
    status_id: { enum: [0, 1, 2, 3, 4, 5, 6, 99] },
    status: TEXT,
    status_detail: TEXT,
    message: TEXT,
    metadata: closed(
      {
        version: { type: 'string', pattern: '^1\\.\\d+\\.\\d+$' },
        profiles: { type: 'array', items: TEXT },
        product: closed(
          { name: TEXT, vendor_name: TEXT, version: TEXT },
          [],
          atLeastOne('name', 'uid'),
        ),
      },
      ['version', 'product'],
    ),
    cloud: closed(
      {
        provider: TEXT,
        account: closed({ uid: TEXT, type: TEXT, type_id: { const: 10 } }, [], atLeastOne('uid')),
      },
      ['provider'],
    ),
    finding_info: closed(
      { uid: TEXT, title: TEXT, desc: TEXT, types: { type: 'array', items: TEXT } },
      ['uid'],
    ),
    user: closed(
      { ...NAMED, uid_alt: TEXT, type: TEXT, created_time: TIME },
      [],
      atLeastOne('account', 'name', 'uid'),
    ),
    resources: { type: 'array', items: closed(NAMED, [], atLeastOne('name', 'uid')) },
    identity_activity_metrics: closed({ last_seen_time: TIME }, []),
    permission_analysis_results: {
      type: 'array',
      minItems: 1,
      items: closed({ unused_privileges_count: COUNT, policy: POLICY }, []),
    },
    remediation: closed({ desc: TEXT }, ['desc']),
  },
  [
    'activity_id',
    'category_uid',
    'class_uid',
    'finding_info',
    'metadata',
    'severity_id',
    'time',
    'type_uid',
    // Of the cloud profile, which is named.
    'cloud',
  ],
  atLeastOne('access_analysis_result', 'identity_activity_metrics', 'permission_analysis_results'),
);
