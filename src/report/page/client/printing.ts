/** Is the page on its way to paper? Then tables show their rows at once, not only those in sight. */
import { useEffect, useState } from 'preact/hooks';

/** Rows of a table. More would be a book; the whole is in result.json. */
export const PRINTED = 400;

export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const [start, end] = [() => setPrinting(true), () => setPrinting(false)];
    addEventListener('beforeprint', start);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', start);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
}
