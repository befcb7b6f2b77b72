/** Thousands apart, for the eye: 7718200.46 is 7,718,200.46. Text that is no figure stays. */
export function grouped(text: string): string {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? text.replace(/\d(?=(?:\d{3})+(?:\.|$))/g, '$&,') : text;
}
