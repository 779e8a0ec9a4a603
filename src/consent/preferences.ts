import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { mayWrite, type Answer, type Question, type Standing } from './may-write.ts'
import { standingOfPerson, standingsOf, type NumberedWish } from './standings.ts'
import { topicsInUse, type Topic } from './topic-list.ts'
import { consentPolicy } from './topics.ts'
import { describeFacts, sentenceOf, type FactWords } from './words.ts'

export interface Preference extends Omit<Answer<NumberedWish>, 'fact'> {
  sentence: string
  fact: FactWords | null
}

export interface PreferenceRow {
  /** Null: everything. */
  topic: (Pick<Topic, 'id' | 'name' | 'description'> & { group: string | null }) | null
  /** Of the person as a whole: strict where any address is. */
  whole: Preference
  /** Of each address, in the order of addresses. */
  cells: Preference[]
}

export interface Preferences {
  addresses: { id: number; address: string; isSeed: boolean }[]
  rows: PreferenceRow[]
  seedIsExempt: boolean
}

/**
 * What holds for a person, matter by matter, as a whole and at each e-mail address now in use: the
 * answers of mayWrite about marketing. Topics that are archived are left out.
 */
export async function preferencesOf(
  tx: Tx,
  workspaceId: number,
  personId: number,
  now: number,
): Promise<Preferences> {
  const policy = await consentPolicy(tx, workspaceId)
  const topics = await topicsInUse(tx, workspaceId)
  const asked = {
    workspaceId,
    channel: 'email' as const,
    topicId: 'every' as const,
    seedIsExempt: policy.seedIsExempt,
  }
  const addresses = await addressesInUse(tx, workspaceId, personId)
  const standings = await standingsOf(
    tx,
    asked,
    addresses.map((one) => one.canonical),
  )
  const whole = await standingOfPerson(tx, asked, personId)
  const columns = [whole, ...addresses.map((one) => standings.get(one.canonical)!)]
  const answersAbout = (topic: Question['topic']) =>
    columns.map((standing) => answerOf(standing, { topic, policy: policy.consentNeeded, now }))
  const lines = [
    { topic: null, answers: answersAbout(null) },
    ...topics.map((topic) => ({
      topic,
      answers: answersAbout({
        id: topic.id,
        consentNeeded: topic.consentNeeded ?? policy.consentNeeded,
      }),
    })),
  ]
  const words = await describeFacts(
    tx,
    workspaceId,
    lines.flatMap((line) => line.answers.flatMap(({ fact }) => (fact === null ? [] : [fact.id]))),
  )
  const rows = lines.map(({ topic, answers }) => {
    const [first, ...cells] = answers.map((answer) => inWords(answer, words))
    return { topic, whole: first!, cells }
  })
  const shown = addresses.map(({ canonical: _, ...one }) => one)
  return { addresses: shown, rows, seedIsExempt: policy.seedIsExempt }
}

function answerOf(
  standing: Standing<NumberedWish>,
  of: { topic: Question['topic']; policy: Question['consentNeeded']; now: number },
): Answer<NumberedWish> {
  const { topic, policy, now } = of
  const question = { channel: 'email', class: 'marketing', topic, consentNeeded: policy, now }
  return mayWrite(question as Question, standing)
}

function inWords(answer: Answer<NumberedWish>, words: Map<number, FactWords>): Preference {
  const fact = answer.fact === null ? null : words.get(answer.fact.id)!
  return { ...answer, fact, sentence: sentenceOf(answer, fact) }
}

async function addressesInUse(tx: Tx, workspaceId: number, personId: number) {
  const { rows } = await sql<{
    id: number
    address: string
    canonical: string
    isSeed: boolean
  }>`
    select a.id, a.address, a.canonical,
      exists (select from seed_address s
        where s.workspace_id = a.workspace_id and s.address_id = a.id) as "isSeed"
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
      and pa.ended_at is null and a.kind = 'email'
    order by pa.is_primary desc, pa.started_at, a.id`.execute(tx)
  return rows
}
