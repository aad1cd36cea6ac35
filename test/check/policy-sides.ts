import type { PolicyFile, PolicyFiles } from '../../src/model/policy-file.js';

type Content = object | string;

export function fileOf(path: string, content: Content, root = 'new'): PolicyFile {
  const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
  return { path, name: `${root}/${path}`, content: { kind: 'text', text } };
}

export function folder(root: 'new' | 'old', files: Readonly<Record<string, Content>>): PolicyFiles {
  return {
    input: root,
    kind: 'folder',
    files: Object.entries(files).map(([path, content]) => fileOf(path, content, root)),
    otherFiles: 0,
  };
}

export type Element = Readonly<Record<string, unknown>>;

export function allow(element: Element): Element {
  return { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::ledger/*', ...element };
}

export function deny(element: Element): Element {
  return allow({ ...element, Effect: 'Deny' });
}

export function policy(...statements: readonly Element[]): Element {
  return { Version: '2012-10-17', Statement: statements };
}

export function when(operator: string, key: string, value: unknown): Element {
  return { Condition: { [operator]: { [key]: value } } };
}
