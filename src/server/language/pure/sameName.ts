/** Names in statements are compared without case: what a system makes of them is found out by the system itself. */
export function sameName(one: string, other: string | undefined): boolean {
  return other !== undefined && one.toLowerCase() === other.toLowerCase();
}
