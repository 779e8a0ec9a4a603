import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { contract, type Route } from '../../src/api/contract/index.ts'
import { docsPage } from '../../src/api/docs-page.ts'
import { openApi } from '../../src/api/openapi.ts'

const document = openApi('1.2.3') as {
  openapi: string
  paths: Record<string, Record<string, Record<string, unknown>>>
}
const routes = Object.entries(contract) as [string, Route][]

/** By a signed link, without an account. */
const LINKS = ['preferences.page', 'preferences.choose', 'unsubscribe.page', 'unsubscribe.oneClick']

describe('the OpenAPI document', () => {
  test('has every route of the contract, the open doors, and no other', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation['operationId'] as string),
    )
    const doors = ['hooks.deliver', 'mcp.message', ...LINKS]
    expect(ids.sort()).toEqual([...routes.map(([name]) => name), ...doors].sort())
    expect(document.openapi).toBe('3.1.0')
  })

  test('names every path parameter, and only those of the path', () => {
    for (const [name, route] of routes) {
      const operation = document.paths[route.path]![route.method.toLowerCase()]!
      const named = (operation['parameters'] as { name: string; in: string }[])
        .filter((given) => given.in === 'path')
        .map((given) => given.name)
      const wanted = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      expect(named.sort(), name).toEqual(wanted.sort())
    }
  })

  test('holds only schemas a validator takes, with every reference resolved', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    let count = 0
    const visit = (value: unknown): void => {
      if (value === null || typeof value !== 'object') return
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'schema' && !('$ref' in (inner as object))) {
          expect(() => ajv.compile(inner as object)).not.toThrow()
          count++
        } else if (key === '$ref') {
          expect(inner).toMatch(/^#\/components\/(schemas|responses)\/Problem$/)
        } else visit(inner)
      }
    }
    visit(document)
    expect(count).toBeGreaterThan(routes.length)
  })
})

test('the readable page shows every route and loads nothing from elsewhere', () => {
  const page = docsPage('1.2.3')
  for (const [name, route] of routes) {
    expect(page).toContain(`id="${name}"`)
    expect(page).toContain(route.path.replaceAll('&', '&#38;'))
  }
  expect(page).not.toMatch(/<script|src=|@import|url\(/)
})
