/** Thousands apart, for the eye: 7718200.46 is 7,718,200.46. Text that is no figure stays. */
export function grouped(text: string): string {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? text.replace(/\d(?=(?:\d{3})+(?:\.|$))/g, '$&,') : text;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A sentence or term with the money in it grouped: "333520.15 元" is "333,520.15 元". */
export function moneyGrouped(text: string): string {
  return text.replace(/(?<![\d.])\d{4,}\.\d{2}(?!\d)/g, grouped);
}
