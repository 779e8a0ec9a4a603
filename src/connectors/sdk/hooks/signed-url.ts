/** What HubSpot undoes in an address before it signs it (its request validation, version 3). */
const UNDONE: Record<string, string> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

/** An address as it is signed: these escapes undone, every other one left. */
export function decodedUrl(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (escape) => UNDONE[escape.toUpperCase()] ?? escape)
}
