/** Every time zone the browser knows. */
export function timeZones(): string[] {
  return [...new Set(['UTC', viewersZone(), ...Intl.supportedValuesOf('timeZone')])]
}

/** The zone of whoever looks. */
export function viewersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
