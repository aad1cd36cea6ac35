/** Numbers as people read them: the same in titles of findings and in every format. */

/** `41,234`; the same everywhere, whatever the machine's locale. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
