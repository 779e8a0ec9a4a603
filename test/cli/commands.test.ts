import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { aConnection, anImport, aPerson, aRun } from './answers.ts'
import { scratch } from './scratch.ts'
import { Problem, stubServer } from './stub-server.ts'
import { tryCli } from './try-cli.ts'

let stub: Awaited<ReturnType<typeof stubServer>> | undefined

afterEach(async () => {
  const faults = stub?.faults ?? []
  await stub?.close()
  stub = undefined
  expect(faults).toEqual([])
})

async function against(answers: Parameters<typeof stubServer>[0]) {
  stub = await stubServer(answers)
  return { HOMING_URL: stub.url, HOMING_API_KEY: 'hmg_test' }
}

describe('finding the server', () => {
  test('says what to do where none runs', async () => {
    const said = await tryCli(['people', 'list'])
    expect(said.exitCode).toBe(1)
    expect(said.out).toBe('')
    expect(said.err).toContain('No running Homing was found')
    expect(said.err).toContain('Remedy: Start Homing with npm start')
  })

  test('says what to do where nobody answers any more', async () => {
    const said = await tryCli(['people', 'list'], { HOMING_URL: 'http://127.0.0.1:9' })
    expect(said.exitCode).toBe(1)
    expect(said.err).toContain('No Homing answers at http://127.0.0.1:9')
    expect(said.err).toContain('HOMING_URL')
  })

  test('reads operator.json of the data folder, and calls with its key', async () => {
    const env = await against({ 'people.list': () => ({ items: [], next: null }) })
    const folder = scratch()
    writeFileSync(join(folder, 'operator.json'), JSON.stringify({ url: env.HOMING_URL, key: 'k' }))
    const said = await tryCli(['people', 'list'], { DATA_DIR: folder })
    expect(said).toMatchObject({ exitCode: 0, out: 'Nobody is found.\n' })
    expect(stub!.seen[0]!.authorization).toBe('Bearer k')
  })

  test('an address that is none is a mistake of the command line', async () => {
    const said = await tryCli(['people', 'list'], { HOMING_URL: 'homing' })
    expect(said.exitCode).toBe(2)
    expect(said.err).toContain('HOMING_URL')
  })
})

describe('refusals', () => {
  const refused = new Problem({
    status: 422,
    title: 'Unprocessable',
    detail: 'This address cannot be used.',
    remedy: 'Write it as name@firm.com.',
    errors: [{ field: 'address', reason: 'has no @' }],
  })

  test('are told as sentence, field and remedy, and end with 1', async () => {
    const env = await against({ 'people.optOut': () => refused })
    const said = await tryCli(['people', 'opt-out', '1'], env)
    expect(said).toEqual({
      exitCode: 1,
      out: '',
      err:
        'This address cannot be used.\n  address: has no @\n'
        + '  Remedy: Write it as name@firm.com.\n',
    })
  })

  test('are a problem document for programs', async () => {
    const env = await against({ 'people.optOut': () => refused })
    const said = await tryCli(['people', 'opt-out', '1', '--json'], env)
    expect(said.out).toBe('')
    expect(JSON.parse(said.err)).toMatchObject({
      status: 422,
      detail: 'This address cannot be used.',
      errors: [{ field: 'address', reason: 'has no @' }],
    })
  })

  test.each([
    [['nothing-like-it']],
    [['people', 'list', '--limit', 'many']],
    [['runs', 'show', 'last']],
    [['campaigns', 'log', '1']],
    [['campaigns', 'log', '1', '--figure', 'likes']],
    [['campaigns', 'log', '1', '--figure', 'opens', '--rule', '2']],
    [['keys', 'create', '--name', 'x', '--role', 'owner']],
    [['sync', 'Letters', '--campaign', '2']],
    [['connections', 'add', 'constant-contact', '--settings', '/nowhere/at/all']],
    [['setup', '--firm', 'Example']],
  ])('a command line that cannot be meant ends with 2: %j', async (args) => {
    const env = await against({ 'setup.state': () => ({ isNeeded: true }) })
    const said = await tryCli(args, env)
    expect(said.exitCode).toBe(2)
    expect(said.out).toBe('')
    expect(said.err).not.toBe('')
  })
})

describe('lists', () => {
  test('--json is the exact answer of the API', async () => {
    const answer = { items: [aPerson()], next: 'abc' }
    const env = await against({ 'people.list': () => answer })
    const said = await tryCli(['--json', 'people', 'list', '--limit', '1'], env)
    expect(JSON.parse(said.out)).toEqual(answer)
    expect(said.err).toBe('')
    expect(stub!.seen[0]!.query).toMatchObject({ limit: '1', state: 'all' })
  })

  test('the table says that there is more, and how to get it', async () => {
    const env = await against({ 'people.list': () => ({ items: [aPerson()], next: 'abc' }) })
    const said = await tryCli(['people', 'list'], env)
    expect(said.out).toMatch(/^ID {2}NAME +ADDRESS/)
    expect(said.out).toContain('--after abc')
  })

  test('--all reads every page once, in order', async () => {
    const env = await against({
      'people.list': ({ query }) => {
        const at = Number(query['after'] ?? 0)
        return { items: [aPerson({ id: at + 1 })], next: at < 4 ? String(at + 1) : null }
      },
    })
    const said = await tryCli(['people', 'list', '--all', '--json'], env)
    const { items, next } = JSON.parse(said.out)
    expect(items.map((item: { id: number }) => item.id)).toEqual([1, 2, 3, 4, 5])
    expect(next).toBeNull()
  })

  test('what came from outside cannot steer the terminal', async () => {
    const name = 'Eve\x1b]0;owned\x07\u202e\r\n'
    const env = await against({
      'people.list': () => ({ items: [aPerson({ name })], next: null }),
    })
    const said = await tryCli(['people', 'list'], env)
    expect(said.out).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
    expect(said.out.trimEnd().split('\n')).toHaveLength(2)
  })

  test('a person is found by an address only one has', async () => {
    const items = [aPerson({ id: 4 }), aPerson({ id: 5, address: 'ada@example.com.au' })]
    const env = await against({
      'people.list': () => ({ items, next: null }),
      'people.timeline': () => ({ items: [], next: null }),
    })
    const said = await tryCli(['people', 'timeline', 'ADA@example.com'], env)
    expect(said.exitCode).toBe(0)
    expect(stub!.seen[1]!.params).toEqual({ personId: '4' })
  })

  test('a log is asked for as the screen would', async () => {
    const env = await against({
      'campaigns.logCsv': () => 'address,times\r\nada@example.com,2\r\n',
    })
    const args = ['campaigns', 'log', '9', '--figure', 'opens', '--audience', 'all', '--csv']
    const said = await tryCli(args, env)
    expect(said.out).toBe('address,times\r\nada@example.com,2\r\n')
    expect(stub!.seen[0]).toMatchObject({
      params: { campaignId: '9' },
      query: { figure: 'opens', audience: 'all' },
    })
  })

  test('what clicks raised is told by rule, and a log holds who did it', async () => {
    const outcomes = [
      { kind: 'interest', name: 'Tax law', code: 'TAX', points: 10 },
      { kind: 'tag', name: 'Tax reader', code: null, points: 0 },
    ]
    const times = { appliesFrom: null, appliesUntil: null }
    const raised = { ruleId: 4, rule: 'Tax letters', ...times, outcomes, people: 57, clicks: 1064 }
    const env = await against({
      'campaigns.actions': () => ({ items: [raised], rules: 1, behind: 0 }),
      'campaigns.log': () => ({ items: [], next: null }),
    })
    const said = await tryCli(['campaigns', 'actions', '9'], env)
    expect(said.out).toMatch(/4 +Tax letters +interest TAX 10, tag Tax reader +57 +1,064/)
    await tryCli(['campaigns', 'log', '9', '--figure', 'clicks', '--rule', '4'], env)
    expect(stub!.seen.at(-1)!.query).toMatchObject({ figure: 'clicks', ruleId: '4' })
  })

  test('where no click counted it is said why', async () => {
    let rules = 0
    const env = await against({ 'campaigns.actions': () => ({ items: [], rules, behind: 2 }) })
    const none = await tryCli(['campaigns', 'actions', '9'], env)
    expect(none.out).toContain('No click rule yet')
    expect(none.out).toContain('2 links have not been held')
    rules = 3
    const some = await tryCli(['campaigns', 'actions', '9'], env)
    expect(some.out).toContain('No click counted for one of 3 click rules.')
  })
})

describe('import', () => {
  test('sends the file as it is, follows it, and tells what was refused', async () => {
    const file = join(scratch(), 'people.csv')
    writeFileSync(file, 'email\r\nada@example.com\r\nnobody\r\n'.repeat(5000))
    let polls = 0
    const env = await against({
      'imports.create': () => anImport(),
      'imports.show': () =>
        ++polls < 2
          ? anImport({ rowsRead: 1 })
          : anImport({ status: 'done', rowsRead: 2, peopleCreated: 1, rowsRefused: 1 }),
      'imports.refusals': () => ({
        items: [{ line: 3, field: 'email', reason: 'has no @', record: {} }],
        next: null,
      }),
    })
    const said = await tryCli(['import', file], env)
    expect(said.exitCode).toBe(0)
    expect(stub!.seen[0]!.body).toBe(readFileSync(file, 'utf8'))
    expect(stub!.seen[0]!.query).toEqual({ fileName: 'people.csv' })
    expect(said.err).toContain('done: 2 rows, 1 person created')
    expect(said.err).toMatch(/3 +email +has no @/)
  })

  test('--json prints the import as it ended, and a failed one ends with 1', async () => {
    const env = await against({
      'imports.create': () => anImport(),
      'imports.show': () => anImport({ status: 'failed', message: 'No column is called email.' }),
    })
    const said = await tryCli(['import', '-', '--json'], env, 'name\r\nAda\r\n')
    expect(said.exitCode).toBe(1)
    expect(JSON.parse(said.out)).toMatchObject({ id: 5, status: 'failed' })
    expect(stub!.seen[0]!.body).toBe('name\r\nAda\r\n')
  })
})

describe('sync', () => {
  test('without a name syncs every active connection, and tells what came of each', async () => {
    const items = [aConnection(), aConnection({ id: 4, name: 'Old', status: 'paused' })]
    const done = { status: 'done' as const, eventsRead: 12, eventsWritten: 9 }
    const skipped = [{ reason: 'known already', count: 3 }]
    const env = await against({
      'connections.list': () => ({ items }),
      'connections.sync': () => aRun(),
      'runs.show': () => aRun({ ...done, skipped }),
    })
    const said = await tryCli(['sync'], env)
    expect(said.exitCode).toBe(0)
    const synced = stub!.seen.filter((one) => one.name === 'connections.sync')
    expect(synced.map((one) => one.params['connectionId'])).toEqual(['3'])
    expect(said.out).toMatch(/Events new +9\n/)
    expect(said.out).toMatch(/Skipped +3: known already\n/)
  })

  test('a run that failed ends with 1', async () => {
    const env = await against({
      'connections.sync': () => aRun(),
      'runs.show': () => aRun({ status: 'failed', message: 'The grant is gone.' }),
    })
    const said = await tryCli(['sync', '3', '--json'], env)
    expect(said.exitCode).toBe(1)
    expect(JSON.parse(said.out)).toMatchObject({ status: 'failed', message: 'The grant is gone.' })
  })

  test('--no-wait answers as soon as it is queued', async () => {
    const env = await against({ 'campaigns.sync': () => aRun() })
    const said = await tryCli(['sync', '--campaign', '8', '--no-wait', '--json'], env)
    expect(JSON.parse(said.out)).toMatchObject({ id: 7, status: 'queued' })
    expect(stub!.seen.map((one) => one.name)).toEqual(['campaigns.sync'])
  })

  test('a name that two connections have is not guessed', async () => {
    const items = [aConnection(), aConnection({ id: 4 })]
    const env = await against({ 'connections.list': () => ({ items }) })
    const said = await tryCli(['sync', 'letters'], env)
    expect(said.exitCode).toBe(1)
    expect(said.err).toContain('ids 3, 4')
  })
})

describe('connections add', () => {
  test('sends the settings of the file, and says the next step', async () => {
    const file = join(scratch(), 'settings.json')
    writeFileSync(file, '{"clientId":"c","accessToken":"secret-token"}')
    const env = await against({ 'connections.create': () => aConnection() })
    const args = ['connections', 'add', 'constant-contact', '--settings', file, '--name', 'Letters']
    const said = await tryCli(args, env)
    expect(JSON.parse(stub!.seen[0]!.body)).toEqual({
      connector: 'constant-contact',
      name: 'Letters',
      settings: { clientId: 'c', accessToken: 'secret-token' },
    })
    expect(said.out).toContain('homing sync 3')
    expect(said.out + said.err).not.toContain('secret-token')
  })

  test('a damaged settings file is refused without quoting it', async () => {
    const file = join(scratch(), 'settings.json')
    writeFileSync(file, '{"accessToken": "secret-token"')
    const env = await against({})
    const said = await tryCli(['connections', 'add', 'constant-contact', '--settings', file], env)
    expect(said.exitCode).toBe(2)
    expect(said.err).not.toContain('secret-token')
  })
})
