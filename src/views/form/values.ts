/** The text of the control that an event came from. */
export function valueOf(event: Event): string {
  const target = event.currentTarget;
  return target instanceof HTMLElement && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
