/** Where the reader is: `#/identity/arn…?tab=uses`. Works from `file://` and can be passed on as a link. */
import { useEffect, useState } from 'preact/hooks';

export type Route = {
  readonly view: string;
  /** What the view is about, decoded. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
};

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [view = '', ...rest] = path.split('/').map(decode);
  return { view, path: rest, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Somebody may have typed it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function href(
  view: string,
  path: readonly string[] = [],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const search = new URLSearchParams(given).toString();
  const full = [view, ...path.map(encodeURIComponent)].join('/');
  return `#/${full}${search === '' ? '' : `?${search}`}`;
}

export function identityHref(arn: string): string {
  return href('identity', [arn]);
}

/** Changes the address without a step for the back button: for filters, while somebody types. */
export function replaceRoute(target: string): void {
  history.replaceState(null, '', target);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
