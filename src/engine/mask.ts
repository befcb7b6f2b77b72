/**
 * An identity document number with its middle hidden: a resident number keeps 4 characters at each end
 * (3702**********0018, so that no birth date is shown), a shorter number keeps 1 and 4.
 */
export function maskDocumentNo(documentNo: string): string {
  const characters = [...documentNo];
  const head = characters.length >= 15 ? 4 : 1;
  const tail = characters.length >= 8 ? 4 : 0;
  return characters
    .map((character, at) => (at < head || at >= characters.length - tail ? character : '*'))
    .join('');
}

/** A name with all but its first character hidden: 张*, 欧**. */
export function maskName(name: string): string {
  const [first, ...rest] = name;
  return first === undefined ? '' : first + '*'.repeat(Math.max(rest.length, 1));
}
