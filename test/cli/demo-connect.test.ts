import { expect, test } from 'vitest'
import type { Call } from '../../src/api/contract/client.ts'
import { connectAccount } from '../../src/cli/demo/job.ts'

const CONNECTOR = {
  id: 'database',
  title: 'Database (SQL)',
  settingsSchema: { properties: { host: { type: 'string' }, port: { type: 'integer' } } },
}

test('the demo enters of what a sandbox tells what the connector asks for, in its type', async () => {
  const called: [string, unknown][] = []
  const call = ((route: string, { body }: { body?: unknown }) => {
    called.push([route, body])
    return Promise.resolve(route === 'connectors.list' ? { items: [CONNECTOR] } : { id: 1 })
  }) as unknown as Call
  const sandbox = {
    ...{ esp: 'database', url: 'http://127.0.0.1:1', people: 'http://127.0.0.1:1/people.csv' },
    ...{ host: '127.0.0.1', port: '5432' },
  }
  await connectAccount(call, sandbox)
  const settings = { host: '127.0.0.1', port: 5432 }
  expect(called.at(-1)).toEqual([
    'connections.create',
    { connector: 'database', name: 'Database (SQL)', settings },
  ])
})
