import { grouped } from '../platform/grouped.ts';

/** A sentence or term with the money in it grouped: "333520.15 元" is "333,520.15 元". */
export function moneyGrouped(text: string): string {
  return text.replace(/(?<![\d.])\d{4,}\.\d{2}(?!\d)/g, grouped);
}
