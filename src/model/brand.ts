/** A string that has been through its parser: plain text at run time, a distinct type at compile time. */
export type Brand<Name extends string> = string & { readonly __brand: Name };

/** Closes a `switch` over a union, so that a new variant fails to compile at every place to visit. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
