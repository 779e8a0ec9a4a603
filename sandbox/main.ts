import { parseArgs } from 'node:util'
import { isVendor, startSandbox, vendors, type VendorName } from './index.ts'
import type { VendorKind } from './vendor.ts'
import { day } from './world/time.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    esp: { type: 'string', default: 'constant-contact' },
    world: { type: 'string', default: 'law-firm' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '0' },
    'start-days-ago': { type: 'string', default: '14' },
    confirmations: { type: 'string', default: '0.4' },
    limits: { type: 'string', default: 'on' },
  },
})

if (values.world !== 'law-firm') {
  console.error(`sandbox: there is no world "${values.world}"; there is "law-firm".`)
  process.exit(2)
}

if (!isVendor(values.esp)) {
  const known = Object.keys(vendors).join(', ')
  console.error(`sandbox: there is no --esp "${values.esp}"; there is: ${known}.`)
  process.exit(2)
}

const esp: VendorName = values.esp
const { client, login, keys, paths, requestsPerSecond }: VendorKind = vendors[esp]
const sandbox = await startSandbox({
  esp,
  world: 'law-firm',
  seed: number('seed', values.seed),
  port: number('port', values.port),
  speed: number('speed', values.speed),
  now: Date.now() - number('start-days-ago', values['start-days-ago']) * day,
  confirmations: number('confirmations', values.confirmations),
  enforceLimits: values.limits !== 'off',
})

// Exactly one line on stdout: whoever started this process reads it and knows all it needs.
console.log(
  JSON.stringify({
    url: sandbox.url,
    ...(client && { clientId: client.clientId, clientSecret: client.clientSecret }),
    ...login,
    ...keys,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...sandbox.settings,
    ...(client && tokens()),
    ...(paths && { apiUrl: sandbox.url + paths.api }),
    ...(paths?.authorize !== undefined && { authorizeUrl: sandbox.url + paths.authorize }),
    ...(paths?.token !== undefined && { tokenUrl: sandbox.url + paths.token }),
    people: `${sandbox.url}/_sandbox/people.csv`,
  }),
)
console.error(`sandbox: ${sandbox.world.definition.account.organizationName} at ${sandbox.url}`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
}

function tokens() {
  const { accessToken, refreshToken } = sandbox.issueTokens()
  return { accessToken, refreshToken }
}

function number(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  console.error(`sandbox: --${name} must be a number that is not negative, not "${text}".`)
  process.exit(2)
}
