/** Answers that note which of their members are read, so that their names can be held to AWS's models. */
import type { Send } from '../../src/collect/sources/aws/session.js';

/** Of one operation: `Users[].UserName`. */
export type Reads = Map<string, Set<string>>;

export function noting(reads: Reads): (send: Send) => Send {
  return (send) => async (region, operation, input, take) =>
    noted(await send(region, operation, input, take), (path) => note(reads, operation, path));
}

export function note(reads: Reads, operation: string, path: string): void {
  reads.set(operation, (reads.get(operation) ?? new Set()).add(path));
}

/** What every object has, and JavaScript itself asks for. */
const OWN_TO_ALL = new Set<string>([
  'then',
  'toJSON',
  ...Object.getOwnPropertyNames(Object.prototype),
]);

export function noted<Value>(value: Value, tell: (path: string) => void, path = ''): Value {
  if (Array.isArray(value)) {
    return value.map((one) => noted(one, tell, `${path}[]`)) as Value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const heard = (name: string | symbol): void => {
    if (typeof name === 'string' && !OWN_TO_ALL.has(name)) tell(at(name));
  };
  return new Proxy(value, {
    get: (target, name) => {
      heard(name);
      const member: unknown = Reflect.get(target, name);
      return typeof name === 'string' && Object.hasOwn(target, name)
        ? noted(member, tell, at(name))
        : member;
    },
    getOwnPropertyDescriptor: (target, name) => {
      heard(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}
