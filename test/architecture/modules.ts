/** The modules of src/ in the order of imports: one knows those before it, never those after. */
export const ORDER = [
  'platform',
  'connectors',
  'accounts',
  'connections',
  'outbox',
  'people',
  'consent',
  'campaigns',
  'interests',
  'ledger',
  'webhooks',
  'preferences',
  'lists',
  'mapping',
  'why',
  'audience',
  'files',
  'sync',
  'erasure',
  'reports',
  'alarms',
  'automations',
  'api',
  'web',
  'cli',
] as const

/**
 * The module a file belongs to: its folder under src/. Null for the files of src/ itself, which put
 * the whole together or (homing.ts) name what it is made of.
 */
export function moduleOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null
}

/**
 * The part a file belongs to, as far as its doors go: a module, or one of the parts that platform,
 * connectors, api, people, lists, mapping and reports are made of.
 */
export function partOf(path: string): string | null {
  const inside =
    /^src\/(platform\/[^/]+|connectors\/sdk|connectors\/file|connectors\/(?:esp|crm)\/[^/]+|api\/contract|api\/mcp|lists\/segments|people\/own-fields|mapping\/rules|reports\/definitions)\//.exec(
      path,
    )
  if (inside !== null) return `src/${inside[1]}`
  const module = moduleOf(path)
  return module === null ? null : `src/${module}`
}

/** Whether a file may be imported from outside its part. */
export function isDoor(path: string): boolean {
  if (path === `${partOf(path)}/index.ts`) return true
  // A part of one file is its own door; the typed client is the contract's second.
  return /^src\/platform\/[^/]+\.ts$/.test(path) || path === 'src/api/contract/client.ts'
}
