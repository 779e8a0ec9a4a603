import { SOURCE_LABELS, SOURCES, type Source } from '../../api/contract/index.ts'
import { useAnswer, type AnswerTo } from '../api.ts'
import { inLine, msg, plural, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'

export type Mapping = AnswerTo<'mapping.show'>
export type Rule = Mapping['rules'][number]
export type Step = Rule['steps'][number]
export type Field = AnswerTo<'contactFields.read'>['fields'][number]

/** How a field at a service is called; one that somebody made there is called as they named it. */
export function fieldName({ label, isCustom }: Pick<Field, 'label' | 'isCustom'>): string {
  return isCustom ? label : said(label)
}

/** A field the firm defined, as far as it is to be named. */
interface Named {
  key: string
  label: string
}

/** What a field can be filled with, to choose from: what everybody has, then the firm's own. */
export function sourcesOf(own: readonly Named[]): { value: Source; label: string }[] {
  return [...SOURCES, ...own.map(({ key }) => `own:${key}` as const)].map((value) => ({
    value,
    label: wordsOfSource(value, own),
  }))
}

function wordsOfSource(source: Source, own: readonly Named[]): string {
  if (source in SOURCE_LABELS) {
    return said(SOURCE_LABELS[source as keyof typeof SOURCE_LABELS])
  }
  const field = own.find(({ key }) => source === `own:${key}`)
  return field?.label ?? t`Your field ${source.slice('own:'.length)}, which is retired`
}

/** The fields the firm defined that are in use. */
export function useOwnFields(): Named[] {
  const { data } = useAnswer('ownFields.list', {})
  return (data?.items ?? []).filter(({ isRetired }) => !isRetired)
}

/** What a rule fills its field with, in words. */
export function sourceWords({ from }: Pick<Rule, 'from'>, own: readonly Named[]): string {
  return 'source' in from ? wordsOfSource(from.source, own) : t`“${from.constant}”, for everybody`
}

export const STEP_LABELS: Record<Step['do'], string> = {
  trim: t`Without blanks around it`,
  upper: t`In capitals`,
  lower: t`In small letters`,
  title: t`Each word with a capital`,
  first: t`First characters`,
  date: t`As a date`,
  number: t`As a number`,
  yes_no: t`Words for yes and no`,
  words: t`Replace words by a list`,
  before: t`Text before it`,
  after: t`Text after it`,
  join: t`With another field`,
}

/** A step in words, as the table of rules shows it. */
export function stepWords(step: Step, own: readonly Named[]): string {
  switch (step.do) {
    case 'first':
      return plural(
        step.chars,
        msg`first ${step.chars} character`,
        msg`first ${step.chars} characters`,
      )
    case 'date':
      return t`date ${step.format}`
    case 'number':
      return plural(
        step.decimals,
        msg`number, ${step.decimals} decimal`,
        msg`number, ${step.decimals} decimals`,
      )
    case 'yes_no':
      return t`${step.yes} or ${step.no}`
    case 'words':
      return plural(
        step.words.length,
        msg`${step.words.length} word replaced`,
        msg`${step.words.length} words replaced`,
      )
    case 'before':
      return t`“${step.text}” before it`
    case 'after':
      return t`“${step.text}” after it`
    case 'join':
      return tc('step')`with ${wordsOfSource(step.source, own)}`
    default:
      return inLine(STEP_LABELS[step.do])
  }
}

/** A step of a kind as it begins. */
export function newStep(kind: Step['do'], charsMax: number): Step {
  switch (kind) {
    case 'first':
      return { do: 'first', chars: charsMax }
    case 'date':
      return { do: 'date', format: 'YYYY-MM-DD' }
    case 'number':
      return { do: 'number', decimals: 0 }
    case 'yes_no':
      return { do: 'yes_no', yes: tc('answer')`yes`, no: tc('answer')`no` }
    case 'words':
      return { do: 'words', words: [{ from: t`Mr`, to: t`Dear Mr` }], otherwise: 'as_it_is' }
    case 'before':
      return { do: 'before', text: '' }
    case 'after':
      return { do: 'after', text: '' }
    case 'join':
      return { do: 'join', source: 'last_name', between: ' ' }
    default:
      return { do: kind }
  }
}

/** Who is right about a field, in a word or two, and what that means. */
export function ownerWords(owner: Rule['owner'], title: string): { who: string; means: string } {
  switch (owner) {
    case 'homing':
      return { who: 'Homing', means: t`what stands in the person; ${title} is changed` }
    case 'crm':
      return {
        who: t`Your CRM`,
        means: t`what it last said, whatever was written here or at ${title}; without one, Homing`,
      }
    case 'esp':
      return { who: title, means: t`its value stays, only an empty field is filled` }
  }
}

/** A rule for a field, before anybody wrote it. */
export function newRule(field: Field): Rule {
  return {
    field,
    from: { source: 'first_name' },
    steps: [],
    fallback: '',
    owner: 'homing',
    comesHome: false,
  }
}
