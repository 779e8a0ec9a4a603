import { describe, expect, test } from 'vitest'
import { isDoor, moduleOf, ORDER, partOf } from './modules.ts'
import { sourcesUnder, type Import, type Source } from './sources.ts'

const sources = sourcesUnder('src')
const sandbox = sourcesUnder('sandbox')
const placed = (source: Source) => ({ source, module: moduleOf(source.path) })
const relative = (source: Source) => source.imports.filter((one) => one.target !== null)

/** Every import for which wrong says so, as "file -> what it imports". */
function offences(
  among: readonly Source[],
  wrong: (source: Source, imported: Import) => boolean,
): string[] {
  return among.flatMap((source) =>
    source.imports
      .filter((imported) => wrong(source, imported))
      .map((imported) => `${source.path} -> ${imported.target ?? imported.package}`),
  )
}

describe('the test itself', () => {
  test('sees the files and their imports', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(sandbox.length).toBeGreaterThan(20)
    expect(sources.flatMap(relative).length).toBeGreaterThan(300)
  })

  test.each([
    'platform',
    'connectors',
    'accounts',
    'people',
    'ledger',
    'sync',
    'api',
    'web',
    'cli',
  ])('sees imports out of %s', (name) => {
    const own = sources.filter((source) => moduleOf(source.path) === name)
    const out = own.flatMap(relative).filter((one) => one.target!.startsWith('src/'))
    expect(out.length).toBeGreaterThan(0)
  })

  test('recognises an import against the order', () => {
    expect(isAgainstOrder('people', 'sync')).toBe(true)
    expect(isAgainstOrder('sync', 'people')).toBe(false)
    expect(isDoor('src/people/index.ts')).toBe(true)
    expect(isDoor('src/people/import/read.ts')).toBe(false)
    expect(isDoor('src/connectors/esp/constant-contact/index.ts')).toBe(true)
    expect(isDoor('src/connectors/esp/constant-contact/read.ts')).toBe(false)
  })
})

function isAgainstOrder(from: string, to: string): boolean {
  const at = (name: string) => (ORDER as readonly string[]).indexOf(name)
  return from !== to && at(from) < at(to)
}

describe('imports', () => {
  test('every folder of src/ is a module with a place in the order', () => {
    const names = new Set(sources.map((source) => moduleOf(source.path)))
    const unknown = [...names].filter((name) => name !== null && !inOrder(name))
    expect(unknown).toEqual([])
  })

  test('point one way: from the faces towards the platform', () => {
    const found = sources.map(placed).flatMap(({ source, module }) => {
      if (module === null) return []
      return offences([source], (_, imported) => {
        const to = imported.target === null ? null : moduleOf(imported.target)
        return to !== null && isAgainstOrder(module, to)
      })
    })
    expect(found).toEqual([])
  })

  test('enter another part through its index.ts', () => {
    const found = offences(sources, (source, { target }) => {
      if (target === null || !target.startsWith('src/')) return false
      const to = partOf(target)
      // The contract is a part of api/, whose own files may go straight to a page of it.
      if (to === 'src/api/contract' && moduleOf(source.path) === 'api') return false
      return to !== null && to !== partOf(source.path) && !isDoor(target)
    })
    expect(found).toEqual([])
  })

  test('name files that carry their extension and exist', () => {
    const known = new Set([...sources, ...sandbox].map((source) => source.path))
    const found = offences([...sources, ...sandbox], (_, { target }) => {
      if (target === null || !/^(src|sandbox)\//.test(target)) return false
      return !/\.(css|json|svg)$/.test(target) && !known.has(target)
    })
    expect(found).toEqual([])
  })

  test('the faces do not know each other, and web/ knows only the contract', () => {
    const found = offences(sources, (source, { target }) => {
      const from = moduleOf(source.path)
      if (target === null || !target.startsWith('src/')) return false
      if (from === 'web') return !/^src\/(web|api\/contract)\//.test(target)
      return from === 'cli' && target.startsWith('src/web/')
    })
    expect(found).toEqual([])
  })

  test('nothing of the domain imports the composition root', () => {
    const found = offences(sources, (source, { target }) => {
      const from = moduleOf(source.path)
      const isRoot = /^src\/[^/]+\.ts$/.test(target ?? '') && target !== 'src/homing.ts'
      return isRoot && from !== null && from !== 'cli'
    })
    expect(found).toEqual([])
  })

  test('nothing under connectors/ knows the database', () => {
    const found = offences(sources, (source, imported) => {
      if (moduleOf(source.path) !== 'connectors') return false
      const isDriver = ['kysely', 'pg', '@electric-sql/pglite', 'pg-boss'].includes(
        imported.package ?? '',
      )
      return isDriver || (imported.target?.startsWith('src/platform/database') ?? false)
    })
    expect(found).toEqual([])
  })

  test('HTTP server and drivers stay where they belong', () => {
    const homes: Record<string, RegExp> = {
      hono: /^src\/(api\/|main\.ts)/,
      '@hono/node-server': /^src\/(api\/|main\.ts)/,
      pg: /^src\/platform\/(database|sql)\//,
      mysql2: /^src\/platform\/sql\//,
      tedious: /^src\/platform\/sql\//,
      '@electric-sql/pglite': /^src\/platform\/database\//,
      'pg-boss': /^src\/platform\/jobs\//,
      nodemailer: /^src\/platform\/mail\//,
      ssh2: /^src\/platform\/sftp\//,
    }
    const found = offences(sources, (source, imported) => {
      const home = imported.package === null ? undefined : homes[imported.package]
      return home !== undefined && !home.test(source.path)
    })
    expect(found).toEqual([])
  })

  test('the sandbox and the program share no code', () => {
    const found = [
      ...offences(sandbox, (_, { target }) => target?.startsWith('src/') ?? false),
      ...offences(sources, (_, { target }) => /^(sandbox|test|bench|faults)\//.test(target ?? '')),
    ]
    expect(found).toEqual([])
  })
})

function inOrder(name: string): boolean {
  return (ORDER as readonly string[]).includes(name)
}
