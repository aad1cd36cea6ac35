/** Answers of the query and REST-XML services: members become elements, lists `member`s or `item`s. */
const QUERY_SERVICES = new Set(['iam', 'sts', 'cloudformation', 'sns']);

/** @returns `undefined` for the services that speak JSON */
export function toXml(
  service: string,
  name: string,
  answer: Readonly<Record<string, unknown>>,
): string | undefined {
  if (QUERY_SERVICES.has(service)) {
    const inner = elements(answer, 'member');
    return `<${name}Response><${name}Result>${inner}</${name}Result></${name}Response>`;
  }
  if (service === 'ec2') return `<${name}Response>${elements(answer, 'item')}</${name}Response>`;
  if (service === 's3')
    return `<${ROOTS[name] ?? name}>${elements(answer, undefined)}</${ROOTS[name] ?? name}>`;
  return undefined;
}

const ROOTS: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjectsV2: 'ListBucketResult',
};

function elements(value: Readonly<Record<string, unknown>>, item: string | undefined): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => element(name, member, item))
    .join('');
}

/** @param item element of a list; `undefined`: the list's own name again and again */
function element(name: string, value: unknown, item: string | undefined): string {
  if (Array.isArray(value)) {
    if (item === undefined) return value.map((one) => element(name, one, item)).join('');
    return `<${name}>${value.map((one) => element(item, one, item)).join('')}</${name}>`;
  }
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (value instanceof Map) {
    const entries = [...value].map(
      ([key, one]) => `<entry><key>${key}</key><value>${one}</value></entry>`,
    );
    return `<${name}>${entries.join('')}</${name}>`;
  }
  if (typeof value === 'object' && value !== null) {
    return `<${name}>${elements(value as Readonly<Record<string, unknown>>, item)}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
