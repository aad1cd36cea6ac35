/** What the tokens of a compiled pattern stand for. Letters are UTF-16 units, variables lie above. */

export const STAR: number = -1;
/** As `STAR` and `ONE`, but a colon is not taken. */
export const STAR_IN_SEGMENT: number = -2;
export const ONE: number = -3;
export const ONE_IN_SEGMENT: number = -4;
export const COLON: number = 58;
export const FIRST_VARIABLE: number = 0x110000;

export function isVariable(letter: number): boolean {
  return letter >= FIRST_VARIABLE;
}
