/** Which operation a REST request asks for: S3 with the bucket in the path, and the JSON services. */
export type Route = { readonly name: string; readonly input: Readonly<Record<string, unknown>> };

type Rule = {
  readonly service: string;
  readonly method: string;
  readonly path: RegExp;
  readonly name: string;
};

const RULES: readonly Rule[] = [
  { service: 'accessanalyzer', method: 'GET', path: /^\/analyzer\/?$/, name: 'ListAnalyzers' },
  { service: 'accessanalyzer', method: 'POST', path: /^\/findingv2\/?$/, name: 'ListFindingsV2' },
  {
    service: 'accessanalyzer',
    method: 'GET',
    path: /^\/findingv2\/(?<id>[^/]+)$/,
    name: 'GetFindingV2',
  },
  { service: 'eks', method: 'GET', path: /^\/clusters\/?$/, name: 'ListClusters' },
  { service: 'eks', method: 'GET', path: /^\/clusters\/(?<name>[^/]+)$/, name: 'DescribeCluster' },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/node-groups$/,
    name: 'ListNodegroups',
  },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/node-groups\/(?<nodegroupName>[^/]+)$/,
    name: 'DescribeNodegroup',
  },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/pod-identity-associations$/,
    name: 'ListPodIdentityAssociations',
  },
  {
    service: 'eks',
    method: 'GET',
    path: /^\/clusters\/(?<clusterName>[^/]+)\/pod-identity-associations\/(?<associationId>[^/]+)$/,
    name: 'DescribePodIdentityAssociation',
  },
  { service: 'lambda', method: 'GET', path: /^\/2015-03-31\/functions\/?$/, name: 'ListFunctions' },
  {
    service: 'lambda',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/policy$/,
    name: 'GetPolicy',
  },
];

export function routeOf(
  service: string,
  method: string,
  path: string,
  query: URLSearchParams,
): Route {
  if (service === 's3') return s3Route(method, path, query);
  const rule = RULES.find(
    (one) => one.service === service && one.method === method && one.path.test(path),
  );
  const groups = rule === undefined ? {} : (rule.path.exec(path)?.groups ?? {});
  const decoded = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
  return {
    name: rule?.name ?? `${method} ${path}`,
    input: { ...Object.fromEntries(query), ...Object.fromEntries(decoded) },
  };
}

function s3Route(method: string, path: string, query: URLSearchParams): Route {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  const input = {
    ...(bucket === '' ? {} : { Bucket: bucket }),
    ...(key === '' ? {} : { Key: decodeURIComponent(key) }),
    ...Object.fromEntries(query),
  };
  if (method === 'HEAD') return { name: key === '' ? 'HeadBucket' : 'HeadObject', input };
  if (bucket === '') return { name: 'ListBuckets', input };
  if (key !== '') return { name: 'GetObject', input };
  if (query.has('location')) return { name: 'GetBucketLocation', input };
  if (query.has('policy')) return { name: 'GetBucketPolicy', input };
  return { name: 'ListObjectsV2', input };
}
