import { salesforce } from '../../../src/connectors/crm/salesforce/index.ts'
import type { Vendor } from '../../../src/connectors/index.ts'
import type { HttpAsk } from '../../../src/platform/http/index.ts'
import { line, type Outcome } from '../sdk/scripted.ts'

export const SITE = 'https://firm.my.salesforce.com'
export const SETTINGS = {
  siteUrl: SITE,
  clientId: 'key',
  activityRecords: 'task',
  packagePrefix: '',
}

/** A vendor whose answers are scripted; asked lists what went out. */
export function scripted(outcomes: readonly Outcome[], own: Record<string, unknown> = {}) {
  const settings = { ...SETTINGS, ...own }
  const tokens = { current: async () => 't-1', renew: async () => 't-2' }
  const lined = line([...outcomes], { connector: salesforce, settings, tokens })
  const vendor: Vendor = { settings, http: lined.vendor, now: lined.clock.now }
  return { vendor, asked: () => lined.asked.map(askedIn), blocked: lined.blocked }
}

export interface Asked {
  method: string
  /** Behind the version. */
  path: string
  /** The question in SOQL; empty where it is none. */
  soql: string
  records: Fields[]
}

function askedIn({ method, url, body }: HttpAsk): Asked {
  const { pathname, searchParams } = new URL(url)
  const isJson = typeof body === 'string' && body.startsWith('{')
  return {
    method,
    path: pathname.replace('/services/data/v59.0', ''),
    soql: searchParams.get('q') ?? '',
    records: isJson ? (JSON.parse(body).records ?? []) : [],
  }
}

export type Fields = Record<string, unknown>

export const good = (body: unknown): Outcome => ({ status: 200, body: JSON.stringify(body) })

/** An error as Salesforce tells one. */
export const failed = (status: number, errorCode: string, message = 'So it is.'): Outcome => ({
  status,
  body: JSON.stringify([{ message, errorCode, fields: [] }]),
})

export const found = (...records: Fields[]) =>
  good({ totalSize: records.length, done: true, records })

/** What became of each record of a collection: made under an id, or an error's code. */
export const written = (...outcomes: (string | { code: string; message?: string })[]) =>
  good(
    outcomes.map((one) =>
      typeof one === 'string'
        ? { id: one, success: true, errors: [] }
        : {
            success: false,
            errors: [{ statusCode: one.code, message: one.message ?? 'So it is.', fields: [] }],
          },
    ),
  )

export const described = (fields: string[], children: string[] = []) =>
  good({
    createable: true,
    updateable: true,
    fields: fields.map((name) => ({ name, createable: true, updateable: true })),
    childRelationships: children.map((relationshipName) => ({ relationshipName })),
  })

export const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

/** An id of 18 characters of an object, by its prefix. */
export const idOf = (prefix: string, at: number) =>
  `${prefix}5e0000000${String(at).padStart(3, '0')}AAA`.padEnd(18, 'A')
