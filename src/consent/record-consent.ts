import { actorName, audit } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { statementFacts, type About, type Statement } from './record.ts'
import { stateFacts } from './state-facts.ts'
import { consentPolicy } from './topics.ts'

const DAY_MS = 86_400_000

export interface ConsentSaid {
  about: About
  /** Implied: inferred from something (a purchase, a mandate); it ends, and lifts no opt-out. */
  state: 'implied' | 'express'
  /** When it began; epoch milliseconds. Null: now. */
  since: number | null
  /** Of implied consent: until when it holds. Null: as long as the firm says. */
  until: number | null
  /** What it rests on: "Engagement letter of 3 May". */
  evidence: string
}

/**
 * Records that somebody may be written to. Express consent lifts an opt-out that is older than it;
 * implied consent lifts none, and ends.
 */
export async function recordConsent(
  tx: Tx,
  statement: Statement & { source: 'user' | 'api' },
  said: ConsentSaid,
): Promise<void> {
  const { workspaceId, actor, now, source } = statement
  const expiresAt = await endOf(tx, workspaceId, said, now)
  const isExplicit = said.state === 'express'
  const { name, of, facts } = await statementFacts(tx, statement, {
    about: said.about,
    optedIn: true,
    isExplicit,
    reason: '',
    evidence: said.evidence,
  })
  const by = actorName(actor)
  await stateFacts(
    tx,
    { workspaceId, source, actor: by, now },
    facts.filter(speaksFor(said)).map((fact) => ({
      ...fact,
      expiresAt,
      ...(said.since !== null && { occurredAt: said.since }),
      key: `${fact.key}:${said.state}:${said.since === null ? '' : (expiresAt ?? '')}`,
    })),
  )
  const kind = isExplicit ? 'express' : 'implied'
  const about = of === null ? '' : of === 'address' ? ' at one address' : ` about ${of.topics}`
  await audit(tx, {
    actor,
    action: 'record_consent',
    subject: 'person',
    subjectId: statement.personId,
    sentence: `Recorded ${kind} consent of ${name}${about}.`,
    detail: { ...said },
    at: now,
  })
}

/** Implied consent is the person's: who shares an address has not bought anything. */
function speaksFor({ state, about }: ConsentSaid) {
  return ({ personId }: { personId: number | null }) =>
    state === 'express' || about.scope === 'address' || personId !== null
}

async function endOf(
  tx: Tx,
  workspaceId: number,
  { state, since, until, evidence }: ConsentSaid,
  now: number,
): Promise<number | null> {
  if (since !== null && since > now) {
    throw new Refused(422, 'Consent cannot begin in the future.', {
      field: 'since',
      remedy: 'Say when it was given, or leave it out.',
    })
  }
  if (evidence.trim() === '') {
    throw new Refused(422, 'Consent is recorded with what it rests on only.', {
      field: 'evidence',
      remedy: 'Name the purchase, the mandate, or what the person said, with its date.',
    })
  }
  if (state === 'express') {
    if (until === null) return null
    throw new Refused(422, 'Express consent does not end by itself.', {
      field: 'until',
      remedy: 'Leave the end out, or record implied consent.',
    })
  }
  const begin = since ?? now
  const end = until ?? begin + (await consentPolicy(tx, workspaceId)).impliedDays * DAY_MS
  if (end > begin) return end
  throw new Refused(422, 'Consent cannot end before it begins.', { field: 'until' })
}
